"""Searching the archive: exact, over folded copies, quoted from the original text."""

from collections.abc import Iterator
from itertools import islice

from archive import clock
from archive.facets import counted
from archive.records import Announcement, Hit, Query, Results
from archive.search import cursors, pages, ranking, snippets
from archive.search.pages import CAP, Page
from archive.search.tracing import find
from archive.store import finding, reading, tagged
from archive.store.opening import Tx
from archive.terms import wanted

__all__ = ["CAP", "every", "find", "search"]


def search(tx: Tx, query: Query, *, facets: bool = False) -> Results:
    """Return a page of what a query asks for, in its order; the language is that of `archive.asking`.

    `best` ranks up to CAP announcements; when more have the words, and when there are no words, the newest come first,
    and the answer says so. `score` is 0..1, and 0 where nothing is ranked. Raises WrongUse for a query out of bounds
    and for a cursor that no answer gave.
    """
    after = cursors.read(query.after, query.sort)
    today = after.day if after is not None else clock.today()
    page = pages.page(tx, query, after, today)
    last = page.rows[-1] if page.more and page.rows else None
    cursor = None if last is None else cursors.written(cursors.Cursor(page.order, today, last.rank, last.place))
    return Results(
        hits=tuple(_hits(tx, query, page)),
        count=len(page.found),
        exact=page.exact,
        order=page.order,
        after=cursor,
        facets=counted(row.tags.strip(tagged.BOUND).split(tagged.BOUND) for row in page.found) if facets else {},
    )


def every(tx: Tx, query: Query) -> Iterator[Announcement]:
    """Give all that a query asks for, the newest publication first, at most its limit; for exports and feeds."""
    found = islice(finding.rows(tx, finding.asked(query)), query.limit)
    yield from reading.announcements(tx, (row.id for row in found))


def _hits(tx: Tx, query: Query, page: Page) -> Iterator[Hit]:
    asked = ranking.wanted(wanted(finding.asked(query).words))
    ids = [row.id for row in page.rows]
    copies = {one: copy for some in reading.batches(ids) for one, copy in finding.copies(tx, some).items()}
    ranks = {row.id: row.rank for row in page.rows} if page.order == "best" else {}
    for one in reading.told(tx, ids):
        shown = snippets.snippet(one, copies[one.id], asked)
        yield Hit(
            id=one.id,
            url=one.url,
            title=one.title,
            published=one.published,
            issuer=one.issuer,
            score=round(ranks.get(one.id, 0) / ranking.UNIT, 4),
            snippet=shown.text,
            part=shown.part,
            name=shown.name,
            words=shown.words,
            marks=shown.marks,
        )
