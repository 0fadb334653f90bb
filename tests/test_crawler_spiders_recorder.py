"""The child that reads and writes: it breaks for one request only, and never outlives the crawl."""

import asyncio
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from archive.clock import SHANGHAI
from archive.config import Settings
from archive.errors import DatabaseAway, PageChanged, WatchError
from archive.records import Validators
from archive.store import Archive, Tx, announcements, open_archive
from crawler.items import Entry
from crawler.sources import load
from crawler.spiders.messages import SIZE, Answer, Opening, Paper, Writing, packed
from crawler.spiders.recorder import Recorder, RecorderBroke
from crawler.spiders.recorder_worker import Inbox, prepared, written
from tests.crawling import ROOT

NOW = datetime(2026, 11, 18, 20, tzinfo=SHANGHAI)
URL = "http://www.zs.gov.cn/gxj/tzgg/content/post_{}.html"
PAGE = """<html><head><title>关于征集应用场景的通知</title><meta name="ArticleTitle" content="关于征集应用场景的通知">
<meta name="PubDate" content="2026-11-18 09:30"></head><body><h1>关于征集应用场景的通知</h1>
<div class="article-content"><p>各有关企业：现征集人工智能应用场景。</p>{}</div></body></html>"""
ATTACHED = '<p><a class="nfw-cms-attachment" alt="名单.pdf" href="/attachment/0/471/471942/2655001.pdf">名单</a></p>'
SOURCE = load()["zs_gxj-tzgg"]


def paper(number: int = 2655001, *, more: str = "", raw: bytes | None = None) -> Paper:
    url = URL.format(number)
    entry = Entry(id=f"zs-{number}", url=url, title="通知", published=NOW, post_id=number)
    given = Validators(url=url, etag='"a"', last_modified=None, sha256="0" * 64, fetched_at=NOW)
    return Paper(raw or PAGE.format(more).encode(), url, pickle.dumps(replace(SOURCE)), None, entry, given, True)


def opening(archive: Archive) -> Opening:
    return Opening(archive.address, str(archive.blobs.folder.parent))


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZSWATCH_NOW", NOW.isoformat())


def with_recorder(folder: Path, work: Callable[[Recorder, Archive], Awaitable[None]]) -> None:
    async def whole(archive: Archive) -> None:
        recorder = Recorder(opening=opening(archive))
        try:
            await work(recorder, archive)
        finally:
            await recorder.close()

    with open_archive(Settings(data_dir=folder)) as archive:
        asyncio.run(whole(archive))


def child(recorder: Recorder) -> int:
    assert recorder._many._child is not None
    return recorder._many._child.process.pid


def held(archive: Archive) -> list[str]:
    with archive.read() as tx:
        return sorted(announcements.known(tx, [f"zs-{number}" for number in range(2655001, 2655031)]))


def die_on(tx: Tx, fatal: bool) -> int:
    if fatal:
        os.kill(os.getpid(), signal.SIGKILL)
    return tx.connection().exec_driver_sql("SELECT 7").scalar_one()  # type: ignore[no-any-return]


def fail(tx: Tx) -> None:
    raise ValueError("a mistake of ours")


def away(tx: Tx) -> None:
    raise DatabaseAway("the disk is gone")


def test_a_page_is_read_kept_and_its_bytes_with_it(tmp_path: Path) -> None:
    async def work(recorder: Recorder, archive: Archive) -> None:
        read = await recorder.read(paper())
        assert read.page.title == "关于征集应用场景的通知"
        assert read.kept is not None
        assert read.kept.outcome == "new"
        with archive.read() as tx:
            kept = announcements.get(tx, "zs-2655001")
            assert announcements.validators(tx, kept.url) == paper().given
        assert archive.blobs.get(kept.raw_sha256) == paper().raw
        assert kept.attachments == ()

    with_recorder(tmp_path, work)


def test_a_page_with_attachments_is_kept_by_whoever_has_them(tmp_path: Path) -> None:
    async def work(recorder: Recorder, archive: Archive) -> None:
        read = await recorder.read(paper(more=ATTACHED))
        assert read.kept is None
        assert read.found.attachments is None
        assert [link.name for link in read.page.attachments] == ["名单.pdf"]
        assert held(archive) == []

    with_recorder(tmp_path, work)


def test_what_can_not_be_read_is_said_and_not_kept(tmp_path: Path) -> None:
    async def work(recorder: Recorder, archive: Archive) -> None:
        with pytest.raises(PageChanged, match=r"^zs_gxj-tzgg: "):
            await recorder.read(paper(raw=b"<html><body><p>nothing"))
        assert list(archive.blobs.every()) == []

    with_recorder(tmp_path, work)


def test_a_folder_that_can_not_be_written_is_said(tmp_path: Path) -> None:
    async def work(recorder: Recorder, archive: Archive) -> None:
        archive.blobs.folder.write_text("a file")
        with pytest.raises(WatchError, match="can not be written to"):
            await recorder.read(paper())
        assert held(archive) == []

    with_recorder(tmp_path, work)


def test_many_at_once_are_answered_each_with_its_own(tmp_path: Path) -> None:
    async def work(recorder: Recorder, archive: Archive) -> None:
        numbers = range(2655001, 2655031)
        reads = await asyncio.gather(*(recorder.read(paper(number)) for number in numbers))
        assert [read.kept and read.kept.id for read in reads] == [f"zs-{number}" for number in numbers]
        assert held(archive) == [f"zs-{number}" for number in numbers]

    with_recorder(tmp_path, work)


