"""Several processes judge, cite and index at the same moment: everything is done, and nothing twice in vain."""

import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.config import Settings
from archive.records import Announcement
from archive.store import announcements, citations, indexing, judgements, open_archive
from digest import verdicts
from digest.run import judge_new, waiting_ids
from tests.found import NOON, found

pytestmark = pytest.mark.postgres
MANY = 24


@pytest.fixture
def settings(tmp_path: Path, postgres_database: str) -> Settings:
    settings = Settings(data_dir=tmp_path, database_url=postgres_database)
    with open_archive(settings) as archive, archive.begin() as tx:
        for number in range(MANY):
            body = f"依据《中山市人工智能产业政策{number}》，组织申报项目。"
            announcements.keep(tx, found(number + 1, body=body), NOON)
    return settings


def together(work: Callable[[], object], count: int = 4) -> None:
    """Do the same at the same moment, each with an archive of its own; raises what one of them raised."""
    errors: list[BaseException] = []
    begin = threading.Barrier(count)

    def run() -> None:
        begin.wait()
        try:
            work()
        except Exception as error:  # noqa: BLE001 - told below
            errors.append(error)

    threads = [threading.Thread(target=run) for _ in range(count)]
    for each in (threading.Thread.start, threading.Thread.join):
        for one in threads:
            each(one)
    assert errors == []


def test_each_is_judged_once(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    judged: Counter[str] = Counter()
    judge = verdicts.judge

    def counted(one: Announcement, *rest: object) -> object:
        judged[one.id] += 1
        return judge(one, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(verdicts, "judge", counted)

    def work() -> None:
        with open_archive(settings) as archive:
            judge_new(archive, settings, NOON)

    together(work)
    assert judged == Counter(f"zs-{number + 1}" for number in range(MANY))
    with open_archive(settings) as archive:
        assert waiting_ids(archive, settings) == []


def test_parts_are_judged_alone_and_make_the_whole(settings: Settings) -> None:
    with open_archive(settings) as archive:
        waiting = waiting_ids(archive, settings)
        assert judge_new(archive, settings, NOON, only=waiting[:5]) == 5
        assert judge_new(archive, settings, NOON, only=waiting[:5]) == 0
        assert waiting_ids(archive, settings) == waiting[5:]
        assert judge_new(archive, settings, NOON, only=["zs-404"]) == 0
        assert judge_new(archive, settings, NOON) == MANY - 5


def test_citations_are_read_once_by_whoever_comes(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(citations, "BATCH", 3)
    read: list[int] = []

    def work() -> None:
        with open_archive(settings) as archive:
            read.append(verdicts.cite_new(archive))

    together(work)
    assert sum(read) == MANY


def test_the_index_is_brought_up_by_all_and_has_every_row(settings: Settings) -> None:
    indexed: list[int] = []

    def work() -> None:
        with open_archive(settings) as archive:
            indexed.append(indexing.bring_up(archive, at_once=(5, 1_000_000)))

    together(work)
    assert sum(indexed) == MANY
    with open_archive(settings) as archive, archive.read() as tx:
        assert indexing.waiting(tx) == 0


def test_the_index_is_brought_up_while_others_judge_and_keep(settings: Settings) -> None:
    turn = iter(range(10))

    def work() -> None:
        with open_archive(settings) as archive:
            if next(turn) % 2:
                judge_new(archive, settings, NOON)
            for number in range(MANY):
                with archive.begin() as tx:
                    announcements.keep(tx, found(number + 1, body=f"改了{number}。"), NOON)
            indexing.bring_up(archive, at_once=(3, 1_000_000))

    together(work)
    with open_archive(settings) as archive:
        indexing.bring_up(archive)
        with archive.read() as tx:
            assert indexing.waiting(tx) == 0


def test_two_take_turns_at_one_announcement(settings: Settings) -> None:
    inside: list[int] = []
    most: list[int] = []

    def work() -> None:
        with open_archive(settings) as archive:
            for _ in range(5):
                with judgements.turn(archive, "zs-1"):
                    inside.append(1)
                    most.append(len(inside))
                    inside.pop()

    together(work)
    assert most == [1] * 20
