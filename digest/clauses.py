"""Cut an announcement into sentences: each knows where it stands in the stored text and under which headings.

A paragraph is a line of the body, of the title or of an attachment; a table row is one too. Everything is matched on
the folded copy and quoted from the original.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from archive.records import Announcement, Quote
from archive.text import Folded, folded
from digest.vocabulary import vocabulary

LONGEST_HEADING, LONGEST_LEAD = 34, 20
SHORTEST_QUOTE, LONGEST_QUOTE = 12, 90
LONGEST_TITLE = 500
_NUMBER = re.compile(
    r"\s*(?:(?P<chapter>第[一-鿿]{1,3}[章节编]|[一二三四五六七八九十]{1,3}[、.])|"
    r"(?P<article>\([一二三四五六七八九十]{1,3}\)|第[一-鿿]{1,4}条|(?:问|答):|方向\d+[:.]?)|(?P<item>\d{1,2}[.、](?!\d)|\(\d{1,2}\)|[①-⑳]))\s*"
)
# Bounded, so that no page can make the patterns slow: official sentences are shorter.
_SENTENCE = re.compile(r"[^。;!?\n]{1,500}(?:[。;!?]+[\"')]*)?")
_EDGES = " \t\u3000。;!?|,、\"'"
_SENTENCE_SIGNS = re.compile(r",|\d+(?:%|万|亿|元)")
_ROW = re.compile(r"^\s*\|.{1,1000}\|\s*$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, a heading or a table row. `start` and `end` count characters of the part's stored text."""

    part: str
    start: int
    end: int
    text: str
    paragraph: int
    headings: tuple[str, ...] = ()
    row: bool = False
    heading: bool = False

    def quote(self, announcement: Announcement, start: int = 0, end: int | None = None) -> Quote:
        """Return the sentence, or the characters start:end of its folded text, as they stand in the announcement."""
        stored = announcement.part(self.part) or ""
        first, last = self.start, self.end
        if len(self.text) == self.end - self.start:  # else folding changed lengths: the whole sentence is quoted
            first, last = self.start + start, self.start + (len(self.text) if end is None else end)
        return Quote(part=self.part, revision=announcement.revision, start=first, end=last, text=stored[first:last])

    @property
    def section(self) -> str:
        """The kind of section it stands in: measure, background, goal, procedure or nothing known."""
        kinds = vocabulary().sections
        for heading in reversed(self.headings):
            for kind in ("measure", "background", "goal", "procedure"):
                if kinds[kind].search(heading):
                    return kind
        return ""


@dataclass(slots=True)
class _Outline:
    """The headings in force while lines are read from top to bottom."""

    levels: dict[int, str] = field(default_factory=dict)
    table: str = ""

    def enter(self, level: int, text: str) -> None:
        self.levels = {depth: name for depth, name in self.levels.items() if depth < level}
        self.levels[level] = text

    def now(self) -> tuple[str, ...]:
        return tuple(self.levels[level] for level in sorted(self.levels))


def sentences(announcement: Announcement) -> list[Sentence]:
    """Return all sentences of the title, the body and the readable attachments, in this order."""
    found: list[Sentence] = []
    for part in _parts(announcement):
        text = announcement.part(part)
        if text:
            found += _of_part(part, folded(text), found[-1].paragraph + 1 if found else 0)
    return found


def _parts(announcement: Announcement) -> Iterator[str]:
    yield "title"
    yield "body"
    for attachment in announcement.attachments:
        if attachment.text and attachment.sha256:
            yield f"attachment:{attachment.sha256}"


def _of_part(part: str, copy: Folded, first: int) -> Iterator[Sentence]:
    outline = _Outline()
    if part == "title":
        yield from _piece(part, copy, 0, min(len(copy.text), LONGEST_TITLE), first, ())
        return
    for paragraph, line in enumerate(re.finditer(r"[^\n]+", copy.text), first):
        yield from _of_line(part, copy, line, paragraph, outline)


def _of_line(part: str, copy: Folded, line: re.Match[str], paragraph: int, outline: _Outline) -> Iterator[Sentence]:
    if _ROW.match(line.group()):
        outline.table = outline.table or line.group()
        yield from _piece(part, copy, *line.span(), paragraph, (*outline.now(), outline.table), row=True)
        return
    outline.table = ""
    number = _NUMBER.match(line.group())
    level = number.lastindex if number and number.lastindex else 0
    content = line.start() + (number.end() if number else 0)
    first = _SENTENCE.match(copy.text, content)
    whole = first is None or first.end() >= line.end()
    most = LONGEST_HEADING if whole else LONGEST_LEAD
    short = first is not None and len(first.group()) <= most and not _SENTENCE_SIGNS.search(first.group())
    if first is not None and short and level and (not whole or not first.group().endswith("。")):
        outline.enter(level, first.group())
        yield from _piece(part, copy, *first.span(), paragraph, outline.now(), heading=True)
        content = first.end()
    elif level:
        outline.enter(level, "")
    for match in _SENTENCE.finditer(copy.text, content, line.end()):
        yield from _piece(part, copy, *match.span(), paragraph, outline.now())


def _piece(
    part: str,
    copy: Folded,
    start: int,
    end: int,
    paragraph: int,
    headings: tuple[str, ...],
    *,
    row: bool = False,
    heading: bool = False,
) -> Iterator[Sentence]:
    """Give the span without the signs around it, nothing when nothing is left."""
    while start < end and copy.text[start] in _EDGES and not (copy.text[start] in "\"'" and not row):
        start += 1
    closing = _EDGES if row else " \t\u3000。;!?,、"
    while start < end and copy.text[end - 1] in closing:
        end -= 1
    if start < end:
        first, last = copy.span(start, end)
        named = tuple(one for one in headings if one)
        yield Sentence(part, first, last, copy.text[start:end], paragraph, named, row, heading)


def acting(text: str) -> str:
    """Return a sentence without what does nothing: a purpose in front (`为…，`), `有关事项如下` at the end.

    What is left out is blotted out, so that offsets stay.
    """
    words = vocabulary().sentences
    text = words["routine"].sub(lambda match: "■" * len(match.group()), text)
    opening = words["opening"].match(text)
    end = opening.end() if opening else text.find(",") + 1 if words["purpose"].search(text) else 0
    return "■" * end + text[end:]


def operative(sentence: Sentence, telling: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return the span of a sentence's text that is worth quoting.

    What does nothing is left off at both ends; of a long sentence only the clauses that hold the telling spans stay.
    """
    text = acting(sentence.text)
    kept = [at for at, sign in enumerate(text) if sign != "■" and sign not in _EDGES]
    if sentence.row or not kept or kept[-1] - kept[0] < SHORTEST_QUOTE:
        return 0, len(text)
    start, end = kept[0], kept[-1] + 1
    if end - start > LONGEST_QUOTE and telling:
        first, last = min(one for one, _ in telling), max(one for _, one in telling)
        start = max(start, text.rfind(",", 0, first) + 1)
        end = min(end, text.find(",", last) if "," in text[last:] else end)
        while start > kept[0] and text.count('"', start, end) % 2:  # not from the middle of a quotation
            start = max(kept[0], text.rfind(",", 0, start - 1) + 1)
    return start, end
