"""The child that reads articles: it keeps what it reads, breaks for one page only, and never outlives the crawl."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from archive.errors import PageChanged, WatchError
from archive.files import Blobs
from crawler.sources import load
from crawler.spiders.reader import Reader, ReaderBroke
from tests.crawling import ROOT

URL = "http://www.zs.gov.cn/gxj/tzgg/content/post_2655001.html"
RAW = """<html><head><title>关于征集应用场景的通知</title><meta name="ArticleTitle" content="关于征集应用场景的通知">
<meta name="PubDate" content="2026-11-18 09:30"></head><body><h1>关于征集应用场景的通知</h1>
<div class="article-content"><p>各有关企业：现征集人工智能应用场景。</p></div></body></html>""".encode()
SOURCE = load()["zs_gxj-tzgg"]


def with_reader(folder: Path, work: Callable[[Reader], Awaitable[None]]) -> None:
    async def whole() -> None:
        reader = Reader(folder=folder)
        try:
            await work(reader)
        finally:
            await reader.close()

    asyncio.run(whole())


def child(reader: Reader) -> int:
    assert reader._child is not None
    return reader._child.pid


def test_a_page_is_read_and_its_bytes_are_kept(tmp_path: Path) -> None:
    async def work(reader: Reader) -> None:
        page, sha256 = await reader.read(RAW, URL, SOURCE, declared=None)
        assert page.title == "关于征集应用场景的通知"
        assert Blobs(tmp_path).get(sha256) == RAW

    with_reader(tmp_path, work)


def test_what_can_not_be_read_is_said_and_not_kept(tmp_path: Path) -> None:
    async def work(reader: Reader) -> None:
        with pytest.raises(PageChanged, match=r"^zs_gxj-tzgg: "):
            await reader.read(b"<html><body><p>nothing", URL, SOURCE, declared=None)
        assert list(Blobs(tmp_path).every()) == []

    with_reader(tmp_path, work)


def test_a_folder_that_can_not_be_written_ends_the_run(tmp_path: Path) -> None:
    (tmp_path / "blobs").write_text("a file")

    async def work(reader: Reader) -> None:
        with pytest.raises(WatchError, match="can not be written to"):
            await reader.read(RAW, URL, SOURCE, declared=None)

    with_reader(tmp_path / "blobs", work)


def test_a_child_that_ends_costs_one_page(tmp_path: Path) -> None:
    async def work(reader: Reader) -> None:
        await reader.read(RAW, URL, SOURCE, declared=None)
        os.kill(child(reader), signal.SIGKILL)
        with pytest.raises(ReaderBroke, match="ended"):
            await reader.read(RAW, URL, SOURCE, declared=None)
        await reader.read(RAW, URL, SOURCE, declared=None)

    with_reader(tmp_path, work)


def test_a_child_that_hangs_costs_one_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def work(reader: Reader) -> None:
        await reader.read(RAW, URL, SOURCE, declared=None)
        os.kill(child(reader), signal.SIGSTOP)
        monkeypatch.setattr("crawler.spiders.reader.SECONDS", 0.2)
        with pytest.raises(ReaderBroke, match="longer than"):
            await reader.read(RAW, URL, SOURCE, declared=None)
        monkeypatch.undo()
        await reader.read(RAW, URL, SOURCE, declared=None)

    with_reader(tmp_path, work)


def test_signals_are_left_to_the_parent_and_a_closed_reader_starts_nothing(tmp_path: Path) -> None:
    async def work(reader: Reader) -> None:
        await reader.read(RAW, URL, SOURCE, declared=None)
        for number in (signal.SIGTERM, signal.SIGINT):
            os.kill(child(reader), number)
        await reader.read(RAW, URL, SOURCE, declared=None)
        await reader.close()
        with pytest.raises(ReaderBroke, match="ended"):
            await reader.read(RAW, URL, SOURCE, declared=None)

    with_reader(tmp_path, work)


ALONE = """
import asyncio, sys
from pathlib import Path
from tests.test_crawler_spiders_reader import RAW, SOURCE, URL, Reader, child

async def main():
    reader = Reader(folder=Path(sys.argv[1]))
    await reader.read(RAW, URL, SOURCE, declared=None)
    print(child(reader), flush=True)
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
