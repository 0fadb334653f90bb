"""That an edition was composed after its time: a record, and its form in JSON. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from archive.export import moment


@dataclass(frozen=True, kw_only=True, slots=True)
class Late:
    """That an edition was composed after its time (`overdue`), or stands for days that have none of their own (`days`).

    `planned` is when it should have been composed, `since` when the service was last at work before that, None when it
    was at work or nothing is known of that. `followed`: it tells only what was published up to `planned`, for the next
    one is missing too. `certain`: every source had been read when it, and those it stands for, should have been.
    """

    planned: datetime
    since: datetime | None
    overdue: bool = True
    followed: bool = False
    certain: bool = False
    days: tuple[date, ...] = ()


def document(late: Late | None, composed_at: datetime) -> dict[str, Any]:
    """Return what `edition.json` says of it: nothing for an edition on time."""
    if late is None:
        return {}
    told = {"planned": moment(late.planned), "composed": moment(composed_at), "since": moment(late.since)}
    return {"late": told | {"stands_for": [day.isoformat() for day in late.days]}}
