"""The clock beside that of the sites, and the zone in which the plan stands."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from statistics import median

from archive import clock
from scheduler.doctor.finding import Finding, Installation, fault, warning, well

NAME = "clock"
DRIFT = timedelta(minutes=2)
CHINA = timedelta(hours=8)


def look(it: Installation) -> Iterator[Finding]:
    """Look at the zone data and at a clock that is set by hand; the sites' clocks are asked with the sites."""
    yield zone(clock.SHANGHAI)
    if stated := it.environ.get(clock.VARIABLE):
        yield warning(NAME, f"{clock.VARIABLE} stands in for the clock: {stated}", f"unset {clock.VARIABLE}")


def zone(shanghai: tzinfo) -> Finding:
    """Judge the zone data: China has had no other time than UTC+8 since 1991."""
    shift = datetime(2026, 7, 1, tzinfo=shanghai).utcoffset()
    if shift != CHINA:
        return fault(NAME, f"Asia/Shanghai is UTC+{shift} here", "reinstall the package tzdata, and unset PYTHONTZPATH")
    return well(NAME, "Asia/Shanghai is UTC+8 here, whatever zone this machine is in")


def beside(now: datetime, dates: Iterable[tuple[datetime, str]]) -> Finding:
    """Judge our clock by what servers said at moments of ours: pairs of our moment and their Date header.

    Servers can be wrong too, so the one in the middle counts.
    """
    apart = [moment - told for moment, stated in dates if (told := read(stated)) is not None]
    if not apart:
        return warning(NAME, f"{now:%Y-%m-%d %H:%M:%S}; no server said what time it is", "look at the network below")
    drift = timedelta(seconds=median(one.total_seconds() for one in apart))
    side = "ahead of" if drift > timedelta(0) else "behind"
    seconds = abs(round(drift.total_seconds()))
    said = f"{seconds} s {side} {len(apart)} servers" if seconds else f"as that of {len(apart)} servers"
    if abs(drift) > DRIFT:
        return fault(NAME, said, "let the machine keep time: systemctl enable --now systemd-timesyncd, or chrony")
    return well(NAME, said)


def read(stated: str) -> datetime | None:
    """Read a Date header (RFC 9110, 5.6.7); None for what is none."""
    try:
        moment = parsedate_to_datetime(stated)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
