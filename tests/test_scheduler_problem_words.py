"""Every sentence is there in both languages and says the same values."""

import string
from datetime import datetime

import pytest

from archive.clock import SHANGHAI
from scheduler import alert_words, problem_words
from scheduler.problem_words import MOST, say

TABLES = {
    "problems": problem_words._WORDS,
    **{name: getattr(alert_words, name) for name in ("_OPEN", "_OVER", "_OVER_ONE", "_ADVICE")},
}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("table", TABLES)
def test_both_languages_say_the_same(table: str) -> None:
    for phrase, (one, other) in TABLES[table].items():
        assert fields(one) == fields(other), phrase
        assert one != other or one == "{why}", phrase


def test_moments_are_written_to_the_minute_and_words_have_their_bounds() -> None:
    said = say("leader.lost", holder="h\n" + "x" * 900, when=datetime(2026, 11, 20, 8, 5, 9, tzinfo=SHANGHAI))
    assert said.en.endswith("was last heard of 2026-11-20 08:05")
    assert "\n" not in said.en
    assert len(said.zh) < MOST + 60
