"""What Prometheus is told: of a filled archive on each engine, of one that is away, and in which words."""

import re
import shutil
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from archive.clock import midnight
from archive.config import Settings
from archive.store import Archive, indexing
from scheduler import metrics
from scheduler.gauges import GAUGES, STATUSES
from scheduler.pulse import Pulse
from tests.watched import UNWELL, WELL, Waits, fill, watched

Told = dict[str, dict[tuple[tuple[str, str], ...], float]]


def told(made: CollectorRegistry) -> Told:
    """Return every sample of an answer, by its name and labels."""
    found: Told = {}
    for family in text_string_to_metric_families(generate_latest(made).decode()):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sorted(sample.labels.items()))] = sample.value
    return found


def pulse(now: datetime) -> Pulse:
    beating = Pulse()
    beating.beat("leads", "crawl, digest")
    return beating


@pytest.fixture
def scraped(archive: Archive, settings: Settings, now: datetime) -> Told:
    fill(archive, now)
    with archive.begin() as tx:
        indexing.mark_all(tx)
    return told(metrics.registry(watched(settings), pulse(now), "service", lambda: [Waits()]))


def one(told: Told, name: str, **labels: str) -> float:
    return told[name][tuple(sorted(labels.items()))]


def test_a_filled_archive_is_told_number_by_number(scraped: Told, now: datetime) -> None:
    def ago(name: str, **labels: str) -> timedelta:
        return timedelta(seconds=now.timestamp() - one(scraped, name, **labels))

    hours = lambda number: timedelta(hours=number)  # noqa: E731
    assert one(scraped, "zswatch_up") == 1
    assert one(scraped, "zswatch_schema_current") == 1
    assert one(scraped, "zswatch_clock_timestamp_seconds") == now.timestamp()
    assert {dict(key)["status"] for key in scraped["zswatch_sources"]} == set(STATUSES)
    assert one(scraped, "zswatch_sources", status="ok") == 1
    assert one(scraped, "zswatch_sources", status="blocked") == 1
    assert one(scraped, "zswatch_sources", status="never") > 50
    assert (one(scraped, "zswatch_source_well", source=WELL), one(scraped, "zswatch_source_well", source=UNWELL)) == (
        1,
        0,
    )
    assert one(scraped, "zswatch_source_status", source=UNWELL, status="blocked") == 1
    assert ago("zswatch_source_last_visit_timestamp_seconds", source=UNWELL) == hours(2)
    assert ago("zswatch_source_last_success_timestamp_seconds", source=UNWELL) == hours(40)
    assert ago("zswatch_source_last_new_timestamp_seconds", source=UNWELL) == hours(40)
    assert ago("zswatch_source_unwell_since_timestamp_seconds", source=UNWELL) == hours(30)
    assert one(scraped, "zswatch_source_unwell_allowed_seconds", source=UNWELL) == 26 * 3600
    assert one(scraped, "zswatch_announcements") == 1
    assert one(scraped, "zswatch_announcements_relevant") == 0
    assert one(scraped, "zswatch_index_stale_rows") == 1
    assert (one(scraped, "zswatch_attachments_waiting"), one(scraped, "zswatch_attachments_unread")) == (1, 1)
    assert ago("zswatch_attachments_oldest_waiting_timestamp_seconds") == hours(0)
    assert one(scraped, "zswatch_database_size_bytes") > 100_000
    assert 0 < one(scraped, "zswatch_disk_free_bytes") <= one(scraped, "zswatch_disk_size_bytes")
    assert [one(scraped, "zswatch_outbox_messages", status=each) for each in ("queued", "sent", "refused")] == [1, 1, 1]
    assert ago("zswatch_outbox_oldest_queued_timestamp_seconds") == hours(3)
    assert one(scraped, "zswatch_outbox_unreached_recipients") == 1
    yesterday = midnight((now - timedelta(days=1)).date())
    assert one(scraped, "zswatch_edition_day_timestamp_seconds", kind="daily") == yesterday.timestamp()
    assert one(scraped, "zswatch_model_tokens_today") == 950
    assert one(scraped, "zswatch_model_cost_today") == 0.25
    assert one(scraped, "zswatch_model_tokens_per_day_limit") == 1_000
    assert one(scraped, "zswatch_alarms_open") == 1
    assert one(scraped, "zswatch_services", kind="service", role="leads") == 1  # the other one is silent
    assert one(scraped, "zswatch_services", kind="worker", role="works") == 1
    assert one(scraped, "zswatch_problems", kind="refused") == 1
    assert one(scraped, "zswatch_problems", kind="leader") == 0


