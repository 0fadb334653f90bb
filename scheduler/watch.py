"""Whether the service lives: what `zswatch status` tells and what its exit code rests on."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from archive.config import Settings
from archive.records import Alarm, Execution, Health, Service
from scheduler import problems as wrong
from scheduler.crawl_groups import Group
from scheduler.plan import latest_due
from scheduler.problems import CRAWL_GRACE, leader, least_free
from scheduler.state import ModelUse, State

__all__ = ["ModelUse", "State", "brief", "document", "problems"]

LATELY = timedelta(days=1)
"""How far back commands that failed are told."""
BRIEF = 200
"""Characters of the one line for a monitor."""


def problems(state: State, settings: Settings, now: datetime) -> list[str]:
    """Return one line for everything that a person should look at; empty when all is well."""
    return [one.said.en for one in wrong.problems(state, settings, now)]


def document(state: State, settings: Settings, now: datetime) -> dict[str, Any]:
    """Return the state in the form of `status --json`."""
    found = problems(state, settings, now)
    led = leader(state, now)
    return {
        "now": now.isoformat(),
        "healthy": not found,
        "problems": found,
        "announcements": state.announcements,
        "relevant": state.relevant,
        "last_edition": state.last_edition.isoformat() if state.last_edition else None,
        "mails": dict(state.mails),
        "model": asdict(state.model) if state.model else None,
        "sources": [_source(one) for one in state.health.values()],
        "leader": led.holder if led else None,
        "services": [_service(one) for one in state.services],
        "crawls": [_crawl(one, state, now) for one in state.groups],
        "outbox": _outbox(state),
        "queues": None if state.queues is None else [asdict(one) for one in state.queues],
        "failed": [_execution(one) for one in failed_lately(state, now)],
        "disk": None if state.disk is None else asdict(state.disk) | {"least": least_free(state.disk)},
        "sizes": asdict(state.sizes) if state.sizes else None,
        "alarms": [_alarm(one) for one in state.alarms],
    }


def brief(told: dict[str, Any]) -> str:
    """Return the one line for a monitor, of bounded length: the first word is OK or PROBLEM."""
    found: Sequence[str] = told["problems"]
    if not found:
        well = f"{len(told['sources'])} sources well; last edition {told['last_edition'] or 'none'}"
        return f"OK: {well}; {told['mails'].get('queued', 0)} mails queued"
    line = " ".join(f"PROBLEM ({len(found)}): {found[0]}".split())
    return line if len(line) <= BRIEF else f"{line[: BRIEF - 1]}…"


def lines(told: dict[str, Any]) -> Iterator[str]:
    """Give the lines of who works and of what waits, for a person."""
    for one in told["services"]:
        yield f"{one['kind']} {one['holder']} {one['role']}; last heard of {_minute(one['seen_at'])}"
    for one in told["crawls"]:
        late = f"; late: {len(one['late'])} of {one['sources']} sources" if one["late"] else ""
        yield f"{one['name']}: {one['sources']} sources, last due {_minute(one['due_at'])}{late}"
    if told["outbox"] is not None:
        oldest = told["outbox"]
        yield f"outbox: the oldest waits since {_minute(oldest['since'])}: {oldest['why'] or 'not tried yet'}"
    for one in told["queues"] or ():
        counts = f"{one['waiting']} wait, {one['running']} run, {one['failed']} were given up in a day"
        yield f"queue {one['name']}: {counts}"
    for one in told["failed"]:
        yield f"{one['job']} of {_minute(one['due_at'])}: {one['note']}"
    if (disk := told["disk"]) is not None:
        yield f"disk: {disk['free'] // 10**6} of {disk['total'] // 10**6} MB free"
    if (sizes := told["sizes"]) is not None:
        waits = f"{sizes['unindexed']} rows to be indexed, {sizes['unread']} attachments without their text"
        yield f"database: {sizes['database'] // 10**6} MB; {waits}"
    if told["alarms"]:
        known = [one for one in told["alarms"] if one["told"]]
        yield f"alerts: {len(told['alarms'])} last, {len(known)} of them were told"


def failed_lately(state: State, now: datetime) -> list[Execution]:
    """Return the commands of the last day that failed or went over a limit, the newest first."""
    ran = (one for some in state.executions.values() for one in some if now - one.started_at <= LATELY)
    return sorted((one for one in ran if wrong.failed(one)), key=lambda one: one.id, reverse=True)


def late(group: Group, state: State, now: datetime) -> list[str]:
    """Return the sources of a group that were not visited when they should have been, however it went."""
    due = latest_due(group.times, now - CRAWL_GRACE)
    visits = ((source, state.health[source].last_run) for source in group.sources if source in state.health)
    return [source for source, last in visits if last is None or last < due]


def _crawl(group: Group, state: State, now: datetime) -> dict[str, Any]:
    due = latest_due(group.times, now)
    return {
        "name": group.name,
        "due_at": due.isoformat(),
        "sources": len(group.sources),
        "late": late(group, state, now),
    }


def _outbox(state: State) -> dict[str, Any] | None:
    one = state.waiting
    if one is None:
        return None
    return {"since": one.queued_at.isoformat(), "attempts": one.attempts, "why": one.last_error}


def _source(one: Health) -> dict[str, Any]:
    return {
        "source": one.source,
        "status": one.status,
        "why": one.why,
        "last_run": one.last_run.isoformat() if one.last_run else None,
        "last_success": one.last_success.isoformat() if one.last_success else None,
    }


def _service(one: Service) -> dict[str, Any]:
    moments = {"started_at": one.started_at.isoformat(), "seen_at": one.seen_at.isoformat()}
    return {"holder": one.holder, "kind": one.kind, "role": one.role, "version": one.version} | moments


def _execution(one: Execution) -> dict[str, Any]:
    when = {"due_at": one.due_at.isoformat(), "started_at": one.started_at.isoformat()}
    return {"job": one.job, "exit_code": one.exit_code, "note": one.note, "peak_mb": one.peak_mb} | when


def _alarm(one: Alarm) -> dict[str, Any]:
    told = {"told": one.told, "told_at": one.told_at.isoformat() if one.told_at else None}
    return {"subject": one.subject, "why": one.why, "since": one.since.isoformat()} | told


def _minute(moment: str) -> str:
    return f"{datetime.fromisoformat(moment):%Y-%m-%d %H:%M}"
