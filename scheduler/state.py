"""What is known of the whole, as far as health is concerned. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from archive.records import Alarm, Execution, Health, Service
from archive.store.outbox import Unreached, Waiting
from scheduler.crawl_groups import Group


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
class Disk:
    """The disk that the data are on, in bytes."""

    total: int
    free: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Sizes:
    """How large the database is, in bytes, and how much waits: rows to be indexed, attachments without their text."""

    database: int
    unindexed: int
    unread: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Queue:
    """A queue of jobs: how many wait and run, how old the oldest that waits is, how many failed for good in a day."""

    name: str
    waiting: int
    running: int
    oldest_seconds: float | None
    failed: int


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """What the archive holds and the machine tells."""

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
    groups: tuple[Group, ...] = ()
    """The sources by when they are crawled; one in none is crawled with the main ones."""
    unwell_since: Mapping[str, datetime] = field(default_factory=dict)
    unwell_hours: Mapping[str, float] = field(default_factory=dict)
    """Of sources that may be unwell for longer than others."""
    waiting: Waiting | None = None
    """The mail that has waited for longest."""
    unreached: tuple[Unreached, ...] = ()
    services: tuple[Service, ...] = ()
    """All that work, or worked and ended without a word; the last heard of first."""
    executions: Mapping[str, tuple[Execution, ...]] = field(default_factory=dict)
    """By job, the newest first."""
    disk: Disk | None = None
    sizes: Sizes | None = None
    alarms: tuple[Alarm, ...] = ()
    """Those that last."""
    queues: tuple[Queue, ...] | None = None
    """None where commands run on this machine."""
    queues_away: str = ""
    """Why the queues can not be asked."""
