"""The rescue reader: title, date, issuer and body of a page that no declared selector fits.

Asked in turn: what the page states of itself in its tags, what its header line prints, the date nearest to the body;
the body by density of prose. `tests/bench/readers.py` measures it beside other readers.
"""

from collections.abc import Iterable
from datetime import datetime

from archive.dates import find_moment
from archive.errors import PageChanged
from crawler.items import Page
from crawler.pages import gkmlpt, header, issuers, links, metas, titles
from crawler.pages.density import SENTENCE, body_span
from crawler.pages.document import parse
from crawler.pages.prose import Prose, read
from crawler.sources import owner_of

BEFORE, AFTER = 15, 10
"""How many lines before and after the body may hold its header line or date."""
HEAD = 8
"""How many lines of the body may be its head, in which a newspaper's name and day stand."""


def page(raw: bytes, url: str, *, declared: str | None = None) -> Page:
    """Read a page of which nothing is known; raises PageChanged when it has neither a title nor a body."""
    document = parse(raw, url, declared=declared)
    prose = read(document.root, ())
    span = body_span(prose.lines)
    stated = metas.read(document)
    title = titles.find(document, stated)
    if not title and span[0] == span[1]:
        raise PageChanged(f"neither a title nor a body, at {url}")
    above = header.read(prose.text((max(0, span[0] - BEFORE), span[0])))
    below = header.read(prose.text((span[1], span[1] + AFTER)))
    printed = above.published or nearest_above(prose, span) or below.published or nearest_below(prose, span)
    facts = above.filled(below)
    return Page(
        title=title or prose.lines[span[0]].text,
        published=stated.published or printed or stated.first_published,
        issuer=issuers.named(facts.publisher or stated.source, owner_of(url)),
        doc_number=facts.number,
        index_number=facts.index,
        written_on=facts.written,
        validity=facts.validity,
        body="\n".join(prose.text(span) or gkmlpt.hidden_text(document)),
        attachments=links.attachments(document, document.root)[0],
        reader="rescue",
    )


def nearest_above(prose: Prose, span: tuple[int, int]) -> datetime | None:
    """Return the date nearest above the body's first sentence: between title and text, else in the body's own head."""
    start, end = span
    own = prose.text((start, min(end, start + HEAD)))
    first = next((number for number, line in enumerate(own) if len(line) > SENTENCE), len(own))
    return _first_moment(prose.text((max(0, start - BEFORE), start))[::-1]) or _first_moment(own[:first])


def nearest_below(prose: Prose, span: tuple[int, int]) -> datetime | None:
    """Return the first date below the body, where some sites print it."""
    return _first_moment(prose.text((span[1], span[1] + AFTER)))


def _first_moment(lines: Iterable[str]) -> datetime | None:
    """Return the first date of the lines; the date in a sentence is the text's and not the page's."""
    return next((moment for line in lines if "。" not in line and (moment := find_moment(line))), None)
