"""The web door over real HTTP: links that confirm, pause and end a subscription, and nothing else that writes."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from lxml import html

from archive import clock
from archive.config import Settings
from archive.errors import DatabaseAway
from archive.store import Archive, outbox
from archive.web import guard, server
from archive.web.words import chosen
from tests.found import CHEN
from tests.web_server import Client, keep, kept, link, serving

PENDING = replace(CHEN, status="pending", confirmed_at=None, name="陈 chen", address='chen&"<x>@example.org')


@pytest.fixture
def client(archive: Archive, settings: Settings, now: datetime) -> Iterator[Client]:
    with serving(archive, settings) as running:
        yield running


def test_looking_at_a_link_changes_nothing_and_its_button_confirms(
    client: Client, archive: Archive, settings: Settings, now: datetime
) -> None:
    one = keep(archive, PENDING)
    path = link(settings, "confirm", one, now)
    for method in ("GET", "HEAD", "GET"):
        assert client.ask(method, path).status == 200
    assert kept(archive, one) == one
    page = html.fromstring(client.get(path).body.encode())
    assert [button.text for button in page.xpath("//button")] == ["确认订阅"]
    assert page.xpath("//form/@method") == ["post"]
    assert one.address in page.text_content()
    assert client.post(path).status == 200
    assert kept(archive, one) == replace(one, status="active", confirmed_at=now)
    assert "已确认" in client.post(path).body  # once more does no harm
    assert "已确认" in client.get(path).body
    assert kept(archive, one).confirmed_at == now


def test_a_confirmation_is_good_for_seven_days(
    client: Client, archive: Archive, settings: Settings, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = keep(archive, PENDING)
    path = link(settings, "confirm", one, now)
    monkeypatch.setenv(clock.VARIABLE, (now + timedelta(days=7, seconds=1)).isoformat())
    assert (client.get(path).status, client.post(path).status) == (404, 404)
    monkeypatch.setenv(clock.VARIABLE, (now + timedelta(days=7)).isoformat())
    assert client.post(path).status == 200


def test_one_click_of_a_mail_program_ends_the_subscription(
    client: Client, archive: Archive, settings: Settings, now: datetime
) -> None:
    """RFC 8058: one POST with that body, no cookies, no redirect."""
    one = keep(archive, CHEN)
    with archive.begin() as tx:
        outbox.enqueue(
            tx, edition_key="daily-2026-11-20", recipient=one.address, channel="smtp", message_id="<1@x>",
            message=b"x", now=now, subscriber=one.name,
        )  # fmt: skip
    got = client.post(link(settings, "leave", one), "List-Unsubscribe=One-Click")
    assert (got.status, got.body, got.headers.get_content_type()) == (200, "ok\n", "text/plain")
    assert got.headers["Set-Cookie"] is None
    assert kept(archive, one) == replace(one, status="left", left_at=now)
    with archive.read() as tx:
        assert outbox.counts(tx) == {"queued": 0, "sent": 0, "refused": 0, "dropped": 1}
    assert client.post(link(settings, "leave", one), "List-Unsubscribe=One-Click").body == "ok\n"


def test_one_click_may_come_as_a_multipart_form(client: Client, archive: Archive, settings: Settings) -> None:
    one = keep(archive, CHEN)
    body = '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    got = client.ask("POST", link(settings, "leave", one), body, headers)
    assert (got.status, got.body) == (200, "ok\n")
    assert kept(archive, one).status == "left"


def test_the_page_to_leave_has_a_button_and_offers_a_pause(
    client: Client, archive: Archive, settings: Settings
) -> None:
    one = keep(archive, replace(CHEN, language="en"))
    path = link(settings, "leave", one)
    got = client.get(path)
    page = html.fromstring(got.body.encode())
    assert page.xpath("//button/text()") == ["Unsubscribe"]
    (pause,) = page.xpath("//main//a/@href")
    assert client.get(f"/subscriptions/leave/{pause}".replace("leave/../", "")).status == 200
    assert kept(archive, one) == one
    assert "Unsubscribed. Nothing more is sent to chen@example.org." in client.post(path).body
    assert "Unsubscribed" in client.get(path).body


def test_a_pause_is_chosen_and_ended(client: Client, archive: Archive, settings: Settings) -> None:
    one = keep(archive, CHEN)
    path = link(settings, "pause", one)
    page = html.fromstring(client.get(path).body.encode())
    assert page.xpath("//form[@class='days']/button/@value") == ["2026-11-27", "2026-12-04", "2026-12-20", "2027-02-18"]
    assert "2026-12-04 恢复" in client.post(path, "until=2026-12-04").body
    assert kept(archive, one).paused_until == date(2026, 12, 4)
    page = html.fromstring(client.get(path).body.encode())
    assert "现在暂停中，2026-12-04 恢复。" in page.text_content()
    assert "已恢复发送" in client.post(path, "until=").body
    assert kept(archive, one) == one


@pytest.mark.parametrize("until", ["2026-11-20", "2026-01-01", "2028-01-01", "soon", "2026-13-01", "%00"])
def test_a_pause_that_can_not_be_is_explained(client: Client, archive: Archive, settings: Settings, until: str) -> None:
    one = keep(archive, CHEN)
    got = client.post(link(settings, "pause", one), f"until={until}")
    assert got.status == 400
    assert "请选一个从明天起一年之内的日期" in got.body
    assert kept(archive, one) == one


def test_every_link_that_is_not_valid_gets_the_same_answer(
    client: Client, archive: Archive, settings: Settings, now: datetime
) -> None:
    one = keep(archive, CHEN)
    gone = keep(archive, replace(CHEN, name="gone", address="gone@example.org", status="left", left_at=now))
    asked = [
        "/subscriptions/leave/x",
        "/subscriptions/leave/" + "x" * 3000,
        link(settings, "leave", replace(one, nonce="n2")),
        link(settings, "leave", replace(one, name="nobody")),
        link(settings, "pause", one).replace("pause", "leave"),
        link(settings, "leave", one).replace("leave", "pause"),
        link(settings, "leave", one) + "x",
        link(settings, "pause", gone),
        link(settings, "confirm", gone, now),
        link(settings, "confirm", one),  # without a moment
    ]
    answers = {(got.status, got.body) for path in asked for got in (client.get(path), client.post(path))}
    assert len(answers) == 1
    assert next(iter(answers))[0] == 404
    clicked = {client.post(path, "List-Unsubscribe=One-Click").status for path in asked}
    assert clicked == {404}
    assert (kept(archive, one), kept(archive, gone)) == (one, gone)


def test_links_are_void_when_the_nonce_changed(client: Client, archive: Archive, settings: Settings) -> None:
    one = keep(archive, CHEN)
    path = link(settings, "leave", one)
    assert client.get(path).status == 200
    keep(archive, replace(one, nonce="n2"))
    assert client.get(path).status == 404


def test_what_a_link_may_do_depends_on_the_standing(client: Client, archive: Archive, settings: Settings) -> None:
    suspended = keep(archive, replace(CHEN, status="suspended"))
    assert client.get(link(settings, "pause", suspended)).status == 404
    assert client.post(link(settings, "leave", suspended)).status == 200
    assert kept(archive, suspended).status == "left"


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/style.css", "/subscriptions/leave/x", "/nowhere", "/subscriptions/leave/"]
)
def test_every_answer_is_strict(client: Client, path: str) -> None:
    for got in (client.get(path), client.post(path)):
        for name, value in guard.HEADERS.items():
            assert got.headers[name] == value, name
        policy = got.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-inline" not in policy
        assert got.headers["Server"] is None
        assert got.headers["Set-Cookie"] is None
        assert re.sub('<script src="[./]*script.js" defer></script>', "", got.body).count("<script") == 0
        assert " style=" not in got.body


def test_pages_need_nothing_from_elsewhere_and_their_style_is_there(
    client: Client, archive: Archive, settings: Settings
) -> None:
    one = keep(archive, CHEN)
    for path in ("/", "/nowhere/at/all", link(settings, "leave", one), link(settings, "pause", one)):
        page = html.fromstring(client.get(path).body.encode())
        (style,) = page.xpath("//link/@href")
        depth = path.count("/") - 1
        assert style == "../" * depth + "style.css"
        assert page.xpath("//@src") == ["../" * depth + "script.js"]
        assert page.xpath("//main//@action") == (["search"] if path == "/" else [])
        assert page.xpath("//html/@lang") == ["zh-CN"]
    got = client.get("/style.css")
    assert got.headers.get_content_type() == "text/css"
    assert "prefers-color-scheme: dark" in got.body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/", "/healthz", "/style.css"])
def test_nothing_else_takes_a_word(client: Client, method: str, path: str) -> None:
    assert client.ask(method, path, "x").status == 405


def test_the_languages(client: Client) -> None:
    assert "Zhongshan Watch" in client.get("/", Accept_Language="en-GB,en;q=0.9").body
    assert "中山观察" in client.get("/", Accept_Language="fr, zh-CN;q=0.8, en;q=0.5").body
    assert "中山观察" in client.get("/").body
    assert chosen("x" * 10_000, "en") == "en"


def test_health(client: Client, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (client.get("/healthz").status, client.get("/healthz").body) == (200, '{"status":"ok"}')


def test_an_archive_that_is_away_is_said_and_to_be_tried_again(
    client: Client, archive: Archive, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = link(settings, "leave", keep(archive, CHEN))

    def away(*_: object, **__: object) -> None:
        raise DatabaseAway("it sleeps")

    monkeypatch.setattr(Archive, "_transaction", away)
    assert client.get("/healthz").status == 503
    got = client.post(path, "List-Unsubscribe=One-Click")
    assert (got.status, got.headers["Retry-After"]) == (503, "60")
    assert "sleeps" not in got.body


def test_addresses_that_others_can_reach_are_known() -> None:
    assert [server.is_public(host) for host in ("127.0.0.1", "::1", "localhost")] == [False, False, False]
    for host in ("0.0.0.0", "::", "192.0.2.1", "zswatch.example.org"):  # noqa: S104
        assert server.is_public(host), host


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(token=st.text(min_size=1, max_size=60), body=st.binary(max_size=200), multipart=st.booleans())
def test_no_nonsense_breaks_the_door(client: Client, token: str, body: bytes, multipart: bool) -> None:
    path = "/subscriptions/leave/" + "".join(f"%{byte:02X}" for byte in token.encode("utf-8", "replace"))
    kind = "multipart/form-data; boundary=b" if multipart else "application/x-www-form-urlencoded"
    assert client.ask("POST", path, body, {"Content-Type": kind}).status in {404, 405}
    assert re.search("链接无效|没有这个页面", client.get(path).body)
