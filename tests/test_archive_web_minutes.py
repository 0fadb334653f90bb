"""A meeting's text cut at directives and damage loses no character; ledger rows stand by theme, bounded."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from archive.records import Damage, Directive, Meeting, Theme
from archive.web import minutes
from digest.meetings import shipped

MEETING = next(iter(shipped().values()))


def meeting(text: str, directives: list[tuple[int, int]], damaged: list[tuple[int, int]]) -> Meeting:
    return Meeting(
        id="m", title="m", date=date(2025, 2, 21), url="", text=text,
        damaged=tuple(Damage(start=one, end=end, raw=f"<{one}>") for one, end in damaged),
        directives=tuple(
            Directive(id=f"d.{at}", theme="d", start=one, end=end, text=text[one:end])
            for at, (one, end) in enumerate(directives)
        ),
    )  # fmt: skip


def said(one: Meeting) -> list[str]:
    return ["".join(piece.text for part in line for piece in part.pieces) for line in minutes.paragraphs(one)]


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)).map(lambda one: (one[0], sum(one))), max_size=6)


@given(st.text("会议要求，。\nAI", max_size=60), SPANS, SPANS)
def test_no_character_is_lost_wherever_it_is_cut(text: str, directives: list[tuple[int, int]], damaged: list) -> None:
    one = meeting(text, directives, damaged)
    assert said(one) == [line for line in text.split("\n") if line.strip()]
    for line in minutes.paragraphs(one):
        for part in line:
            assert not part.directive or any(part.directive == each.id for each in one.directives)


def test_the_shipped_meeting_shows_each_directive_and_each_damaged_place() -> None:
    parts = [part for line in minutes.paragraphs(MEETING) for part in line]
    for directive in MEETING.directives:
        own = [part for part in parts if part.directive == directive.id]
        assert "".join(piece.text for part in own for piece in part.pieces) == directive.text
    damaged = [piece for part in parts for piece in part.pieces if piece.raw is not None]
    assert len(damaged) >= len(MEETING.damaged)
    assert {piece.raw for piece in damaged} == {one.raw for one in MEETING.damaged}
    first = MEETING.damaged[1]
    assert any(piece.text == MEETING.text[first.start : first.end] and piece.raw == first.raw for piece in damaged)


def test_what_the_copy_had_too_much_stands_as_a_piece_without_words() -> None:
    (line,) = minutes.paragraphs(meeting("学习应用", [(0, 2)], [(2, 2)]))
    assert [(part.directive, [(one.text, one.raw) for one in part.pieces]) for part in line] == [
        ("d.0", [("学习", None)]),
        ("", [("", "<2>"), ("应用", None)]),
    ]


def test_rows_stand_by_theme_and_keep_the_newest_answers() -> None:
    themes = (Theme(id="general", name="总"), Theme(id="talent", name="人才"))
    own = tuple(Directive(id=f"{name}.1", theme=name, start=0, end=1, text="学") for name in ("general", "talent"))
    one = replace(meeting("学", [], []), themes=themes, directives=own)
    answers = [{"id": str(n)} for n in range(minutes.MOST_ANSWERS + 3)]
    ledger = {
        "directives": [
            {"id": "talent.1", "count": 13, "answers": answers},
            {"id": "general.1", "count": 0, "answers": []},
        ]
    }
    found = minutes.rows(one, ledger)
    assert [(name, title) for name, title, _ in found] == [("talent", "人才"), ("general", "总")]
    (row,) = found[0][2]
    assert [each["id"] for each in row.answers][:2] == ["12", "11"]
    assert (len(row.answers), row.more) == (minutes.MOST_ANSWERS, 3)
    assert minutes.answered(ledger) == (1, 2)
    assert [row.ledger for _, _, some in minutes.rows(one, None) for row in some] == [None, None]
