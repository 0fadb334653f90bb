"""What is sent to robots and webhooks is signed as their owners say, and what they answer is told in clear words."""

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import trustme

from archive import clock
from archive.config import Settings
from archive.errors import Refused, TryLater, WrongSettings
from digest.channels import OPENERS, dingtalk, feishu, robots, webhook, wecom
from digest.channels.exchange import Answer
from tests.model_server import serving
from tests.test_digest_channels_moods import SECRET, Way, answering, ok, settings, web
from tests.test_digest_channels_smtp import mail

BODY = '{"msgtype": "markdown", "markdown": {"title": "中山观察", "text": "人工智能"}}'.encode()


def stated(tmp_path: Path, kind: str, url: str, secret: str = "") -> Settings:
    (tmp_path / "url").write_text(url, encoding="utf-8")
    (tmp_path / "secret").write_text(secret, encoding="utf-8")
    robot = {"name": "group", "kind": kind, "url_file": tmp_path / "url", "timeout_seconds": 10}
    return Settings.model_validate({"robots": [robot | ({"secret_file": tmp_path / "secret"} if secret else {})]})


def test_wecom_gets_the_message_as_it_is(tmp_path: Path) -> None:
    with web("wecom", ok("wecom"), tmp_path) as way:
        way.send(BODY)
        assert way.taken() == [BODY]


def test_dingtalk_gets_a_signed_address(tmp_path: Path, now: datetime) -> None:
    with serving(ok("dingtalk")) as endpoint:
        url = f"http://127.0.0.1:{endpoint.port}/robot/send?access_token=abc"
        Way("dingtalk", stated(tmp_path, "dingtalk", url, "SECthis is secret"), list).send(BODY)
    asked = parse_qs(urlsplit(endpoint.headers[0].split()[1]).query)
    moment = int(now.timestamp() * 1000)
    made = hmac.new(b"SECthis is secret", f"{moment}\nSECthis is secret".encode(), hashlib.sha256).digest()
    assert asked == {"access_token": ["abc"], "timestamp": [str(moment)], "sign": [base64.b64encode(made).decode()]}
    assert endpoint.bodies == [BODY]


def test_feishu_gets_a_signed_message(tmp_path: Path, now: datetime) -> None:
    with serving(ok("feishu")) as endpoint:
        url = f"http://127.0.0.1:{endpoint.port}/open-apis/bot/v2/hook/abc"
        Way("feishu", stated(tmp_path, "feishu", url, "demo secret"), list).send(BODY)
    moment = str(int(now.timestamp()))
    made = hmac.new(f"{moment}\ndemo secret".encode(), b"", hashlib.sha256).digest()
    assert endpoint.asked[0] == {"timestamp": moment, "sign": base64.b64encode(made).decode()} | json.loads(BODY)


@pytest.mark.parametrize("kind", ["dingtalk", "feishu"])
def test_without_a_secret_nothing_is_signed(kind: str, tmp_path: Path) -> None:
    with serving(ok(kind)) as endpoint:
        Way(kind, stated(tmp_path, kind, f"http://127.0.0.1:{endpoint.port}/x"), list).send(BODY)
    assert endpoint.bodies == [BODY]
    assert endpoint.headers[0].startswith("POST /x HTTP/1.1")


