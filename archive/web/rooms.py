"""What other rooms lend the pages: the ledger, its chart, the account of a judgement, the catalogue of sources.

The ground floor knows neither crawler nor digest; who opens the web door hands them in. A page whose room is missing
says what the archive alone can tell.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archive.records import Announcement, Meeting
from archive.store import Tx
from archive.web.words import Language


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """A source as it is declared: one list of a publisher. `paused_because` is empty for one that is crawled.

    With more than `quiet_days` without anything new it looks wrong; 0 when that is not known.
    """

    key: str
    publisher: str
    column: str
    platform: str
    start_urls: tuple[str, ...]
    hosts: tuple[str, ...] = ()
    enabled: bool = True
    paused_because: str = ""
    quiet_days: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """The answers to a meeting by month and theme.

    `months` are YYYY-MM, the newest last; `rows` are a theme's id, its name and a count for each month. `picture` is a
    PNG of the same numbers, empty when none could be drawn, `size` what it takes of a page in pixels.
    """

    title: str
    note: str
    months: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[int, ...]], ...]
    picture: bytes
    size: tuple[int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Rooms:
    """The lent callables; each is None where nobody lends it.

    `meetings` gives all that are known, `ledger` the document of docs/schemas/ledger.schema.json and `chart` the
    timeline of one of them (by its id, as of a moment; NotFound for one that nobody knows), `account` the document of
    docs/schemas/why.schema.json, `catalogue` all declared sources.
    """

    meetings: Callable[[Tx], Sequence[Meeting]] | None = None
    ledger: Callable[[Tx, str, datetime], dict[str, Any]] | None = None
    chart: Callable[[Tx, str, datetime, Language], Chart] | None = None
    account: Callable[[Tx, Announcement], dict[str, Any]] | None = None
    catalogue: Callable[[], Sequence[Card]] | None = None


NONE = Rooms()
