"""Where the words of two revisions differ: short pairs of old and new, cut so that a person sees the change at once."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from archive.amendments import kind
from archive.furniture import bare, plain
from archive.records import Announcement, Attachment, Revision
from archive.words import cut
from digest.edition import Edit

STOP = frozenset("，。；：！？、,;!?|（）()《》“”")
CONTEXT = 24
"""Characters shown at most on each side of a change."""
NEAR = 4
"""Changes fewer characters apart than this are told as one."""
ROW = 60
"""Characters of a table's row shown at most on each side of a change."""
MOST_PAIRS = 90_000
"""Texts of more words times words, where they differ, are told as a whole: comparing takes more than the square."""
MOST_LINES = 5_000
"""So are texts of more lines."""
MOST_PARAGRAPHS = 40
"""Paragraphs of one text that are compared word by word; the others are told as a whole."""
MOSTLY = 0.6
"""When more than this share of the words between the first and the last change is new, it is told as one."""
SHOWN = 120
"""Characters of one side that are shown at most; how many more there are is said."""


def between(old: Revision, new: Revision | Announcement) -> list[Edit]:
    """Return what changed from a revision to a later one, in reading order.

    Title and body are compared word by word, attachments one by one: gone, added, or their text word by word.
    """
    return list(_between(old, new))


def _between(old: Revision, new: Revision | Announcement) -> Iterator[Edit]:
    yield from _compared("title", old.title, new.title)
    for part in ("issuer", "doc_number"):
        yield from _whole(part, getattr(old, part) or "", getattr(new, part) or "")
    yield from _whole("published", _day(old), _day(new))
    yield from _compared("body", old.body, new.body)
    yield from _attachments(old.attachments, new.attachments)


def _day(state: Revision | Announcement) -> str:
    return state.published.strftime("%Y-%m-%d") if state.published else ""


def _whole(part: str, old: str, new: str) -> Iterator[Edit]:
    if old != new:
        yield _whole_edit(part, old, new)


def _whole_edit(part: str, old: str, new: str, name: str = "") -> Edit:
    return Edit(part=part, kind=kind(part, old, new), name=name, old=shorten(old), new=shorten(new))


def _attachments(old: Sequence[Attachment], new: Sequence[Attachment]) -> Iterator[Edit]:
    left = list(new)
    for one in old:
        after = _same_file(one, left)
        if after is None:
            yield Edit(part="attachment", kind="substance", name=one.name, old=one.name, new="")
            continue
        left.remove(after)
        if one.text is not None and after.text is not None:
            yield from _compared("attachment", one.text, after.text, after.name)
        elif one.sha256 and after.sha256 and one.sha256 != after.sha256:
            was, now = (f"sha256 {each.sha256:.12}" for each in (one, after))
            yield Edit(part="attachment", kind="substance", name=after.name, old=was, new=now)
    for one in left:
        yield Edit(part="attachment", kind="substance", name=one.name, old="", new=one.name)


def _same_file(one: Attachment, among: Sequence[Attachment]) -> Attachment | None:
    """Return the attachment that one became: of the same name, else of the same bytes, else behind the same link."""
    by_name = (each for each in among if each.name == one.name)
    by_bytes = (each for each in among if one.sha256 is not None and each.sha256 == one.sha256)
    by_link = (each for each in among if each.url == one.url)
    return next(by_name, None) or next(by_bytes, None) or next(by_link, None)


