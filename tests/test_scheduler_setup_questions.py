"""The questions of `zswatch init`: what is proposed, what comes, what is taken."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import WrongUse
from scheduler.commands.init import init
from scheduler.providers import PROVIDERS
from scheduler.setup import asking
from scheduler.setup.questions import EMPTY, QUESTIONS, Question, answered
from scheduler.setup.words import ASKED, SAID

BY_NAME = {one.name: one for one in QUESTIONS}
SMTP = {"channel": "smtp", "sender": "me@qq.com", "to": "-", "contact": "-"}


def test_every_question_has_words_in_both_languages_and_an_option() -> None:
    assert ASKED.keys() == BY_NAME.keys()
    for one in (*ASKED.values(), *SAID.values()):
        assert one.keys() == {"zh", "en"}
        assert all(one.values())
        assert set(re.findall(r"{(\w+)", one["zh"])) == set(re.findall(r"{(\w+)", one["en"]))
    options = {name for each in init.params for name in each.opts}
    assert {asking.option(one) for one in QUESTIONS} <= options


def test_silent_takes_what_is_proposed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert asking.ask({}, silent=True) == {
        "language": "zh", "data_dir": tmp_path / "data", "contact": "", "channel": "folder", "to": (), "operators": (),
        "crawl": ("06:30",), "digest": "08:00", "weekly": "08:10",
    }  # fmt: skip


def test_a_known_service_proposes_its_server() -> None:
    found = asking.ask(SMTP, silent=True)
    assert {name: found[name] for name in ("service", "host", "port", "security", "login")} == {
        "service": "qq", "host": "smtp.qq.com", "port": 465, "security": "tls", "login": "me@qq.com",
    }  # fmt: skip


def test_a_service_for_companies_is_chosen_by_name() -> None:
    found = asking.ask(SMTP | {"sender": "me@company.example", "service": "exmail"}, silent=True)
    assert (found["host"], found["port"]) == ("smtp.exmail.qq.com", 465)


@pytest.mark.parametrize(("port", "security"), [("465", "tls"), ("587", "starttls"), ("25", "starttls")])
def test_an_unknown_server_must_be_named_and_its_encryption_follows_the_port(port: str, security: str) -> None:
    unknown = SMTP | {"sender": "me@example.org"}
    with pytest.raises(WrongUse, match="--host: an answer is needed"):
        asking.ask(unknown, silent=True)
    assert asking.ask(unknown | {"host": "mail.example.org", "port": port}, silent=True)["security"] == security


def test_without_a_login_no_password_is_asked() -> None:
    assert "password" not in asking.ask(SMTP | {"login": "-"}, silent=True)


def test_whoever_sets_it_up_for_himself_has_agreed_and_others_are_asked() -> None:
    own = asking.ask({"contact": "me@example.org"}, silent=True)
    assert (own["to"], own["operators"], own["agreed"]) == (("me@example.org",), ("me@example.org",), True)
    assert asking.ask({"contact": "me@example.org", "to": "you@example.org"}, silent=True)["agreed"] is False
    assert asking.ask({"contact": "https://example.org/us"}, silent=True)["to"] == ()


@pytest.mark.parametrize(
    ("name", "stated", "expected"),
    [
        ("language", "EN", "en"), ("contact", "https://example.org/a?b", "https://example.org/a?b"),
        ("to", "a@b.cn，c@d.cn; a@b.cn、", ("a@b.cn", "c@d.cn")), ("port", "465", 465),
        ("crawl", "6:30, 18：00", ("06:30", "18:00")),
        ("digest", "8:00", "08:00"), ("agreed", "是", True), ("agreed", "No", False), ("operators", "-", ()),
    ],
)  # fmt: skip
def test_answers_are_read_as_people_write_them(name: str, stated: str, expected: Any) -> None:
    assert answered(BY_NAME[name], stated) == expected


@pytest.mark.parametrize(
    ("name", "stated"),
    [
        ("language", "fr"), ("contact", "me"), ("contact", "https://me:geheim@host/"), ("channel", "fax"),
        ("sender", "a@b@c"),
        ("host", "a b"), ("host", "-x"), ("port", "0"), ("port", "65536"), ("port", "４６５"), ("port", "x"),
        ("security", "ssl"),
        ("password", "密码"), ("to", "a@b.cn, nobody"), ("agreed", "maybe"), ("crawl", "25:00"), ("crawl", ""),
        ("digest", "08:00,09:00"), ("weekly", "noon"), ("sender", "a@b.cn\x1b[31m"),
        ("contact", f"https://{'x' * 400}"),
    ],
)  # fmt: skip
def test_answers_that_will_not_do_are_refused(name: str, stated: str) -> None:
    with pytest.raises(WrongUse):
        answered(BY_NAME[name], stated)


def test_a_folder_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WrongUse, match="is no folder"):
        answered(BY_NAME["data_dir"], str(tmp_path / "file" / "data"))


@given(st.sampled_from(QUESTIONS), st.text(max_size=60))
def test_any_answer_is_taken_or_refused(question: Question, stated: str) -> None:
    try:
        answered(question, stated)
    except WrongUse:
        return
    assert stated.strip(" \t\r\n") or question.name in EMPTY or not stated.strip()


def test_every_known_service_can_be_chosen() -> None:
    for name in PROVIDERS:
        assert answered(BY_NAME["service"], name) == name
