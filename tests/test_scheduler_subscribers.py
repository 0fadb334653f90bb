"""`zswatch subscribers` as a person types it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from archive.config import Settings
from archive.store import open_archive, outbox
from scheduler.cli import main

SCHEMA = Path(__file__).parents[1] / "docs" / "schemas" / "subscribers.schema.json"


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now: datetime) -> Run:
    """Run `zswatch subscribers …` in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZSWATCH_DATA_DIR", str(tmp_path / "data"))

    def said(*arguments: str) -> Said:
        with pytest.raises(SystemExit) as ended:
            main(["subscribers", *arguments])
        captured = capfd.readouterr()
        return Said(int(ended.value.code or 0), captured.out, captured.err)

    return said


def listed(run: Run) -> list[dict[str, Any]]:
    said = run("list", "--json")
    assert said.code == 0
    document = json.loads(said.out)
    Draft202012Validator(json.loads(SCHEMA.read_text())).validate(document)
    assert isinstance(document, list)
    return document


def test_the_way_of_a_subscriber(run: Run, tmp_path: Path) -> None:
    assert run("list").out.startswith("no subscribers;")
    said = run(
        "add", "chen@example.org", "--name", "chen", "--theme", "产业", "--town", "小榄", "--word", "机器人", "--money"
    )
    assert (said.code, said.err) == (0, "")
    assert said.out == (
        "chen: pending; a mail that asks for consent is queued; nothing else is sent before it is given\n"
    )
    assert "was asked less than an hour ago" in run("add", "chen@example.org", "--name", "chen").out
    with open_archive(Settings(data_dir=tmp_path / "data")) as archive, archive.read() as tx:
        (mail,) = outbox.every(tx)
    body = message_from_bytes(mail.message, policy=policy.default).get_body(("plain",))
    assert body is not None
    code = body.get_content().rpartition("：")[0].split("：")[-1]
    assert run("confirm", "chen", "WRONG").code == 2
    code = next(word for word in body.get_content().replace("：", " ").split() if len(word) == 8 and word.isascii())
    assert run("confirm", "chen", code).out == "chen: active\n"
    assert run("pause", "chen", "--until", "2026-12-24").out == "chen: active, paused until 2026-12-24\n"
    assert "paused until 2026-12-24" in run().out
    assert run("resume", "chen").out == "chen: active\n"
    assert run("remove", "chen").out == "chen: removed\n"
    assert listed(run) == []


def test_set_replaces_what_is_named_and_leaves_the_rest(run: Run) -> None:
    run(
        "add",
        "a@example.org",
        "--confirmed",
        "--theme",
        "industry",
        "--word",
        "机器人",
        "--deadline",
        "--language",
        "en",
    )
    run("set", "a@example.org", "--word", "AI", "--word", "5G", "--no-deadline", "--edition", "weekly")
    (one,) = listed(run)
    assert one["filters"] == {
        "themes": ["industry"], "directives": [], "bodies": [], "towns": [], "words": ["AI", "5G"],
        "deadline": False, "money": False,
    }  # fmt: skip
    assert (one["editions"], one["language"], one["status"]) == (["weekly"], "en", "active")
    assert one["wants"] == "themes: Industry; words: “AI”, “5G”"
    run("set", "a@example.org", "--clear", "words", "--clear", "themes")
    assert listed(run)[0]["wants"] == ""
    assert run("set", "a@example.org", "--address", "b@example.org").out.startswith(
        "a@example.org: pending; a mail that"
    )


def test_show_tells_the_links_where_pages_are_served(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("add", "a@example.org", "--confirmed", "--why", "李处长来电")
    assert "李处长来电" in run("show", "a@example.org").out
    monkeypatch.setenv("ZSWATCH_WEB__URL", "https://zswatch.example.org")
    told = json.loads(run("show", "a@example.org", "--json").out)
    assert told["leave"].startswith("https://zswatch.example.org/subscriptions/leave/")
    assert told["pause"].startswith("https://zswatch.example.org/subscriptions/pause/")


def test_a_table_goes_out_and_comes_back(run: Run, tmp_path: Path) -> None:
    run("add", "a@example.org", "--confirmed", "--word", "=1+1", "--word", "a;b")
    run("add", "b@example.org", "--language", "en")
    assert run("export", "--out", "all.csv").code == 0
    before = listed(run)
    for name in ("a@example.org", "b@example.org"):
        run("remove", name)
    said = run("import", "all.csv", "--dry-run")
    assert (said.code, said.out.splitlines()[-1]) == (0, "2 subscribers; nothing was kept")
    assert listed(run) == []
    assert run("import", "all.csv").out.splitlines()[-1] == "2 subscribers; kept"
    assert listed(run) == before
    assert (tmp_path / "all.csv").read_bytes().startswith(b"\xef\xbb\xbfname,")
    assert run("export").out.lstrip("\ufeff").startswith("name,address,")


def test_a_table_with_faults_keeps_nothing_and_names_each(run: Run, tmp_path: Path) -> None:
    lines = ["address,themes", "good@example.org,industry", *(f"x{number},industri" for number in range(20))]
    (tmp_path / "in.csv").write_text("\n".join(lines))
    said = run("import", "in.csv")
    assert said.code == 2
    assert said.out == ""
    told = said.err.splitlines()
    assert told[0] == "in.csv: line 3, column address: 'x0' is not a mail address such as name@example.org"
    assert told[1] == "in.csv: line 3, column themes: unknown theme industri; did you mean industry?"
    assert told[-2:] == ["in.csv: 20 more faults", "0 subscribers; nothing was kept"]
    assert listed(run) == []
    with open_archive(Settings(data_dir=tmp_path / "data")) as archive, archive.read() as tx:
        assert outbox.every(tx) == []


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        (["add", "nobody"], 2, "'nobody' is not a mail address"),
        (["add", "a@example.org", "--theme", "industri"], 2, "unknown theme industri; did you mean industry?"),
        (["add", "team", "--channel", "wecom"], 2, "no wecom robot team is declared in the settings"),
        (["show", "chen"], 1, "no subscriber chen"),
        (["remove", "chen"], 1, "no subscriber chen"),
        (["pause", "chen"], 2, "Missing option '--until'"),
        (["import", "nowhere.csv"], 2, "nowhere.csv: No such file"),
        (["import", "."], 2, "Is a directory"),
        (["export", "--out", "no/where.csv"], 2, "--out no/where.csv: No such file"),
    ],
)
def test_wrong_use_is_one_clear_line(arguments: list[str], code: int, expected: str, run: Run) -> None:
    said = run(*arguments)
    assert said.code == code
    assert said.out == ""
    assert expected in said.err.strip().splitlines()[-1]