def test_signatures_are_those_that_other_programs_make() -> None:
    """By openssl, by another program's test, and by the example of Standard Webhooks."""
    assert dingtalk.signature("SECthis is secret", 1599360473000) == "34ZfaID44JFjYdnsx63/8kcge+4CqWG8VYyrEnLGCpc="
    assert feishu.signature("demo secret", 1599360473) == "4OB1tNwrCa7wo7BbZnRkKWc7lI6ScctwyIwCoO67xFQ="
    assert feishu.signature("lark-test-secret", 1757900000) == "rWW3ygiAdSmKEIysYTVjbdbv4Xnqjn35pAGLgGJZsNg="
    key, name = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek"
    made = webhook.signature(key, name, 1614265330, b'{"test": 2432232314}')
    assert made == "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_webhook_can_tell_who_sent_it_and_whether_it_has_it_already(tmp_path: Path, now: datetime) -> None:
    with web("webhook", ok("webhook"), tmp_path) as way, serving(ok("webhook")) as endpoint:
        (tmp_path / "url").write_text(f"http://127.0.0.1:{endpoint.port}/hook", encoding="utf-8")
        way.send(BODY)
        way.send(BODY)
    first, again = (dict(line.split(": ", 1) for line in head.split("\r\n")[1:]) for head in endpoint.headers)
    assert first["webhook-id"] == first["Idempotency-Key"] == again["webhook-id"] == "1@x"
    assert first["webhook-timestamp"] == str(int(now.timestamp()))
    signed = f"1@x.{first['webhook-timestamp']}.".encode() + endpoint.bodies[0]
    made = hmac.new(base64.b64decode(SECRET.removeprefix("whsec_")), signed, hashlib.sha256).digest()
    assert first["webhook-signature"] == f"v1,{base64.b64encode(made).decode()}"


@pytest.mark.parametrize("secret", ["short", "whsec_AAAA", "whsec_no base64 !", "AAAA" * 20])
def test_a_webhooks_secret_that_is_none(tmp_path: Path, secret: str) -> None:
    way = Way("webhook", stated(tmp_path, "webhook", "http://127.0.0.1:1/", secret), list)
    with pytest.raises(WrongSettings, match=r"robots\.secret_file") as caught:
        way.send()
    assert secret not in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "code", "said", "error", "words"),
    [
        ("wecom", 93000, "invalid webhook url", TryLater, "mend the settings: the robot's address is not valid"),
        ("wecom", 40058, "exceed max length", Refused, "too long"),
        ("wecom", -1, "system busy", TryLater, "-1 system busy"),
        ("wecom", 987654, "who knows", TryLater, "987654 who knows"),
        ("dingtalk", 310000, "keywords not in content", TryLater, "mend the settings: .*keywords not in content"),
        ("dingtalk", 310000, "sign not match", TryLater, "mend the settings: .*sign not match"),
        ("dingtalk", 300005, "token is not exist", TryLater, "mend the settings: the robot's address"),
        ("dingtalk", 410100, "speed limit", TryLater, "410100 speed limit"),
        ("dingtalk", 43004, "invalid", Refused, "not as it should be"),
        ("feishu", 19021, "sign match fail or timestamp", TryLater, "mend the settings: the signature"),
        ("feishu", 19024, "Key Words Not Found", TryLater, "mend the settings: .*keyword"),
        ("feishu", 9499, "too many request", TryLater, "too many requests"),
        ("feishu", 19036, "too long", Refused, "too long"),
    ],
)
def test_codes_in_an_answer_are_told_apart(kind: str, code: int, said: str, error: type[Exception], words: str) -> None:
    judge = {"wecom": wecom.judge, "dingtalk": dingtalk.judge, "feishu": feishu.judge}[kind]
    answer = {"code": code, "msg": said} if kind == "feishu" else {"errcode": code, "errmsg": said}
    for status in (200, 400):
        with pytest.raises(error, match=words):
            judge(Answer(status, json.dumps(answer).encode()))


@pytest.mark.parametrize(
    ("answer", "taken"),
    [
        ({"StatusCode": 0, "StatusMessage": "success"}, True),
        ({"Extra": None, "StatusCode": 0, "StatusMessage": "success", "code": 0, "msg": "success"}, True),
        ({"StatusCode": 0, "StatusMessage": "", "code": 19021, "msg": "sign match fail"}, False),
        ({"StatusCode": 19021, "StatusMessage": "sign match fail"}, False),
    ],
)
def test_both_ways_in_which_feishu_says_yes(answer: dict[str, Any], taken: bool) -> None:
    spoken = Answer(200, json.dumps(answer).encode())
    if taken:
        feishu.judge(spoken)
        return
    with pytest.raises(TryLater, match="signature"):
        feishu.judge(spoken)


