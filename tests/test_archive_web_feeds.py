"""The feeds over real HTTP: the file as the digest wrote it, and nothing to who has it already."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest

from archive.config import Settings
from archive.store import Archive
from tests.found import NOON
from tests.reading_room import page_of
from tests.web_server import Client, serving

FEED = '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"/>\n'


@pytest.fixture
def client(archive: Archive, settings: Settings, now: datetime) -> Iterator[Client]:
    with serving(archive, settings) as running:
        yield running


def test_a_feed_is_the_file_and_is_sent_once(client: Client, settings: Settings) -> None:
    file = settings.data_dir / "feeds" / "editions.en.atom"
    file.parent.mkdir()
    file.write_text(FEED, encoding="utf-8")
    assert client.get("/feeds/editions.zh.atom").status == 404
    got = client.get("/feeds/editions.en.atom")
    assert (got.status, got.body, got.headers.get_content_type()) == (200, FEED, "application/atom+xml")
    assert got.headers["Cache-Control"] == "no-cache"
    tag, written = got.headers["ETag"], got.headers["Last-Modified"]
    asked = [
        ({"If-None-Match": tag}, 304),
        ({"If-None-Match": f'"x", W/{tag}'}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": '"x"', "If-Modified-Since": written}, 200),
        ({"If-Modified-Since": written}, 304),
        ({"If-Modified-Since": format_datetime(NOON - timedelta(days=3650))}, 200),
        ({"If-Modified-Since": "yesterday"}, 200),
        ({"If-Modified-Since": "Wed, 18 Nov 2099 12:00:00"}, 200),
    ]
    for headers, status in asked:
        got = client.ask("GET", "/feeds/editions.en.atom", headers=headers)
        assert (got.status, got.headers["ETag"]) == (status, tag), headers
        assert got.body == ("" if status == 304 else FEED)
    file.write_text(FEED + "\n", encoding="utf-8")
    assert client.ask("GET", "/feeds/editions.en.atom", headers={"If-None-Match": tag}).status == 200
    page = page_of(client.get("/editions"))
    assert page.xpath("//link[@rel='alternate']/@href") == ["feeds/editions.en.atom"]
    links = page_of(client.get("/")).xpath("//main//a/@href")
    assert [one for one in links if "edition" in one] == ["editions", "feeds/editions.en.atom"]


def test_what_stands_in_place_of_a_feed_is_none(client: Client, settings: Settings) -> None:
    (settings.data_dir / "feeds" / "editions.zh.atom").mkdir(parents=True)
    assert client.get("/feeds/editions.zh.atom").status == 404
    assert [one for one in page_of(client.get("/")).xpath("//main//a/@href") if "edition" in one] == ["editions"]
