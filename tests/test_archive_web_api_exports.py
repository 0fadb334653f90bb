"""Exports over the web: the same bytes as from the command line, bounded, and whole or none."""

import csv
import io
import json
import sqlite3
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest

from archive.export import document
from archive.export.writing import FORMATS, MEDIA, Material, into
from archive.records import Announcement, Query
from archive.search import every
from archive.store import Archive
from archive.web.api import exports
from tests.interface import MORE, speaking
from tests.web_server import Client


@pytest.fixture
def client(sqlite_archive: Archive, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    (tmp_path / "passing").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "passing"))
    with speaking(sqlite_archive) as running:
        yield running
    assert list((tmp_path / "passing").iterdir()) == []  # nothing is left behind


def test_every_format_comes_whole(client: Client) -> None:
    for form in FORMATS:
        got = client.raw(f"/export?format={form}")
        assert (got.status, got.headers.get_content_type()) == (200, MEDIA[form])
        assert got.headers["Content-Disposition"] == f'attachment; filename="announcements-2026-11-20.{form}"'
        assert len(got.body) == int(got.headers["Content-Length"]) > 0
        assert client.raw(f"/api/v1/export?format={form}").status == 200


def test_it_is_what_the_archive_holds_by_any_filter(client: Client, sqlite_archive: Archive) -> None:
    asked = urlencode({"q": "机器人项目", "format": "jsonl"})
    lines = client.get(f"/export?{asked}").body.splitlines()
    with sqlite_archive.read() as tx:
        expected = [document(one) for one in every(tx, Query(words="机器人项目", limit=None))]
    assert [json.loads(line) for line in lines] == expected
    assert len(lines) == MORE
    table = client.get("/export?format=csv&relevant=yes&limit=2").body
    assert len(list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"), newline="")))) == 2


def test_a_database_has_the_meetings_too(client: Client, tmp_path: Path) -> None:
    (tmp_path / "got.sqlite").write_bytes(client.raw("/export?format=sqlite").body)
    with closing(sqlite3.connect(tmp_path / "got.sqlite")) as base:
        assert base.execute("SELECT count(*) FROM announcements").fetchone() == (MORE + 3,)
        assert base.execute("SELECT count(*) FROM meetings").fetchone() == (2,)
        assert base.execute("SELECT count(*) FROM alignments WHERE directive_id IS NOT NULL").fetchone()[0] >= 2


def test_too_much_is_refused_before_or_while_it_is_made(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "MOST", MORE)
    for name, most in (("MOST", MORE), ("MOST_CHARACTERS", 1000)):
        monkeypatch.setattr(exports, name, most)
        got = client.get("/export?format=csv")
        assert (got.status, got.headers.get_content_type()) == (422, "application/problem+json")
        assert "zswatch export" in json.loads(got.body)["detail"]
        monkeypatch.setattr(exports, name, 10**9)
        assert client.get("/export?format=csv").status == 200


def test_what_breaks_half_way_is_an_error_and_no_shorter_file(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaking(file: Path, form: str, material: Material, **named: str) -> int:
        def some(each: Iterable[Announcement]) -> Iterator[Announcement]:
            yield next(iter(each))
            raise RuntimeError

        return into(file, form, Material(announcements=some(material.announcements), revisions=material.revisions))

    monkeypatch.setattr(exports, "into", breaking)
    for form in FORMATS:
        assert client.get(f"/export?format={form}").status == 500


def test_others_are_told_to_come_again_while_two_are_made(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    began, go_on = threading.Semaphore(0), threading.Event()

    def waiting(*stated: object, **named: object) -> int:
        began.release()
        assert go_on.wait(30)
        return into(*stated, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(exports, "into", waiting)
    statuses: list[int] = []
    asking = [
        threading.Thread(target=lambda: statuses.append(client.get("/export?format=md").status)) for _ in range(2)
    ]
    for one in asking:
        one.start()
    try:
        assert began.acquire(timeout=30)
        assert began.acquire(timeout=30)
        got = client.get("/export?format=md")
    finally:
        go_on.set()
        for one in asking:
            one.join(30)
    assert (got.status, got.headers["Retry-After"]) == (503, "10")
    assert statuses == [200, 200]
    assert client.get("/export?format=md").status == 200
