"""What comes from outside stands on a page of the digest in one line of bounded length, marked where it is Chinese."""

from hypothesis import given
from hypothesis import strategies as st

from digest.printable import chinese, one_line


@given(st.text(), st.integers(1, 50))
def test_a_line_is_one_line_of_bounded_length(text: str, limit: int) -> None:
    line = one_line(text, limit)
    assert "\n" not in line
    assert len(line) <= limit + len("…（99999 字）")


@given(st.text(alphabet="中山ab 1“”（）、.", max_size=80))
def test_pieces_make_up_the_text_and_no_chinese_is_left_unmarked(text: str) -> None:
    pieces = chinese(text)
    assert "".join(piece for _, piece in pieces) == text
    assert not any(one in "中山" for han, piece in pieces if not han for one in piece)
    assert all(piece[0] in "中山" and piece[-1] in "中山" for han, piece in pieces if han)
