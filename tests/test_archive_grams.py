"""Grams: whatever fulfils a query has what the query needs, and numbers for grams stay apart."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from archive.asking import parse
from archive.store import grams
from archive.store.grams import AllOf, Need
from archive.terms import Copy, Term, holds
from archive.text import matching

TEXT = st.text("算力补贴ab1-\"'%_[]\n(𠮷）", max_size=20).map(matching)
WORDS = st.text("算力补贴ab1-\"'%_[] (|𠮷", max_size=14)


def fulfils(found: set[str], need: Need | None) -> bool:
    if need is None or isinstance(need, str):
        return need is None or need in found
    return (all if isinstance(need, AllOf) else any)(fulfils(found, part) for part in need.parts)


@given(TEXT, TEXT, TEXT, TEXT, WORDS | TEXT, st.sampled_from(["", "标题:", "机构:", "-", "附件:"]))
def test_nothing_that_fulfils_a_query_is_left_out(
    title: str, issuer: str, numbers: str, text: str, words: str, before: str
) -> None:
    copy = Copy(title, issuer, numbers, text, len(text) // 2)
    tree = parse(before + words)
    found = grams.of_copy(copy, ["has:money"], 1 << 41)
    if holds(tree, copy):
        assert fulfils(found, grams.needs(tree))
        hashed = {grams.hashed(gram) for gram in found}
        assert fulfils({gram for gram in _all(grams.needs(tree)) if grams.hashed(gram) in hashed}, grams.needs(tree))
    assert fulfils(found, grams.of_tags(["has:money"]))
    assert not fulfils(found, grams.of_tags(["has:deadline"]))
    assert all(one.isalnum() for gram in found for one in gram if one.isascii())


def _all(need: Need | None) -> set[str]:
    if need is None or isinstance(need, str):
        return set() if need is None else {need}
    return {gram for part in need.parts for gram in _all(part)}


@given(st.integers(0, 1 << 46), st.integers(1, 1 << 36), st.integers(0, 100))
def test_spans_of_time_cover_a_range(low: int, size: int, per_cent: int) -> None:
    spans = grams.of_time(low, low + size)
    place = low + (size - 1) * per_cent // 100
    assert fulfils(grams.of_copy(Copy("", "", "", "", 0), (), place), grams.OneOf(tuple(spans)))
    assert len(spans) <= 28 + size // (1 << grams.LEVELS[-1])


def test_numbers_are_signed_and_those_of_two_usual_characters_are_exact() -> None:
    characters = "算力补贴a1\ue05b"
    pairs = {a + b for a in characters for b in characters} | set(characters)
    assert len({grams.hashed(gram) for gram in pairs}) == len(pairs)
    marked = {grams.TAG + gram for gram in pairs} | {grams.TITLE + gram for gram in pairs}
    assert not {grams.hashed(gram) for gram in marked} & {grams.hashed(gram) for gram in pairs}
    assert all(-(1 << 31) <= grams.hashed(gram) < 1 << 31 for gram in pairs | marked | {"\U000fffff", "鿿鿿"})


def test_rare_characters_are_not_taken_for_usual_ones() -> None:
    assert grams.hashed("\U00024e00府") != grams.hashed("一府")
    assert grams.hashed("府\U00024e00") not in {grams.hashed("府" + chr(at)) for at in range(0x4E00, 0x9FFF)}
    exact = {
        word
        for word in ("市", "机器", "ai", "5g", "-", "\ue02d", "\U00024e00", "a-", "机器人")
        if grams.is_exact(Term(word))
    }
    assert exact == {"市", "机器", "ai", "5g"}
    assert not grams.is_exact(Term("市", "title"))


def test_a_long_phrase_needs_no_more_than_some_of_its_grams() -> None:
    need = grams.needs(parse("".join(chr(0x4E00 + at) for at in range(500))))
    assert isinstance(need, AllOf)
    assert len(need.parts) <= 2 * grams.MOST


def test_days_have_their_places() -> None:
    from archive import places

    low, high = places.bounds(date(2025, 2, 21), date(2025, 2, 21))
    assert high - low == 1 << places.BITS
    assert places.day_of(low) == places.day_of(high - 1) == date(2025, 2, 21)
    assert places.day_of(places.DATED - 1) is None
    assert places.bounds(None, None)[0] == places.DATED
