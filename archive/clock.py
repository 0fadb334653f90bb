"""The one clock: aware times in Asia/Shanghai, replaceable by the variable ZSWATCH_NOW."""

import os
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from archive.errors import WrongSettings

SHANGHAI = ZoneInfo("Asia/Shanghai")
VARIABLE = "ZSWATCH_NOW"


def now() -> datetime:
    """Return the present moment in Shanghai, to the second.

    Raises WrongSettings when ZSWATCH_NOW is set to anything but an ISO time with a zone.
    """
    stated = os.environ.get(VARIABLE)
    if stated:
        return parse_moment(stated, what=VARIABLE)
    return datetime.now(UTC).astimezone(SHANGHAI).replace(microsecond=0)


def today() -> date:
    """Return the present date in Shanghai."""
    return now().date()


def parse_moment(stated: str, *, what: str) -> datetime:
    """Read an ISO time with zone; `what` names it in the error."""
    try:
        moment = datetime.fromisoformat(stated)
    except ValueError:
        raise WrongSettings(f"{what}: {stated!r} is not an ISO time such as 2025-02-22T08:00:00+08:00") from None
    if moment.tzinfo is None:
        raise WrongSettings(f"{what}: {stated!r} has no zone; write for example {stated}+08:00")
    return moment.astimezone(SHANGHAI)


def midnight(day: date) -> datetime:
    """Return the first moment of a day in Shanghai."""
    return datetime.combine(day, time.min, SHANGHAI)


def end_of(day: date) -> datetime:
    """Return the first moment that no longer belongs to the day in Shanghai."""
    return midnight(day + timedelta(days=1))


def last_of(day: date) -> datetime:
    """Return the last second that belongs to the day in Shanghai."""
    return end_of(day) - timedelta(seconds=1)
