"""Who works on an archive, and what its operator is told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

ServiceKind = Literal["service", "worker", "web"]
Role = Literal["leads", "stands by", "works"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    """A process that works on an archive for long: `holder` is MACHINE:PROCESS:WORD, `seen_at` when it last said so."""

    holder: str
    kind: ServiceKind
    role: Role
    version: str
    started_at: datetime
    seen_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Alarm:
    """Something that an operator is told of: `subject` such as `source:zs_gxj-tzgg` or `edition:daily`.

    It is open until `ended_at`; its end is told when its beginning was. `told` counts how often it was told.
    """

    id: int
    subject: str
    why: str
    since: datetime
    told_at: datetime | None = None
    told: int = 0
    ended_at: datetime | None = None
    end_told_at: datetime | None = None