def test_commands_and_queues_are_told(scraped: Told, now: datetime) -> None:
    crawl, upkeep = {"command": "crawl"}, {"command": "maintenance"}
    assert one(scraped, "zswatch_command_due_timestamp_seconds", **crawl) == now.replace(hour=6, minute=30).timestamp()
    assert one(scraped, "zswatch_command_done_timestamp_seconds", **crawl) == now.timestamp() - 2 * 3600
    assert one(scraped, "zswatch_command_last_duration_seconds", **crawl) == 600
    assert one(scraped, "zswatch_command_last_peak_memory_bytes", **crawl) == 412 * 2**20
    assert one(scraped, "zswatch_command_last_exit_code", **crawl) == 0
    assert one(scraped, "zswatch_command_last_success_timestamp_seconds", **crawl) == now.timestamp() - 2 * 3600 + 600
    assert one(scraped, "zswatch_command_failures_in_a_row", **crawl) == 0
    assert one(scraped, "zswatch_command_last_exit_code", **upkeep) == -9
    assert one(scraped, "zswatch_command_failures_in_a_row", **upkeep) == 3
    assert (("command", "maintenance"),) not in scraped["zswatch_command_last_success_timestamp_seconds"]
    assert one(scraped, "zswatch_command_running", command="weekly") == 1
    assert one(scraped, "zswatch_command_memory_limit_bytes") == 1500 * 2**20
    assert (("command", "deliver"),) not in scraped["zswatch_command_due_timestamp_seconds"]
    assert one(scraped, "zswatch_queue_up") == 1
    assert [one(scraped, f"zswatch_queue_jobs_{what}", queue="crawl") for what in ("waiting", "running", "failed")] == [
        3, 1, 2,
    ]  # fmt: skip
    waited = one(scraped, "zswatch_look_timestamp_seconds") - one(
        scraped, "zswatch_queue_oldest_job_timestamp_seconds", queue="crawl"
    )
    assert waited == pytest.approx(90)


def test_the_process_is_told(scraped: Told) -> None:
    assert one(scraped, "zswatch_loop_alive", kind="service") == 1
    assert one(scraped, "zswatch_loop_role", kind="service", role="leads") == 1
    assert one(scraped, "zswatch_loop_commands", kind="service") == 2
    assert one(scraped, "process_resident_memory_bytes") > 10_000_000
    ((labels, value),) = scraped["zswatch_build_info"].items()
    assert value == 1
    assert dict(labels)["version"]


def test_every_metric_there_is_has_a_value_there_and_stands_in_the_table(scraped: Told) -> None:
    declared = {each.name for each in GAUGES} | set(metrics.PROCESS) | {"zswatch_build_info"}
    ours = {name for name in scraped if name.startswith("zswatch_")}
    assert ours == declared
    assert len(declared) == len(GAUGES) + len(metrics.PROCESS) + 1
    assert set(re.findall(r"^\| `(\w+)`", metrics.table(), re.MULTILINE)) == declared


def test_names_follow_the_conventions(scraped: Told) -> None:
    for name in scraped:
        assert re.fullmatch(r"(zswatch|process)_[a-z][a-z0-9_]*", name)
        assert not name.startswith("zswatch_") or not name.endswith(
            ("_total", "_count", "_sum", "_bucket", "_ms", "_mb")
        )
    for each in GAUGES:
        assert each.says.endswith(".")
        assert not {"job", "instance"} & set(each.labels), "Prometheus has these labels itself"
        if "timestamp" in each.name:
            assert each.name.endswith("_timestamp_seconds")


