"""The one clock: aware times in Asia/Shanghai, replaceable by the variable ZSWATCH_NOW.

`2025-02-22T08:00:00+08:00` stands still at that moment, here and in every child process. For replays in which time
passes, `2025-02-22T08:00:00+08:00 x600 from 1764136000.5` is that moment when the machine counts 1764136000.5 seconds
since 1970, and passes 600 times as fast from there on; as every child reads the same words, they have the same time.
"""

import os
import re
import time as machine
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from archive.errors import WrongSettings

SHANGHAI = ZoneInfo("Asia/Shanghai")
VARIABLE = "ZSWATCH_NOW"
_PASSING = re.compile(r"(?P<moment>\S+) x(?P<pace>\d{1,6}(?:\.\d+)?) from (?P<origin>\d{1,12}(?:\.\d+)?)")


def now() -> datetime:
    """Return the present moment in Shanghai, to the second.

    Raises WrongSettings when ZSWATCH_NOW is set to anything but an ISO time with a zone, or one from which time passes.
    """
    stated = os.environ.get(VARIABLE)
    if stated:
        passing = _PASSING.fullmatch(stated)
        if passing is None:
            return parse_moment(stated, what=VARIABLE)
        since = (machine.time() - float(passing["origin"])) * float(passing["pace"])
        return parse_moment(passing["moment"], what=VARIABLE) + timedelta(seconds=int(since))
    return datetime.now(UTC).astimezone(SHANGHAI).replace(microsecond=0)


def pace() -> float:
    """Return how many seconds of this clock pass in one of the machine: 1 unless ZSWATCH_NOW says otherwise.

    0 for a clock that stands still.
    """
    stated = os.environ.get(VARIABLE)
    passing = _PASSING.fullmatch(stated) if stated else None
    return float(passing["pace"]) if passing else float(not stated)


def passing(moment: datetime, pace: float) -> str:
    """Return what ZSWATCH_NOW is set to so that it is this moment now, and time passes at this pace."""
    return f"{moment.isoformat()} x{pace:g} from {machine.time():.3f}"


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
