"""Whether the service lives: what `zswatch status` tells and what its exit code rests on."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from archive.config import Settings
from archive.records import Health
from scheduler.plan import jobs, latest_due

EDITION_GRACE = timedelta(hours=1)
"""How late an edition may be before its absence is an alarm."""
CRAWL_GRACE = timedelta(hours=3)
"""How late a crawl may be before its absence is an alarm: it may take long."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelUse:
    """What a language model has cost today.

    `unready` says why none can be asked, `last` what became of the newest question.
    """

    calls: int
    tokens: int
    cost: float
    unready: str
    last: str


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """What the archive holds, as far as health is concerned."""

    health: Mapping[str, Health]
    last_edition: date | None
    mails: Mapping[str, int]
    announcements: int
    relevant: int
    last_weekly: date | None = None
    """None before the first one, whose absence is no alarm."""
    quiet: Mapping[str, str] = field(default_factory=dict)
    """What there is to say of sources that have been silent for longer than is normal."""
    model: ModelUse | None = None
    """None when no model is wished for."""
    suspended: Mapping[str, str] = field(default_factory=dict)
    """Subscribers whose mail came back too often, and what the last one said."""


def problems(state: State, settings: Settings, now: datetime) -> list[str]:
    """Return one line for everything that a person should look at; empty when all is well."""
    found = []
    plan = {job.name: job for job in jobs(settings.schedule)}
    crawl, digest, weekly = plan["crawl"], plan["digest"], plan["weekly"]
    crawl_due = latest_due(crawl.times, now - CRAWL_GRACE)
    for source, one in sorted(state.health.items()):
        if one.status is None:
            found.append(f"{source}: never crawled")
        elif one.status != "ok":
            found.append(f"{source}: {one.status}: {one.why}")
        elif one.last_run is not None and one.last_run < crawl_due:
            found.append(
                f"{source}: last crawled {one.last_run:%Y-%m-%d %H:%M}; a crawl was due {crawl_due:%Y-%m-%d %H:%M}"
            )
    found += [f"{source}: {words}" for source, words in sorted(state.quiet.items())]
    due = latest_due(digest.times, now - EDITION_GRACE)
    if state.last_edition is None:
        found.append("no edition has been sent yet")
    elif state.last_edition < due.date():
        found.append(f"no edition since {state.last_edition}; one was due {due:%Y-%m-%d %H:%M}")
    due = latest_due(weekly.times, now - EDITION_GRACE, weekly.days)
    if state.last_weekly is not None and state.last_weekly < due.date():
        found.append(f"no weekly edition since {state.last_weekly}; one was due {due:%Y-%m-%d %H:%M}")
    if state.model is not None and state.model.unready:
        found.append(state.model.unready)
    if state.mails.get("refused"):
        found.append(f"{state.mails['refused']} mails were refused for good")
    found += [
        f"subscriber {name} is suspended, mails came back: {why}" for name, why in sorted(state.suspended.items())
    ]
    return found


def document(state: State, settings: Settings, now: datetime) -> dict[str, Any]:
    """Return the state in the form of `status --json`."""
    found = problems(state, settings, now)
    return {
        "now": now.isoformat(),
        "healthy": not found,
        "problems": found,
        "announcements": state.announcements,
        "relevant": state.relevant,
        "last_edition": state.last_edition.isoformat() if state.last_edition else None,
        "mails": dict(state.mails),
        "model": asdict(state.model) if state.model else None,
        "sources": [
            {
                "source": one.source,
                "status": one.status,
                "why": one.why,
                "last_run": one.last_run.isoformat() if one.last_run else None,
                "last_success": one.last_success.isoformat() if one.last_success else None,
            }
            for one in state.health.values()
        ],
    }
