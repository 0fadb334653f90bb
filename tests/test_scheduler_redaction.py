import base64
import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.redaction import LEAST, MARK, Redactor

SECRETS = st.text(min_size=LEAST, max_size=40).filter(lambda one: len(one.strip()) >= LEAST)


@given(st.lists(SECRETS, min_size=1, max_size=4), st.data())
def test_no_known_secret_is_left_however_it_is_embedded_or_made_of_what_is_left(
    secrets: list[str], data: st.DataObject
) -> None:
    redactor = Redactor()
    redactor.add(*secrets)
    pieces = st.sampled_from(secrets) | st.sampled_from([one[:3] for one in secrets]) | st.text(max_size=5)
    text = "".join(data.draw(st.lists(pieces | st.sampled_from([one[3:] for one in secrets]), max_size=12)))
    said = redactor.redacted(text)
    assert not [one for one in secrets if one in said]
    assert not redactor.knows(said)


@pytest.mark.parametrize(
    "written",
    [
        lambda one: quote(one, safe=""),
        lambda one: quote(one, safe="").lower(),
        json.dumps,
        lambda one: json.dumps(one, ensure_ascii=False),
        repr,
        lambda one: repr(one.encode()),
        lambda one: base64.b64encode(one.encode()).decode(),
        lambda one: json.dumps({"url": f"https://x/{quote(one)}"}),
        lambda one: repr({"a": [one]}),
    ],
)
def test_a_secret_is_known_in_every_form_in_which_programs_write_it(written) -> None:  # type: ignore[no-untyped-def]
    secret = 'pä"ss/wör\\d? 密码'
    redactor = Redactor()
    redactor.add(secret)
    said = redactor.redacted(f"before {written(secret)} after")
    assert MARK in said
    assert "wör" not in said
    assert "w%C3" not in said
    assert (said.startswith("before "), said.endswith(" after")) == (True, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("postgresql://zs:hunter22@db/zs is away", "postgresql://zs:***@db/zs is away"),
        ("postgresql://zs:hun%40ter@db/zs", "postgresql://zs:***@db/zs"),
        ("Authorization: Bearer abc.def.ghi", "Authorization: ***"),
        ("{'authorization': 'Basic dXNlcjpwYXNz'}", "{'authorization': '***'}"),
        ("[(b'Authorization', b'Basic dXNlcjpwYXNz')]", "[(b'Authorization', b'***')]"),
        ("Proxy-Authorization=Basic dXNlcjpwYXNz", "Proxy-Authorization=***"),
        ("Set-Cookie: session=abcdef; Path=/", "Set-Cookie: ***"),
        ("it sent Bearer abcdefghijk", "it sent Bearer ***"),
        ("GET https://qyapi.example/cgi-bin/webhook/send?key=693a91f6-7xxx", "GET https://qyapi.example/cgi-bin/webhook/send?key=***"),
        ("https://oapi.example/robot/send?access_token=abcd1234&timestamp=1", "https://oapi.example/robot/send?access_token=***&timestamp=1"),
        ('{"refresh_token": "1//0abc", "n": 1}', '{"refresh_token": "***", "n": 1}'),
        ("GET /subscriptions/leave/WyJjaGVuIiwi.sig_x 200", "GET /subscriptions/leave/*** 200"),
        ("https://s3.example/b/k?X-Amz-Signature=0123abcd", "https://s3.example/b/k?X-Amz-Signature=***"),
    ],
)  # fmt: skip
def test_what_is_a_secret_by_its_place_is_taken_out(text: str, expected: str) -> None:
    assert Redactor().redacted(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "zswatch.toml: mail.password: String should have at least 1 character",
        "unknown key crawler.delay_second; did you mean crawler.delay_seconds?",
        "中山市工业和信息化局: 3 pages, 2 new (http://www.zs.gov.cn/gxj/content/post_2491968.html)",
        "key: value, monkey=banana",
        "the sources' keys=zs_gxj-tzgg",
        "",
    ],
)
def test_ordinary_words_stay_as_they_are(text: str) -> None:
    assert Redactor().redacted(text) == text


def test_a_short_word_is_no_secret() -> None:
    redactor = Redactor()
    redactor.add("", "news", "     ", " a  b ")
    assert redactor.redacted("news of    a  b  ") == "news of    a  b  "


def test_secrets_are_looked_up_when_something_is_said_and_what_is_known_stays_known() -> None:
    redactor = Redactor()
    asked: list[int] = []

    def source() -> list[str]:
        asked.append(1)
        return ["first-secret"]

    redactor.ask(source)
    assert asked == []
    assert redactor.redacted("a first-secret") == f"a {MARK}"
    assert redactor.redacted("a first-secret") == f"a {MARK}"
    assert asked == [1]
    redactor.ask(lambda: ["second-secret"])
    assert redactor.redacted("first-secret second-secret") == f"{MARK} {MARK}"
