"""A language model as a user sees it: settings, preview, show, why and status."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from archive.clock import SHANGHAI
from archive.config import Settings, load
from archive.errors import WrongSettings
from archive.store import announcements, consultations, open_archive
from scheduler.cli import main
from tests.found import found
from tests.model_server import hanging, sending, serving
from tests.test_digest_counsel import BODY, MEASURE, answering, citing

SCHEMAS = Path(__file__).parents[1] / "docs" / "schemas"
MORNING = datetime(2026, 11, 18, 7, tzinfo=SHANGHAI)
Run = Callable[..., str]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in a folder whose archive has one announcement, and return what it printed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZSWATCH_NOW", "2026-11-18T08:00:00+08:00")
    monkeypatch.setenv("ZSWATCH_LANGUAGE", "en")
    with open_archive(Settings()) as archive, archive.begin() as tx:
        title = "关于组织申报2026年人工智能和机器人应用场景示范项目的通知"
        announcements.keep(tx, found(1, title=title, body=BODY), MORNING)

    def said(*arguments: str) -> str:
        with pytest.raises(SystemExit):
            main(list(arguments))
        return capsys.readouterr().out

    return said


def valid(name: str, printed: str) -> Any:
    document = json.loads(printed)
    jsonschema.validate(document, json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")))
    return document


def test_who_wrote_a_summary_is_told_everywhere(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(answering(citing(MEASURE, "设备投入"), view="disagree")) as endpoint:
        monkeypatch.setenv("ZSWATCH_MODEL__URL", endpoint.url)
        monkeypatch.setenv("ZSWATCH_MODEL__NAME", "qwen")
        run("digest", "preview", "--out", "out")
    edition = valid("edition", Path("out/edition.json").read_text(encoding="utf-8"))
    assert (edition["items"][0]["summary"], edition["items"][0]["summary_by"]) == (MEASURE, "model")
    assert edition["items"][0]["disputed"]
    assert "Summary by the model qwen" in " ".join(Path("out/edition.txt").read_text(encoding="utf-8").split())
    assert f"summary (written by the model qwen, verified): {MEASURE}" in run("show", "zs-1")
    assert "disputed by the model qwen: " in run("show", "zs-1")
    why = valid("why", run("why", "zs-1", "--json"))
    assert why["summary"]["by"] == "model"
    assert {one["view"] for one in why["second_opinion"]["opinions"]} == {"disagree"}
    assert "by: model" in run("why", "zs-1")
    status = valid("status", run("status", "--json"))
    assert status["model"] == {"calls": 2, "tokens": 1920, "cost": 0.0, "unready": "", "last": "answered"}
    assert "model: 2 questions today, 1920 of 1000000 tokens" in run("status")


def test_why_no_model_wrote_it_is_told_everywhere(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(sending(b"", status="429 Busy")) as endpoint:
        monkeypatch.setenv("ZSWATCH_MODEL__URL", endpoint.url)
        monkeypatch.setenv("ZSWATCH_MODEL__NAME", "qwen")
        run("digest", "preview", "--out", "out")
    edition = valid("edition", Path("out/edition.json").read_text(encoding="utf-8"))
    assert edition["items"][0]["summary_by"] == "extract"
    assert "no model's summary: busy (429)" in run("show", "zs-1")
    assert "no second opinion: not asked any more in this run after: busy (429)" in run("show", "zs-1")
    assert valid("why", run("why", "zs-1", "--json"))["summary"]["why"] == "busy (429)"
    assert valid("status", run("status", "--json"))["model"]["last"] == "busy (429)"


def test_the_days_limit_is_told_by_status(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(hanging) as endpoint:
        monkeypatch.setenv("ZSWATCH_MODEL__URL", endpoint.url)
        monkeypatch.setenv("ZSWATCH_MODEL__NAME", "qwen")
        monkeypatch.setenv("ZSWATCH_MODEL__MOST_TOKENS_PER_DAY", "100")
        run("digest", "preview", "--out", "out")
        assert endpoint.asked == []
    assert valid("status", run("status", "--json"))["model"]["last"] == consultations.LIMIT
    assert f"no model's summary: {consultations.LIMIT}" in run("show", "zs-1")


def test_a_key_that_is_not_there_is_a_problem_and_stops_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZSWATCH_MODEL__URL", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("ZSWATCH_MODEL__NAME", "qwen")
    monkeypatch.setenv("ZSWATCH_MODEL__KEY_FILE", "no/such/key")
    run("digest", "preview", "--out", "out")
    assert Path("out/edition.html").is_file()
    problem = "model.key_file: no/such/key can not be read: FileNotFoundError"
    assert problem in valid("status", run("status", "--json"))["problems"]
    assert f"no model's summary: {problem}" in run("show", "zs-1")


def test_without_a_model_nothing_is_said_of_one(run: Run) -> None:
    run("digest", "preview", "--out", "out")
    assert "summary (the paper's own sentences): " in run("show", "zs-1")
    assert "model" not in run("show", "zs-1")
    assert valid("status", run("status", "--json"))["model"] is None
    assert "second_opinion" not in valid("why", run("why", "zs-1", "--json"))


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"url": "https://api.example.org/v1"}, "name: a model with a url needs a name"),
        ({"url": "ftp://example.org", "name": "x"}, "model.url"),
        ({"url": "https://key@example.org/v1", "name": "x"}, "model.url"),
        ({"url": "http://a b/", "name": "x"}, "model.url"),
        ({"most_cost_per_day": "5"}, "most_cost_per_day: without price_in and price_out"),
        ({"timeout_seconds": "0"}, "model.timeout_seconds"),
        ({"most_tokens_per_day": "-1"}, "model.most_tokens_per_day"),
        ({"urll": "x"}, "did you mean ZSWATCH_MODEL__URL"),
    ],
)
def test_wrong_settings_are_named(stated: dict[str, str], expected: str) -> None:
    with pytest.raises(WrongSettings, match=expected):
        load(None, environ={f"ZSWATCH_MODEL__{key.upper()}": value for key, value in stated.items()})


def test_any_compatible_address_is_taken() -> None:
    for url in (
        "https://api.deepseek.com/v1",
        "http://localhost:11434/v1",
        "http://[::1]:8000",
        "https://a.b/compatible/v1",
    ):
        environ = {"ZSWATCH_MODEL__URL": url, "ZSWATCH_MODEL__NAME": "m"}
        assert load(None, environ=environ).model.url == url
