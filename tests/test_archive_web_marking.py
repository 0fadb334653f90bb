"""Marks in a text: nothing of it is lost, every quotation is anchored once, and overlapping ones share their words."""

from hypothesis import given
from hypothesis import strategies as st

from archive.web import papers
from archive.web.marking import Cutter, Mark, Piece, bounded, whole

SIGNS = "甲乙丙ab |\n\u202e"


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    text = draw(st.text(SIGNS, max_size=60))
    marks = []
    for number in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, len(text) + 2))
        marks.append(Mark(start, end, draw(st.sampled_from([0, number + 1]))))
    return text, marks


def test_overlapping_quotations_share_their_words() -> None:
    pieces = whole("打造一批应用场景。每年遴选", [Mark(0, 8, 1), Mark(4, 11, 2), Mark(4, 6)])
    assert pieces == (
        Piece("打造一批", evidence=(1,), begins=(1,)),
        Piece("应用", hit=True, evidence=(1, 2), begins=(2,)),
        Piece("场景", evidence=(1, 2), ends=(1,)),
        Piece("。每年", evidence=(2,), ends=(2,)),
        Piece("遴选"),
    )


@given(marked())
def test_what_is_cut_is_the_text_and_says_of_each_character_what_it_is(given: tuple[str, list[Mark]]) -> None:
    text, marks = given
    sound = [one for one in marks if one.start < one.end <= len(text)]
    (pieces,) = bounded([Cutter(text, marks).cut(0, len(text))])
    assert "".join(one.text for one in pieces) == papers.printable(text)
    said = [(one.hit, one.evidence) for one in pieces for _ in one.text]
    truth = [
        (
            any(one.start <= at < one.end and not one.evidence for one in sound),
            tuple(sorted({one.evidence for one in sound if one.start <= at < one.end and one.evidence})),
        )
        for at, sign in enumerate(text)
        if papers.printable(sign)
    ]
    assert said == truth


@given(marked())
def test_every_quotation_of_a_page_begins_and_ends_once_where_it_is_shown(given: tuple[str, list[Mark]]) -> None:
    text, marks = given
    shown = papers.text(text, marks=marks)
    runs = [run for one in shown.blocks for run in (one.pieces, *(cell for row in one.rows for cell in row))]
    pieces = [piece for run in runs for piece in run]
    there = {number for piece in pieces if piece.text.strip() for number in piece.evidence}
    for told in ([n for one in pieces for n in one.begins], [n for one in pieces for n in one.ends]):
        assert sorted(told) == sorted(there)
    assert shown.quoted == there
    assert shown.marked == any(one.hit or one.evidence for one in pieces)


def test_a_quotation_over_lines_and_cells_is_marked_in_each_of_them() -> None:
    text = "第一段\n| 核心 | 1000万元 |\n末段"
    shown = papers.text(text, marks=[Mark(1, len(text) - 1, 7)])
    first, table, last = shown.blocks
    assert [(one.text, one.begins, one.ends) for one in first.pieces] == [("第", (), ()), ("一段", (7,), ())]
    assert [[piece.evidence for piece in cell] for row in table.rows for cell in row] == [[(7,)], [(7,)]]
    assert [(one.text, one.begins, one.ends) for one in last.pieces] == [("末", (), (7,)), ("段", (), ())]


def test_beyond_what_is_shown_nothing_is_marked() -> None:
    shown = papers.text("甲乙丙丁", 2, [Mark(1, 4, 1), Mark(3, 4, 2)])
    assert (shown.quoted, shown.left) == ({1}, 2)
    assert shown.blocks[0].pieces[-1].text == "乙"
