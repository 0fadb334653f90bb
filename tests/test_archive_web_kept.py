"""Kept originals over real HTTP: what an announcement names is a download from which nothing runs; all else is not there."""

import hashlib
import logging
import random
import socket
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.config import Settings
from archive.errors import WatchError
from archive.files import Blobs
from archive.store import Archive
from archive.store.origins import Origin
from archive.web import kept
from archive.web.kept import disposition, file_name
from tests.found import HOUR, NOON, attachment
from tests.reading_room import keep
from tests.web_server import Client, serving

HOSTILE_PAGE = b"<!DOCTYPE html><title>x</title><script>document.title='run'</script><img src=x onerror=alert(1)>"


@pytest.fixture
def client(archive: Archive, settings: Settings, now: datetime) -> Iterator[Client]:
    with serving(archive, settings) as running:
        yield running


def named(archive: Archive, raw: bytes, name: str = "附件1：申报指南.docx") -> str:
    sha256 = archive.blobs.put(raw)
    keep(archive, attachments=(attachment(1, sha256=sha256, name=name),))
    return sha256


def test_an_attachment_is_a_download_with_its_own_name(client: Client, archive: Archive) -> None:
    raw = b"PK\x03\x04" + bytes(range(256)) * 2_000
    sha256 = named(archive, raw)
    for path in (f"/kept/{sha256}", f"/kept/{sha256}?of=zs-1", f"/kept/{sha256}?of=nothing"):
        got = client.raw(path)
        assert (got.status, got.body) == (200, raw)
        assert got.headers["Content-Length"] == str(len(raw))
        assert got.headers["Content-Type"] == "application/octet-stream"
        assert got.headers["X-Content-Type-Options"] == "nosniff"
        assert got.headers.get_all("Content-Security-Policy") == ["sandbox; default-src 'none'"]
        plain = "%E9%99%84%E4%BB%B61%EF%BC%9A%E7%94%B3%E6%8A%A5%E6%8C%87%E5%8D%97.docx"
        stated = got.headers["Content-Disposition"]
        assert stated == f"attachment; filename=\"__1_____.docx\"; filename*=UTF-8''{plain}"
    head = client.raw(f"/kept/{sha256}", "HEAD")
    assert (head.status, head.body, head.headers["Content-Length"]) == (200, b"", str(len(raw)))


def test_the_page_itself_is_a_download_that_no_browser_takes_for_a_page(client: Client, archive: Archive) -> None:
    sha256 = archive.blobs.put(HOSTILE_PAGE)
    keep(archive, raw_sha256=sha256)
    got = client.raw(f"/kept/{sha256}")
    assert (got.status, got.body) == (200, HOSTILE_PAGE)
    assert got.headers["Content-Disposition"].startswith('attachment; filename="zs-1-1.html.txt"')
    assert "html" not in got.headers["Content-Type"]


def test_an_earlier_revision_names_its_bytes_too(client: Client, archive: Archive) -> None:
    first, second = archive.blobs.put(b"first"), archive.blobs.put(b"second")
    keep(archive, raw_sha256=first, body="甲")
    keep(archive, NOON + HOUR, raw_sha256=second, body="乙")
    assert (client.raw(f"/kept/{first}").body, client.raw(f"/kept/{second}").body) == (b"first", b"second")
    assert "zs-1-1.html" in client.raw(f"/kept/{first}").headers["Content-Disposition"]


def test_bytes_that_nobody_names_are_not_there(client: Client, archive: Archive) -> None:
    keep(archive)
    secret = archive.blobs.put(b"secret")
    gone = hashlib.sha256(b"gone").hexdigest()
    keep(archive, id="zs-2", post_id=2, raw_sha256=gone, body="另一篇")
    paths = [
        secret,
        gone,
        secret.upper(),
        secret[:-1],
        f"{secret}0",
        "..%2F..%2Fetc%2Fpasswd",
        "%00" * 64,
        "",
        "x" * 64,
    ]
    for path in paths:
        assert client.get(f"/kept/{path}").status == 404, path
    assert client.get(f"/kept/{secret}?of=zs-1").status == 404
    for method in ("POST", "PUT", "DELETE"):
        assert client.ask(method, f"/kept/{secret}").status == 405


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_damaged_file_is_said_to_be_so_and_noted(
    client: Client, archive: Archive, caplog: pytest.LogCaptureFixture, language: str
) -> None:
    sha256 = named(archive, b"intact" * 100)
    other = archive.blobs.put(b"other")
    _file(archive, sha256).write_bytes(_file(archive, other).read_bytes())
    with caplog.at_level(logging.ERROR, "zswatch.web"):
        got = client.get(f"/kept/{sha256}", Accept_Language=language)
    assert got.status == 500
    assert ("已损坏" if language == "zh" else "damaged") in got.body
    assert "Content-Disposition" not in got.headers
    (record,) = [one for one in caplog.records if one.name == "zswatch.web" and one.levelno == logging.ERROR]
    assert sha256 in record.getMessage()
    _file(archive, sha256).write_bytes(b"no gzip")
    assert client.get(f"/kept/{sha256}").status == 500


