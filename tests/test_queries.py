"""The labelled queries: enough of them, each with answers that exist, and none in both sets."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.labelled import load

FOLDER = Path(__file__).parent / "fixtures" / "queries"
SETS = {"development": 60, "test": 50}
"""How many queries each set has at least."""


def queries(name: str) -> list[dict[str, Any]]:
    stated = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    assert stated["set"] == name
    return list(stated["query"])


@pytest.mark.parametrize(("name", "least"), SETS.items())
def test_each_query_says_what_is_asked_and_is_answered(name: str, least: int) -> None:
    known = {one.announcement.id for part in ("development", "test") for one in load(part)}
    asked = queries(name)
    assert len(asked) >= least
    for one in asked:
        assert set(one) == {"words", "why", "grades"}
        assert one["words"].strip()
        assert one["why"].strip()
        assert set(one["grades"]) <= known, one["words"]
        assert set(one["grades"].values()) <= {1, 2, 3}, one["words"]
        assert 3 in one["grades"].values(), one["words"]


def test_no_query_is_asked_twice() -> None:
    words = ["".join(one["words"].split()).lower() for name in SETS for one in queries(name)]
    assert len(words) == len(set(words))


def test_queries_are_of_every_kind() -> None:
    for name in SETS:
        words = [one["words"] for one in queries(name)]
        assert sum(len(one) == 1 for one in words) >= 2
        assert sum(len(one) == 2 for one in words) >= 3
        assert sum(" " in one or "\u3000" in one for one in words) >= 10
        assert sum(":" in one for one in words) >= 2
        assert any("号" in one for one in words)
        assert any(one.isascii() or one[:1].isascii() for one in words)
