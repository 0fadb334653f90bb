"""Plain text in columns: widths of East-Asian characters, and lines that break where they may."""

from hypothesis import given
from hypothesis import strategies as st

from digest.columns import COLUMNS, width, wrap


def test_an_address_is_never_broken() -> None:
    address = "http://www.zs.gov.cn/" + "a" * 100
    assert address in wrap(f"见 {address} 。", "  ")


def test_widths() -> None:
    assert width("ab") == 2
    assert width("中山") == 4
    assert width("e\u0301") == 1
    assert wrap("a" * 200).count("\n") == 2


@given(st.text(alphabet="中山，。（）ab1 -", max_size=300), st.sampled_from(["", "   ", "   > ", "1. "]))
def test_lines_fit_and_keep_every_character(text: str, mark: str) -> None:
    laid_out = wrap(text, mark)
    rest = " " * width(mark)
    lines = laid_out.split("\n")
    assert all(width(line) <= COLUMNS for line in lines)
    bare = [line[len(mark) if at == 0 else len(rest) :] for at, line in enumerate(lines)]
    assert "".join("".join(bare).split()) == "".join(text.split())
