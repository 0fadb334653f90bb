"""`meetings show --ledger`, and the chain of documents in `show`, `why` and the digest, as the commands tell them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from archive.config import Settings
from archive.store import Archive, announcements
from digest import run as digest
from scheduler.cli import main
from tests.days import DAY, scene, stored
from tests.editions import SOURCES
from tests.found import HOUR, NOON, found

SCHEMAS = Path(__file__).parents[1] / "docs" / "schemas"
POLICY = "中山市推进“人工智能+”产业创新发展的若干政策措施"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, settings: Settings, now: Any) -> Run:
    """Run a command on the archive of the test."""
    monkeypatch.setenv("ZSWATCH_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("ZSWATCH_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("ZSWATCH_NOW", NOON.isoformat())

    def said(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    return said


@pytest.fixture
def filled(archive: Archive, settings: Settings) -> Archive:
    """The policy, its rules and a call for applications, kept and judged."""
    guide = scene()
    body = f"根据《{POLICY}实施细则》（中工信规字〔2025〕3号）和《中华人民共和国预算法》，现通知如下。\n{guide.body}"
    some = (
        found(
            11,
            title=f"中山市人民政府关于印发{POLICY.replace('的', '')}的通知",
            doc_number="中府〔2025〕1号",
            body="现印发给你们。",
        ),
        found(
            12,
            title=f"关于印发《{POLICY}实施细则》的通知",
            doc_number="中工信规字〔2025〕3号",
            body=f"根据《{POLICY}》制定。",
        ),
        scene(body=body),
    )
    with archive.begin() as tx:
        for one in some:
            announcements.keep(tx, one, NOON - HOUR)
    digest.judge_new(archive, settings, NOON - HOUR)
    return archive


def asked(run: Run, schema: str, *arguments: str) -> Any:
    ended, out, err = run(*arguments, "--json")
    assert ended == 0, err
    answer = json.loads(out)
    jsonschema.validate(answer, json.loads((SCHEMAS / f"{schema}.schema.json").read_text("utf-8")))
    return answer


def test_the_ledger_of_a_meeting(filled: Archive, run: Run) -> None:
    told = asked(run, "ledger", "meetings", "show", "2025-02-21", "--ledger")
    rows = {one["id"]: one for one in told["directives"]}
    assert "zs-2655001" in {one["id"] for one in rows["application.2"]["answers"]}
    assert (told["days_since_meeting"], told["silence"]["proven"]) == (635, False)
    ended, out, _ = run("meetings", "show", "2025-02-21", "--ledger")
    assert ended == 0
    assert all(one in out for one in rows)
    earlier = asked(run, "ledger", "meetings", "show", "2025-02-21", "--ledger", "--date", "2026-11-17")
    assert {one["count"] for one in earlier["directives"]} == {0}
    assert earlier["days_since_meeting"] == 634
    ended, _, err = run("meetings", "show", "2025-02-21", "--ledger", "--date", "2026-11-19")
    assert (ended, "not here yet" in err) == (2, True)


@pytest.mark.parametrize("command", ["show", "why"])
def test_show_and_why_tell_what_is_cited_and_the_chain(filled: Archive, run: Run, command: str) -> None:
    told = asked(run, "announcement" if command == "show" else "why", command, "zs-2655001")
    assert [(one["title"], one["target"]) for one in told["citations"]] == [
        (f"{POLICY}实施细则", "zs-12"),
        ("中华人民共和国预算法", None),
    ]
    with filled.read() as tx:
        body = announcements.get(tx, "zs-2655001").body
    assert all(body[one["start"] : one["end"]] == one["text"] for one in told["citations"])
    assert [(one["kind"], one["id"], one["relation"]) for one in told["chain"]] == [
        ("meeting", "2025-02-21", None),
        ("document", "zs-11", "named"),
        ("document", "zs-12", "implements"),
        ("document", "zs-2655001", "implements"),
    ]
    _, out, _ = run(command, "zs-2655001")
    assert "依据：2025-02-21 会议 → 《" in out
    assert "执行 《中华人民共和国预算法》 [body] 未存档" in out
    assert "→ zs-12" in out


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "依据：2025-02-21 会议"), ("en", "Rests on: meeting of 2025-02-21")]
)
def test_the_digest_tells_the_chain(filled: Archive, settings: Settings, language: str, words: str) -> None:
    spoken = settings.model_copy(update={"language": language})
    digest.send(filled, spoken, DAY, ("a@example.org",), sources=SOURCES, now=NOON)
    edition = stored(filled)
    item = next(one for one in edition.content["items"] if one["id"] == "zs-2655001")
    assert [one["id"] for one in item["chain"]] == ["2025-02-21", "zs-11", "zs-12", "zs-2655001"]
    assert words in edition.text
    assert words in edition.html
