"""Queries as addresses write them: pairs of names and values, the same for pages, interface and feeds. Pure."""

import re
from collections.abc import Iterable
from datetime import date
from typing import get_args

from archive.errors import WrongUse
from archive.records import Order, Query, Trait

NAMES = {
    "q": "words",
    "from": "since",
    "to": "until",
    "source": "source",
    "issuer": "issuer",
    "body": "body",
    "town": "town",
    "theme": "theme",
    "directive": "directive",
    "topic": "topic",
    "has": "has",
    "number": "doc_number",
    "relevant": "relevant",
    "sort": "sort",
    "limit": "limit",
    "after": "after",
}
"""What an address calls each field of a query; `has` may stand several times."""
MOST_HITS = 200
"""Hits of one page that can be asked for."""
MOST_CHARACTERS = 1000
ORDERS: tuple[str, ...] = get_args(Order)
TRAITS: tuple[str, ...] = get_args(Trait)
YES_NO = {"yes": True, "no": False}
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""Nothing was published before or will be after; days beyond, at which clocks run over, are asked for as these."""
_CURSOR = re.compile(r"[A-Za-z0-9_.~-]{1,200}")


def query_of(pairs: Iterable[tuple[str, str]]) -> Query:
    """Return the query that pairs state; names of others and empty values count for nothing.

    Raises WrongUse, naming the pair, for a value that is none or a name that stands twice.
    """
    stated: dict[str, object] = {}
    has: list[str] = []
    for name, value in pairs:
        if name not in NAMES or not value.strip():
            continue
        if name == "has":
            has.append(_one_of(name, value, TRAITS))
        elif NAMES[name] in stated:
            raise WrongUse(f"{name}: stated twice")
        else:
            stated[NAMES[name]] = _value(name, value)
    if has:
        stated["has"] = tuple(one for one in TRAITS if one in has)
    return Query(**stated)  # type: ignore[arg-type]


def pairs_of(query: Query) -> list[tuple[str, str]]:
    """Return the pairs that state a query, those that are as by default left out; `query_of` reads them back."""
    plain = Query()
    found: list[tuple[str, str]] = []
    for name, field in NAMES.items():
        value = getattr(query, field)
        if value == getattr(plain, field) or value is None:
            continue
        if isinstance(value, tuple):
            found += [(name, one) for one in value]
        elif isinstance(value, bool):
            found.append((name, "yes" if value else "no"))
        else:
            found.append((name, value.isoformat() if isinstance(value, date) else str(value)))
    return found


def _value(name: str, value: str) -> object:
    if len(value) > MOST_CHARACTERS:
        raise WrongUse(f"{name}: {len(value)} characters; expected {MOST_CHARACTERS} at most")
    value = value.strip()
    if name in {"from", "to"}:
        return _day(name, value)
    if name == "relevant":
        return YES_NO[_one_of(name, value, YES_NO)]
    if name == "sort":
        return _one_of(name, value, ORDERS)
    if name == "limit":
        return _count(name, value)
    if name == "after" and not _CURSOR.fullmatch(value):
        raise WrongUse(f"{name}: {value[:40]!r} is not what an answer gave")
    return value


def within(day: date) -> date:
    """Return a day of a period as it is asked for: not beyond EARLIEST and LATEST."""
    return min(max(day, EARLIEST), LATEST)


def _day(name: str, value: str) -> date:
    try:
        return within(date.fromisoformat(value))
    except ValueError:
        raise WrongUse(f"{name}: {value!r} is not a date such as 2025-02-21") from None


def _count(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and 1 <= int(value[:6]) <= MOST_HITS and len(value) <= len("200")):
        raise WrongUse(f"{name}: {value!r} is not a number from 1 to {MOST_HITS}")
    return int(value)


def _one_of(name: str, value: str, known: Iterable[str]) -> str:
    if value.strip() not in known:
        raise WrongUse(f"{name}: {value!r} is not one of {', '.join(known)}")
    return value.strip()
