"""When an operator is told what: each beginning once, what lasts again but less and less often, each end once. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.records import Alarm
from scheduler.problems import Problem

APART = timedelta(minutes=15)
"""Between two messages, whatever happens meanwhile."""
LONGEST_GAP = timedelta(days=7)
RETURNS = 2
"""An alarm that was over so often within a day comes and goes: it is told anew only when it lasts."""
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Telling:
    """What is told now: what has begun, what lasts, what is over."""

    begun: tuple[Alarm, ...] = ()
    lasting: tuple[Alarm, ...] = ()
    over: tuple[Alarm, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.begun or self.lasting or self.over)


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What was told before: when the last message was written, and when of subjects that they were over, of a day."""

    last: datetime | None
    ends: Mapping[str, Sequence[datetime]]


def gap(told: int, repeat: timedelta) -> timedelta:
    """Return how long after it was told for that many times an alarm is told again: twice as long each time."""
    doubled: timedelta = repeat * 2 ** min(told - 1, 16)
    return min(doubled, max(repeat, LONGEST_GAP))


def telling(
    lasting: Sequence[Alarm],
    over: Sequence[Alarm],
    problems: Mapping[str, Problem],
    told: Told,
    repeat: timedelta,
    now: datetime,
) -> Telling:
    """Return what is to be told now, nothing when it is too soon after the last message.

    `lasting` are the open alarms, `over` those that were told, have ended, and of whose end nobody knows. Repetitions
    alone wait for a quarter of `repeat`, so that they come together. Moments that are still to come, noted by a clock
    that was wrong, are not waited for.
    """
    begun = tuple(one for one in lasting if not one.told and _is_alert(one, problems[one.subject], told, repeat, now))
    again = tuple(one for one in lasting if one.told and _is_due_again(one, repeat, now))
    apart = APART if begun or over else max(APART, repeat / 4)
    if told.last is not None and told.last <= now < told.last + apart:
        return Telling()
    return Telling(begun=begun, lasting=again, over=tuple(over))


def _is_alert(alarm: Alarm, found: Problem, told: Told, repeat: timedelta, now: datetime) -> bool:
    comes_and_goes = len(told.ends.get(alarm.subject, ())) >= RETURNS
    envelope = max(found.envelope, repeat / 8) if comes_and_goes else found.envelope
    return now - alarm.since >= envelope


def _is_due_again(alarm: Alarm, repeat: timedelta, now: datetime) -> bool:
    last = alarm.told_at
    return last is None or last > now or now - last >= gap(alarm.told, repeat)
