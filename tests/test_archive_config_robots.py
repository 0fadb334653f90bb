"""Robots are declared as tables, in the file or as JSON in a variable; what is wrong in one is named."""

import json
from pathlib import Path
from typing import Any

import pytest

from archive.config import Settings, load
from archive.errors import WrongSettings

TABLES = """
[[robots]]
name = "team"
kind = "wecom"
url_file = "/etc/zswatch/team-url"

[[robots]]
name = "office"
kind = "dingtalk"
url_file = "/etc/zswatch/office-url"
secret_file = "/etc/zswatch/office-secret"
keyword = "中山"
"""


def read(tmp_path: Path, text: str, **environ: str) -> Settings:
    file = tmp_path / "zswatch.toml"
    file.write_text(text, encoding="utf-8")
    return load(file, environ=environ)


def test_robots_stand_as_tables(tmp_path: Path) -> None:
    stated = read(tmp_path, TABLES)
    assert [(one.name, one.kind, one.keyword) for one in stated.robots] == [
        ("team", "wecom", ""),
        ("office", "dingtalk", "中山"),
    ]
    assert stated.robot("office", "dingtalk").secret_file == Path("/etc/zswatch/office-secret")


def test_a_variable_replaces_them(tmp_path: Path) -> None:
    tables = [{"name": "other", "kind": "feishu", "url_file": "/x"}]
    stated = read(tmp_path, TABLES, ZSWATCH_ROBOTS=json.dumps(tables))
    assert [one.name for one in stated.robots] == ["other"]


@pytest.mark.parametrize(
    ("name", "kind"), [("team", "dingtalk"), ("nobody", "wecom"), ("", "feishu"), ("office", "webhook")]
)
def test_a_robot_that_is_not_declared_is_named(tmp_path: Path, name: str, kind: str) -> None:
    with pytest.raises(WrongSettings, match=f"no {kind} robot '{name}' is declared"):
        read(tmp_path, TABLES).robot(name, kind)


@pytest.mark.parametrize(
    ("wrong", "right", "words"),
    [
        ('url_file = "/etc/zswatch/team-url"', "", r"robots\.0\.url_file: Field required"),
        ("keyword", "keywrod", r"unknown key robots\.office\.keywrod; did you mean robots\.office\.keyword\?"),
        ("[[robots]]", "[[robot]]", r"unknown key robot; did you mean robots\?"),
        ('"dingtalk"', '"dingding"', r"robots\.1\.kind: .*'wecom'"),
        ('name = "office"', 'name = "team"', r"two have the name 'team'"),
        ('name = "office"', 'name = "../office"', r"robots\.1\.name: "),
        ('kind = "dingtalk"', 'kind = "wecom"', r"messages to wecom are not signed"),
        ('kind = "wecom"', 'kind = "webhook"', r"a webhook's messages are signed"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, wrong: str, right: str, words: str) -> None:
    assert wrong in TABLES
    with pytest.raises(WrongSettings, match=words):
        read(tmp_path, TABLES.replace(wrong, right))


@pytest.mark.parametrize("value", ["team", "{}", "[1]", "[", '"x"'])
def test_a_variable_that_is_no_list_of_objects(tmp_path: Path, value: str) -> None:
    with pytest.raises(WrongSettings, match="ZSWATCH_ROBOTS: not a JSON list of objects"):
        read(tmp_path, "", ZSWATCH_ROBOTS=value)


def test_an_unknown_key_in_a_variable(tmp_path: Path) -> None:
    tables: list[dict[str, Any]] = [{"name": "a", "kind": "wecom", "url_fil": "/x"}]
    with pytest.raises(WrongSettings, match=r"ZSWATCH_ROBOTS: unknown key robots\.a\.url_fil; did you mean"):
        read(tmp_path, "", ZSWATCH_ROBOTS=json.dumps(tables))


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ({"auth": "xoauth2"}, "xoauth2 needs the address"),
        ({"oauth_url": "https://login.example.org/token"}, "it needs oauth_client_id"),
        ({"oauth_url": "http://login.example.org/token"}, "oauth_url"),
        ({"dkim_domain": "example.org"}, "signing needs all three"),
        ({"dkim_selector": "s", "dkim_key_file": "/x"}, "signing needs all three"),
    ],
)
def test_mail_that_could_not_be_sent_is_refused_at_once(tmp_path: Path, stated: dict[str, str], words: str) -> None:
    lines = "\n".join(f'{key} = "{value}"' for key, value in stated.items())
    with pytest.raises(WrongSettings, match=words):
        read(tmp_path, f"[mail]\n{lines}\n")
