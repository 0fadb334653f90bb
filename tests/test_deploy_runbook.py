"""The runbook: every command line is understood, every alert has its section, and whatever it names is there."""

import re
from pathlib import Path

import click
import pytest

from tests import command_lines

ROOT = Path(__file__).parents[1]
RUNBOOK = ROOT / "deploy" / "RUNBOOK.md"
TEXT = RUNBOOK.read_text(encoding="utf-8")
RULES = ROOT / "deploy" / "prometheus" / "rules.yml"
LINES = sorted(set(command_lines.shell_lines(TEXT)))
WORDS = re.findall(r"`(zswatch [^`]+)`", re.sub(r"```sh.*?```", "", TEXT, flags=re.DOTALL))


def anchor(heading: str) -> str:
    """The anchor that GitHub and most others make of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


HEADINGS = re.findall(r"^#{2,} (.+)$", TEXT, re.MULTILINE)


def test_every_command_line_of_a_block_is_understood() -> None:
    called = [command_lines.parse(arguments) for line in LINES for arguments in command_lines.commands(line)]
    assert len(called) >= 30
    assert {"zswatch restore", "zswatch archive move", "zswatch doctor", "zswatch status"} <= set(called)


STANDS_FOR = {"--to …": "--to sqlite:///x", "ADDR": "a@example.org", "…": "x"}


@pytest.mark.parametrize("stated", WORDS)
def test_every_command_in_the_text_is_understood(stated: str) -> None:
    line = re.sub(r"\s+", " ", stated)
    for short, meant in STANDS_FOR.items():
        line = line.replace(short, meant)
    for arguments in command_lines.commands(line):
        assert command_lines.parse(arguments)


@pytest.mark.parametrize(
    "slip", ["stauts", "backup --verifi next.tar", "digest send --date yesterday", "restore", "archive", "archive mvoe"]
)
def test_a_slip_would_be_told(slip: str) -> None:
    (arguments,) = command_lines.commands(f"cd deploy && zswatch {slip} > out.txt 2>&1 | tail")
    with pytest.raises(click.UsageError):
        command_lines.parse(arguments)


@pytest.mark.skipif(not RULES.exists(), reason="there are no alert rules")
def test_every_alert_has_its_section_and_every_such_section_its_alert() -> None:
    alerts = re.findall(r"^\s*- alert: (\w+)$", RULES.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(alerts) >= 10
    assert sorted(alerts) == sorted(one for one in HEADINGS if one.startswith("Zswatch"))


def test_every_link_leads_somewhere() -> None:
    anchors = {anchor(one) for one in HEADINGS}
    for link in re.findall(r"\]\(([^)]+)\)", TEXT):
        place, _, part = link.partition("#")
        assert not place or (RUNBOOK.parent / place).exists(), link
        assert not part or part in anchors, link


def test_what_it_installs_is_in_the_folder() -> None:
    for name in re.findall(r"(?<!exec )\bdeploy/[\w./@*-]+[\w*]", TEXT):
        if name not in ("deploy/.env", "deploy/secrets", "deploy/secrets/mail_password"):  # made by whoever installs
            assert list(ROOT.glob(name)), name
    units = {file.name for file in (ROOT / "deploy" / "systemd").iterdir()}
    for name in re.findall(r"\bzswatch[\w-]*@?[\w*]*\.(?:service|timer)\b", TEXT):
        assert re.sub(r"@[\w*]+", "@", name) in units, name


def test_every_setting_that_it_names_is_one() -> None:
    from archive.config import Settings, model_of

    known = set()
    for key, field in Settings.model_fields.items():
        model, _ = model_of(field.annotation)
        known |= {key} if model is None else {f"{key}.{part}" for part in model.model_fields}
    sections = {one.partition(".")[0] for one in known}
    for stated in re.findall(r"`(\w+\.\w+)(?: = [^`]*)?`", TEXT):
        if stated.split(".")[0] in sections:
            assert stated in known, stated