def _file(archive: Archive, sha256: str) -> Path:
    (found,) = archive.blobs.folder.glob(f"**/{sha256}*")
    return found


def test_the_room_for_files_is_bounded_and_free_again_when_a_reader_is_gone(
    archive: Archive, settings: Settings, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST_AT_ONCE", 1)
    sha256 = named(archive, b"x" * 1000)
    reading, go_on = threading.Event(), threading.Event()
    real = Blobs.get

    def slow(self: Blobs, name: str) -> bytes:
        reading.set()
        assert go_on.wait(20)
        return real(self, name)

    with serving(archive, settings) as client:
        for _ in range(3):  # each leaves its place
            assert client.raw(f"/kept/{sha256}").status == 200
            assert client.raw(f"/kept/{sha256}", "HEAD").status == 200
        monkeypatch.setattr(Blobs, "get", slow)
        first = threading.Thread(target=client.raw, args=(f"/kept/{sha256}",))
        first.start()
        assert reading.wait(20)
        busy = client.get(f"/kept/{sha256}")
        assert (busy.status, busy.headers["Retry-After"]) == (503, str(kept.BUSY_SECONDS))
        go_on.set()
        first.join(20)
        monkeypatch.setattr(Blobs, "get", real)
        assert client.raw(f"/kept/{sha256}").status == 200

        def failing(_self: Blobs, _name: str) -> bytes:
            raise WatchError("blob: can not be read")

        monkeypatch.setattr(Blobs, "get", failing)
        assert [client.get(f"/kept/{sha256}").status for _ in range(3)] == [500] * 3


def test_a_reader_who_takes_nothing_is_left(
    archive: Archive, settings: Settings, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST_AT_ONCE", 1)
    monkeypatch.setattr(kept, "PATIENCE", 1.0)
    monkeypatch.setattr(kept, "SLOWEST", 1e12)
    sha256 = named(archive, random.Random(1).randbytes(30_000_000))  # more than the buffers between us
    with serving(archive, settings) as client, socket.create_connection(("127.0.0.1", client.port)) as lazy:
        lazy.sendall(f"GET /kept/{sha256} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        lazy.recv(1)
        assert client.raw(f"/kept/{sha256}", "HEAD").status == 503
        waited = time.monotonic()
        while client.raw(f"/kept/{sha256}", "HEAD").status == 503:
            assert time.monotonic() - waited < 20
            time.sleep(0.1)


def origin_of(name: str) -> Origin:
    return Origin("zs-1", 1, name)


@pytest.mark.parametrize(
    ("name", "harmless"),
    [
        ("指南.docx", "指南.docx"),
        ("../../etc/passwd", "_.._etc_passwd.bin"),
        ("C:\\Windows\\x.exe", "C_Windows_x.exe.bin"),
        ("x.html", "x.html.txt"),
        ("x.SVG", "x.SVG.txt"),
        ("报名表.PDF", "报名表.PDF"),
        ("cod\u202efdp.exe", "codfdp.exe.bin"),
        ('a"; filename="b.exe', "a_ filename=_b.exe.bin"),
        ("a\r\nSet-Cookie: x=1\r\n.pdf", "a Set-Cookie_ x=1 .pdf"),
        ("con.pdf", "_con.pdf"),
        (". .", "file.bin"),
        ("...", "file.bin"),
        ("无后缀", "无后缀.bin"),
        ("%2e%2e%2f.pdf", "_2e_2e_2f.pdf"),
        ("长" * 300 + ".pdf", "长" * 120 + ".pdf"),
        ("", "zs-1-1.html.txt"),
    ],
)
def test_names_are_harmless(name: str, harmless: str) -> None:
    assert file_name(origin_of(name)) == harmless


@given(st.text(max_size=200))
def test_any_name_makes_one_safe_header(name: str) -> None:
    made = file_name(origin_of(name))
    stated = disposition(made)
    assert stated.isascii()
    assert stated.isprintable()
    assert stated.count('"') == 2
    assert stated.startswith('attachment; filename="')
    assert not set(made) & set('/\\:*?"<>|\r\n\x00')
    assert not made.startswith(".")
    assert made.rpartition(".")[2].lower() in kept.PLAIN | {"bin"}
    assert len(made) <= kept.LONGEST_NAME + 8
