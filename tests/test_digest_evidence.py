"""The guard of quotations refuses whatever is not exactly there."""

from dataclasses import replace
from typing import Any

import pytest

from archive.errors import BadEvidence
from archive.records import Alignment
from digest.evidence import check, sound
from digest.judge import judge
from digest.meetings import shipped
from tests.papers import paper

MEETING = shipped()["2025-02-21"]
FOUND = paper("一、标准\n对租用机器人的企业，按租金的20%给予补贴，最高50万元。\n二、时间\n12月。")
GOOD = judge(FOUND, [MEETING]).alignments[0]


def wrong_quote(**changes: Any) -> Alignment:
    return replace(GOOD, announcement_quote=replace(GOOD.announcement_quote, **changes))


def wrong_directive(**changes: Any) -> Alignment:
    return replace(GOOD, directive_quote=replace(GOOD.directive_quote, **changes))


def test_what_judging_gives_is_sound() -> None:
    check(FOUND, GOOD, MEETING)
    assert sound(FOUND, GOOD, MEETING)


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (wrong_quote(start=GOOD.announcement_quote.start + 1), "expected"),
        (wrong_quote(text="对租用机器人的企业。"), "expected"),
        (wrong_quote(revision=2), "revision 2"),
        (wrong_quote(part="attachment:" + "0" * 64), "no text"),
        (wrong_quote(part="title"), "title"),
        (wrong_quote(end=99999), "no span"),
        (wrong_quote(start=-3), "no span"),
        (wrong_quote(start=0, end=len(FOUND.body), text=FOUND.body), "two paragraphs"),
        (wrong_directive(start=0, end=5, text=MEETING.text[:5]), "not inside"),
        (wrong_directive(text="别的话"), "is not"),
        (replace(GOOD, directive="study.9"), "no directive study.9"),
        (replace(GOOD, theme="talent"), "theme talent"),
        (replace(GOOD, meeting="2024-01-01"), "meeting 2024-01-01"),
    ],
)
def test_a_false_quotation_is_refused_in_one_line(bad: Alignment, words: str) -> None:
    with pytest.raises(BadEvidence, match=words) as refused:
        check(FOUND, bad, MEETING)
    assert FOUND.id in str(refused.value)
    assert not sound(FOUND, bad, MEETING)


def test_a_quietly_edited_text_no_longer_carries_its_quotation() -> None:
    edited = replace(FOUND, body=FOUND.body.replace("20%", "15%"))
    with pytest.raises(BadEvidence):
        check(edited, GOOD, MEETING)
