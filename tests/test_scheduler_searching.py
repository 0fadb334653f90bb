"""`search` and `export` with every filter, by real runs of the commands on both engines."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from archive.config import Settings
from archive.records import Query
from archive.store import Archive, announcements
from scheduler.cli import main
from tests.filtered import Truth, bring_up, fill, fulfils
from tests.found import NOON, attachment, found

SCHEMAS = Path(__file__).parents[1] / "docs" / "schemas"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, settings: Settings, now: Any) -> Run:
    """Run a command on the archive of the test."""
    monkeypatch.setenv("ZSWATCH_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("ZSWATCH_DATABASE_URL", settings.database_url)

    def said(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    return said


@pytest.fixture
def truths(archive: Archive) -> list[Truth]:
    told = fill(archive)
    bring_up(archive, [one.id for one in told][::2])
    return told


def by_schema(name: str, text: str) -> Any:
    answer = json.loads(text)
    jsonschema.Draft202012Validator(json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8"))).validate(answer)
    return answer


def test_every_filter_of_both_commands(run: Run, truths: list[Truth]) -> None:
    cases: list[tuple[list[str], dict[str, Any]]] = [
        (["--source", "portal"], {"source": "portal"}),
        (["--source", "zs_gxj-zxgk"], {"source": "zs_gxj-zxgk"}),
        (["--issuer", "党政办"], {"issuer": "党政办"}),
        (["--body", "中山市工业和信息化局"], {"body": "中山市工业和信息化局"}),
        (["--town", "小榄"], {"town": "小榄镇"}),
        (["--town", "东区"], {"town": "东区街道"}),
        (["--theme", "application"], {"theme": "application"}),
        (["--theme", "产业"], {"theme": "industry"}),
        (["--directive", "application.2"], {"directive": "application.2"}),
        (["--directive", "2025-02-21/application.2"], {"directive": "2025-02-21/application.2"}),
        (["--topic", "robotics"], {"topic": "robotics"}),
        (["--has", "money", "--has", "attachment"], {"has": ("money", "attachment")}),
        (["--has", "withdrawn"], {"has": ("withdrawn",)}),
        (["--number", "中府[2025]1号"], {"doc_number": "中府〔2025〕1号"}),
        (["--relevant"], {"relevant": True}),
        (["--all"], {}),
        (["--town", "小榄", "--has", "money"], {"town": "小榄镇", "has": ("money",)}),
    ]
    narrowed = 0
    for options, stated in cases:
        expected = [one.id for one in truths if fulfils(one, Query(**stated))]
        ended, out, err = run("search", "", *options, "--limit", "100", "--json")
        assert ended == 0, err
        assert sorted(one["id"] for one in by_schema("search", out)) == sorted(expected), options
        assert f"{len(expected)} found, newest first" in err or f"{len(expected)} found, best first" in err
        ended, out, err = run("export", *options)
        assert ended == 0, err
        assert [json.loads(line)["id"] for line in out.splitlines()] == expected, options
        narrowed += 0 < len(expected) < len(truths)
    assert narrowed >= len(cases) - 2


def test_words_go_with_filters_in_an_export_too(run: Run, truths: list[Truth]) -> None:
    expected = [one.id for one in truths if fulfils(one, Query(words="补助", has=("attachment",)))]
    assert expected
    ended, out, _ = run("export", "补助", "--has", "attachment")
    assert (ended, [json.loads(line)["id"] for line in out.splitlines()]) == (0, expected)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--town", "小揽镇"], "--town: unknown town 小揽镇; did you mean 小榄镇?"),
        (["--source", "portl"], "--source: unknown source portl; did you mean portal?"),
        (["--theme", "aplication"], "--theme: unknown theme aplication; did you mean application?"),
        (["--directive", "aplication.2"], "--directive: unknown directive aplication.2; did you mean application.2?"),
        (
            ["--directive", "2025-02-21/application.22"],
            "unknown directive 2025-02-21/application.22; did you mean 2025-02-21/application.2?",
        ),
        (["--topic", "robots"], "--topic: unknown topic robots; did you mean robotics?"),
        (["--has", "luck"], "'luck' is not one of 'money', 'deadline', 'attachment', 'revision', 'withdrawn'"),
        (["--sort", "worst"], "'worst' is not one of 'best', 'newest', 'oldest', 'deadline'"),
        (["--to", "2025-02-30"], "'2025-02-30' is not a date"),
    ],
)
@pytest.mark.parametrize("command", [["search", "x"], ["export"]])
def test_what_there_is_not_is_refused_by_the_nearest(
    command: list[str], options: list[str], expected: str, run: Run, archive: Archive
) -> None:
    ended, out, err = run(*command, *options)
    assert (ended, out) == (2, "")
    assert expected in err


def test_days_beyond_all_clocks_are_no_error(run: Run, truths: list[Truth]) -> None:
    ended, out, _ = run("search", "", "--from", "0001-01-01", "--to", "9999-12-31", "--limit", "100", "--json")
    assert ended == 0
    assert len(json.loads(out)) == sum(one.day is not None for one in truths)


def test_facets_are_told_with_what_is_found(run: Run, truths: list[Truth]) -> None:
    ended, out, err = run("search", "机器人", "--facets", "--json", "--limit", "3")
    assert ended == 0, err
    told = by_schema("results", out)
    assert (told["count"], told["exact"], len(told["hits"])) == (len(truths), True, 3)
    relevant = sum(one.relevant is True for one in truths)
    assert {"value": "yes", "count": relevant} in told["facets"]["relevant"]
    assert sum(one["count"] for one in told["facets"]["year"]) == len(truths)
    assert told["after"]
    ended, out, err = run("search", "机器人", "--facets", "--limit", "3")
    assert ended == 0, err
    assert f"{relevant:>6}  yes  相关" in out
    assert "theme  主题" in out
    assert "application  应用" in out
    assert "小榄镇\n" in out
    assert f"zs_gxj-tzgg  {'中山市工业和信息化局'}" in out


def test_facets_speak_the_language_of_the_settings(
    run: Run, truths: list[Truth], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZSWATCH_LANGUAGE", "en")
    _, out, _ = run("search", "", "--facets")
    assert "小榄镇  Xiaolan Town" in out
    assert "application  Application" in out


def test_pages_have_all_hits_once(run: Run, truths: list[Truth]) -> None:
    met: list[str] = []
    after: list[str] = []
    for _ in range(len(truths)):
        ended, out, err = run("search", "机器人", "--facets", "--limit", "7", "--json", *after)
        assert ended == 0, err
        told = json.loads(out)
        met += [one["id"] for one in told["hits"]]
        assert f"{len(truths)} found, {len(told['hits'])} shown, " in err
        if told["after"] is None:
            assert "--after" not in err
            break
        assert f"the next ones: the same with --after {told['after']}\n" in err
        after = ["--after", told["after"]]
    assert sorted(met) == sorted(one.id for one in truths)


def test_an_export_in_an_order_goes_on_until_its_limit(run: Run, truths: list[Truth]) -> None:
    ended, out, err = run("search", "机器人", "--sort", "newest", "--limit", "100", "--json")
    assert ended == 0, err
    ordered = [one["id"] for one in json.loads(out)]
    for options, expected in ((["--limit", "9"], ordered[:9]), ([], ordered), (["--limit", "1"], ordered[:1])):
        ended, out, err = run("export", "机器人", "--sort", "newest", *options)
        assert ended == 0, err
        assert [json.loads(line)["id"] for line in out.splitlines()] == expected
    _, out, _ = run("search", "机器人", "--sort", "newest", "--limit", "5", "--facets", "--json")
    ended, rest, err = run("export", "机器人", "--sort", "newest", "--after", json.loads(out)["after"])
    assert ended == 0, err
    assert [json.loads(line)["id"] for line in rest.splitlines()] == ordered[5:]


def test_the_part_of_a_hit_is_told(run: Run, archive: Archive) -> None:
    with archive.begin() as tx:
        announcements.keep(tx, found(1, attachments=(attachment(1, "申报人须为本市企业。"),)), NOON)
    ended, out, err = run("search", "申报人须为", "--json")
    assert ended == 0, err
    (hit,) = by_schema("search", out)
    _, out, err = run("search", "申报人须为")
    assert err == "1 found, best first\n"
    assert (hit["name"] is None) == (hit["part"] != "attachment")
    where = "[attachment 附件1：申报指南.docx] " if hit["part"] == "attachment" else ""
    assert f"\n    {where}{hit['snippet']}\n" in out
    assert "【申报人须为】" in hit["snippet"]


def test_a_run_by_itself(settings: Settings, truths: list[Truth]) -> None:
    environment = os.environ | {
        "ZSWATCH_DATA_DIR": str(settings.data_dir),
        "ZSWATCH_DATABASE_URL": settings.database_url,
    }
    command = [sys.executable, "-m", "scheduler", "search", "", "--town", "小榄", "--has", "money"]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    expected = [one.id for one in truths if fulfils(one, Query(town="小榄镇", has=("money",)))]
    assert done.returncode == 0, done.stderr.decode()
    lines = done.stdout.decode().splitlines()
    assert [line.split()[0] for line in lines if line.startswith("zs-")] == expected
    assert f"{len(expected)} found" in done.stderr.decode()


def test_a_hit_has_one_form_in_both_documents() -> None:
    both = [json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8")) for name in ("search", "results")]
    assert both[0]["items"] == both[1]["$defs"]["hit"]