@pytest.mark.usefixtures("now")
def test_a_fresh_archive_has_no_number_that_is_not_known(sqlite_archive: Archive, now: datetime) -> None:
    data_dir = Path(str(sqlite_archive.engine.url.database)).parent
    found = told(metrics.registry(Settings(data_dir=data_dir), pulse(now), "service"))
    assert one(found, "zswatch_up") == 1
    for name in ("zswatch_outbox_oldest_queued_timestamp_seconds", "zswatch_model_tokens_today", "zswatch_queue_up"):
        assert name not in found


@pytest.fixture
def away(tmp_path: Path, engine: str) -> Settings:
    url = "postgresql://zs:hunter2@127.0.0.1:1/none" if engine == "postgresql" else ""
    return Settings(data_dir=tmp_path / "nothing", database_url=url)


def test_an_archive_that_is_away_is_up_0_and_the_process_is_told_all_the_same(away: Settings, now: datetime) -> None:
    made = metrics.registry(away, pulse(now), "worker", list)
    found = told(made)
    assert one(found, "zswatch_up") == 0
    assert one(found, "zswatch_loop_alive", kind="worker") == 1
    assert {name for name in found if name.startswith("zswatch_")} == {*metrics.PROCESS, "zswatch_build_info"}
    assert b"hunter2" not in generate_latest(made)
    assert not (away.data_dir / "zswatch.sqlite").exists()


def test_a_queue_that_is_away_hides_nothing_of_the_archive(archive: Archive, settings: Settings, now: datetime) -> None:
    from archive.errors import DatabaseAway

    def depths() -> list[Waits]:
        raise DatabaseAway("gone")

    found = told(metrics.registry(watched(settings), pulse(now), "service", depths))
    assert (one(found, "zswatch_up"), one(found, "zswatch_queue_up")) == (1, 0)
    assert archive is not None


def test_a_schema_that_is_not_ours_is_told_and_nothing_else_of_the_archive(
    archive: Archive, settings: Settings, now: datetime
) -> None:
    from sqlalchemy import text

    with archive.begin() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    found = told(metrics.registry(settings, pulse(now), "service"))
    assert (one(found, "zswatch_up"), one(found, "zswatch_schema_current")) == (1, 0)
    assert "zswatch_sources" not in found


def test_counts_that_take_too_long_are_left_out(
    archive: Archive, settings: Settings, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On an archive of which counting takes longer than anybody waits; the counts are those of the whole survey."""
    from archive.errors import TookTooLong
    from archive.store import sizes

    def slow(_tx: object) -> int:
        raise TookTooLong("gave up")

    fill(archive, now)
    monkeypatch.setattr(sizes, "unread", slow)
    found = told(metrics.registry(settings, pulse(now), "service"))
    assert one(found, "zswatch_sources", status="ok") == 1
    assert "zswatch_announcements" not in found
    assert "zswatch_index_stale_rows" not in found


@pytest.fixture
def locked(sqlite_template: Path, tmp_path: Path) -> Iterator[Settings]:
    """A database of which another process has the whole file, and does not let go."""
    import sqlite3

    shutil.copy(sqlite_template, tmp_path / "zswatch.sqlite")
    holder = sqlite3.connect(tmp_path / "zswatch.sqlite", isolation_level=None)
    holder.execute("PRAGMA journal_mode = DELETE")
    holder.execute("BEGIN EXCLUSIVE")
    yield Settings(data_dir=tmp_path)
    holder.close()


def test_nobody_waits_long_for_a_database_that_does_not_answer(
    locked: Settings, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics, "ANSWER_SECONDS", 0.2)
    made = metrics.registry(locked, pulse(now), "service")
    for _ in range(3):
        assert one(told(made), "zswatch_up") == 0
    looking = [thread for thread in threading.enumerate() if thread.name == "looking"]
    assert len(looking) == 1, "one still waits for the database, and nobody for it"