def _compared(part: str, old: str, new: str, name: str = "") -> Iterator[Edit]:
    """Compare what the publisher says in two texts; blanks, widths and what stands around the words are no change."""
    if old == new:
        return
    was, now = _lines(old), _lines(new)
    if max(len(was), len(now)) > MOST_LINES:
        yield _whole_edit(part, old, new, name)
        return
    compared = 0
    same = SequenceMatcher(None, [plain(line) for line in was], [plain(line) for line in now], autojunk=True)
    for tag, i1, i2, j1, j2 in same.get_opcodes():
        if tag == "replace" and i2 - i1 == j2 - j1:
            turn = min(i2 - i1, MOST_PARAGRAPHS - compared)
            for at in range(turn):
                yield from _in_paragraph(part, was[i1 + at], now[j1 + at], name, _head(was, i1 + at))
            compared, i1, j1 = compared + turn, i1 + turn, j1 + turn  # noqa: PLW2901 - what is left of the block
        if tag != "equal" and (i1 < i2 or j1 < j2):
            yield _whole_edit(part, "\n".join(was[i1:i2]), "\n".join(now[j1:j2]), name)


def _lines(text: str) -> list[str]:
    return [line for line in bare("\n".join(text.splitlines())).split("\n") if plain(line)]


def _head(lines: list[str], at: int) -> str:
    """Return the first row of the table in which a line stands, empty when it stands in none or is that row."""
    first = at
    while first > 0 and lines[first].startswith("|") and lines[first - 1].startswith("|"):
        first -= 1
    return lines[first] if first < at else ""


def _in_paragraph(part: str, old: str, new: str, name: str, head: str) -> Iterator[Edit]:
    was, now = cut(old), cut(new)
    for i1, i2, j1, j2 in _spans([plain(word) for word in was], [plain(word) for word in now]):
        before, after = "".join(was[:i1]), "".join(was[i2:])
        gone, come = "".join(was[i1:i2]), "".join(now[j1:j2])
        if plain(gone) == plain(come):
            continue
        start = len("".join(now[:j1]))
        place = (len(before), len(before) + len(gone), start, start + len(come))
        # In a row of a table the other cells say what the figure is of.
        before, after = (before[-ROW:], after[:ROW]) if old.startswith("|") else (_left(before), _right(after))
        yield Edit(
            part=part,
            kind=kind(part, old, new, place, head),
            name=name,
            old=before + shorten(gone) + after,
            new=before + shorten(come) + after,
            before=len(before),
            after=len(after),
        )


def _spans(was: list[str], now: list[str]) -> list[tuple[int, int, int, int]]:
    """Return where the words differ (old from, to, new from, to), neighbouring places as one."""
    start, end = _shared(was, now)
    left, right = was[start : len(was) - end], now[start : len(now) - end]
    whole = [(start, len(was) - end, start, len(now) - end)]
    if len(left) * len(right) > MOST_PAIRS:
        return whole
    spans: list[tuple[int, int, int, int]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if spans and start + i1 - spans[-1][1] < NEAR:
            spans[-1] = (spans[-1][0], start + i2, spans[-1][2], start + j2)
        else:
            spans.append((start + i1, start + i2, start + j1, start + j2))
    changed = sum(i2 - i1 for i1, i2, _, _ in spans)
    # Another sentence altogether: pairs of words would only confuse.
    return whole if len(spans) > 1 and changed > MOSTLY * len(left) else spans


def _shared(was: list[str], now: list[str]) -> tuple[int, int]:
    """Return how many words are the same at the beginning and, beyond those, at the end."""
    shorter = min(len(was), len(now))
    start = next((place for place in range(shorter) if was[place] != now[place]), shorter)
    rest = shorter - start
    end = next((place for place in range(rest) if was[-1 - place] != now[-1 - place]), rest)
    return start, end


def _left(text: str) -> str:
    """Return the words just before a change, up to a stop."""
    kept: list[str] = []
    for character in reversed(text[-CONTEXT:]):
        if character in STOP:
            break
        kept.append(character)
    return "".join(reversed(kept))


def _right(text: str) -> str:
    """Return the words just after a change, up to a stop."""
    kept: list[str] = []
    for character in text[:CONTEXT]:
        if character in STOP:
            break
        kept.append(character)
    return "".join(kept)


def shorten(text: str, limit: int = SHOWN) -> str:
    """Return the text, or its beginning and how many characters there are in all."""
    return text if len(text) <= limit else f"{text[:limit]}…（{len(text)} 字）"
