"""Places: one number an announcement, which grows with the moment of its publication. Pure.

They stand close together (a day has 16,384, eight a minute) because the index stores differences between them. An
announcement takes its minute's first free place or the next free one after it; those without a date have low numbers,
in the order in which they were kept, and so come last.
"""

from datetime import date, datetime

from archive.clock import SHANGHAI

BITS = 14
A_MINUTE = 8
DATED = 1 << 40
"""Places of announcements with a date are not below."""


def wished(published: datetime) -> int:
    """Return the place of the minute of a publication."""
    moment = published.astimezone(SHANGHAI)
    return of_day(moment.date()) + (moment.hour * 60 + moment.minute) * A_MINUTE


def of_day(day: date) -> int:
    """Return the first place of a day."""
    return DATED + (day.toordinal() << BITS)


def bounds(since: date | None, until: date | None) -> tuple[int, int]:
    """Return the first place of a period and the first behind it; one without a beginning or an end is dated too."""
    low, high = DATED, 1 << 62
    if since is not None:
        low = of_day(since)
    if until is not None:
        high = of_day(until) + (1 << BITS)
    return low, high


class Following:
    """Gives places to announcements that come in the order of time, those without a date in any order."""

    def __init__(self) -> None:
        self._last = {True: DATED - 1, False: 0}

    def place(self, published: datetime | None) -> int:
        """Return the place of the next one."""
        dated = published is not None
        self._last[dated] = max(self._last[dated] + 1, 1 if published is None else wished(published))
        return self._last[dated]


def day_of(place: int) -> date | None:
    """Return the day of publication behind a place, None for one without a date."""
    return date.fromordinal((place - DATED) >> BITS) if place >= DATED else None
