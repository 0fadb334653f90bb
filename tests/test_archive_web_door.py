"""What the door keeps out: too many requests, methods that would write, and what attackers try."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from time import monotonic, sleep

import pytest
from sqlalchemy.exc import DBAPIError
from starlette.routing import Route

from archive.config import Settings
from archive.errors import DatabaseAway, TookTooLong
from archive.store import Archive, announcements, open_reader, subscribers
from archive.web.app import application
from archive.web.door import is_dear
from tests.found import CHEN, NOON, found
from tests.test_archive_web_bounds import talk
from tests.web_server import Client, keep, serving

WRITES = ("POST", "PUT", "PATCH", "DELETE")
ENDLESS = {
    "sqlite": "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n",
    "postgresql": "SELECT pg_sleep(30)",
}
HOSTILE = (
    "../../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/etc/passwd",
    "..%5c..%5cwindows",
    "%00",
    "%0d%0aX-Injected:%20yes",
    "%ff%fe",
    "'%20OR%201=1--",
    '"%20OR%20""=""',
    "1;DROP%20TABLE%20announcements",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "javascript:alert(1)",
    "%25252e%25252e%25252f",
    "//evil.example/",
    "http://evil.example/",
    "%E2%80%AE%F0%9F%92%A9",
    "a" * 3000,
)


@pytest.fixture
def client(archive: Archive, settings: Settings, now: datetime) -> Iterator[Client]:
    with archive.begin() as tx:
        announcements.keep(tx, found(1), NOON)
    with serving(archive, settings) as running:
        yield running


def places(archive: Archive, settings: Settings) -> list[Route]:
    return [one for one in application(archive, settings).routes if isinstance(one, Route)]


def filled(path: str, value: str) -> str:
    return re.sub(r"\{[^}]*\}", lambda _: value, path)


def test_only_the_links_of_mails_take_what_is_sent(archive: Archive, settings: Settings, client: Client) -> None:
    for one in places(archive, settings):
        path = filled(one.path, "x")
        for method in WRITES:
            open_to = method == "POST" and one.path.startswith("/subscriptions/")
            assert (client.ask(method, path, "a=b").status == 405) is not open_to, (method, path)


def test_every_answer_has_the_strict_headers(archive: Archive, settings: Settings, client: Client) -> None:
    for path in [*(filled(one.path, "x") for one in places(archive, settings)), "/nowhere", "/%ff"]:
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, path
        assert "unsafe-inline" not in re.sub(r"style-src[^;]*", "", policy), path
        assert "unsafe-eval" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Server"] is None
        assert headers["Strict-Transport-Security"] is None


def test_browsers_keep_to_https_where_readers_come_by_it(archive: Archive, settings: Settings, now: datetime) -> None:
    web = settings.web.model_copy(update={"url": "https://zswatch.example.org"})
    with serving(archive, settings.model_copy(update={"web": web})) as client:
        for path in ("/", "/nowhere"):
            assert client.get(path).headers["Strict-Transport-Security"] == "max-age=31536000"


def test_what_reads_can_not_write(archive: Archive, settings: Settings) -> None:
    with open_reader(settings, 5) as reader:
        with pytest.raises((DatabaseAway, DBAPIError), match=r"read.?only"), reader.begin() as tx:
            subscribers.put(tx, CHEN)
        with pytest.raises((DatabaseAway, DBAPIError), match=r"read.?only"), reader.read() as tx:
            tx.connection().exec_driver_sql("DELETE FROM announcements")
        with reader.read() as tx:
            assert subscribers.get(tx, CHEN.name) is None


def test_a_question_that_takes_too_long_is_given_up(archive: Archive, settings: Settings, engine: str) -> None:
    with open_reader(settings, 0.3) as reader:
        begun = monotonic()
        with pytest.raises(TookTooLong), reader.read() as tx:
            tx.connection().exec_driver_sql(ENDLESS[engine])
        assert monotonic() - begun < 10
        with reader.read() as tx:  # The next one has its time again.
            sleep(0.1)
            assert subscribers.get(tx, "") is None


def test_a_reader_who_asks_too_often_waits(archive: Archive, settings: Settings, now: datetime) -> None:
    web = settings.web.model_copy(update={"requests_per_minute": 5, "searches_per_minute": 2})
    with serving(archive, settings.model_copy(update={"web": web})) as client:
        assert [client.get("/search", X_Forwarded_For="203.0.113.1").status for _ in range(3)][2] == 429
        got = [client.get("/style.css", X_Forwarded_For="203.0.113.1") for _ in range(3)][2]
        assert got.status == 429
        assert 1 <= int(got.headers["Retry-After"]) <= 12
        assert "请求过于频繁" in client.get("/", X_Forwarded_For="203.0.113.1", Accept_Language="zh").body
        assert client.get("/", X_Forwarded_For="203.0.113.2").status == 200
        refused = client.get("/api/v1/nowhere", X_Forwarded_For="203.0.113.1")
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert json.loads(refused.body)["status"] == 429


def test_an_address_that_is_not_from_a_trusted_proxy_is_not_believed(
    archive: Archive, settings: Settings, now: datetime
) -> None:
    web = settings.web.model_copy(update={"requests_per_minute": 3, "trusted_proxies": ()})
    with serving(archive, settings.model_copy(update={"web": web})) as client:
        statuses = [client.get("/", X_Forwarded_For=f"203.0.113.{number}").status for number in range(4)]
        assert statuses == [200, 200, 200, 429]


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_addresses_give_a_page_and_nothing_else(
    archive: Archive, settings: Settings, client: Client, value: str
) -> None:
    for one in places(archive, settings):
        if "{" not in one.path:
            continue
        got = client.get(filled(one.path, value))
        assert got.status in {200, 400, 404, 405, 422}, (one.path, got.status)
        assert "root:" not in got.body
        assert got.headers["X-Injected"] is None
        assert "<script>alert" not in got.body
        assert not (got.headers["Location"] or "").startswith(("//", "http://evil"))


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_questions_give_a_page_and_nothing_else(client: Client, value: str) -> None:
    names = ("q", "from", "source", "issuer", "town", "theme", "directive", "has", "number", "sort", "after", "lang")
    for name in names:
        got = client.get(f"/search?{name}={value}")
        assert got.status in {200, 400, 404}, (name, got.status)
        assert "root:" not in got.body
        assert got.headers["X-Injected"] is None
        assert "<script>alert" not in got.body
        cookie = got.headers["Set-Cookie"] or "HttpOnly; SameSite=Lax"
        assert "HttpOnly" in cookie
        assert "SameSite=" in cookie


@pytest.mark.parametrize(
    "said",
    [
        "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\nabcde",
        "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost : x\r\n\r\n",
        "GET / HTTP/1.1\nHost: x\r\nX-A: b\x00c\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: x\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
def test_requests_of_doubtful_shape_are_refused(client: Client, said: str) -> None:
    heard = talk(client, said)
    assert heard.startswith("HTTP/1.1 4") or heard == "", heard[:80]
    assert heard.count("HTTP/1.1 ") <= 1


def test_a_foreign_host_stands_on_no_page(client: Client) -> None:
    got = client.get("/", Host="evil.example", X_Forwarded_Host="evil.example")
    assert got.status == 200
    assert "evil.example" not in got.body


def test_what_is_dear() -> None:
    assert is_dear("/search")
    assert is_dear("/api/v1/announcements")
    assert not is_dear("/announcements/zs-1")


def test_nothing_of_a_stored_text_is_markup(archive: Archive, settings: Settings, now: datetime) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    with archive.begin() as tx:
        one = found(2, title=evil, body=evil, issuer=evil, doc_number=evil)
        announcements.keep(tx, one, NOON)
        keep_open = announcements.get(tx, "zs-2")
    assert keep_open.title == evil
    with serving(archive, settings) as client:
        for path in ("/announcements/zs-2", "/search?q=alert", "/"):
            body = client.get(path).body
            assert "<script>alert" not in body, path
            assert "<img src=x" not in body, path


def test_subscribers_still_get_in(archive: Archive, settings: Settings, client: Client) -> None:
    assert keep(archive, CHEN).name == CHEN.name
    assert client.get("/healthz").status == 200
