"""What is wrong: one problem for everything that a person should look at."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from archive.clock import pace
from archive.config import Settings
from archive.records import Execution, Health, Service
from scheduler.crawl_groups import Group, main
from scheduler.plan import ALERTS, BOUNCES, CRAWL, DELIVER, DIGEST, IMMEDIATE, MAINTENANCE, WEEKLY, latest_due
from scheduler.problem_words import Said, say
from scheduler.state import Disk, State

EDITION_GRACE = timedelta(hours=1)
"""How late an edition may be before its absence is a problem."""
CRAWL_GRACE = timedelta(hours=3)
"""How late a crawl may be before its absence is a problem: it may take long."""
SILENT_SECONDS = 120.0
"""Seconds of the machine after which a service that has not been heard of is missed; another takes over in 60."""
LEADERLESS = timedelta(minutes=10)
"""How long nobody may lead before that is an alert: a machine may be started anew, or a new version installed."""
MONDAYS = (0,)
WAITED = timedelta(hours=2)
"""How long a mail may wait before that is a problem: servers that put strangers off do so for an hour at most."""
FIRST_EDITION = timedelta(hours=26)
VISIT_GRACE = timedelta(hours=2)
"""A source has to be unwell at two visits of its plan before that is an alert; the second may take so long."""
FAILURES = 3
"""A command that fails so often in a row is a problem."""
TELLING = frozenset({ALERTS, BOUNCES, DELIVER, DIGEST, IMMEDIATE, WEEKLY})
"""Jobs that end with 1 when something is wrong that is a problem of its own, as crawls do."""
LOOKED_AT = timedelta(days=7)
"""How long what a maintenance found counts: each night it looks at another part of the archive."""
DISK_SHARE, DISK_BYTES = 0.05, 500_000_000
"""What has to be free: the smaller one counts."""
UNTAKEN_MINUTES = 60.0
"""A job that waits for longer, in minutes of the machine, finds no worker."""
MOST_SUBJECT = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """Something that is wrong. `subject` is KIND or KIND:WHAT and stays the same as long as it lasts.

    `since` is when it began, None when only now is known; `envelope` how long it may last before it is an alert;
    `status` that of an unwell source.
    """

    subject: str
    said: Said
    since: datetime | None = None
    envelope: timedelta = timedelta(0)
    status: str = ""
    why: str = ""


def problems(state: State, settings: Settings, now: datetime) -> list[Problem]:
    """Return everything that a person should look at, what concerns the whole first; empty when all is well."""
    return [
        *_leader(state, now),
        *_disk(state.disk),
        *_queues(state),
        *_mails(state, now),
        *_editions(state, settings, now),
        *_jobs(state, now),
        *_model(state),
        *_sources(state, settings, now),
    ]


def least_free(disk: Disk) -> int:
    """Return the bytes that have to be free on a disk."""
    return min(int(disk.total * DISK_SHARE), DISK_BYTES)


def leader(state: State, now: datetime) -> Service | None:
    """Return the service that leads, None when none was heard of lately."""
    fresh = (one for one in state.services if one.role == "leads" and now - one.seen_at <= silence())
    return next(fresh, None)


def silence() -> timedelta:
    """Return how long one may not be heard of: seconds of the machine, in which processes live, by the clock."""
    return timedelta(seconds=SILENT_SECONDS * max(pace(), 1.0))


def subject(kind: str, *parts: str) -> str:
    """Return the name of a problem, which has its bounds however long its parts are."""
    whole = ":".join((kind, *parts))
    if len(whole) <= MOST_SUBJECT:
        return whole
    return f"{whole[: MOST_SUBJECT - 17]}~{hashlib.sha256(whole.encode()).hexdigest()[:16]}"


def _sources(state: State, settings: Settings, now: datetime) -> Iterator[Problem]:
    of = {source: group for group in state.groups for source in group.sources}
    rest = main(settings)
    for source, one in sorted(state.health.items()):
        yield from _source(one, of.get(source, rest), state, settings, now)
    for source, why in sorted(state.quiet.items()):
        said = say("source.quiet", source=source, why=why)
        yield Problem(subject=subject("quiet", source), said=said, why=why)


def _source(one: Health, group: Group, state: State, settings: Settings, now: datetime) -> Iterator[Problem]:
    due = latest_due(group.times, now - CRAWL_GRACE)
    if one.status is None:
        said = say("source.never", source=one.source)
        yield Problem(subject=subject("late", one.source), said=said, envelope=CRAWL_GRACE)
    elif one.status != "ok":
        hours = max(settings.watch.unwell_hours, state.unwell_hours.get(one.source, 0.0))
        yield Problem(
            subject=subject("source", one.source),
            said=say("source.unwell", source=one.source, status=one.status, why=one.why),
            since=state.unwell_since.get(one.source),
            envelope=max(timedelta(hours=hours), group.apart + VISIT_GRACE),
            status=one.status,
            why=one.why,
        )
    elif one.last_run is not None and one.last_run < due:
        said = say("source.late", source=one.source, last=one.last_run, due=due)
        yield Problem(subject=subject("late", one.source), said=said, since=due)


def _editions(state: State, settings: Settings, now: datetime) -> Iterator[Problem]:
    due = latest_due([time.fromisoformat(settings.schedule.digest)], now - EDITION_GRACE)
    if state.last_edition is None:
        yield Problem(subject="edition:daily", said=say("edition.none"), envelope=FIRST_EDITION)
    elif state.last_edition < due.date():
        said = say("edition.missing", last=state.last_edition, due=due)
        yield Problem(subject="edition:daily", said=said, since=due)
    due = latest_due([time.fromisoformat(settings.schedule.weekly)], now - EDITION_GRACE, MONDAYS)
    if state.last_weekly is not None and state.last_weekly < due.date():
        said = say("weekly.missing", last=state.last_weekly, due=due)
        yield Problem(subject="edition:weekly", said=said, since=due)


def _mails(state: State, now: datetime) -> Iterator[Problem]:
    one = state.waiting
    if one is not None and now - one.queued_at > WAITED:
        why = one.last_error or "not tried yet"
        said = say("mail.queued", n=state.mails.get("queued", 1), when=one.queued_at, who=one.recipient, why=why)
        yield Problem(subject="queued", said=said, since=one.queued_at, why=why)
    for lost in state.unreached:
        if lost.subscriber not in state.suspended:
            said = say("mail.refused", who=lost.recipient, why=lost.last_error)
            named = subject("refused", lost.channel, lost.recipient)
            yield Problem(subject=named, said=said, since=lost.queued_at, why=lost.last_error)
    for name, why in sorted(state.suspended.items()):
        yield Problem(subject=subject("subscriber", name), said=say("subscriber", name=name, why=why), why=why)


def _leader(state: State, now: datetime) -> Iterator[Problem]:
    services = [one for one in state.services if one.kind == "service"]
    if leader(state, now) is not None:
        return
    if services:
        led = next((one for one in services if one.role == "leads"), services[0])
        said = say("leader.lost", holder=led.holder, when=led.seen_at)
        yield Problem(subject="leader", said=said, since=led.seen_at, envelope=LEADERLESS)
    elif begun := [one.started_at for some in state.executions.values() for one in some]:
        yield Problem(subject="leader", said=say("leader.none", when=max(begun)), envelope=LEADERLESS)


def _disk(disk: Disk | None) -> Iterator[Problem]:
    if disk is not None and disk.free < least_free(disk):
        yield Problem(subject="disk", said=say("disk", free=disk.free // 10**6, least=least_free(disk) // 10**6))


def _model(state: State) -> Iterator[Problem]:
    if state.model is not None and state.model.unready:
        why = state.model.unready
        yield Problem(subject="model", said=say("model", why=why), why=why)


def _jobs(state: State, now: datetime) -> Iterator[Problem]:
    for job, ran in sorted(state.executions.items()):
        ended = [one for one in ran if one.carried_through or one.lost]
        found = next((one for one in ended if one.exit_code == 1 and now - one.started_at <= LOOKED_AT), None)
        if job == MAINTENANCE and found is not None:
            # It looks at another part each night: that the next one was well says nothing of this one.
            said = say("archive", why=found.note)
            yield Problem(subject="archive", said=said, since=found.started_at, why=found.note)
        if len(ended) >= FAILURES and all(failed(one) for one in ended[:FAILURES]):
            last, began = ended[0], ended[FAILURES - 1].finished_at
            said = say("job", job=job, n=FAILURES, why=last.note)
            yield Problem(subject=subject("job", job), said=said, since=began, why=last.note)


def _queues(state: State) -> Iterator[Problem]:
    if state.queues_away:
        yield Problem(subject="queue", said=say("queues.away", why=state.queues_away), why=state.queues_away)
    for one in state.queues or ():
        minutes = (one.oldest_seconds or 0.0) / 60
        if minutes > UNTAKEN_MINUTES:
            said = say("queue.stuck", n=one.waiting, queue=one.name, minutes=round(minutes))
            yield Problem(subject=subject("queue", one.name), said=said)
        if one.failed:
            said = say("queue.failed", n=one.failed, queue=one.name)
            yield Problem(subject=subject("queue", one.name, "failed"), said=said)


def failed(one: Execution) -> bool:
    """Whether a command failed itself: one that only reports what is wrong, as a crawl of unwell sources, did not."""
    reports = one.job in {*TELLING, MAINTENANCE} or one.job.split()[0] == CRAWL
    if not (one.carried_through or one.lost):
        return False  # it is under way, or was cut off on purpose
    return one.exit_code not in {None, 0, 1} or (one.exit_code == 1 and not reports)
