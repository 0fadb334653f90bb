"""What was done: crawls, scheduled commands, and the health they show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

STOPPED, LOST, GAVE_WAY = "stopped with the service", "its service was lost", "gave way to a more frequent crawl"
CUT_OFF = frozenset({STOPPED, LOST, GAVE_WAY})
"""Notes of executions that were not carried through, and are caught up with."""
DIED = "died by signal"
IN_VAIN = frozenset({70, 75})
SourceStatus = Literal["ok", "empty", "partial", "blocked", "drift", "failed"]
RunFacts = Mapping[str, int]
"""What was counted in a run at a source, by name; the crawler says what the names mean."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RunError:
    """One thing that went wrong in a run: `reason` is a short stable word, `detail` the sentence for a person."""

    url: str
    reason: str
    detail: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceRun:
    """What one run did at one source. `why` is the sentence behind a status that is not `ok`."""

    run_id: str
    source: str
    started_at: datetime
    finished_at: datetime
    status: SourceStatus
    why: str = ""
    pages: int = 0
    new: int = 0
    changed: int = 0
    withdrawn: int = 0
    unchanged: int = 0
    errors: tuple[RunError, ...] = ()
    facts: RunFacts = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """One run at a source in short: when it ended, how, and how much was new."""

    finished_at: datetime
    status: SourceStatus
    new: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """A source as the archive's runs show it: the newest run, the last healthy one and the last one with news."""

    source: str
    status: SourceStatus | None
    why: str
    last_run: datetime | None
    last_success: datetime | None
    last_new: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Execution:
    """One scheduled command as it ran.

    `exit_code` is None while it runs; a kill by the time limit is -9. `holder` is the service that ran it, as
    MACHINE:PROCESS:WORD, `peak_mb` the most memory that it and its children had together.
    """

    id: int
    job: str
    due_at: datetime
    started_at: datetime
    finished_at: datetime | None
    exit_code: int | None
    note: str
    holder: str = ""
    peak_mb: int | None = None

    @property
    def carried_through(self) -> bool:
        """Whether it ended by itself or by a limit of its own, well or not.

        A crawl with an unwell source (exit code 1) is done: the next planned one tries again. One that was cut off by
        a stop or a crash of its service, or gave way to another, is not.
        """
        return self.exit_code is not None and self.note not in CUT_OFF

    @property
    def lost(self) -> bool:
        """Whether its service was gone before it ended."""
        return self.note == LOST

    @property
    def in_vain(self) -> bool:
        """Whether it could not do its work: it ended by a signal that nobody here sent, or said so by its exit code.

        That is 75 for what may pass, such as a database that is away, and 70 for a mistake of ours (sysexits.h).
        """
        return self.note.startswith(DIED) or self.exit_code in IN_VAIN
