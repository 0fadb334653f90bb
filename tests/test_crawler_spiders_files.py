"""Attachments as a crawl meets them: names from headers, and scans that are read once somebody can."""

import gzip
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archive.config import Settings
from archive.records import Attachment, Query
from archive.store import announcements, open_archive
from crawler.attachments import recognition
from tests.crawling import crawl, environment
from tests.twin import Twin
from tests.twin.replies import Asked, Reply

SOURCE, POST = "zs_gxj-tzgg", "zs-2608121"
ARTICLE = "www.zs.gov.cn/gxj/tzgg/content/*post_2608121.html"
FILES = "www.zs.gov.cn/gxj/attachment/*/2608121."
STATED = "附件3：咨询群二维码（新）.png"
SCAN = (Path(__file__).parent / "fixtures" / "attachments" / "scan.tif").read_bytes()
RECOGNISING = {"ZSWATCH_CRAWLER__RECOGNISE": "true"}


@pytest.fixture
def twin() -> Iterator[Twin]:
    with Twin() as one:
        yield one


def nameless(reply: Reply, _asked: Asked) -> Reply:
    """Let the page's links to files say nothing but that one may click."""
    packed = dict(reply.headers).get("content-encoding") == "gzip"
    body = gzip.decompress(reply.body) if packed else reply.body
    return reply.with_body(body.replace("附件3：咨询群二维码.png".encode(), "点击下载".encode()))


def named(reply: Reply, _asked: Asked) -> Reply:
    """State the file's name in bytes of GBK, as many servers do."""
    stated = b'attachment; filename="' + STATED.encode("gbk") + b'"'
    return replace(reply, headers=(*reply.headers, ("content-disposition", stated)))  # type: ignore[arg-type]


def picture(data: Path) -> tuple[int, Attachment]:
    with open_archive(Settings(data_dir=data)) as archive, archive.read() as tx:
        (one,) = [one for one in announcements.select(tx, Query(limit=None)) if one.id == POST]
    (file,) = [file for file in one.attachments if file.url.endswith(".png")]
    return one.revision, file


def test_a_file_that_the_page_does_not_name_goes_by_the_name_of_its_header(twin: Twin, tmp_path: Path) -> None:
    twin.faults.set(ARTICLE, nameless)
    twin.faults.set(f"{FILES}png", named)
    crawl(environment(tmp_path, twin.environment()), SOURCE)
    assert picture(tmp_path)[1].name == STATED
    twin.faults.clear()
    twin.faults.set(ARTICLE, nameless)
    report = crawl(environment(tmp_path, twin.environment()), SOURCE, full=True)
    assert (report["of"][SOURCE]["new"], report["of"][SOURCE]["changed"]) == (0, 0)
    assert picture(tmp_path) == (1, replace(picture(tmp_path)[1], name=STATED))


@pytest.mark.skipif(not recognition.installed(), reason="the part ocr is not installed")
def test_a_scan_is_read_again_once_it_can_be_recognised_and_then_no_more(twin: Twin, tmp_path: Path) -> None:
    twin.faults.set(f"{FILES}png", lambda reply, _: replace(reply, body=SCAN) if reply.status == 200 else reply)
    crawl(environment(tmp_path, twin.environment()), SOURCE)
    assert (picture(tmp_path)[1].status, picture(tmp_path)[1].text) == ("no_text_layer", None)
    crawl(environment(tmp_path, twin.environment(), RECOGNISING), SOURCE, full=True)
    revision, read = picture(tmp_path)
    assert (revision, read.status) == (1, "ocr")
    assert "单个项目最高300万元" in (read.text or "")
    twin.log.clear()
    crawl(environment(tmp_path, twin.environment(), RECOGNISING), SOURCE, full=True)
    (asked,) = twin.log.of(f"{FILES}png")
    assert asked.conditional
    assert picture(tmp_path) == (1, read)
