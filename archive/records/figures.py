"""A figure that a text states: a sum, a share, a count or a last day, with what it measures."""

from dataclasses import dataclass
from typing import Literal

FigureKind = Literal["amount", "percentage", "count", "deadline"]
Bound = Literal["max", "min", "about", "exact"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One figure; `text` is the slice start:end of the text it was read in, `subject` the slice of its own span.

    `value` is a plain decimal number, for a deadline an ISO date. `unit` is 元 (or the foreign currency as printed),
    %, date, or the measure word; 万 and 亿 are multiplied out. `per` says for each what (每人每月), empty when for
    nothing. A figure without a subject has an empty one, at its own start.
    """

    kind: FigureKind
    value: str
    unit: str
    bound: Bound
    start: int
    end: int
    text: str
    subject: str = ""
    subject_start: int = 0
    subject_end: int = 0
    per: str = ""
