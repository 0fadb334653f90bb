"""Evidence in its places: the meeting's words in their context, the announcement's words where they stand."""

from dataclasses import replace

from archive.records import Alignment, DirectiveQuote, Quote
from archive.web import evidence
from archive.web.marking import Mark
from digest.meetings import shipped
from tests.found import analysis, attachment
from tests.test_archive_web_papers import paper

MEETING = shipped()["2025-02-21"]


def alignment(directive: str = "application.2", part: str = "body", start: int = 0, words: str = "正文") -> Alignment:
    asks = MEETING.directive(directive)
    assert asks is not None
    return Alignment(
        meeting=MEETING.id, directive=directive, theme="application", score=0.8,
        announcement_quote=Quote(part=part, revision=1, start=start, end=start + len(words), text=words),
        directive_quote=DirectiveQuote(start=asks.start, end=asks.end, text=asks.text),
    )  # fmt: skip


def judged(*some: Alignment, **changed: object) -> evidence.Announcement:
    one = paper(**changed)
    return replace(one, analysis=replace(analysis(one), alignments=some))


def test_the_directive_stands_in_its_sentence() -> None:
    (side,) = evidence.sides(judged(alignment()), {MEETING.id: MEETING})
    words = "".join(piece.text for piece in side.context)
    assert [piece.text for piece in side.context if piece.evidence] == [side.alignment.directive_quote.text]
    assert words in MEETING.text
    assert len(words) <= len(side.alignment.directive_quote.text) + 2 * evidence.AROUND
    assert words.endswith("。")
    assert side.says == MEETING.title


def test_without_the_meeting_or_its_words_only_the_quotation_is_there() -> None:
    assert evidence.sides(judged(alignment()), {})[0].context == ()
    other = replace(MEETING, text="别的文字" * 1000)
    assert evidence.sides(judged(alignment()), {MEETING.id: other})[0].context == ()


def test_quotations_are_marked_where_they_stand_and_only_there() -> None:
    file = attachment(1, "附件说正文")
    one = judged(
        alignment(), alignment(words="文", start=1), alignment(part=f"attachment:{file.sha256}", start=3),
        alignment(words="别的"), alignment(part="title", words="通知"), attachments=(file,),
    )  # fmt: skip
    sides = evidence.sides(one, {})
    assert evidence.marks(sides, one, "body", one.body) == [Mark(0, 2, 1), Mark(1, 2, 2)]
    assert evidence.marks(sides, one, f"attachment:{file.sha256}", "附件说正文") == [Mark(3, 5, 3)]
    assert evidence.marks(sides, one, f"attachment:{file.sha256}", "附件说正") == [Mark(3, 4, 3)]
    assert evidence.marks(sides, one, "title", one.title) == [Mark(0, 2, 5)]
    assert evidence.marks(sides, replace(one, revision=2), "body", one.body) == []


def test_answers_to_the_same_words_stand_together() -> None:
    some = evidence.sides(judged(alignment(), alignment("industry.2"), alignment(words="文", start=1)), {})
    assert [[one.number for one in each] for each in evidence.by_directive(some)] == [[1, 3], [2]]
