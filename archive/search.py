"""Searching the archive: exact, over folded copies, quoted from the original text."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from archive.records import Announcement, Hit, Query, Results
from archive.store import announcements, filters, keys, reading
from archive.store.facets import facets as count_facets
from archive.store.opening import Tx
from archive.tables import Announcement as Row
from archive.tables import Matching
from archive.text import folded

MOST_COUNTED = 1000
"""Announcements over which facets are counted."""
CONTEXT = 40
"""Characters shown on each side of the hit."""
EXACT_NUMBER, PHRASE_IN_TITLE, WORD_IN_TITLE, PHRASE_IN_TEXT, FOUND = 8.0, 4.0, 2.0, 0.5, 0.5
"""What counts how much: being called by its number, the title, the words standing together in the text."""


def search(tx: Tx, query: Query, *, facets: bool = False) -> Results:
    """Return a page of what a query asks for, best first, the newest first among equals; without words the newest.

    Every word between blanks must be there (title, issuer, numbers, body, attachments), as a part of the text in any
    script, width, case and bracket; words in quotes must stand together. `score` is 0..1, and 0 without words.
    Raises WrongUse for a query out of bounds.
    """
    terms = filters.terms(query.words)
    score = _score(terms).label("score")
    matching = sa.select(Row.id, score).join(Matching, Matching.announcement_id == Row.id)
    matching = matching.where(*filters.conditions(query), *filters.carries(tx, query))
    start = int(query.after or 0)
    found = tx.execute(matching.order_by(score.desc(), *filters.NEWEST_FIRST).offset(start).limit(query.limit))
    scores = {one: points for one, points in found}  # noqa: C416
    hits = tuple(_hit(one, scores[one.id], terms) for one in reading.announcements(tx, list(scores)))
    count = tx.execute(sa.select(sa.func.count()).select_from(matching.subquery())).scalar_one()
    more = start + len(hits) < count
    ids = tx.scalars(matching.with_only_columns(Row.id).limit(MOST_COUNTED)).all() if facets else []
    return Results(hits=hits, count=count, after=str(start + len(hits)) if more else None, facets=count_facets(tx, ids))


def every(tx: Tx, query: Query) -> Iterator[Announcement]:
    """Give all that a query asks for, the newest publication first, at most its limit."""
    yield from announcements.select(tx, query)


def _score(terms: Sequence[str]) -> sa.ColumnElement[float]:
    if not terms:
        return sa.literal(0.0)
    phrase = "".join(terms)
    points = [
        _points(Matching.numbers.startswith(f"{phrase}\n", autoescape=True), EXACT_NUMBER),
        _points(filters.holds(Matching.title, phrase), PHRASE_IN_TITLE),
        *(_points(filters.holds(Matching.title, term), WORD_IN_TITLE / len(terms)) for term in terms),
        _points(filters.holds(Matching.text, phrase), PHRASE_IN_TEXT),
    ]
    most = EXACT_NUMBER + PHRASE_IN_TITLE + WORD_IN_TITLE + PHRASE_IN_TEXT + FOUND
    return sum(points, start=sa.literal(FOUND)) / sa.literal(most)


def _points(condition: sa.ColumnElement[bool], points: float) -> sa.ColumnElement[float]:
    return sa.case((condition, sa.literal(points)), else_=sa.literal(0.0))


def _hit(one: Announcement, score: float, terms: Sequence[str]) -> Hit:
    return Hit(
        id=one.id,
        url=one.url,
        title=one.title,
        published=one.published,
        issuer=one.issuer,
        score=round(score, 4),
        snippet=_snippet(one, terms),
    )


def _snippet(one: Announcement, terms: Sequence[str]) -> str:
    """Return the words around the first hit, body before attachments before title; the beginning when there is none."""
    phrase = "".join(terms)
    files = [text for file in one.attachments for text in (file.text, file.name)]
    parts = [one.body, *files, one.title, one.doc_number, one.index_number, one.issuer]
    for wanted in (phrase, *terms):
        for part in parts:
            if part and wanted and (span := find(part, wanted)):
                return _around(part, *span)
    return _line((one.body or one.title)[: 2 * CONTEXT])


def find(text: str, term: str) -> tuple[int, int] | None:
    """Return the span of the original text that stands behind the first hit of a term (a matching copy), or None."""
    if term not in keys.matching(text):
        return None
    copy = folded(text)
    kept = [at for at, character in enumerate(copy.text) if character == "\n" or not character.isspace()]
    start = "".join(copy.text[at] for at in kept).translate(keys.BRACKETS).find(term)
    return copy.span(kept[start], kept[start + len(term) - 1] + 1)


def _around(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    left = "…" if start > CONTEXT else ""
    right = "…" if end + CONTEXT < len(text) else ""
    return f"{left}{_line(before)}【{_line(text[start:end])}】{_line(after)}{right}"


def _line(text: str) -> str:
    return text.replace("\n", " ")
