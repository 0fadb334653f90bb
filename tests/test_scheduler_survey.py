"""The state of the whole, as it is read from the archive and the machine, on each engine."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from archive.config import Settings
from archive.records import Attachment
from archive.sections import Engine
from archive.store import Archive, announcements, outbox, runs
from scheduler.problems import problems
from scheduler.survey import survey
from tests.alarming import EVERY, visited, working
from tests.found import HOUR, NOON, found

UNWELL = {EVERY[0]: "failed", EVERY[1]: "drift"}
LATER = NOON + timedelta(minutes=5)


def filled(archive: Archive) -> None:
    with archive.begin() as tx:
        visited(tx, NOON - HOUR)
        visited(tx, NOON, UNWELL)  # type: ignore[arg-type]
        working(tx, LATER)
        announcements.keep(tx, found(1, attachments=(Attachment(url="http://x/a.pdf", name="a"),)), NOON)
        for number in range(30):
            runs.finish(tx, runs.start(tx, "deliver", NOON, NOON, "zs1:1:w"), NOON, 0, f"done {number}", 100)
        stated = {"edition_key": "daily", "channel": "smtp", "message": b"x", "now": NOON}
        outbox.enqueue(tx, recipient="a@x.cn", message_id="<1@x>", **stated)


def test_all_that_is_known_is_read(archive: Archive, settings: Settings) -> None:
    filled(archive)
    with archive.read() as tx:
        state = survey(tx, settings, LATER)
        short = survey(tx, settings, LATER, whole=False)
    assert set(state.health) == set(EVERY)
    assert state.unwell_since == dict.fromkeys(UNWELL, NOON)
    assert [group.name for group in state.groups] == ["crawl"]
    assert state.waiting is not None
    assert (state.waiting.recipient, state.mails["queued"]) == ("a@x.cn", 1)
    assert [one.note for one in state.executions["deliver"]][:2] == ["done 29", "done 28"]
    assert [one.holder for one in state.services] == ["zs1:1:w"]
    assert state.disk is not None
    assert state.disk.total > state.disk.free > 0
    assert state.sizes is not None
    assert state.sizes.database > 100_000
    assert (state.sizes.unread, state.sizes.unindexed, state.announcements) == (1, 1, 1)
    assert (state.queues, state.queues_away) == (None, "")
    assert short == replace(state, sizes=None, announcements=0, backlog=None, disk=short.disk)
    kinds = {one.subject.partition(":")[0] for one in problems(state, settings, LATER)}
    assert kinds == {"source", "edition"}


def test_a_source_says_in_its_file_for_how_long_it_may_be_unwell(sqlite_archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "zs_slow.toml").write_text(
        'publisher = "慢"\nplatform = "columns"\nhosts = ["www.zs.gov.cn"]\n'
        '[expect]\nunwell_hours = 100\n[[columns]]\nkey = "a"\nname = "甲"\nurl = "http://www.zs.gov.cn/slow/"\n',
        encoding="utf-8",
    )
    settings = Settings(data_dir=tmp_path / "archive")
    slow = settings.model_copy(update={"crawler": settings.crawler.model_copy(update={"sources_dir": folder})})
    with sqlite_archive.read() as tx:
        assert survey(tx, slow, NOON).unwell_hours == {"zs_slow-a": 100.0}


def test_queues_that_can_not_be_asked_are_a_problem_and_stop_nothing(sqlite_archive: Archive, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "archive", engine=Engine(kind="queue"))
    with sqlite_archive.read() as tx:
        state = survey(tx, settings, NOON)
    assert state.queues is None
    assert "PostgreSQL" in state.queues_away
    assert "queue" in {one.subject for one in problems(state, settings, NOON)}
