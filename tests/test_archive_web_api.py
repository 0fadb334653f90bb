"""The interface over real HTTP: documents as its own OpenAPI document has them, pages, tags, problems."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode, urljoin

import pytest
from openapi_spec_validator import validate

from archive import export
from archive.config import Settings
from archive.records import Query
from archive.search import search
from archive.store import Archive, announcements
from archive.web.api.announcements import REVISIONS
from tests.found import NOON, found
from tests.interface import MORE, conforms, furnished, settings_of, speaking, told
from tests.test_archive_export import validator
from tests.web_server import Client, serving

PLACES = {
    "/announcements": "/announcements?facets=yes&limit=3&q=机器人",
    "/announcements/{id}": "/announcements/zs-1",
    "/announcements/{id}/revisions": "/announcements/zs-1/revisions",
    "/announcements/{id}/attachments": "/announcements/zs-1/attachments",
    "/announcements/{id}/why": "/announcements/zs-1/why",
    "/meetings": "/meetings",
    "/meetings/{id}": "/meetings/2025-02-21",
    "/meetings/{id}/directives": "/meetings/2025-02-21/directives",
    "/editions": "/editions?limit=1",
    "/editions/{key}": "/editions/daily-2026-11-18",
    "/sources": "/sources",
    "/deadlines": "/deadlines",
    "/counts": "/counts",
    "/health": "/health",
}
OTHERS = {"/announcements/{id}/attachments/{sha256}", "/announcements.atom", "/announcements.json", "/export"}


@pytest.fixture
def client(sqlite_archive: Archive, now: datetime) -> Iterator[Client]:
    with speaking(sqlite_archive) as running:
        yield running


@pytest.fixture
def openapi(client: Client) -> Any:
    return told(client, "/openapi.json")


def escaped(path: str) -> str:
    return quote(path, safe="/?&=%+:")


def test_the_openapi_document_is_one_and_knows_every_address(openapi: Any) -> None:
    validate(openapi)
    assert set(openapi["paths"]) == {*PLACES, *OTHERS}
    for path, place in openapi["paths"].items():
        assert set(place) == {"get"}
        assert place["get"]["description"], path
        for parameter in place["get"].get("parameters", ()):
            assert "anyOf" not in parameter["schema"]
            assert parameter["description"], parameter


@pytest.mark.parametrize("path", PLACES)
def test_an_answer_is_what_the_document_says(client: Client, openapi: Any, path: str) -> None:
    conforms(openapi, path, told(client, escaped(PLACES[path])))


def test_the_document_refuses_what_it_does_not_say(client: Client, openapi: Any) -> None:
    one = told(client, "/announcements/zs-1")
    for name in one:
        with pytest.raises(Exception, match=name):
            conforms(openapi, "/announcements/{id}", {key: value for key, value in one.items() if key != name})


def test_search_is_that_of_the_archive_on_each_engine(archive: Archive, settings: Settings, now: datetime) -> None:
    with speaking(archive, settings) as client:
        got = told(client, f"/announcements?{urlencode({'q': '机器人', 'limit': 5, 'facets': 'yes'})}")
        assert told(client, "/announcements?has=deadline&relevant=yes")["count"] == 2
    with archive.read() as tx:
        found = search(tx, Query(words="机器人", limit=5), facets=True)
    assert [one["id"] for one in got["hits"]] == [one.id for one in found.hits]
    assert (got["count"], got["exact"], got["after"]) == (found.count, True, found.after)
    assert got["facets"]["source"] == [{"value": "zs_gxj-tzgg", "count": found.count}]
    (hit, *_) = got["hits"]
    assert "【机器人】" in hit["snippet"]
    assert [hit["words"][start:end] for start, end in hit["marks"]][:1] == ["机器人"]


def test_pages_follow_one_another_to_the_end(client: Client) -> None:
    path = f"/announcements?{urlencode({'q': '项目', 'sort': 'oldest', 'limit': 10})}"
    met: list[str] = []
    while path:
        got = client.get(f"/api/v1{path}")
        page = json.loads(got.body)
        met += [one["id"] for one in page["hits"]]
        stated = got.headers["Link"]
        assert stated == (f'<{page["next"]}>; rel="next"' if page["next"] else None)
        assert (page["next"] is None) is (page["after"] is None)
        path = page["next"] and urljoin(path, page["next"])
    assert len(met) == len(set(met)) == page["count"] == MORE + 2


def test_where_we_are_reached_the_next_page_is_a_whole_address(sqlite_archive: Archive, now: datetime) -> None:
    stated = settings_of(sqlite_archive, web={"url": "https://watch.example.org/deep/"})
    with speaking(sqlite_archive, stated) as client:
        page = told(client, "/announcements?limit=2&facets=yes")
        assert page["next"].startswith("https://watch.example.org/deep/api/v1/announcements?limit=2&facets=yes&after=")
        assert told(client, "/editions?limit=1")["next"].startswith("https://watch.example.org/deep/api/v1/editions?")
        assert told(client, "/openapi.json")["servers"] == [{"url": "https://watch.example.org/deep/api/v1"}]


def test_an_announcement_is_the_document_of_the_contract(client: Client, sqlite_archive: Archive) -> None:
    with sqlite_archive.read() as tx:
        expected = announcements.get(tx, "zs-1")
    got = told(client, "/announcements/zs-1")
    assert got == export.document(expected)
    validator("announcement").validate(got)
    assert told(client, f"/announcements/{quote(expected.url, safe='')}") == got
    validator("why").validate(told(client, "/announcements/zs-1/why"))
    validator("meeting").validate(told(client, "/meetings/2025-02-21"))
    validator("ledger").validate(told(client, "/meetings/2025-02-21/directives"))


def test_revisions_tell_what_changed(client: Client) -> None:
    got = told(client, "/announcements/zs-1/revisions")
    newest, first = got["revisions"]
    assert (got["earlier"], newest["revision"], first["revision"], first["changes"]) == (0, 2, 1, None)
    body = next(one for one in newest["changes"] if one["part"] == "body")
    pieces = [piece for paragraph in body["paragraphs"] for piece in paragraph]
    assert {"kind": "gone", "text": "原来的话"} in pieces
    assert {one["name"] for one in newest["changes"] if one["part"] == "attachment"} == {
        "附件1：申报指南.docx",
        "附件2：申报指南.docx",
    }


def test_only_the_newest_revisions_are_shown_and_all_are_compared(client: Client, sqlite_archive: Archive) -> None:
    with sqlite_archive.begin() as tx:
        for number in range(REVISIONS + 3):
            announcements.keep(tx, found(7, body=f"第{number}稿。"), NOON)
    got = told(client, "/announcements/zs-7/revisions")
    assert (got["earlier"], len(got["revisions"])) == (3, REVISIONS)
    assert all(one["changes"] for one in got["revisions"])


def test_a_file_is_found_by_its_hash(client: Client, openapi: Any) -> None:
    listed = told(client, "/announcements/zs-1/attachments")
    known, unread = listed["attachments"]
    assert (listed["revision"], known["characters"], unread["characters"]) == (2, 16, None)
    got = told(client, f"/announcements/zs-1/attachments/{known['sha256']}")
    conforms(openapi, "/announcements/{id}/attachments/{sha256}", got)
    assert len(got["text"]) == known["characters"]
    assert client.get(f"/api/v1/announcements/zs-3/attachments/{known['sha256']}").status == 404


@pytest.mark.parametrize("path", [escaped(one) for one in PLACES.values()])
def test_what_has_not_changed_is_not_sent_again(client: Client, path: str) -> None:
    first = client.get(f"/api/v1{path}")
    tag = first.headers["ETag"]
    assert tag.startswith('"')
    assert first.headers["Cache-Control"] == "no-cache"
    for stated in (tag, f'"x", {tag}', f"W/{tag}", "*"):
        again = client.get(f"/api/v1{path}", If_None_Match=stated)
        assert (again.status, again.body, again.headers["ETag"]) == (304, "", tag)
    assert client.get(f"/api/v1{path}", If_None_Match='"x"').body == first.body
    head = client.ask("HEAD", f"/api/v1{path}")
    assert (head.status, head.body, head.headers["ETag"]) == (200, "", tag)
    assert head.headers["Content-Length"] == str(len(first.body.encode()))


def test_the_tag_is_another_one_after_a_change(client: Client, sqlite_archive: Archive) -> None:
    tag = client.get("/api/v1/announcements/zs-3").headers["ETag"]
    with sqlite_archive.begin() as tx:
        announcements.withdraw(tx, "zs-3", NOON)
    got = client.get("/api/v1/announcements/zs-3", If_None_Match=tag)
    assert (got.status, json.loads(got.body)["withdrawn_at"]) == (200, "2026-11-18T12:00:00+08:00")


def test_without_the_other_rooms_what_the_archive_knows_is_told(sqlite_archive: Archive, now: datetime) -> None:
    furnished(sqlite_archive)
    with serving(sqlite_archive, settings_of(sqlite_archive)) as client:
        openapi = told(client, "/openapi.json")
        for path in ("/sources", "/counts", "/meetings"):
            conforms(openapi, path, told(client, path))
        assert [one["id"] for one in told(client, "/meetings")["meetings"]] == ["2030-01-01"]
        assert [one["source"] for one in told(client, "/sources")["sources"]] == ["gone-x", "zs_gxj-tzgg"]
        for path in ("/announcements/zs-1/why", "/meetings/2030-01-01/directives"):
            assert client.get(f"/api/v1{path}").status == 404


def test_lists_say_what_they_are(client: Client) -> None:
    assert told(client, "/counts") | {"sources": {}} == {
        "announcements": MORE + 3, "relevant": 3, "editions": 2, "meetings": 2, "sources": {},
    }  # fmt: skip
    (known,) = [one for one in told(client, "/sources")["sources"] if one["source"] == "zs_gxj-tzgg"]
    assert (known["status"], known["last_new"], known["publisher"]) == (
        "ok",
        "2026-11-18T12:00:00+08:00",
        "中山市工业和信息化局",
    )
    first, second = told(client, "/editions")["editions"]
    assert (first["key"], first["corrects"], second["corrects"]) == ("erratum-1", "daily-2026-11-18", None)
    edition = told(client, "/editions/daily-2026-11-18")
    assert (edition["errata"], edition["content"]["date"]) == (["erratum-1"], "2026-11-18")
    (in_force,) = [one for one in told(client, "/meetings")["meetings"] if one["in_force"]]
    assert in_force["id"] == "2025-02-21"


def test_an_edition_says_since_when_it_is_as_it_is(client: Client) -> None:
    written = client.get("/api/v1/editions/daily-2026-11-18").headers["Last-Modified"]
    assert written == "Wed, 18 Nov 2026 04:00:00 GMT"
    assert client.get("/api/v1/editions/daily-2026-11-18", If_Modified_Since=written).status == 304


def test_deadlines_come_the_next_one_first(client: Client) -> None:
    got = told(client, "/deadlines?limit=1")
    (first,) = got["deadlines"]
    assert (got["count"], got["today"], first["id"], first["days"]) == (2, "2026-11-20", "zs-1", 11)
    (second,) = told(client, f"/deadlines{got['next']}")["deadlines"]
    assert (second["id"], second["deadline"], second["amounts"]) == ("zs-100", "2026-12-24", ["500万元"])
    assert told(client, "/deadlines?past=yes")["count"] == 0
    assert told(client, f"/deadlines?{urlencode({'q': '第100号'})}")["count"] == 1


def test_the_page_tells_of_every_address_without_anything_from_elsewhere(client: Client, openapi: Any) -> None:
    got = client.get("/api")
    assert got.status == 200
    for path in openapi["paths"]:
        assert f"GET /api/v1{path}" in got.body
    assert "http://" not in got.body
    assert "https://" not in got.body
    assert 'href="api/v1/openapi.json"' in got.body
