"""Tags: what filters ask of an announcement, as short words `kind:value` that stand in the index beside its text. Pure.

`stem` has every beginning of a source's key up to a hyphen, and the key itself, so that one tag answers for a source
and for a publisher's file of sources. A directive stands with its meeting and without.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from archive.clock import SHANGHAI
from archive.doc_numbers import normal
from archive.records import Alignment, Announcement, Query
from archive.text import matching
from archive.towns import town
from archive.traits import has_money, last_days, towns_in

LONGEST = 200
"""Characters of a value; names from outside that are longer are cut there, and so is what is asked for."""
MOST_MONTHS = 60
"""A period of more months is not told by its months."""
UNDATED, UNJUDGED = "none", "unjudged"
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""What no database holds; it is kept as U+FFFD, and asked for so."""
YES_NO = {True: "yes", False: "no", None: UNJUDGED}


def tags_of(one: Announcement) -> tuple[str, ...]:
    """Return the tags of an announcement as it is now, sorted; its analysis is the newest of its newest revision."""
    return tuple(sorted({f"{kind}:{value}" for kind, value in _stated(one) if value}))


def wanted(query: Query) -> tuple[str, ...]:
    """Return the tags that an announcement must all have to fulfil the filters of a query.

    The rest of the query is not told by tags: its words, the period, and a part of the issuer's name.
    """
    asked = [
        ("stem", query.source and _name(query.source)),
        ("body", query.body and _folded(query.body)),
        ("town", query.town and (town(query.town) or _name(query.town))),
        ("theme", query.theme and _name(query.theme)),
        ("directive", query.directive and _name(query.directive)),
        ("topic", query.topic and _name(query.topic)),
        *(("has", trait) for trait in query.has),
        ("number", query.doc_number and _number(query.doc_number)),
        ("relevant", query.relevant is not None and YES_NO[query.relevant]),
    ]
    return tuple(dict.fromkeys(f"{kind}:{value}" for kind, value in asked if value))


def months(since: date | None, until: date | None) -> tuple[str, ...]:
    """Return the tags of the months of a period, of which an announcement of it has one.

    Empty for a period without an end or a beginning, for one of more than MOST_MONTHS, and for one that is none.
    """
    if since is None or until is None:
        return ()
    first, last = (day.year * 12 + day.month - 1 for day in (since, until))
    if last - first >= MOST_MONTHS:
        return ()
    return tuple(f"month:{_month(date(at // 12, at % 12 + 1, 1))}" for at in range(first, last + 1))


def _stated(one: Announcement) -> Iterator[tuple[str, str]]:
    for source in one.met_by or (one.source,):
        yield "source", _name(source)
        for stem in _stems(_name(source)):
            yield "stem", stem
    yield "body", _folded(one.issuer or "")
    yield "number", _number(one.doc_number or "")
    yield "month", _month(one.published.astimezone(SHANGHAI).date()) if one.published else UNDATED
    for name in towns_in(one):
        yield "town", name
    for trait in _traits(one):
        yield "has", trait
    analysis = one.analysis
    yield "relevant", YES_NO[None if analysis is None else analysis.relevance.relevant]
    if analysis is not None:
        for topic in analysis.relevance.topics:
            yield "topic", _name(topic)
        yield from _aligned(analysis.alignments)


def _aligned(alignments: Iterable[Alignment]) -> Iterator[tuple[str, str]]:
    for one in alignments:
        yield "theme", _name(one.theme)
        yield "directive", _name(f"{one.meeting}/{one.directive}")
        yield "directive", _name(one.directive)


def _traits(one: Announcement) -> Iterator[str]:
    if has_money(one):
        yield "money"
    if one.analysis is not None and last_days(one.analysis):
        yield "deadline"
    if one.attachments:
        yield "attachment"
    if one.revision > 1:
        yield "revision"
    if one.withdrawn_at is not None:
        yield "withdrawn"


def _stems(source: str) -> Iterator[str]:
    parts = source.split("-")
    for count in range(1, len(parts) + 1):
        yield "-".join(parts[:count])


def _month(day: date) -> str:
    return f"{day.year:04d}-{day.month:02d}"


def _name(value: str) -> str:
    return _UNSTORABLE.sub("\ufffd", "".join(value.split())[:LONGEST])


@lru_cache(maxsize=4096)
def _folded(value: str) -> str:
    return _name(matching(value))


def _number(value: str) -> str:
    return _folded(normal(value))
