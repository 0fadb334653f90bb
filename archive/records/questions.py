"""Questions to the archive and their answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Order = Literal["best", "newest", "oldest", "deadline"]
"""`deadline`: the next one first, then those that have none."""
Trait = Literal["money", "deadline", "attachment", "revision", "withdrawn"]
"""What an announcement has: an amount of money, a deadline, an attachment, a second revision, its withdrawal."""
Place = Literal["title", "body", "issuer", "number", "attachment"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """A question to the archive. `since` and `until` are publication days, both included; None means any.

    `source` is a source or the stem of several, `issuer` a part of the name, `body` the whole one, `town` a town of
    Zhongshan, `directive` one of a meeting (`application.2`, or `2025-02-21/application.2`), `has` what it must all
    have, `doc_number` a 文号 in any brackets. `after` is the cursor that an earlier answer gave.
    """

    words: str = ""
    since: date | None = None
    until: date | None = None
    source: str | None = None
    issuer: str | None = None
    body: str | None = None
    town: str | None = None
    theme: str | None = None
    directive: str | None = None
    topic: str | None = None
    has: tuple[Trait, ...] = ()
    doc_number: str | None = None
    relevant: bool | None = None
    sort: Order = "best"
    limit: int | None = 20
    after: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """One answer of a search; `snippet` marks the hit with 【】. `score` is higher for better.

    `part` is where the hit of the snippet stands, `name` the attachment's name. `words` is the snippet without marks,
    and `marks` are the spans of all hits in it.
    """

    id: str
    url: str
    title: str
    published: datetime | None
    issuer: str | None
    score: float
    snippet: str
    part: Place = "body"
    name: str = ""
    words: str = ""
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Facet:
    """How many of the hits have a value of a filter."""

    value: str
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Results:
    """A page of hits. `count` of them were found in all, or more than that when it is not `exact`.

    `order` is the one that was really used: a word that stands in a large part of the archive is answered newest
    first. `after` is the cursor of the next page, None at the end. `facets` are by the name of their filter, the most
    first, and are counted over the `count` hits.
    """

    hits: tuple[Hit, ...]
    count: int
    exact: bool = True
    order: Order = "best"
    after: str | None = None
    facets: Mapping[str, tuple[Facet, ...]] = field(default_factory=dict)
