"""What differs between two texts: found word by word, complete as far as it is shown, and bounded in time."""

from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.web import differences
from archive.web.differences import Piece, difference

WORDS = st.text(alphabet="中山市机器人500万元，。 \n", max_size=120)


def test_a_word_that_changed_stands_between_those_that_did_not() -> None:
    found = difference("第一段\n单个项目最高补助500万元。", "第一段\n单个项目最高补助800万元。")
    (paragraph,) = found.paragraphs
    assert paragraph == (
        Piece("same", "单个项目最高补助"), Piece("gone", "500"), Piece("come", "800"), Piece("same", "万元。")
    )  # fmt: skip


def test_paragraphs_that_came_and_went_are_whole() -> None:
    found = difference("甲\n乙\n丙", "甲\n丙\n丁\n戊")
    assert found.paragraphs == ((Piece("gone", "乙"),), (Piece("come", "丁"),), (Piece("come", "戊"),))


@pytest.mark.parametrize(("old", "new"), [("a b", "ab"), ("１００", "100"), ("甲\n\n乙", "甲\n乙\n"), ("", "")])
def test_blanks_and_widths_are_no_difference(old: str, new: str) -> None:
    assert difference(old, new) == differences.Difference((), 0)


@given(WORDS, WORDS)
def test_what_is_gone_was_there_and_what_came_is_there(old: str, new: str) -> None:
    pieces = [piece for paragraph in difference(old, new).paragraphs for piece in paragraph]
    assert all(piece.text in old for piece in pieces if piece.kind == "gone")
    assert all(piece.text in new for piece in pieces if piece.kind == "come")
    same = [one.split() for one in (old, new)]
    assert bool(pieces) == ("".join(same[0]) != "".join(same[1]) or _broken(old) != _broken(new))


def _broken(text: str) -> list[str]:
    return ["".join(line.split()) for line in text.splitlines() if line.strip()]


def test_what_is_the_same_is_cut_to_what_stands_around() -> None:
    long = "机器人产业，" * 80
    (paragraph,) = difference(f"{long}甲。{long}", f"{long}乙。{long}").paragraphs
    kept = [len(piece.text) for piece in paragraph if piece.kind == "same"]
    assert kept == [differences.AROUND + 1, differences.AROUND + 1]
    (gone, come) = difference("甲。", "乙" * 5000).paragraphs[0]
    assert (gone.text, len(come.text)) == ("甲。", differences.SHOWN + 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n".join(f"{n} 甲" for n in range(5000)), "\n".join(f"{n} 乙" for n in range(5000))),
        ("\n".join(f"{n} 甲" for n in range(2000)), "\n".join(f"{n} 乙" for n in range(2000))),
        ("甲乙" * 100_000, "乙甲" * 100_000),
        ("\n".join("甲乙丙"[n % 3] for n in range(2000)), "\n".join("乙甲"[n % 2] for n in range(1999))),
        ("a b " * 50_000, "b a " * 50_000),
    ],
)
def test_hostile_texts_take_no_time(old: str, new: str) -> None:
    begun = monotonic()
    found = difference(old, new)
    assert monotonic() - begun < 3
    assert len(found.paragraphs) <= differences.MOST_PARAGRAPHS
    assert found.paragraphs or found.more
