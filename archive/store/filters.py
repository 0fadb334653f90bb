"""The filters of a query as conditions on announcements, the same on both engines."""

import re

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from archive import clock
from archive.errors import WrongUse
from archive.records import Query
from archive.store import keys, tagged
from archive.store.opening import Tx
from archive.tables import Alignment, Analysis, Announcement, Matching, Sighting, storable
from archive.tags import wanted as wanted_tags
from archive.text import fold


def conditions(query: Query) -> list[ColumnElement[bool]]:
    """Return what an announcement must fulfil, for a statement that joins `Matching`.

    `source` is a source key or the stem of several (`zs_gxj` for `zs_gxj-tzgg`), `issuer` a part of the name in any
    script or width. Relevance and theme are those of the newest analysis of the newest revision.
    """
    wanted: list[ColumnElement[bool]] = [_holds(term) for term in terms(query.words)]
    if query.since is not None:
        wanted.append(Announcement.published >= clock.midnight(query.since))
    if query.until is not None:
        wanted.append(Announcement.published < clock.end_of(query.until))
    if query.source is not None:
        wanted.append(_met_by(storable(query.source)))
    if query.issuer is not None:
        wanted.append(holds(Matching.issuer, keys.matching(storable(query.issuer))))
    if query.relevant is not None:
        wanted.append(exists().where(_newest, Analysis.relevant.is_(query.relevant)))
    if query.theme is not None:
        aligned = exists().where(Alignment.analysis_id == Analysis.id, Alignment.theme == storable(query.theme))
        wanted.append(exists().where(_newest, aligned))
    return wanted


def carries(tx: Tx, query: Query) -> list[ColumnElement[bool]]:
    """Return the conditions that rows have the tags that a query asks for, for a statement that joins `Matching`.

    Rows that are stale are looked at themselves.
    """
    asked = wanted_tags(query)
    if not asked:
        return []
    named = (Matching.tags.contains(tagged.written([tag]), autoescape=True) for tag in asked)
    stale = select(Announcement.id).join(Matching, Matching.announcement_id == Announcement.id)
    ids = tx.scalars(stale.where(Matching.stale, *conditions(query))).all()
    return [or_(and_(~Matching.stale, *named), Announcement.id.in_(tagged.carrying(tx, ids, asked)))]


NEWEST_FIRST = (Announcement.published.desc().nulls_last(), Announcement.first_seen.desc(), Announcement.id)
MAX_CHARACTERS = 1000
MAX_TERMS = 32
_TERM = re.compile(r'"([^"]*)"|(\S+)')
_other = aliased(Analysis)
_newest = Analysis.id == (
    select(func.max(_other.id))
    .where(_other.announcement_id == Announcement.id, _other.revision == Announcement.revision)
    .correlate(Announcement)
    .scalar_subquery()
)


def terms(words: str) -> list[str]:
    """Return what must all be found: the words between blanks, and phrases in quotes as one; as matching copies.

    Raises WrongUse when there are more than 32, or when they have more than 1,000 characters.
    """
    if len(words) > MAX_CHARACTERS:
        raise WrongUse(f"search: {len(words)} characters; expected {MAX_CHARACTERS} at most")
    found = [
        keys.matching(phrase or word.strip('"'))
        for phrase, word in _TERM.findall(fold(storable(words)).replace("\n", " "))
    ]
    wanted = list(dict.fromkeys(term for term in found if term))
    if len(wanted) > MAX_TERMS:
        raise WrongUse(f"search: {len(wanted)} words; expected {MAX_TERMS} at most")
    return wanted


def holds(column: ColumnElement[str] | InstrumentedAttribute[str], term: str) -> ColumnElement[bool]:
    """Return the condition that a matching copy has the term in it."""
    return column.contains(term, autoescape=True)


def _holds(term: str) -> ColumnElement[bool]:
    return or_(*(holds(column, term) for column in (Matching.title, Matching.issuer, Matching.numbers, Matching.text)))


def _met_by(source: str) -> ColumnElement[bool]:
    named = or_(Sighting.source == source, Sighting.source.startswith(f"{source}-", autoescape=True))
    return exists().where(Sighting.announcement_id == Announcement.id, named)