def test_one_that_fails_costs_the_others_of_its_transaction_nothing(tmp_path: Path) -> None:
    with open_archive(Settings(data_dir=tmp_path)) as archive:
        requests = [paper(), Writing(fail, ()), paper(2655002)]
        first, second, third = written(archive, [prepared(request, archive) for request in requests])
        assert first.value.kept.outcome == third.value.kept.outcome == "new"
        assert "a mistake of ours" in second.broke
        assert held(archive) == ["zs-2655001", "zs-2655002"]


def test_an_archive_that_is_away_is_waited_for_once(tmp_path: Path) -> None:
    with open_archive(Settings(data_dir=tmp_path)) as archive:
        steps = [prepared(request, archive) for request in (paper(), Writing(away, ()), paper(raw=b"<p>"))]
        first, second, third = written(archive, steps)
        assert isinstance(first.error, DatabaseAway)
        assert isinstance(second.error, DatabaseAway)
        assert isinstance(third.error, PageChanged)
        assert held(archive) == []


def test_a_mistake_of_ours_is_told_with_its_place(tmp_path: Path) -> None:
    async def work(recorder: Recorder, _: Archive) -> None:
        with pytest.raises(RecorderBroke, match="in fail"):
            await recorder.write(fail)
        assert await recorder.write(die_on, False) == 7

    with_recorder(tmp_path, work)


def test_only_the_request_that_breaks_two_children_is_lost(tmp_path: Path) -> None:
    async def work(recorder: Recorder, archive: Archive) -> None:
        numbers = range(2655001, 2655021)
        papers = [recorder.read(paper(number)) for number in numbers]
        done = await asyncio.gather(*papers[:10], recorder.write(die_on, True), *papers[10:], return_exceptions=True)
        assert [place for place, one in enumerate(done) if isinstance(one, RecorderBroke)] == [10]
        assert held(archive) == [f"zs-{number}" for number in numbers]
        assert await recorder.write(die_on, False) == 7

    with_recorder(tmp_path, work)


def test_a_child_that_was_killed_from_outside_costs_nothing(tmp_path: Path) -> None:
    async def work(recorder: Recorder, archive: Archive) -> None:
        await recorder.read(paper())
        os.kill(child(recorder), signal.SIGKILL)
        await recorder.read(paper(2655002))
        await recorder.read(paper(2655003))
        assert held(archive) == ["zs-2655001", "zs-2655002", "zs-2655003"]

    with_recorder(tmp_path, work)


def test_a_child_that_hangs_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def work(recorder: Recorder, archive: Archive) -> None:
        await recorder.read(paper())
        first = child(recorder)
        os.kill(first, signal.SIGSTOP)
        monkeypatch.setattr("crawler.spiders.recorder.SECONDS", 0.2)
        with pytest.raises(RecorderBroke, match="longer than"):  # a new child takes longer to start than this
            await recorder.write(die_on, False)
        monkeypatch.undo()
        monkeypatch.setenv("ZSWATCH_NOW", NOW.isoformat())
        await recorder.read(paper(2655002))
        assert child(recorder) != first
        assert held(archive) == ["zs-2655001", "zs-2655002"]

    with_recorder(tmp_path, work)


def test_signals_are_left_to_the_parent_and_a_closed_recorder_starts_nothing(tmp_path: Path) -> None:
    async def work(recorder: Recorder, _: Archive) -> None:
        await recorder.read(paper())
        for number in (signal.SIGTERM, signal.SIGINT):
            os.kill(child(recorder), number)
        await recorder.read(paper(2655002))
        await recorder.close()
        with pytest.raises(RecorderBroke, match="ended"):
            await recorder.read(paper(2655003))

    with_recorder(tmp_path, work)


def test_pages_of_many_megabytes_do_not_pile_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.spiders.recorder.MOST_WAITING", 10_000)
    order: list[str] = []

    async def one(recorder: Recorder, number: int) -> None:
        await recorder.room()
        order.append(f"asked {number}")
        await recorder.read(paper(number, more="<p>" + "长" * 5_000))
        order.append(f"read {number}")

    async def work(recorder: Recorder, archive: Archive) -> None:
        tasks = []
        for number in (2655001, 2655002, 2655003):
            tasks.append(asyncio.create_task(one(recorder, number)))
            await asyncio.sleep(0)
        await asyncio.gather(*tasks)
        assert len(held(archive)) == 3

    with_recorder(tmp_path, work)
    assert order == [f"{what} {number}" for number in (2655001, 2655002, 2655003) for what in ("asked", "read")]


def test_requests_are_cut_out_of_the_pipe_whole() -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as end:
        raw = packed(Answer("一")) + packed(Answer("二"))
        end.write(raw[:-3])
        end.flush()
        inbox = Inbox(pipe=reading)
        assert pickle.loads(inbox.take(wait=True) or b"") == Answer("一")  # noqa: S301 - ours
        assert inbox.take(wait=False) is None
        end.write(raw[-3:])
        end.flush()
        assert pickle.loads(inbox.take(wait=False) or b"") == Answer("二")  # noqa: S301 - ours
        assert len(raw) > SIZE
    assert inbox.take(wait=True) is None
    os.close(reading)


ALONE = """
import asyncio, sys
from pathlib import Path
from tests.test_crawler_spiders_recorder import *

async def main():
    with open_archive(Settings(data_dir=Path(sys.argv[1]))) as archive:
        recorder = Recorder(opening=opening(archive))
        await recorder.read(paper())
        print(child(recorder), flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


def test_the_child_ends_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ALONE, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        alive = Path("/proc", parent.stdout.readline().strip(), "stat")
        assert alive.exists()
        parent.kill()
    end = time.monotonic() + 10
    while alive.exists() and alive.read_text().split()[2] != "Z":
        assert time.monotonic() < end
        time.sleep(0.02)