@pytest.mark.parametrize(
    ("status", "error", "words"),
    [
        (200, None, ""),
        (202, None, ""),
        (204, None, ""),
        (302, TryLater, "mend the settings: 302"),
        (400, Refused, "400 no"),
        (401, TryLater, "mend the settings: 401 no"),
        (404, TryLater, "mend the settings: 404 no"),
        (410, Refused, "410"),
        (413, Refused, "413"),
        (422, Refused, "422"),
        (429, TryLater, "429"),
        (500, TryLater, "500"),
        (503, TryLater, "503"),
    ],
)
def test_statuses_of_a_webhook_are_told_apart(status: int, error: type[Exception] | None, words: str) -> None:
    if error is None:
        webhook.judge(Answer(status, b""))
        return
    with pytest.raises(error, match=f"^{words}") as caught:
        webhook.judge(Answer(status, b"no\r\n\x1b[31m way " + b"x" * 9000))
    assert len(str(caught.value)) < 250
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "has no first line"),
        ("not an address", "is no address"),
        ("ftp://127.0.0.1/x", "is no address"),
        ("https://", "is no address"),
        ("https://[::1/x", "is no address"),
        ("https://host:0/x", "is no address"),
        ("https://主机/x", "is no address"),
        ("http://qyapi.example.org/x?key=abc", "must begin with https"),
        ("\x00\x01", "is no secret"),
    ],
)
def test_an_address_that_is_none_is_named_and_never_shown(url: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(WrongSettings, match=words) as caught:
        Way("wecom", stated(tmp_path, "wecom", url), list).send()
    assert "key=abc" not in str(caught.value)
    assert str(tmp_path / "url") in str(caught.value)


def test_no_more_than_a_robot_takes_in_a_minute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with web("wecom", ok("wecom"), tmp_path) as way, OPENERS["wecom"](way.settings) as post:
        for _ in range(robots.PER_MINUTE):
            post.send(replace(mail("group"), message=BODY))
        with pytest.raises(TryLater, match="20 messages in a minute"):
            post.send(replace(mail("group"), message=BODY))
        assert len(way.taken()) == robots.PER_MINUTE
        monkeypatch.setattr(robots, "MINUTE", 0.0)
        post.send(replace(mail("group"), message=BODY))


def test_a_robot_behind_an_unknown_certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, other = trustme.CA(), trustme.CA()
    ours.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    for authority, taken in ((ours, 1), (other, 0)):
        with serving(ok("wecom"), authority=authority) as endpoint:
            way = Way("wecom", stated(tmp_path, "wecom", f"https://localhost:{endpoint.port}/x"), list)
            if taken:
                way.send(BODY)
            else:
                with pytest.raises(TryLater, match="certificate refused"):
                    way.send(BODY)
            assert len(endpoint.bodies) == taken


def test_a_proxy_of_the_environment_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(ok("webhook")) as proxy:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
        Way("webhook", stated(tmp_path, "webhook", "http://programs.example.org/hook", SECRET), list).send(BODY)
    assert proxy.headers[0].startswith("POST http://programs.example.org/hook HTTP/1.1")


def test_nothing_of_the_address_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(0), web("wecom", answering({"errcode": 93000}), tmp_path) as way, pytest.raises(TryLater):
        way.send()
    assert "a-secret-token" not in caplog.text


def test_a_robot_of_another_name_is_not_declared(tmp_path: Path) -> None:
    with OPENERS["wecom"](settings("wecom", 1, tmp_path)) as post, pytest.raises(WrongSettings, match="'nobody'"):
        post.send(mail("nobody"))


def test_the_moment_of_a_signature_is_the_clocks(now: datetime) -> None:
    request = feishu.ask("https://x/", "s", mail(message=BODY), clock.now())
    assert json.loads(request.body)["timestamp"] == str(int(now.timestamp()))
