"""Feeds of any query, read by a reader of others: whole, stable, escaped, not sent twice."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import feedparser
import pytest
from jsonschema import Draft202012Validator, FormatChecker

from archive.config import Settings
from archive.records import Announcement
from archive.store import Archive, announcements, judgements
from archive.web.api.feeds import ENTRIES, MOST, entry, urn
from tests.found import NOON, analysis, attachment, found
from tests.interface import MORE, settings_of, speaking
from tests.reading_room import HOSTILE
from tests.web_server import Client

PUBLIC = {"web": {"url": "https://watch.example.org/z/"}}
LINE, MOMENT = {"type": "string", "minLength": 1}, {"type": "string", "format": "date-time"}
ADDRESS = {"type": "string", "pattern": "^https?://"}
ITEM = {
    "type": "object",
    "additionalProperties": False,
    "required": ["id", "title", "summary", "content_html", "date_published", "date_modified", "tags", "authors"],
    "properties": {
        "id": {"type": "string", "pattern": "^urn:uuid:"},
        "url": ADDRESS,
        "external_url": ADDRESS,
        "title": LINE,
        "summary": LINE,
        "content_html": LINE,
        "date_published": MOMENT,
        "date_modified": MOMENT,
        "tags": {"type": "array", "items": {"type": "string"}},
        "authors": {"type": "array", "items": {"type": "object", "required": ["name"]}},
    },
}
FEED = {
    "type": "object",
    "additionalProperties": False,
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string"},
        "language": {"type": "string"},
        "home_page_url": ADDRESS,
        "feed_url": ADDRESS,
        "authors": {"type": "array"},
        "items": {"type": "array", "items": ITEM, "maxItems": MOST},
    },
}
"""JSON Feed 1.1, https://www.jsonfeed.org/version/1.1/, as far as we use it."""


@pytest.fixture
def client(sqlite_archive: Archive, now: datetime) -> Iterator[Client]:
    with speaking(sqlite_archive, settings_of(sqlite_archive, **PUBLIC)) as running:
        yield running


def read(client: Client, path: str) -> Any:
    got = client.get(path)
    assert (got.status, got.headers.get_content_type()) == (200, "application/atom+xml")
    feed = feedparser.parse(got.body.encode())
    assert not feed.bozo
    return feed


def items(client: Client, path: str) -> Any:
    got = client.get(path)
    assert (got.status, got.headers.get_content_type()) == (200, "application/feed+json")
    document = json.loads(got.body)
    Draft202012Validator(FEED, format_checker=FormatChecker()).validate(document)
    return document


def test_a_feed_has_what_a_query_finds_the_newest_first(client: Client) -> None:
    asked = urlencode({"q": "机器人项目", "theme": ""})
    feed = read(client, f"/feeds/announcements.atom?{asked}")
    told = items(client, f"/feeds/announcements.json?{asked}")
    assert len(feed.entries) == len(told["items"]) == MORE
    assert [one.id for one in feed.entries] == [one["id"] for one in told["items"]]
    assert feed.feed.title == told["title"] == "中山观察 Zhongshan Watch · 机器人项目"
    links = {link.rel: link.href for link in feed.feed.links}
    assert links["self"] == f"https://watch.example.org/z/feeds/announcements.atom?{urlencode({'q': '机器人项目'})}"
    assert links["alternate"] == told["home_page_url"] == f"https://watch.example.org/z/search?{asked[:-7]}"
    assert told["feed_url"] == links["self"].replace(".atom", ".json")
    assert feed.feed.updated == max(one.updated for one in feed.entries)


def test_an_entry_has_its_evidence_and_its_links(client: Client) -> None:
    (one,) = read(client, f"/feeds/announcements.atom?{urlencode({'q': '登记', 'relevant': 'yes'})}").entries
    assert one.id == urn("announcement", "zs-1")
    assert {link.rel: link.href for link in one.links} == {
        "alternate": "https://watch.example.org/z/announcements/zs-1",
        "via": "http://www.zs.gov.cn/gxj/tzgg/content/post_1.html",
    }
    assert (one.updated, one.published) == ("2026-11-19T12:00:00+08:00", "2026-11-18T09:30:00+08:00")
    assert (one.summary, one.author) == ("组织申报示范项目。", "中山市工业和信息化局")
    assert [tag.term for tag in one.tags] == ["application"]
    for said in ("<blockquote>在中山市登记</blockquote>", "<blockquote>应用场景</blockquote>", "2026-12-01"):
        assert said in one.content[0].value


