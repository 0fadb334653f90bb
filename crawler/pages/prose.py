"""Prose: a tree as the lines that a reader sees, one paragraph a line, without losing a character of them."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from lxml import etree, html

from crawler.pages.tables import table_rows

_SKIPPED = (
    "script style noscript template head title iframe object embed applet svg math canvas audio video select option "
    "button textarea input datalist map area link meta base frameset"
)
SKIPPED = frozenset(_SKIPPED.split())
_BLOCKS = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table tbody "
    "td tfoot th thead tr ucapcontent ul"
)
BLOCKS = frozenset(_BLOCKS.split())
_FURNITURE = re.compile(
    r"(?:^|\s)(?:[\w-]*share[\w-]*|fenxiang|print|printer|dayin|ewm|qrcode|erweima|breadcrumbs?|crumbs?|font-?size|"
    r"pagination|prev-?next)(?:$|\s)",
    re.IGNORECASE,
)
"""Names (class or id) of parts of a page that are furniture, when they are as short as furniture is."""
FURNITURE_SIZE = 200
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
SHOWN_BY_SCRIPT = frozenset({"js_content"})
"""Ids of parts that are hidden only until a script of the page shows them (WeChat articles)."""

_SPACE = "[ \t\r\n\f\v\xa0\u2028\u2029]"
_RUN = re.compile(f"{_SPACE}{{2,}}|[\t\r\n\f\v\xa0\u2028\u2029]")
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u2018-\u201d\u2026\u2014]|[\U00020000-\U0003ffff]")
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_EDGES = " \t\r\n\f\v\xa0\u2028\u2029\u3000"
_MAY_BE_HIDDEN = ".//*[@style or @hidden]"
BREAK = "\x1e"
"""A line break inside preformatted text, until the line is written."""


@dataclass(slots=True)
class Line:
    """One line: `linked` counts its characters inside links."""

    text: str
    linked: int = 0


@dataclass(slots=True)
class Prose:
    """The lines of a tree, and for each marked element the slice of lines that it spans."""

    lines: list[Line] = field(default_factory=list)
    spans: dict[html.HtmlElement, tuple[int, int]] = field(default_factory=dict)

    def text(self, span: tuple[int, int]) -> list[str]:
        """Return the texts of a span of lines."""
        return [line.text for line in self.lines[span[0] : span[1]]]


def read(root: html.HtmlElement, marks: Collection[html.HtmlElement] | None = None) -> Prose:
    """Return the visible lines below an element.

    Inline elements are joined without a gap, blocks and <br> begin a new line, a data table gives a line `| a | b |`
    for each row. Scripts, styles, form controls and hidden elements are left out. With `marks` None every block's span
    is kept, else those of the marked elements.
    """
    return _Walk(marks).walk(root)


def tidy(text: str) -> str:
    """Return text on one line: runs of white space become one space, or nothing where a line of Chinese was wrapped."""
    if _INVISIBLE.search(text):
        text = _INVISIBLE.sub("", text)
    text = text.strip(_EDGES)
    return _RUN.sub(_gap, text) if _RUN.search(text) else text


def _gap(run: re.Match[str]) -> str:
    wrapped = not set(run[0]) <= {" ", "\xa0"}
    before, after = run.string[run.start() - 1], run.string[run.end()]
    return "" if wrapped and (_WIDE.match(before) or _WIDE.match(after)) else " "


def is_hidden(element: html.HtmlElement) -> bool:
    """Say whether the page hides an element from its readers."""
    attributes = element.attrib
    if not attributes:
        return False
    if "hidden" in attributes:
        return True
    style = attributes.get("style")
    return bool(style and _HIDDEN.search(style)) and attributes.get("id") not in SHOWN_BY_SCRIPT


def hidden_size(element: html.HtmlElement) -> int:
    """Count the characters of text below an element that the page hides from its readers."""
    counted: set[html.HtmlElement] = set()
    size = 0
    styled: list[html.HtmlElement] = element.xpath(_MAY_BE_HIDDEN)
    for one in styled:
        if one not in counted and one.tag not in SKIPPED and is_hidden(one):
            below = list(one.iter())
            counted.update(below)
            size += sum(len((each.text or "").strip()) for each in below if each.tag not in SKIPPED)
            size += sum(len((each.tail or "").strip()) for each in below[1:])
    return size


def is_furniture(element: html.HtmlElement) -> bool:
    """Say whether an element is a share bar, print button or the like: named so, and short."""
    attributes = element.attrib
    if not attributes:
        return False
    names = f"{attributes.get('class', '')} {attributes.get('id', '')}"
    if not _FURNITURE.search(names):
        return False
    size = 0
    for text in element.itertext():
        size += len(text.strip())
        if size > FURNITURE_SIZE:
            return False
    return True


def _cell(cell: html.HtmlElement) -> tuple[str, int]:
    if len(cell) == 0:
        return tidy(cell.text or ""), 0
    lines = read(cell, ()).lines
    return " ".join(line.text for line in lines), sum(line.linked for line in lines)


class _Walk:
    def __init__(self, marks: Collection[html.HtmlElement] | None) -> None:
        self._marks = None if marks is None else frozenset(marks)
        self._prose = Prose()
        self._starts: dict[html.HtmlElement, int] = {}
        self._parts: list[str] = []
        self._linked = 0
        self._links = 0
        self._preformatted = 0

    def walk(self, root: html.HtmlElement) -> Prose:
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            tag = element.tag
            if event == "start":
                if not self._enter(element, tag):
                    continue
                walker.skip_subtree()
                next(walker)  # the end of what is left out
            else:
                self._leave(element, tag)
            if element is not root and element.tail:
                self._add(element.tail)
        self._flush()
        return self._prose

    def _enter(self, element: html.HtmlElement, tag: str) -> bool:
        """Begin an element; return whether what is inside must be left out (or has been read already)."""
        if tag in SKIPPED or is_hidden(element) or is_furniture(element):
            return True
        marked = tag in BLOCKS if self._marks is None else element in self._marks
        if marked or tag in BLOCKS or tag == "br":
            self._flush()
        if marked:
            self._starts[element] = len(self._prose.lines)
        if tag == "a":
            self._links += 1
        elif tag == "pre":
            self._preformatted += 1
        elif tag == "table" and (rows := table_rows(element, _cell)) is not None:
            self._prose.lines += [Line(text=text, linked=linked) for text, linked in rows]
            return True
        if element.text:
            self._add(element.text)
        return False

    def _leave(self, element: html.HtmlElement, tag: str) -> None:
        if tag in BLOCKS or element in self._starts:
            self._flush()
        if element in self._starts:
            self._prose.spans[element] = (self._starts.pop(element), len(self._prose.lines))
        if tag == "a":
            self._links -= 1
        elif tag == "pre":
            self._preformatted -= 1

    def _add(self, text: str) -> None:
        if self._links:
            self._linked += len(text.strip())
        self._parts.append(text.replace("\n", BREAK) if self._preformatted else text)

    def _flush(self) -> None:
        if not self._parts:
            return
        linked, self._linked = self._linked, 0
        joined = "".join(self._parts)
        self._parts.clear()
        for text in joined.split(BREAK):
            if line := tidy(text):
                self._prose.lines.append(Line(text=line, linked=min(linked, len(line))))
