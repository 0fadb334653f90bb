"""Two states of a text side by side, paragraph beside paragraph. Pure, and bounded in time and size."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from archive.furniture import plain
from archive.printable import printable
from archive.web.differences import MOST_LINES, MOST_TEXT, Piece, words

MOST_ROWS = 300
"""Rows of one text that are shown."""
AROUND = 2
"""Paragraphs that are the same and are shown on each side of a difference."""
SHOWN = 4_000
"""Characters of one paragraph that are shown."""
Kind = Literal["same", "changed", "gone", "come", "skipped"]


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph of the earlier state beside one of the later; `count` are the ones that a skipped row stands for."""

    kind: Kind
    old: tuple[Piece, ...] = ()
    new: tuple[Piece, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class Beside:
    """Rows in reading order; `more` counts those that are not shown, -1 when the texts are too long to compare."""

    rows: tuple[Row, ...]
    more: int = 0

    @property
    def differs(self) -> bool:
        """Whether something in it is not the same."""
        return self.more < 0 or any(one.kind not in {"same", "skipped"} for one in self.rows)


def beside(old: str, new: str) -> Beside:
    """Return two texts side by side; blanks, widths and empty lines are no difference."""
    if max(len(old), len(new)) > MOST_TEXT:
        return Beside((), 0 if old == new else -1)
    was, now = _lines(old), _lines(new)
    if max(len(was), len(now)) > MOST_LINES:
        return Beside((), 0 if was == now else -1)
    rows = list(_rows(was, now))
    return Beside(tuple(rows[:MOST_ROWS]), max(0, len(rows) - MOST_ROWS))


def _lines(text: str) -> list[str]:
    return [line for line in printable(text).splitlines() if plain(line)]


def _rows(was: Sequence[str], now: Sequence[str]) -> Iterator[Row]:
    matcher = SequenceMatcher(None, [plain(line) for line in was], [plain(line) for line in now], autojunk=True)
    steps = matcher.get_opcodes()
    for place, (tag, i1, i2, j1, j2) in enumerate(steps):
        if tag == "equal":
            yield from _same(was[i1:i2], now[j1:j2], first=place == 0, last=place == len(steps) - 1)
        else:
            paired = min(i2 - i1, j2 - j1)
            yield from (_changed(*pair) for pair in zip(was[i1:i2], now[j1:j2], strict=False))
            yield from (Row("gone", old=_cut([Piece("gone", line)])) for line in was[i1 + paired : i2])
            yield from (Row("come", new=_cut([Piece("come", line)])) for line in now[j1 + paired : j2])


def _same(was: Sequence[str], now: Sequence[str], *, first: bool, last: bool) -> Iterator[Row]:
    """Give paragraphs that both have: those next to a difference, the others as one row."""
    before, after = 0 if first else AROUND, 0 if last else AROUND
    rows = [
        Row("same", _cut([Piece("same", old)]), _cut([Piece("same", new)])) for old, new in zip(was, now, strict=True)
    ]
    hidden = len(rows) - before - after
    if hidden <= 1:
        yield from rows
        return
    yield from rows[:before]
    yield Row("skipped", count=hidden)
    yield from rows[len(rows) - after :]


def _changed(old: str, new: str) -> Row:
    pieces = words(old, new)
    return Row(
        "changed",
        _cut([one for one in pieces if one.kind != "come"]),
        _cut([one for one in pieces if one.kind != "gone"]),
    )


def _cut(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return pieces of a bounded number of characters in all."""
    found, room = [], SHOWN
    for one in pieces:
        if one.text and room > 0:
            found.append(one if len(one.text) <= room else Piece(one.kind, f"{one.text[:room]}…"))
            room -= len(one.text)
    return tuple(found)
