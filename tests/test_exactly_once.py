"""Killed at any write, commit, send or mark of a day and started again: nothing lost, nothing twice.

`python -m tests.crash --every` kills at every single point; here are those that can differ from their neighbours.
"""

import json
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.crash.post import Arrived
from tests.crash.trial import Outcome, faults_of


def crashed(*arguments: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash", *arguments], capture_output=True, text=True, timeout=580, check=False
    )
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def check(told: Any) -> None:
    assert told["faults"] == []
    assert len(told["killed"]) >= 40
    assert told["points"] > 150
    killed = " ".join(told["killed"])
    for name in ("INSERT validators", "INSERT runs", "INSERT designations", "UPDATE matching", "INSERT outbox"):
        assert f"write: {name}" in killed or name in killed
    for kind in ("immediate", "daily", "weekly"):
        assert f"send: smtp {kind}-2026-11-23" in killed
        assert f"sent: smtp {kind}-2026-11-23" in killed
    assert "sent: wecom daily-2026-11-23 group" in killed
    assert killed.count("write: UPDATE outbox") >= 9


@pytest.mark.timeout(600)
def test_a_day_on_sqlite() -> None:
    check(crashed())


@pytest.mark.postgres
@pytest.mark.timeout(600)
def test_a_day_on_postgresql(postgres_server: Engine) -> None:
    check(crashed("--postgres", postgres_server.url.render_as_string(hide_password=False)))


# The judgement itself: each fault that there can be is seen.

MAIL = Arrived(recipient="a@example.org", message_id="<1>", body="one")
GROUP = Arrived(recipient="group", message_id="", body="{}")
WELL = Outcome(
    told={"daily-2026-11-23": ["zs-1", "zs-2"], "daily-2026-11-23-en": [], "weekly-2026-11-23": ["zs-1"]},
    messages={"a@example.org daily": ["sent <1> zs-1"], "group daily": ["sent <2> zs-1"]},
    arrived=[MAIL, GROUP],
)
SENT = "sent: smtp daily-2026-11-23 a@example.org"


def test_a_day_that_went_well_has_no_fault() -> None:
    assert list(faults_of(WELL, WELL, "commit")) == []


@pytest.mark.parametrize("again", [MAIL, GROUP])
def test_what_was_under_way_may_come_again_and_nothing_else(again: Arrived) -> None:
    twice = replace(WELL, arrived=[*WELL.arrived, again])
    assert list(faults_of(WELL, twice, f"sent: x daily-2026-11-23 {again.recipient}")) == []
    assert list(faults_of(WELL, twice, "write: UPDATE outbox")) == []
    assert list(faults_of(WELL, twice, "write: INSERT outbox")) == [f"{again.recipient}: 1 messages too many"]
    thrice = replace(WELL, arrived=[*WELL.arrived, again, again])
    assert list(faults_of(WELL, thrice, SENT)) == [f"{again.recipient}: 2 messages too many"]


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"told": WELL.told | {"daily-2026-11-23": ["zs-1"]}}, "daily: lost {'zs-2': 1}"),
        ({"told": WELL.told | {"daily-2026-11-24": ["zs-1"]}}, "daily: told twice or too much {'zs-1': 1}"),
        ({"messages": {"group daily": ["sent <2> zs-1"]}}, "a@example.org daily: has no message"),
        (
            {"messages": WELL.messages | {"a@example.org daily": ["queued <1> zs-1"]}},
            "a@example.org daily: has ['queued <1> zs-1']",
        ),
        (
            {"messages": WELL.messages | {"a@example.org daily": ["sent <1> zs-1", "sent <3> zs-1"]}},
            "a@example.org daily: has ['sent <1> zs-1', 'sent <3> zs-1']",
        ),
        (
            {"messages": WELL.messages | {"a@example.org daily": ["sent <1> zs-2"]}},
            "a@example.org daily: was told sent <1> zs-2, not ['sent <1> zs-1']",
        ),
        ({"arrived": [GROUP]}, "a@example.org: 1 messages did not arrive"),
        ({"arrived": [replace(MAIL, message_id="<9>"), GROUP]}, "arrived and not in the outbox: ['<9>']"),
        ({"arrived": [MAIL, replace(MAIL, body="two"), GROUP]}, "<1>: came twice and not the same"),
    ],
)
def test_every_fault_is_seen(changed: dict[str, Any], fault: str) -> None:
    assert fault in list(faults_of(WELL, replace(WELL, **changed), SENT))