def test_the_same_entry_has_the_same_name_in_every_feed(client: Client, sqlite_archive: Archive) -> None:
    def name(path: str) -> str:
        return next(one["id"] for one in items(client, path)["items"] if "第100号" in one["title"])

    before = name("/feeds/announcements.json")
    with sqlite_archive.begin() as tx:
        announcements.keep(tx, found(100, title="机器人项目第100号", body="改了"), NOON + timedelta(days=9))
    assert name(f"/feeds/announcements.json?{urlencode({'q': '项目', 'sort': 'oldest'})}") == before
    assert entry(bare(), Settings()).id == entry(bare(), Settings(web={"url": "https://x.example"})).id


def test_how_many_entries_there_are_is_bounded(client: Client, sqlite_archive: Archive) -> None:
    with sqlite_archive.begin() as tx:
        for number in range(1000, 1000 + MOST):
            announcements.keep(tx, found(number), NOON)
    assert len(read(client, "/feeds/announcements.atom").entries) == ENTRIES
    assert len(read(client, "/feeds/announcements.atom?limit=200").entries) == MOST
    assert len(read(client, "/feeds/announcements.atom?limit=3").entries) == 3
    assert client.get("/feeds/announcements.atom?limit=201").status == 422


def test_a_feed_is_not_sent_twice(client: Client) -> None:
    for form in ("atom", "json"):
        first = client.get(f"/feeds/announcements.{form}")
        again = client.get(f"/feeds/announcements.{form}", If_None_Match=first.headers["ETag"])
        assert (again.status, again.body) == (304, "")
        head = client.ask("HEAD", f"/feeds/announcements.{form}")
        assert (head.status, head.headers["ETag"]) == (200, first.headers["ETag"])
        assert client.get(f"/api/v1/announcements.{form}").body == first.body


@pytest.mark.parametrize("path", ["/feeds/announcements.atom?x=1", "/feeds/announcements.json?from=x"])
def test_a_wrong_query_is_a_problem(client: Client, path: str) -> None:
    got = client.get(path)
    assert (got.status, got.headers.get_content_type()) == (422, "application/problem+json")


def test_nothing_found_is_a_feed_too(client: Client) -> None:
    feed = read(client, f"/feeds/announcements.atom?{urlencode({'q': '没有这样的话'})}")
    assert (feed.entries, feed.feed.updated) == ([], "1970-01-01T00:00:00Z")
    assert items(client, f"/feeds/announcements.json?{urlencode({'q': '没有这样的话'})}")["items"] == []


def test_what_is_hostile_is_text(client: Client, sqlite_archive: Archive) -> None:
    with sqlite_archive.begin() as tx:
        hostile = {"title": HOSTILE, "body": HOSTILE, "issuer": HOSTILE, "url": "javascript:alert(1)"}
        announcements.keep(tx, found(9, **hostile, attachments=(attachment(9, HOSTILE, name=HOSTILE),)), NOON)
        one = announcements.get(tx, "zs-9")
        judgements.put(tx, analysis(one, "<script>alert(1)</script>", summary=HOSTILE), NOON)
    (one,) = [
        each for each in read(client, "/feeds/announcements.atom").entries if each.id == urn("announcement", "zs-9")
    ]
    assert "alert(1)" in one.title
    raw = client.get("/feeds/announcements.json").body
    content = next(each for each in json.loads(raw)["items"] if each["id"] == one.id)
    assert "<script" not in content["content_html"]
    assert "&lt;script&gt;" in content["content_html"]
    assert "external_url" not in content
    assert "\u202e" not in raw


def test_without_an_address_of_ours_the_publishers_is_given(sqlite_archive: Archive, now: datetime) -> None:
    with speaking(sqlite_archive) as client:
        feed = read(client, "/feeds/announcements.atom?q=ai")
        (one, *_) = items(client, f"/feeds/announcements.json?{urlencode({'q': '第100号'})}")["items"]
    assert {link.rel: link.href for link in feed.feed.links}["self"] == "announcements.atom?q=ai"
    assert (one["url"], "external_url" in one) == ("http://www.zs.gov.cn/gxj/tzgg/content/post_100.html", False)


def test_what_was_withdrawn_says_so_at_the_moment_of_that() -> None:
    gone = entry(replace(bare(), withdrawn_at=NOON + timedelta(days=3)), Settings())
    assert gone.title.startswith("【撤下 withdrawn】")
    assert gone.updated == "2026-11-21T12:00:00+08:00"


def bare() -> Announcement:
    stated = found(5)
    plain = {name: getattr(stated, name) for name in Announcement.__slots__ if hasattr(stated, name)}
    kept = {"first_seen": NOON, "last_seen": NOON, "withdrawn_at": None, "revision": 1, "revised_at": NOON}
    return Announcement(**{**plain, **kept, "canonical_id": stated.id, "attachments": (), "sightings": (stated.url,)})
