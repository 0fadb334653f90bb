"""An edition as a page, as plain text and as a subject: three views of the same items, quotations and links."""

import fnmatch
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from css_inline import CSSInliner
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from digest import basis, ledger_lines
from digest import view as views
from digest.changes import shorten
from digest.charts import charts
from digest.columns import COLUMNS, width, wrap
from digest.edition import Edition, Item
from digest.telling import comparison_line, offer_line
from digest.view import SOON_DAYS, Limits, View
from digest.wording import long_date, minute, say

LIMIT = 100_000
"""Bytes of a page; large mail services cut longer ones off."""
QUOTE_SHOWN = 400
TITLE_SHOWN = 160
SUMMARY_SHOWN = 400
_STEPS = [
    *(Limits(full=full, listed=300) for full in (40, 30, 24, 18, 12, 8, 4, 0)),
    *(Limits(full=0, listed=listed, changes=6, edits=2, lines=12) for listed in (200, 120, 60, 30, 0)),
    Limits(full=0, listed=0, changes=0, edits=0, lines=0),
]
_SPACE = re.compile(r"\s+")
_HIDDEN = {"Cc", "Cs", "Co", "Cn"}
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, kw_only=True, slots=True)
class Pages:
    """An edition laid out."""

    subject: str
    html: str
    text: str


def pages(edition: Edition) -> Pages:
    """Return subject, page and text of an edition, laid out within the same limits.

    The page has styles inlined and takes less than LIMIT bytes: when there is too much, items are told in one line
    each, then only counted, and both say so.
    """
    for limits in _STEPS:
        shown = views.view(edition, limits)
        laid_out = _page(shown)
        if len(laid_out.encode()) < LIMIT:
            break
    return Pages(subject=subject(edition), html=laid_out, text=_text(shown))


def html(edition: Edition) -> str:
    """Return the page of an edition."""
    return pages(edition).html


def text(edition: Edition) -> str:
    """Return the plain text of an edition, in lines of at most 78 columns (addresses are never broken)."""
    return pages(edition).text


def subject(edition: Edition) -> str:
    """Return the subject: the date, what is new by theme, what closes soon and what is not certain."""
    language, zh = edition.language, edition.language == "zh"
    parts = []
    if edition.items:
        by_theme = " · ".join(f"{name} {n}" for _, name, n in views.counts(edition) if n)
        new = say(language, "count_items", n=len(edition.items))
        parts.append(f"{new}（{by_theme}）" if zh else f"{new} ({by_theme})")
    due = len(views.due(edition))
    counted = {"count_due": due, "count_changes": len(edition.changes), "count_withdrawn": len(edition.withdrawn)}
    parts += [say(language, phrase, n=n, days=SOON_DAYS) for phrase, n in counted.items() if n]
    if not parts:
        parts.append(say(language, "subject_none" if edition.silence == "proven" else "subject_unknown"))
    elif edition.unknown:
        parts.append(say(language, "subject_doubt", n=len(edition.unknown)))
    name, colon = say(language, "name"), say(language, "colon")
    return f"{name} {edition.date.isoformat()}{colon}{say(language, 'comma').join(parts)}"


def linkable(url: str, hosts: tuple[str, ...]) -> bool:
    """Return whether an address may be a link: http or https, to one of the hosts, and nothing hidden in it."""
    if any(character.isspace() or not character.isprintable() or character in "\\\"'<>`" for character in url):
        return False
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or parts.username is not None or port not in {None, 80, 443}:
        return False
    host = parts.hostname or ""
    return any(fnmatch.fnmatchcase(host, pattern) for pattern in hosts)


def one_line(value: object, limit: int) -> str:
    """Return text in one line and of bounded length, without characters that do not print."""
    return shorten(_SPACE.sub(" ", _printable(str(value))).strip(), limit)


def _printable(value: str) -> str:
    return "".join(
        one for one in value if one in "\n\t" or (unicodedata.category(one) not in _HIDDEN and one not in _BIDI)
    )


def _finalize(value: object) -> object:
    """Drop control and direction marks from whatever is printed; what the templates wrote themselves is left alone."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else _printable(value)


def _page(shown: View) -> str:
    return _inliner().inline(_environment().get_template("edition.html.j2").render(_context(shown)))


def _text(shown: View) -> str:
    laid_out = _environment().get_template("edition.txt.j2").render(_context(shown))
    return re.sub(r"\n{3,}", "\n\n", laid_out).strip() + "\n"


@cache
def _inliner() -> CSSInliner:
    return CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("digest", "templates"),
        autoescape=lambda name: name is None or ".html" in name,  # noqa: S701 - plain text is no markup
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(long_date=long_date, minute=minute, width=width, COLUMNS=COLUMNS, SOON_DAYS=SOON_DAYS)
    environment.filters.update(
        wrap=wrap,
        heading_of=lambda theme, edition: views.heading(edition, theme),
        title=lambda value: one_line(value, TITLE_SHOWN),
        quoted=lambda value: one_line(value, QUOTE_SHOWN),
        summary=lambda value: one_line(value, SUMMARY_SHOWN),
        short=lambda value: one_line(value, 60),
    )
    return environment


def _context(shown: View) -> dict[str, Any]:
    edition = shown.edition
    return {
        "view": shown,
        "edition": edition,
        "charts": charts(edition),
        "limit_kb": LIMIT // 1000,
        "shown_alignments": views.ALIGNMENTS_SHOWN,
        "lang": "zh-CN" if edition.language == "zh" else "en",
        "subject": subject(edition),
        "t": lambda phrase, **values: say(edition.language, phrase, **values),
        "heading": lambda theme: views.heading(edition, theme),
        "asked": lambda meeting, directive: views.asked(edition, meeting, directive),
        "linkable": lambda url: linkable(url, edition.hosts),
        "status_word": lambda state: views.status_word(edition, state),
        "day_of": lambda moment: views.day_of(moment, edition),
        "offer_line": lambda item: offer_line(item.offer, edition.language, edition.date, item.recognised),
        "comparison_line": lambda one: comparison_line(one, edition.language),
        "shown_comparisons": views.COMPARISONS_SHOWN,
        "days_left": lambda deadline: views.days_left(deadline, edition),
        "part_of": lambda edit: _label(edition, edit.part, edit.name),
        "written_by": lambda item: views.written_by(item, edition),
        "silent": lambda gap: ledger_lines.silent(edition.language, gap.days, gap.withdrawn),
        "basis": lambda item: basis.words(edition.language, item.chain),
        "place": lambda item, part: _place(edition, item, part),
    }


def _place(edition: Edition, item: Item, part: str) -> str:
    """Return where a quotation stands: title, body, or the attachment by its name, marked when it was recognised."""
    if part.startswith("attachment:"):
        mark = say(edition.language, "recognised") if part in item.recognised else ""
        return f"{mark} {_label(edition, 'attachment', item.names.get(part, ''))}".strip()
    return _label(edition, part, "")


def _label(edition: Edition, part: str, name: str) -> str:
    """Return what a part is called; an attachment whose name says already that it is one goes by its name."""
    if name.startswith("附件"):
        return name
    return f"{say(edition.language, f'part_{part}')} {name}".strip()
