"""Wholes: a text has all that any words of it have, and dates of any form are the same ones."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.asking import parse
from archive.forms import others
from archive.store import grams
from archive.store.wholes import wholes
from archive.terms import Copy, holds
from archive.text import matching

PIECES = [*"年月日号第-./[]〈〉十三一府1", "2025", "2017", "11", "02", "21", "二〇二五"]
TEXT = st.lists(st.sampled_from(PIECES), max_size=24).map("".join)


@given(TEXT, st.integers(0, 60), st.integers(1, 30))
@example("2017.2018.11.12", 5, 10)
@example("2017年11月15日", 6, 5)
@example("12017-11-15", 1, 9)
@example("520250221", 1, 8)
def test_a_text_has_the_wholes_of_all_its_words(text: str, start: int, length: int) -> None:
    words = text[start : start + length]
    assert wholes(words) <= wholes(text)


@given(TEXT, TEXT)
def test_what_fulfils_a_query_with_dates_is_proposed(text: str, words: str) -> None:
    copy = Copy("", "", "", matching(text), 0)
    tree = parse(words)
    if holds(tree, copy):
        found = grams.of_copy(copy, (), 1 << 41)
        assert _fulfils(found, grams.needs(tree))


def _fulfils(found: set[str], need: grams.Need | None) -> bool:
    if need is None or isinstance(need, str):
        return need is None or need in found
    return (all if isinstance(need, grams.AllOf) else any)(_fulfils(found, part) for part in need.parts)


@pytest.mark.parametrize("form", ["2025年2月21日", *others("2025年2月21日")])
def test_a_date_is_the_same_whole_in_every_form(form: str) -> None:
    assert "d20250221" in wholes(f"印发于{form}。")


@pytest.mark.parametrize("form", ["中府[2025]3号", *others("中府[2025]3号")])
def test_a_document_number_is_the_same_whole_in_every_form(form: str) -> None:
    assert wholes(f"按{form}执行") == {"n2025x3"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2025年11月5日", {"d20251105", "d202511", "d1105", "d0105"}),
        ("2025年11月", {"d202511"}),
        ("1月5日", {"d0105"}),
        ("2025-2-21", {"d20250202", "d20250221"}),
        ("2025-02.21", set()),
        ("2025-13-01", set()),
        ("20251301", set()),
        ("1234567890", set()),
        ("0760-88800000", set()),
        ("二〇二五年十二月三十一日", {"d20251231"}),
        ("二〇二五年十十月一日", set()),
    ],
)
def test_wholes_of_a_text(text: str, found: set[str]) -> None:
    assert wholes(text) == found
