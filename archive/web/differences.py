"""What differs between two texts, paragraph by paragraph and there word by word. Pure, and bounded in time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from archive.furniture import plain
from archive.words import cut

MOST_LINES = 2_000
"""Of longer texts only is said that they differ."""
MOST_TEXT = 1_000_000
"""So it is of texts of more characters."""
MOST_PARAGRAPHS = 30
"""Differing paragraphs of one text that are shown."""
MOST_CHARACTERS = 50_000
"""Longer paragraphs are shown whole, the old and the new."""
MOST_PAIRS = 40_000
"""So is what differs in a paragraph when it is more words times words."""
AROUND = 40
"""Characters that are the same and are shown on each side of a difference."""
SHOWN = 600
"""Characters of one piece that are shown at most."""
Kind = Literal["same", "gone", "come"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, and whether both texts have them, only the old one or only the new one."""

    kind: Kind
    text: str


Paragraph = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Paragraphs that differ, in reading order; `more` counts those that are not shown, -1 when none was looked for."""

    paragraphs: tuple[Paragraph, ...]
    more: int = 0


def difference(old: str, new: str) -> Difference:
    """Return what differs; blanks, widths and empty lines are no difference."""
    if max(len(old), len(new)) > MOST_TEXT:
        return Difference((), 0 if old == new else -1)
    was, now = _lines(old), _lines(new)
    if max(len(was), len(now)) > MOST_LINES:
        return Difference((), 0 if was == now else -1)
    found = list(_blocks(was, now))
    shown = tuple(_trimmed(words(before, after)) for before, after in found[:MOST_PARAGRAPHS])
    return Difference(shown, max(0, len(found) - MOST_PARAGRAPHS))


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if plain(line)]


def _blocks(was: Sequence[str], now: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Give the differing lines in pairs, old and new; one that has no partner stands beside an empty one."""
    same = SequenceMatcher(None, [plain(line) for line in was], [plain(line) for line in now], autojunk=True)
    for tag, i1, i2, j1, j2 in same.get_opcodes():
        if tag == "equal":
            continue
        if i2 - i1 == j2 - j1:
            yield from zip(was[i1:i2], now[j1:j2], strict=True)
            continue
        yield from ((line, "") for line in was[i1:i2])
        yield from (("", line) for line in now[j1:j2])


def words(old: str, new: str) -> list[Piece]:
    """Return two paragraphs word by word, whole: what only one of them has stands where it stood."""
    if not old or not new or max(len(old), len(new)) > MOST_CHARACTERS:
        return [Piece("gone", old), Piece("come", new)]
    was, now = cut(old), cut(new)
    first, end = _shared(was, now)
    left, right = was[first : len(was) - end], now[first : len(now) - end]
    pieces = [Piece("same", "".join(was[:first]))]
    if len(left) * len(right) > MOST_PAIRS:
        pieces += [Piece("gone", "".join(left)), Piece("come", "".join(right))]
    else:
        pieces += _by_word(left, right)
    return [*pieces, Piece("same", "".join(was[len(was) - end :]))]


def _by_word(was: Sequence[str], now: Sequence[str]) -> Iterator[Piece]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(now[j1:j2]))
        else:
            yield Piece("gone", "".join(was[i1:i2]))
            yield Piece("come", "".join(now[j1:j2]))


def _shared(was: Sequence[str], now: Sequence[str]) -> tuple[int, int]:
    """Return how many words are the same at the beginning and, beyond those, at the end."""
    shorter = min(len(was), len(now))
    first = next((at for at in range(shorter) if was[at] != now[at]), shorter)
    end = next((at for at in range(shorter - first) if was[-1 - at] != now[-1 - at]), shorter - first)
    return first, end


def _trimmed(pieces: Sequence[Piece]) -> Paragraph:
    """Return the pieces that say something, what is the same cut down to what stands around a difference."""
    said = [one for one in pieces if one.text]
    last = len(said) - 1
    return tuple(Piece(one.kind, _short(one, first=at == 0, last=at == last)) for at, one in enumerate(said))


def _short(one: Piece, *, first: bool, last: bool) -> str:
    text = one.text
    if one.kind != "same":
        return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    left, right = 0 if first else AROUND, 0 if last else AROUND
    if len(text) <= left + right:
        return text
    return f"{text[:left]}…{text[len(text) - right :] if right else ''}"
