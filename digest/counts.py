"""The counts of a report: 一、 （一） 1. 一是 一要 第一， 首先 … as items with their level, their text and their end.

A count is a run of marks of one style whose numbers rise by one (a number lost in a damaged copy is stepped over). A
style that begins inside an item of another one is nested in it; one that begins in a later paragraph than a count that
runs within sentences stands beside it. A mark alone is no count.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

_HAN = "[一二三四五六七八九十]{1,3}"
_LINE = r"(?:^[ \t\u3000]*|(?<=[。；：！？]))"
_CLAUSE = r"(?:^[ \t\u3000]*|(?<=[。；：，！？”]))"
_PATTERNS = (
    ("chapter", rf"{_LINE}(?P<n>{_HAN})、"),
    ("bracket", rf"{_LINE}[（(](?P<n>{_HAN})[）)]"),
    ("figure", r"(?:^[ \t\u3000]*|(?<=[。；：]))(?P<n>\d{1,2})(?:[.．](?!\d)|、)[ \t]*"),
    ("figure-bracket", rf"{_LINE}(?:[（(](?P<n>\d{{1,2}})[）)]|(?P<m>\d{{1,2}})[）)])"),
    ("circle", rf"{_LINE}(?P<n>[①②③④⑤⑥⑦⑧⑨⑩⑪⑫])"),
    ("dash", r"^[ \t\u3000]*(?P<n>——|[●•▪◆■★])[ \t]*"),
    ("is", rf"{_CLAUSE}(?P<n>{_HAN})是"),
    ("must", rf"{_CLAUSE}(?P<n>{_HAN})(?=要)"),
    ("ordinal", rf"{_CLAUSE}第(?P<n>{_HAN})(?:[，、：]|是)"),
    ("that", rf"{_CLAUSE}其(?P<n>[一二三四五六])(?:[，、：]|是)"),
    ("order", rf"{_LINE}(?P<n>首先|其次|再次|再者|最后)(?:[，、：]|是|(?=要))"),
)
_STYLES = tuple((name, re.compile(pattern, re.MULTILINE)) for name, pattern in _PATTERNS)
_RANK = {name: rank for rank, (name, _) in enumerate(_PATTERNS)}
_RUNNING = _RANK["is"]
"""From this rank on a style runs within a paragraph."""
_ORDER = {"首先": 1, "其次": 2, "再次": 3, "再者": 3}
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫"
_DIGITS = "〇一二三四五六七八九"
_STEP = 2
"""A number may be missing, its mark broken by the damage of a copy."""
MOST_ITEMS = 400
"""A report with more marks than this is none."""
_CLOSING = re.compile(
    r"[ \t\u3000]*(?:(?:最后|会上|随后|会后|同时)，)?(?:[^，。；：\n]{0,16}(?:强调|要求|指出|提出|"
    r"表示|部署|明确|研究了|听取了|审议)[，：《]?|.{0,60}(?:参加|出席|列席)(?:了)?(?:会议|座谈))"
)


@dataclass(slots=True)
class Item:
    """One item: its mark is start:content, its text content:end; `inner` are the items nested in it."""

    style: str
    start: int
    content: int
    end: int
    inner: list["Item"] = field(default_factory=list)


@dataclass(slots=True)
class _Run:
    style: str
    number: int
    items: list[Item]


def counts(text: str) -> list[list[Item]]:
    """Return the outermost counts of a text in order, each a list of two items or more."""
    outer: list[_Run] = []
    stack: list[_Run] = []
    for style, mark in _marks(text):
        _place(style, mark, text, outer, stack)
    found = [run.items for run in outer if len(run.items) > 1]
    for items in found:
        _close(text, items, len(text), last=True)
    _cut(found)
    return found


def _marks(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    found = [(style, mark) for style, pattern in _STYLES for mark in pattern.finditer(text)]
    at = 0
    for style, mark in sorted(found, key=lambda one: (one[1].start(), -one[1].end())):
        if mark.start() >= at:
            at = mark.end()
            yield style, mark


def _place(style: str, mark: re.Match[str], text: str, outer: list[_Run], stack: list[_Run]) -> None:
    """Give a mark its place: the next of an open count, the first of a new one, or none."""
    level = next((at for at, run in enumerate(stack) if run.style == style), None)
    last = stack[level].number if level is not None else 0
    number = _number(style, mark, last)
    item = Item(style=style, start=mark.start(), content=mark.end(), end=len(text))
    if level is not None and last < number <= last + _STEP:
        del stack[level + 1 :]
        stack[level].items.append(item)
        stack[level].number = number
        return
    if number != 1:
        return
    while stack and _ends(stack[-1], style, item.start, text):
        stack.pop()
    run = _Run(style, 1, [item])
    if stack:
        stack[-1].items[-1].inner.append(item)
        run.items = stack[-1].items[-1].inner
    else:
        outer.append(run)
    stack.append(run)


def _ends(run: _Run, style: str, at: int, text: str) -> bool:
    """Whether an open count is over where one of another style, or a new one of its own, begins."""
    if run.style == style or _RANK[style] < min(_RANK[run.style], _RUNNING):
        return True
    last = run.items[-1].content
    return _RANK[run.style] >= _RUNNING and "\n" in text[last:at]


def _number(style: str, mark: re.Match[str], last: int) -> int:
    written = mark["n"] or mark["m"]
    if style == "order":
        return _ORDER.get(written, last + 1 if last else 0)
    if style == "circle":
        return _CIRCLES.index(written) + 1
    if style == "dash":
        return last + 1
    return han_number(written)


def han_number(written: str) -> int:
    """Return a number up to 99 written in figures or characters; 0 for what is none."""
    if written.isdigit():
        return int(written)
    tens, found, ones = written.rpartition("十")
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (_DIGITS.index(tens or "一") * 10 if found else 0) + (_DIGITS.index(ones) if ones else 0)


def _close(text: str, items: list[Item], end: int, *, last: bool) -> None:
    """Set the ends: an item ends where the next begins; the last of an outermost count with its own paragraphs."""
    for item, following in zip(items, [*items[1:], None], strict=True):
        item.end = following.start if following else end
    if last:
        tail = items[-1]
        inside = max((one.content for one in _nested(tail)), default=tail.content)
        tail.end = min(end, _end_of_last(text, items, inside))
    for item in items:
        item.inner = item.inner if len(item.inner) > 1 else []
        _close(text, item.inner, item.end, last=False) if item.inner else None


def _nested(item: Item) -> Iterator[Item]:
    for one in item.inner:
        yield one
        yield from _nested(one)


def _end_of_last(text: str, items: list[Item], inside: int) -> int:
    """The last item ends with its paragraph, or later when the others have several; a closing word ends it always."""
    alone = [one for one in items[:-1] if "\n" in text[one.content : one.end].strip()[:-1]]
    long = 2 * len(alone) >= len(items) and all(_starts_line(text, one.start) for one in items)
    end = _paragraph_end(text, inside)
    if items[0].style in RUNNING and (closing := _TO_ALL.search(text, inside, end)):
        return closing.end()
    if "。" not in text[inside:end] and end - inside <= _HEADING_LENGTH:
        end = _next_paragraph(text, end) or end
    while long and (following := _next_paragraph(text, end)) is not None:
        end = following
    return end


_HEADING_LENGTH = 30
RUNNING = frozenset(name for name, rank in _RANK.items() if rank >= _RUNNING)
_TO_ALL = re.compile(
    "。(?=(?:[^，。；：\n]{0,16}(?:强调|要求)，)?(?:各[一-鿿]{0,4}(?:部门|单位|镇|级|地)|全市上下|"
    "全[市镇区县]各|大家)[^，。]{0,14}要)"
)
"""A sentence to everybody behind the last item is no part of it."""


def _next_paragraph(text: str, end: int) -> int | None:
    """Return the end of the next paragraph, None when there is none or it closes the report."""
    start = end + 1
    if start >= len(text) or _CLOSING.match(text, start):
        return None
    return _paragraph_end(text, start)


def _paragraph_end(text: str, start: int) -> int:
    found = text.find("\n", start)
    return len(text) if found < 0 else found


def _starts_line(text: str, at: int) -> bool:
    return at == 0 or text[at - 1] == "\n"


def _cut(found: list[list[Item]]) -> None:
    """A count ends at the latest where the next one begins."""
    for items, following in pairwise(found):
        items[-1].end = min(items[-1].end, following[0].start)
