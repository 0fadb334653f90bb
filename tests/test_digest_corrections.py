"""What was said, beside what is right; said once."""

from hypothesis import given
from hypothesis import strategies as st

from digest.corrections import Correction, Fact, Said, corrected_before, differences, document

NAMES = ("title", "deadline", "amounts", "directive:m/a.1", "directive:m/a.2")
VALUES = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["", "甲", "乙"]))


def said(**values: str) -> Said:
    return Said(values=values, asks={}, quotes={})


def test_each_difference_is_told_with_both() -> None:
    then, now = said(title="甲", deadline="2026-11-30"), said(title="乙", amounts="500万元", deadline="2026-11-30")
    assert [(one.name, one.old, one.new) for one in differences(then, now, {})] == [
        ("title", "甲", "乙"),
        ("amounts", "", "500万元"),
    ]


def test_a_directive_is_there_or_not_whatever_words_it_rests_on() -> None:
    then = Said(values={"directive:m/a.1": "a.1"}, asks={"directive:m/a.1": "要求"}, quotes={"directive:m/a.1": "原文"})
    now = Said(values={"directive:m/a.1": "a.1 "}, asks={}, quotes={})
    assert list(differences(then, now, {})) == []
    (fact,) = differences(then, said(), {})
    assert (fact.old, fact.new, fact.asks, fact.quote) == ("a.1", "", "要求", "原文")


@given(then=VALUES, now=VALUES)
def test_what_was_corrected_is_not_corrected_again(then: dict[str, str], now: dict[str, str]) -> None:
    before, after = said(**then), said(**now)
    facts = tuple(differences(before, after, {}))
    told = Correction(id="zs-1", title="", url="", issuer=None, published=None, kind="wrong", facts=facts)
    known = corrected_before([{"corrections": [document(told)]}])
    assert list(differences(before, after, known.get("zs-1", {}))) == []
    assert [one.name for one in differences(before, before, {})] == []


def test_the_last_erratum_counts() -> None:
    def erratum(new: str) -> dict[str, object]:
        fact = Fact(name="title", old="甲", new=new)
        told = Correction(id="zs-1", title="", url="", issuer=None, published=None, kind="wrong", facts=(fact,))
        return {"corrections": [document(told)]}

    assert corrected_before([erratum("乙"), erratum("丙"), {}]) == {"zs-1": {"title": "丙"}}
