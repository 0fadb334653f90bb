"""Rules and dashboard: what they ask for is told, and every alert fires when it should and not before."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import generate_latest

from archive.config import Settings
from archive.store import Archive
from scheduler import metrics
from scheduler.pulse import Pulse
from tests.documents import DASHBOARD, ROOT
from tests.watched import Waits, fill, watched

FOLDER = ROOT / "deploy" / "prometheus"
RULES: dict[str, dict[str, Any]] = {
    rule["alert"]: rule
    for group in yaml.safe_load((FOLDER / "rules.yml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
}
OF_PROMETHEUS = {"up", "ALERTS"}
NAME = re.compile(r"\b(?:zswatch|process)_[a-z0-9_]+\b|\bup\b")


@pytest.fixture(scope="module")
def promtool() -> str:
    found = shutil.which("promtool")
    if found is None:
        pytest.skip("promtool is not here (Debian: apt-get install prometheus)")
    return found


def asked(expression: str) -> set[str]:
    """Return the metrics that an expression asks for; words within quotation marks are none."""
    return set(NAME.findall(re.sub(r'"[^"]*"', '""', expression)))


def queries() -> Iterator[tuple[str, str]]:
    """Give every query of rules and dashboard with its name."""
    yield from ((name, rule["expr"]) for name, rule in RULES.items())
    for panel in json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]:
        yield from ((panel["title"], target["expr"]) for target in panel.get("targets", ()))


def test_whatever_rules_and_dashboard_ask_for_is_told_of_a_filled_archive_and_the_dashboard_shows_all_of_it(
    sqlite_archive: Archive, now: Any
) -> None:
    fill(sqlite_archive, now)
    settings = watched(Settings(data_dir=Path(str(sqlite_archive.engine.url.database)).parent))
    answer = generate_latest(metrics.registry(settings, Pulse(), "service", lambda: [Waits()])).decode()
    told = set(re.findall(r"^(\w+)(?:\{| )", answer, re.MULTILINE))
    labels = dict(re.findall(r"^(\w+)\{([^}]*)\}", answer, re.MULTILINE))
    for name, query in queries():
        assert asked(query), name
        assert asked(query) - OF_PROMETHEUS <= told, name
        for metric, stated in re.findall(r"\b((?:zswatch)_\w+)\{([^}]*)\}", query):
            for label in re.findall(r"(\w+)[!=]", stated):
                assert f"{label}=" in labels[metric], (name, metric, label)
    shown = set().union(*(asked(query) for name, query in queries() if name not in RULES))
    assert {name for name in told if name.startswith("zswatch_")} - shown == set()


def test_the_dashboard_is_one_that_grafana_imports() -> None:
    document = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    assert document["uid"] == "zswatch"
    assert document["schemaVersion"] >= 36
    ids = [panel["id"] for panel in document["panels"]]
    assert len(set(ids)) == len(ids)
    taken: set[tuple[int, int]] = set()
    for panel in document["panels"]:
        place = panel["gridPos"]
        assert 0 <= place["x"] < place["x"] + place["w"] <= 24
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        taken |= cells
        for target in panel.get("targets", ()):
            assert target["datasource"] == {"type": "prometheus", "uid": "${datasource}"}
    assert "${" + document["templating"]["list"][0]["name"] + "}" == "${datasource}"


def test_every_alert_says_what_is_wrong_how_bad_it_is_and_where_the_runbook_speaks_of_it() -> None:
    for name, rule in RULES.items():
        assert re.fullmatch(r"Zswatch[A-Za-z]+", name)
        assert rule["labels"]["severity"] in {"warning", "critical"}
        assert rule["annotations"].keys() == {"summary", "description", "runbook"}
        assert rule["annotations"]["runbook"] == f"deploy/RUNBOOK.md#{name.lower()}"


def test_promtool_finds_no_fault_in_rules_and_scrape(promtool: str) -> None:
    for words in (["check", "rules", "--lint-fatal", "rules.yml"], ["check", "config", "scrape.yml"]):
        done = subprocess.run([promtool, *words], cwd=FOLDER, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_is_tested_as_it_fires_and_as_it_does_not() -> None:
    fires, silent = set(), set()
    for test in yaml.safe_load((FOLDER / "rules_test.yml").read_text(encoding="utf-8"))["tests"]:
        for expected in test["alert_rule_test"]:
            (fires if expected["exp_alerts"] else silent).add(expected["alertname"])
    assert fires == silent == RULES.keys()


def test_every_alert_fires_after_its_time_and_not_when_all_is_well(promtool: str) -> None:
    done = subprocess.run(
        [promtool, "test", "rules", "rules_test.yml"], cwd=FOLDER, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
