"""One round of alerts: what is wrong is noted, and what is to be told of it is queued in the same transaction.

Killed at any point, a round has either noted and queued or done neither; the next one goes on from there. While the
whole of the last message still waits to go out nothing more is queued: what happens meanwhile is told in one message
when it has gone.
"""

import platform
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.config import Settings
from archive.records import Alarm
from archive.store import Archive, Tx, alarms, outbox
from crawler.sources import Source, load
from digest import alerting
from digest.alert_pages import Alert, pages
from digest.render import Pages
from scheduler.alert_notices import open_notices, over_notices
from scheduler.alert_rules import DAY, Telling, Told, telling
from scheduler.problems import Problem, problems
from scheduler.survey import survey

STUCK = timedelta(hours=1)
"""An alert that has not gone out for so long is stuck: whoever started us has to know."""
NOBODY = "nobody is told: watch.operators and watch.robot are empty"


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What a round came to: which alarms last, what was told to whom, and why telling does not work.

    `told` is None when there was nothing to tell, or nobody whom.
    """

    at: datetime
    open: tuple[Alarm, ...]
    told: Pages | None = None
    to: tuple[str, ...] = ()
    trouble: tuple[str, ...] = ()


def look(archive: Archive, settings: Settings, now: datetime, *, dry_run: bool = False) -> Report:
    """Note what is wrong now and queue what is to be told of it; with `dry_run` the archive stays as it was.

    Raises WrongUse for an operator that is no address, WrongSettings for a robot that is not declared.
    """
    alerting.check(settings)
    with archive.read() as tx:
        state = survey(tx, settings, now, whole=False)
    found = {one.subject: one for one in problems(state, settings, now)}
    known = load(settings.crawler.sources_dir)
    with archive.begin() as tx, tx.begin_nested() as trial:
        report = tell(tx, settings, found, known, now)
        if dry_run:
            trial.rollback()
    return report


def tell(
    tx: Tx, settings: Settings, found: Mapping[str, Problem], known: Mapping[str, Source], now: datetime
) -> Report:
    """Note what was found to be wrong, by subject, and queue what is to be told of it now; `known` are all sources."""
    begun = {subject: one.since for subject, one in found.items() if one.since is not None}
    alarms.note(tx, {subject: one.said.en for subject, one in found.items()}, now, begun)
    alarms.forget(tx, now)
    lasting, over = alarms.open_ones(tx), alarms.ended_untold(tx)
    last = alarms.last_told(tx)
    told = Told(last=last, ends=alarms.ends_told(tx, now - DAY))
    repeat = timedelta(hours=settings.watch.repeat_hours)
    due = telling(lasting, over, found, told, repeat, now)
    trouble = _trouble(tx, last, now)
    if due.empty or _waits(tx, last):
        return Report(at=now, open=tuple(lasting), trouble=trouble)
    if not (settings.watch.operators or settings.watch.robot):
        return Report(at=now, open=tuple(lasting), trouble=(*trouble, NOBODY))
    alert = _alert(settings, due, lasting, found, known, now)
    to = alerting.queue(tx, settings, alert)
    alarms.tell(tx, [one.id for one in (*due.begun, *due.lasting)], [one.id for one in due.over], now)
    return Report(at=now, open=tuple(alarms.open_ones(tx)), told=pages(alert), to=to, trouble=trouble)


def _alert(
    settings: Settings,
    due: Telling,
    lasting: list[Alarm],
    found: Mapping[str, Problem],
    known: Mapping[str, Source],
    now: datetime,
) -> Alert:
    language = settings.language
    told = {one.id for one in (*due.begun, *due.lasting)}
    # What was over for a while and is wrong again is told as that alone.
    again = {one.subject for one in due.begun}
    return Alert(
        key=alerting.key_of(now),
        language=language,
        at=now,
        where=platform.node(),
        new=open_notices(due.begun, found, known, language),
        lasting=open_notices(due.lasting, found, known, language),
        over=over_notices([one for one in due.over if one.subject not in again], known, language),
        others=sum(1 for one in lasting if one.told and one.id not in told),
    )


def _waits(tx: Tx, last: datetime | None) -> bool:
    """Say whether all of the last message still waits to go out."""
    if last is None:
        return False
    counts = outbox.counts_of(tx, alerting.key_of(last))
    return bool(counts["queued"]) and counts["queued"] == sum(counts.values())


def _trouble(tx: Tx, last: datetime | None, now: datetime) -> tuple[str, ...]:
    """Return a line for each recipient that the last message did not reach."""
    if last is None:
        return ()
    return tuple(
        f"{one.recipient}: the alert of {last:%Y-%m-%d %H:%M} is {one.status}: {one.last_error or 'not tried yet'}"
        for one in outbox.of_edition(tx, alerting.key_of(last))
        if one.status == "refused" or (one.status == "queued" and now - one.queued_at > STUCK)
    )
