"""Cursors: where the next page begins, as opaque text. What comes in between moves nothing from page to page."""

import re
from dataclasses import dataclass
from datetime import date

from archive.errors import WrongUse
from archive.records import Order

_FORM = re.compile(r"([bnod])\.(\d{1,8})\.(\d{1,8})\.(\d{1,19})")
_MARKS: dict[str, Order] = {"b": "best", "n": "newest", "o": "oldest", "d": "deadline"}
_LATEST = date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page: its order, the day of the first page, its points or its deadline, and its place."""

    order: Order
    day: date
    rank: int
    place: int


def written(cursor: Cursor) -> str:
    """Return a cursor as text of at most 200 letters, digits and points."""
    mark = next(mark for mark, order in _MARKS.items() if order == cursor.order)
    return f"{mark}.{cursor.day.toordinal()}.{cursor.rank}.{cursor.place}"


def read(text: str | None, sort: Order) -> Cursor | None:
    """Return the cursor of a text, None for none; raises WrongUse for one that no answer in this order gave."""
    if text is None:
        return None
    match = _FORM.fullmatch(text) if text.isascii() else None
    if match is None or not 1 <= int(match[2]) <= _LATEST or int(match[4]) >> 62:
        raise WrongUse(f"after: {text[:40]!r} is not what an answer gave to go on with")
    order = _MARKS[match[1]]
    if order != sort and (sort, order) != ("best", "newest"):
        raise WrongUse(f"after: it belongs to an answer sorted by {order}, not by {sort}")
    return Cursor(order, date.fromordinal(int(match[2])), int(match[3]), int(match[4]))
