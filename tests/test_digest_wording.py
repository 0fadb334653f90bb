"""Every phrase in both languages, none unused, numbers with their nouns."""

import re
from datetime import date
from pathlib import Path
from string import Formatter

import pytest

import digest
from archive.amendments import GRAVITY
from digest.phrases import PHRASES
from digest.wording import _WORDS, long_date, say, theme_name

ROOM = Path(digest.__file__).parent
ALL = _WORDS | PHRASES
MADE = ("status_", "part_", "kind_", "beside_", "relation_", "new_")
"""Phrases whose names are put together where they are said."""


def test_no_phrase_stands_in_both_tables() -> None:
    assert not set(_WORDS) & set(PHRASES)


def test_every_phrase_exists_in_both_languages_with_the_same_places() -> None:
    files = [*ROOM.glob("*.py"), *(ROOM / "templates").iterdir()]
    text = "".join(one.read_text(encoding="utf-8") for one in files)
    named = set(re.findall(r"""(?:\bt\(|say\([\w.]+, )['"](\w+)['"]""", text))
    assert len(named) > 80
    named = named - {"kind_"} | {f"kind_{kind}" for kind in GRAVITY}
    assert named <= set(ALL)
    for phrase, (chinese, english) in ALL.items():
        places = [{name for _, name, _, _ in Formatter().parse(words) if name} for words in (chinese, english)]
        assert places[0] == places[1], phrase


def test_unused_phrases_are_taken_out() -> None:
    files = [*ROOM.glob("*.py"), *(ROOM / "templates").iterdir()]
    text = "".join(one.read_text(encoding="utf-8") for one in files if one.name not in {"wording.py", "phrases.py"})
    assert [one for one in ALL if not re.search(f"['\"]{one}['\"]", text) and not one.startswith(MADE)] == []


def test_an_unknown_phrase_is_an_error_and_never_an_empty_place() -> None:
    with pytest.raises(KeyError):
        say("zh", "no_such_phrase")


def test_numbers_take_their_noun() -> None:
    assert say("en", "count_due", n=1, days=14) == "1 deadline within 14 days"
    assert say("en", "count_due", n=2, days=14) == "2 deadlines within 14 days"


def test_days_and_themes() -> None:
    assert long_date("zh", date(2026, 11, 19)) == "2026年11月19日 星期四"
    assert long_date("en", date(2026, 11, 19)) == "Thu 19 November 2026"
    assert theme_name("zh", "general", None) == "总体要求"
    assert theme_name("en", "data", "数据") == "Data"
    assert theme_name("en", "x", "未知") == "未知"
