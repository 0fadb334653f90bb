"""What goes wrong in the interface, told as a problem; and that nothing can be done there but reading."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from archive.errors import DatabaseAway
from archive.store import Archive, Tx
from archive.web import guard
from scheduler.rooms import rooms
from tests.interface import furnished, settings_of, speaking
from tests.web_server import Client, serving


@pytest.fixture
def client(sqlite_archive: Archive, now: datetime) -> Iterator[Client]:
    with speaking(sqlite_archive) as running:
        yield running


@pytest.mark.parametrize(
    ("path", "status", "detail"),
    [
        ("/nothing", 404, "no such address"),
        ("/announcements/a%0Ab", 404, "no such"),
        ("/%0A", 404, "no such address"),
        ("/announcements/none-1", 404, "none-1: no such announcement"),
        ("/announcements/none-1/revisions", 404, "no such announcement"),
        ("/announcements/none-1/why", 404, "no such announcement"),
        ("/announcements/zs-1/attachments/x", 404, "no such attachment"),
        ("/announcements/", 404, "no such announcement"),
        ("/meetings/x", 404, "no such meeting"),
        ("/meetings/x/directives", 404, "no such meeting"),
        ("/editions/x", 404, "no such edition"),
        ("/editions/%00", 404, "no such edition"),
        ("/announcements?limt=3", 422, "limt: no parameter"),
        ("/announcements?limit=0", 422, "limit: "),
        ("/announcements?limit=201", 422, "limit: "),
        ("/announcements?from=2026-02-30", 422, "from: "),
        ("/announcements?from=20260101", 422, "from: expected a day|from: Value error, expected a day"),
        ("/announcements?q=a&q=b", 422, "q: stated twice"),
        ("/announcements?has=hope", 422, "has"),
        ("/announcements?after=%22", 422, "after: "),
        ("/announcements?after=zz", 422, "after"),
        ("/announcements?q=" + "a" * 1001, 422, "q: "),
        ("/announcements?q=" + "+".join(map(str, range(99))), 422, "search: |words"),
        ("/deadlines?after=zz", 422, "after"),
        ("/editions?after=-1", 422, "after: "),
        ("/counts?x=1", 422, "x: no parameter"),
        ("/export", 422, "format: "),
        ("/export?format=xlsx", 422, "format: "),
    ],
)
def test_what_is_wrong_is_told_as_a_problem(client: Client, path: str, status: int, detail: str) -> None:
    got = client.get(f"/api/v1{path}")
    assert (got.status, got.headers.get_content_type()) == (status, "application/problem+json")
    problem = json.loads(got.body)
    assert set(problem) == {"type", "title", "status", "detail"}
    assert problem["status"] == status
    assert any(one in problem["detail"] for one in detail.split("|")), problem
    assert got.headers["ETag"] is None
    assert got.headers["Cache-Control"] == "no-store"
    assert got.headers["Content-Security-Policy"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_nothing_can_be_done_but_reading(client: Client, method: str) -> None:
    for path in ("/announcements", "/announcements/zs-1", "/openapi.json", "/export"):
        got = client.ask(method, f"/api/v1{path}")
        assert (got.status, got.headers["Allow"], json.loads(got.body)["status"]) == (405, "GET, HEAD", 405)


def test_pages_of_others_may_not_read_it(client: Client) -> None:
    got = client.get("/api/v1/counts", Origin="https://elsewhere.example")
    assert got.status == 200
    assert [name for name in got.headers if name.lower().startswith("access-control")] == []


def test_an_archive_that_is_away_is_told_as_a_problem(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise DatabaseAway("zswatch.sqlite: disk I/O error")

    monkeypatch.setattr(Archive, "read", away)
    got = client.get("/api/v1/health")
    assert (got.status, got.headers["Retry-After"], json.loads(got.body)["status"]) == (503, "60", 503)
    assert "disk" not in got.body


def test_what_nobody_expected_is_a_problem_without_a_word_of_it(sqlite_archive: Archive, now: datetime) -> None:
    def broken(tx: Tx, one: Any) -> dict[str, Any]:
        raise RuntimeError(f"secret {one.id}")

    furnished(sqlite_archive)
    ours = settings_of(sqlite_archive)
    with serving(sqlite_archive, ours, replace(rooms(ours), account=broken)) as client:
        got = client.get("/api/v1/announcements/zs-1/why")
    assert (got.status, json.loads(got.body)["detail"]) == (500, "something went wrong; it was noted")
    assert got.headers["Content-Security-Policy"] == guard.HEADERS["Content-Security-Policy"]
