"""What the archive does for a service whose year is played: as a protocol, and as a list of notes."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Protocol

from archive.records import Execution
from archive.records.runs import LOST
from scheduler.due import Due, Known
from scheduler.plan import Job, latest_due


class Book(Protocol):
    """What the archive does for the service."""

    def known(self, plan: Sequence[Job], groups: dict[str, set[str]], now: datetime) -> Known: ...
    def claim(self, one: Due, now: datetime) -> int | None: ...
    def finish(self, number: int, now: datetime, exit_code: int, note: str) -> None: ...
    def abandon(self, plan: Sequence[Job], now: datetime) -> None: ...
    def visit(self, source: str, now: datetime) -> None: ...
    def edition(self, kind: str, day: date, now: datetime) -> None: ...


@dataclass
class Notes:
    """The archive as a list of notes."""

    all: list[Execution] = field(default_factory=list)
    visits: list[tuple[str, datetime]] = field(default_factory=list)
    editions: dict[str, set[date]] = field(default_factory=dict)

    def known(self, plan: Sequence[Job], groups: dict[str, set[str]], now: datetime) -> Known:
        recent = self.all[:-400:-1]
        tries = {job.name: [one for one in recent if one.job == job.name and one.due_at <= now] for job in plan}
        begun = next((one.started_at for one in self.all if one.started_at <= now), None)
        visited = {}
        for job in plan:
            if job.group is None or any(one.due_at >= latest_due(job.times, now, job.days) for one in tries[job.name]):
                continue
            last = {name: at for name, at in self.visits if at <= now}
            ends = [last.get(name) for name in groups[job.group]]
            visited[job.name] = None if None in ends else min((end for end in ends if end), default=None)
        return Known(tries=tries, begun=begun, editions=self.editions, visited=visited)

    def claim(self, one: Due, now: datetime) -> int | None:
        mine = [each for each in self.all if each.job == one.job.name]
        if any(each.finished_at is None for each in mine):
            return None
        if len([each for each in mine if each.due_at == one.moment]) > one.tried:
            return None
        number = len(self.all)
        stated = {"id": number, "job": one.job.name, "due_at": one.moment, "started_at": now}
        self.all.append(Execution(**stated, finished_at=None, exit_code=None, note=""))
        return number

    def finish(self, number: int, now: datetime, exit_code: int, note: str) -> None:
        self.all[number] = replace(self.all[number], finished_at=now, exit_code=exit_code, note=note)

    def abandon(self, plan: Sequence[Job], now: datetime) -> None:
        for one in list(self.all):
            if one.finished_at is None:
                self.finish(one.id, now, -1, LOST)

    def visit(self, source: str, now: datetime) -> None:
        self.visits.append((source, now))

    def edition(self, kind: str, day: date, now: datetime) -> None:
        self.editions.setdefault(kind, set()).add(day)
