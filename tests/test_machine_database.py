"""A database that goes away in the midst of work, and one that somebody else holds: one line, and nothing lost."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from archive.clock import SHANGHAI, VARIABLE, now, passing
from archive.config import Settings
from archive.errors import DatabaseAway
from archive.store import Archive, announcements, open_archive, subscribers
from archive.store import engine as engines
from digest import run
from tests import mail_server, model_server
from tests.crash import day
from tests.crawling import ROOT, environment
from tests.days import person
from tests.editions import SOURCES
from tests.postgres import Server, served
from tests.services import days_kept, done, executions, running, until, without_sources
from tests.twin import Twin
from tests.working import Round, job, settings_of, variables, worker

CRAWLED = ("zs_gxj-tzgg", "portal-zhxx")
MOST_LINES = 1
FEW_LINES = 10
"""What a service says of it: its round, and each command that was about to begin or to end."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with served() as server:
        yield server


def held(settings: Settings) -> list[str]:
    with open_archive(settings) as archive, archive.read() as tx:
        return sorted(name for name, *_ in announcements.titles(tx))


@pytest.mark.postgres
def test_a_crawl_whose_database_goes_away_is_told_and_the_next_one_finishes_it(server: Server, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", database_url=server.url)
    with Twin() as twin:
        slow = {"ZSWATCH_CRAWLER__DELAY_SECONDS": "0.05", "ZSWATCH_DATABASE_URL": server.url}
        variables = environment(tmp_path / "data", twin.environment(), slow)
        words = [sys.executable, "-m", "scheduler", "crawl", *CRAWLED, "--json"]
        with subprocess.Popen(words, env=variables, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as crawl:
            while crawl.poll() is None and not _is_begun(settings):
                time.sleep(0.05)
            assert crawl.poll() is None, "it was too quick"
            server.stop()
            _, said = crawl.communicate(timeout=100)
        server.start()
        assert crawl.returncode == 1
        lines = said.decode().splitlines()
        assert len([line for line in lines if line.startswith("zswatch: postgresql://")]) == MOST_LINES, lines
        assert "Traceback" not in said.decode()
        kept = held(settings)
        again = subprocess.run(words, env=variables, cwd=ROOT, capture_output=True, check=False, timeout=100)
        report = json.loads(again.stdout)
        expected = twin.expected()
    assert [one["status"] for one in report["sources"]] == ["ok", "ok"]
    assert set(kept) < set(held(settings))
    assert {one.id for one in expected.values() if set(one.sources) & set(CRAWLED)} == set(held(settings))


def _is_begun(settings: Settings) -> bool:
    try:
        return bool(held(settings))
    except DatabaseAway:
        return False


@pytest.mark.postgres
@pytest.mark.timeout(180)
def test_a_service_whose_database_is_gone_for_ten_minutes_goes_on_and_does_what_was_due(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service itself, by a clock sixty times as fast: the edition of eight o'clock falls into the ten minutes."""
    eight, said = datetime(2026, 11, 20, 8, tzinfo=SHANGHAI), tmp_path / "said"
    settings = without_sources(monkeypatch, tmp_path / "data", DATABASE_URL=server.fresh())
    done(settings, "crawl", "digest", "weekly", "maintenance", at=eight - timedelta(hours=20))
    monkeypatch.setenv(VARIABLE, passing(eight - timedelta(minutes=30), 60))
    with running(said) as child:
        until(lambda: "leads; " in said.read_text())
        server.stop()
        stopped = now()
        assert stopped < eight, "it was too slow"
        until(lambda: now() > max(eight, stopped) + timedelta(minutes=10), 90)
        assert child.poll() is None, said.read_text()
        server.start()
        until(lambda: days_kept(settings) == ["2026-11-20"])
        until(lambda: [one.note for one in executions(settings, "digest") if one.due_at == eight][:1] == ["done"])
        child.send_signal(signal.SIGTERM)
        assert child.wait(40) == 0, said.read_text()
    ran = [(one.job, one.due_at) for one in executions(settings) if one.exit_code == 0]
    assert len(ran) == len(set(ran)), ran
    lines = said.read_text().splitlines()
    assert [line for line in lines if "Traceback" in line or "an unexpected" in line] == []
    assert len([line for line in lines if " postgresql://" in line]) <= FEW_LINES, lines


@pytest.mark.postgres
@pytest.mark.timeout(180)
def test_a_job_whose_database_goes_away_is_done_by_the_same_worker_when_it_is_back(
    server: Server, tmp_path: Path
) -> None:
    """Longer than a worker may be silent: the queue takes the job for one of the dead meanwhile."""
    with Twin() as twin:
        slow = {"ZSWATCH_CRAWLER__DELAY_SECONDS": "0.05"}
        stated = variables(tmp_path, server.fresh(), twin.environment(), slow)
        settings, said = settings_of(stated), tmp_path / "data" / "worker.log"
        with worker(stated) as process:
            round_ = Round(settings, job("crawl", *CRAWLED))
            until(lambda: _is_begun(settings))
            server.stop()
            until(lambda: "the queue is away" in said.read_text())
            time.sleep(2 * settings.engine.silent_seconds)
            assert process.poll() is None
            server.start()
            ended = round_.end()
        expected = twin.expected()
    assert (ended.exit_code, ended.tail) == (0, "")
    assert {one.id for one in expected.values() if set(one.sources) & set(CRAWLED)} == set(held(settings))
    lines = said.read_text().splitlines()
    away, again = (sum(words in line for line in lines) for words in ("the queue is away", "the queue answers again"))
    assert 1 <= away == again <= FEW_LINES, lines
    assert "Traceback" not in said.read_text(), lines


class StoppingBox(mail_server.Box):
    """Stops the database when it has taken so many mails, before it says so."""

    server: Server | None = None
    after = 2

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - the library's name
        answer = await super().handle_DATA(server, session, envelope)
        if len(self.taken) == self.after and self.server is not None:
            self.server.stop()
        return answer


@contextmanager
def posts(server: Server) -> Iterator[tuple[StoppingBox, int, int]]:
    box = StoppingBox()
    box.server = server
    taken = model_server.sending(json.dumps({"errcode": 0, "errmsg": "ok"}).encode())
    with mail_server.serving(box) as mail, model_server.serving(taken) as robot:
        yield box, mail, robot.port


@pytest.mark.postgres
def test_a_delivery_whose_database_goes_away_loses_no_mail_and_repeats_at_most_the_one_under_way(
    server: Server, tmp_path: Path
) -> None:
    with posts(server) as (box, mail, robot):
        database = server.fresh()
        settings = day.settings_of(tmp_path, database, mail, robot)
        box.after = -1
        day.prepare(settings)
        day.crawl(settings, day.CRAWL)
        box.taken.clear()
        box.after = 2
        at = day.CRAWL + day.SENDS[1][1]
        with open_archive(settings) as archive, pytest.raises(DatabaseAway, match=r"^postgresql://\S+: ") as caught:
            run.send(archive, settings, day.CRAWL.date(), sources=SOURCES, now=at)
        assert "\n" not in str(caught.value)
        assert len(box.taken) == 2
        server.start()
        box.after = -1
        for later in (day.AGAIN, 2 * day.AGAIN, timedelta(hours=2)):
            with open_archive(settings) as archive:
                run.send(archive, settings, day.CRAWL.date(), sources=SOURCES, now=at + later)
    ids = Counter((who, message_from_bytes(raw)["Message-ID"]) for who, raw in box.taken)
    assert {who for who, _ in ids} >= {"house@example.org", "chen@example.org", "english@example.org"}
    assert len({who for who, _ in ids}) == len(ids), "somebody got two mails that are not the same one"
    twice = [who for (who, _), count in ids.items() if count > 1]
    assert twice in ([], [box.taken[1][0]])
    assert max(ids.values()) <= 2


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.3)


@pytest.mark.usefixtures("impatient")
def test_a_database_that_another_writer_holds_for_long_is_told(settings: Settings) -> None:
    """The wait is 30 seconds; here it is shorter."""
    with open_archive(settings) as archive, _holding(archive):
        said = r"^\S+zswatch\.sqlite: database is locked$|^postgresql://\S+: canceling statement due to lock timeout"
        with pytest.raises(DatabaseAway, match=said) as caught, archive.begin() as tx:
            subscribers.put(tx, person("new"))
        assert "\n" not in str(caught.value)
        if archive.engine.dialect.name == "sqlite":  # readers wait for nobody
            with archive.read() as tx:
                assert list(subscribers.every(tx)) == []
    with open_archive(settings) as archive, archive.begin() as tx:
        subscribers.put(tx, person("new"))


@contextmanager
def _holding(archive: Archive) -> Iterator[None]:
    """Be another process that writes and does not end."""
    if archive.engine.dialect.name == "sqlite":
        file = str(archive.engine.url.database)
        holder = sa.create_engine(f"sqlite:///{file}", isolation_level="AUTOCOMMIT")
        begin = "BEGIN IMMEDIATE"
    else:
        holder = sa.create_engine(archive.engine.url)
        begin = "LOCK TABLE subscribers IN ACCESS EXCLUSIVE MODE"
    with holder.connect() as connection:
        connection.exec_driver_sql(begin)
        try:
            yield
        finally:
            connection.exec_driver_sql("ROLLBACK")
    holder.dispose()


def test_a_command_at_a_database_that_is_away_ends_with_one_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scheduler", "digest", "deliver"],
        cwd=ROOT,
        env=os.environ | {"ZSWATCH_DATABASE_URL": "postgresql://watch@127.0.0.1:9/watch"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("zswatch: postgresql://watch@127.0.0.1:9/watch: connection ")
    assert str(tmp_path) not in line
