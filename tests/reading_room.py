"""What the tests of the pages to read put into an archive and ask of a page."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from lxml import html

from archive.records import StoredEdition
from archive.store import Archive, announcements, editions
from tests.found import NOON, found
from tests.test_archive_editions import edition as hand_made
from tests.web_server import Got

HOSTILE = "</title></h1><script>alert(1)</script><img src=x onerror=alert(2)>\"'&\u202e{{ 7*7 }}"


def edition(at: datetime = NOON) -> StoredEdition:
    item = {
        "id": "zs-1",
        "title": "通知",
        "url": "http://www.zs.gov.cn/1.html",
        "themes": ["study"],
        "标题": [None, 0.25],
    }
    return replace(hand_made(at=at), content={"date": "2026-11-18", "items": [item]})


def keep(archive: Archive, at: datetime = NOON, **changed: Any) -> str:
    with archive.begin() as tx:
        return announcements.keep(tx, found(**({"post_id": 1} | changed)), at).id


def put(archive: Archive, *some: StoredEdition) -> None:
    with archive.begin() as tx:
        for one in some:
            editions.put(tx, one, ())


def page_of(got: Got) -> html.HtmlElement:
    assert got.status == 200
    return html.fromstring(got.body.encode())


def words(page: html.HtmlElement) -> str:
    return " ".join(page.text_content().split())
