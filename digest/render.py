"""An edition as a page, as plain text and as a subject: three views of the same items, quotations and links."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from css_inline import CSSInliner
from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from digest import glance, view
from digest.columns import COLUMNS, width, wrap
from digest.context import context
from digest.edition import Edition
from digest.fitting import SHARES, Limits, fit
from digest.glance import SOON_DAYS
from digest.printable import chinese, linkable, one_line, printable
from digest.view import View
from digest.wording import long_date, minute

__all__ = ["LIMIT", "Pages", "environment", "han", "html", "inlined", "linkable", "pages", "subject", "text"]

LIMIT = 100_000
"""Bytes of a page; large mail services cut longer ones off."""
ROOM_FOR_NOTES = 450
"""Bytes that each heading, and the note on what is left out under it, may take beyond what was measured."""
QUOTE_SHOWN, TITLE_SHOWN, SUMMARY_SHOWN, NAME_SHOWN = 400, 160, 400, 60
_ENTRY = re.compile(rb"<!--@(\w+):(\d+)-->(.*?)<!--/@-->", re.DOTALL)
_ENCODING = '<meta charset="utf-8">'
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Pages:
    """An edition laid out."""

    subject: str
    html: str
    text: str


def pages(edition: Edition) -> Pages:
    """Return subject, page and text of an edition, laid out within the same limits.

    The page has styles inlined and takes less than LIMIT bytes: when there is too much, items are told in one line
    each, then only counted, and both say so. It is laid out twice, once to measure every entry.
    """
    shown = view.view(edition, _limits(edition))
    return Pages(subject=subject(edition), html=_page(shown), text=_text(shown))


def html(edition: Edition) -> str:
    """Return the page of an edition."""
    return pages(edition).html


def text(edition: Edition) -> str:
    """Return the plain text of an edition, in lines of at most 78 columns (addresses are never broken)."""
    return pages(edition).text


def subject(edition: Edition) -> str:
    """Return the subject of an edition."""
    return glance.subject(edition)


def _limits(edition: Edition) -> Limits:
    """Lay out all that could fit, measure each entry, and return how many of each fit together."""
    most = view.everything(edition)
    laid_out = _page(view.view(edition, most)).encode()
    measured: dict[str, dict[int, int]] = {"full": {}, "brief": {}, **{name: {} for name in SHARES}}
    for entry in _ENTRY.finditer(laid_out):
        measured[entry[1].decode()][int(entry[2])] = len(entry[3])
    sizes = {name: [found[at] for at in sorted(found)] for name, found in measured.items()}
    fixed = len(laid_out) - sum(len(entry[0]) for entry in _ENTRY.finditer(laid_out))
    noted = sum(1 for name in SHARES if sizes[name]) + len(glance.counts(edition))
    room = LIMIT - fixed - ROOM_FOR_NOTES * noted
    return fit(room, sizes["full"], sizes["brief"], {name: sizes[name] for name in SHARES})


def _page(shown: View) -> str:
    values = context(shown) | _marks(measuring=shown.limits.measuring) | {"han": han(shown.edition)}
    return inlined(environment().get_template("edition.html.j2").render(values))


def han(edition: Edition) -> str:
    """Return the attribute by which Chinese words say that they are Chinese where the page around them is not."""
    return Markup(' lang="zh-CN"') if edition.language == "en" else ""


def inlined(page: str) -> str:
    """Return a page with its styles in its elements; rules on widths and colours of the screen stay in its head."""
    laid_out = _inliner().inline(page)
    # The inliner puts the styles first; browsers look for the encoding in the first 1024 bytes.
    return laid_out.replace(_ENCODING, "", 1).replace("<head>", f"<head>{_ENCODING}", 1)


def _marks(*, measuring: bool) -> dict[str, object]:
    """Marks around every entry of a list, by which its size is found."""
    if not measuring:
        return {"mark": lambda name, at: "", "end": ""}
    # The templates give the name of a list and a number, nothing from outside.
    return {"mark": lambda name, at: Markup(f"<!--@{name}:{at:d}-->"), "end": Markup("<!--/@-->")}  # noqa: S704


def _text(shown: View) -> str:
    laid_out = environment().get_template("edition.txt.j2").render(context(shown))
    return _BLANK_LINES.sub("\n\n", laid_out).strip() + "\n"


def _shortening(limit: int) -> Callable[[object], str]:
    return lambda value: one_line(str(value), limit)


@pass_context
def _spoken(names: Context, value: object) -> str:
    """Return a line of the edition's own language in which Chinese words are marked as such."""
    line = printable(str(value))
    if names["edition"].language == "zh":
        return line
    marked = Markup('<span lang="zh-CN">{}</span>')
    return Markup("").join(marked.format(one) if han else escape(one) for han, one in chinese(line))


def _finalize(value: object) -> object:
    """Drop control and direction marks from whatever is printed; what the templates wrote themselves is left alone."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else printable(value)


@cache
def _inliner() -> CSSInliner:
    return CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)


@cache
def environment() -> Environment:
    """Return where the templates are, with the filters and names that each of them knows."""
    made = Environment(
        loader=PackageLoader("digest", "templates"),
        autoescape=lambda name: name is None or ".html" in name,  # noqa: S701 - plain text is no markup
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals.update(long_date=long_date, minute=minute, width=width, COLUMNS=COLUMNS, SOON_DAYS=SOON_DAYS)
    shortened = {"title": TITLE_SHOWN, "quoted": QUOTE_SHOWN, "summary": SUMMARY_SHOWN, "short": NAME_SHOWN}
    made.filters.update({name: _shortening(limit) for name, limit in shortened.items()})
    made.filters["heading_of"] = lambda theme, edition: glance.heading(edition, theme)
    made.filters.update(wrap=wrap, spoken=_spoken)
    return made
