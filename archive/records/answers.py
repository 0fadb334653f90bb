"""Answers to directives, as they stood at a moment."""

from dataclasses import dataclass
from datetime import date, datetime

from archive.records.judgements import Quote


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """One announcement's answer to one directive: its strongest alignment with it, at the revision of that moment.

    `day` is that of publication, else of the first sight; `canonical_id` is the first copy of the text. `withdrawn_at`
    is None while the publisher has it.
    """

    meeting: str
    directive: str
    id: str
    canonical_id: str
    title: str
    url: str
    issuer: str | None
    day: date
    score: float
    quote: Quote
    withdrawn_at: datetime | None = None
