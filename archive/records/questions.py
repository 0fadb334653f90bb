"""Questions to the archive and their answers."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """A question to the archive. `since` and `until` are publication days, both included; None means any."""

    words: str = ""
    since: date | None = None
    until: date | None = None
    source: str | None = None
    issuer: str | None = None
    theme: str | None = None
    relevant: bool | None = None
    limit: int | None = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """One answer of a search; `snippet` marks the hit with 【】. `score` is higher for better."""

    id: str
    url: str
    title: str
    published: datetime | None
    issuer: str | None
    score: float
    snippet: str
