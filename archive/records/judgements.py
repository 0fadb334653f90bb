"""What the program thinks of an announcement, with the words it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Quote:
    """A span of an announcement. `part` is `title`, `body` or `attachment:<sha256>`; `text` is exactly the slice."""

    part: str
    revision: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DirectiveQuote:
    """A span of a meeting's restored text; `text` is exactly the slice."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Alignment:
    """One directive that an announcement carries out, with the words of both sides. `score` is in 0..1."""

    meeting: str
    directive: str
    theme: str
    score: float
    announcement_quote: Quote
    directive_quote: DirectiveQuote


@dataclass(frozen=True, kw_only=True, slots=True)
class Relevance:
    """Whether an announcement is about AI or robotics in Zhongshan. `score` is in 0..1, `topics` of {ai, robotics}."""

    relevant: bool
    score: float
    topics: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Analysis:
    """What the program thinks of one revision; rebuilt when `method` changes, never a revision of the text.

    `account` holds what `zswatch why` tells beyond the verdict: words that counted, refused candidates, nearest flip.
    """

    announcement_id: str
    revision: int
    method: str
    relevance: Relevance
    alignments: tuple[Alignment, ...] = ()
    summary: str = ""
    deadline: date | None = None
    amounts: tuple[str, ...] = ()
    account: Mapping[str, Any] = field(default_factory=dict)
