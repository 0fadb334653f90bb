"""The records of an edition: what a digest says, before it is laid out, and its JSON document."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from archive.amendments import Kind
from archive.export import alignment, link, moment
from archive.records import Alignment, Link, Meeting, Silence, SourceStatus
from digest import comparisons, corrections, late, novelty, offers, trends
from digest.comparisons import Comparison
from digest.corrections import Correction
from digest.late import Late
from digest.ledger import Ledger, row
from digest.novelty import Novelty
from digest.offers import Offer
from digest.trends import Trends

DAILY, ERRATUM = "daily", "erratum"
Language = Literal["zh", "en"]
Day = date
"""Beside a field of the name `date`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One announcement named in one line; `first` is who published it first when this is a copy, else empty."""

    id: str
    title: str
    url: str
    issuer: str | None
    published: datetime | None
    first: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """An attachment as its publisher names and links it."""

    name: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """A relevant announcement that no edition has told yet.

    `themes` are those of its alignments, strongest first; empty when it answers no directive. `names` are the
    attachments' names by part; those parts whose text was recognised in pictures are in `recognised`; `unread` counts
    attachments whose text is not, or not wholly, known; `reposts` are copies of it elsewhere; `unproven` counts
    alignments, comparisons and offers whose quotation does not hold and which are therefore not told. `written_by`
    names the model that wrote the summary, empty when it is the paper's own sentences; `disputed` are the directives
    whose alignment a model doubts. `chain` are the documents that it rests on, itself the last one. `novelties`: what
    is new in it compared with what was asked.
    """

    line: Line
    revision: int
    doc_number: str | None
    themes: tuple[str, ...]
    summary: str
    alignments: tuple[Alignment, ...]
    deadline: date | None
    amounts: tuple[str, ...]
    offer: Offer | None = None
    comparisons: tuple[Comparison, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    recognised: tuple[str, ...] = ()
    unread: int = 0
    unproven: int = 0
    reposts: tuple[Line, ...] = ()
    written_by: str = ""
    disputed: tuple[str, ...] = ()
    chain: tuple[Link, ...] = ()
    attachments: tuple[File, ...] = ()
    novelties: tuple[Novelty, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Edit:
    """One place where words changed: the phrase `old` became `new`.

    The first `before` and the last `after` characters are the same in both. `part` is title, body, attachment, issuer,
    doc_number or published; `kind` as in `archive.amendments`; `name` is the attachment's name, else empty.
    """

    part: str
    kind: Kind
    old: str
    new: str
    before: int = 0
    after: int = 0
    name: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """An announcement told before and revised since.

    `kind` is that of its gravest edit; `more` counts edits beyond the listed ones.
    """

    line: Line
    told_revision: int
    revision: int
    themes: tuple[str, ...]
    deadline: date | None
    kind: Kind
    edits: tuple[Edit, ...]
    more: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Withdrawn:
    """An announcement that its publisher has taken down."""

    line: Line
    withdrawn_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """A directive that no announcement in the archive answers; `meeting` is empty for the first meeting compared.

    `days` are those since its meeting, `withdrawn` counts answers that were taken down.
    """

    id: str
    theme: str
    text: str
    meeting: str = ""
    days: int = 0
    withdrawn: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceState:
    """What is known of one enabled source. `healthy`: its newest run is ok and fresh; `why` says why it is not."""

    source: str
    publisher: str
    column: str
    status: SourceStatus | None
    why: str
    last_success: datetime | None
    healthy: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """For whom an edition is, where it is for one only: what they asked for and how they stop it.

    `why` is how they came to be on the list, `since` the day; `wants` are their filters in words, empty when they want
    everything. `leave` is the address that ends it, empty when there is none. `earlier` are items that they were sent
    at once before; `left_out` counts new items that their filters leave out; `missed` editions that a pause left out.
    """

    name: str
    since: date
    why: str
    wants: str = ""
    leave: str = ""
    earlier: tuple[Line, ...] = ()
    left_out: int = 0
    missed: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """Everything that one digest says. `told` are the announcements and revisions that it makes known.

    `period` are the first and last day of an edition of more than one day. `reader` is set where it is for one only.

    `reprints` are new copies of announcements told earlier. `unjudged` announcements could not be judged and wait for
    the next edition. `hosts` are patterns of the hosts that may be linked. `ledgers` are those of the meetings.
    `archive` is the address under which readers reach the archive's pages, empty when there is none.
    `corrections` are those of an erratum, of the edition whose key is `corrects`, for a `reason` in words. `late` is
    set for one that was composed after its time.
    """

    key: str
    kind: str
    date: date
    language: Language
    composed_at: datetime
    method: str
    meetings: tuple[Meeting, ...]
    silence: Silence
    items: tuple[Item, ...]
    changes: tuple[Change, ...]
    withdrawn: tuple[Withdrawn, ...]
    reprints: tuple[Line, ...]
    gaps: tuple[Gap, ...]
    near_misses: tuple[Line, ...]
    sources: tuple[SourceState, ...]
    unjudged: tuple[str, ...]
    hosts: tuple[str, ...]
    fresh_hours: float
    told: tuple[tuple[str, int], ...]
    ledgers: tuple[Ledger, ...] = ()
    period: tuple[Day, Day] | None = None
    reader: Reader | None = None
    trends: Trends | None = None
    archive: str = ""
    corrections: tuple[Correction, ...] = ()
    corrects: str = ""
    reason: str = ""
    late: Late | None = None

    @property
    def today(self) -> Day:
        """The day from which the reader counts: the edition's own, of a late one that of composing."""
        return self.composed_at.date() if self.late else self.date

    @property
    def meeting(self) -> Meeting:
        """The first meeting compared, after which the edition is named."""
        return self.meetings[0]

    @property
    def unaligned(self) -> tuple[Item, ...]:
        """The items that answer no directive."""
        return tuple(item for item in self.items if not item.themes)

    @property
    def unknown(self) -> tuple[SourceState, ...]:
        """The sources that can not prove that nothing was missed."""
        return tuple(state for state in self.sources if not state.healthy)


def document(edition: Edition) -> dict[str, Any]:
    """Return the edition as the JSON document of the contract (docs/schemas/edition.schema.json)."""
    return {
        "date": edition.date.isoformat(),
        "language": edition.language,
        "meeting": edition.meeting.id,
        "silence": edition.silence,
        "items": [_item(item) for item in edition.items],
        "changes": [_change(change) for change in edition.changes],
        "withdrawn": [_named(gone.line) | {"withdrawn_at": moment(gone.withdrawn_at)} for gone in edition.withdrawn],
        "unaligned": [item.line.id for item in edition.unaligned],
        "gaps": [f"{gap.meeting}/{gap.id}" if gap.meeting else gap.id for gap in edition.gaps],
        "ledger": [
            {"meeting": one.meeting.id, "directive": entry.directive.id, **row(entry, one)}
            for one in edition.ledgers
            for entry in one.entries
        ],
        "trends": trends.document(edition.trends) if edition.trends else None,
        "near_misses": [line.id for line in edition.near_misses],
        "sources": [_source(state) for state in edition.sources],
    } | (_corrected(edition) if edition.kind == ERRATUM else late.document(edition.late, edition.composed_at))


def _corrected(edition: Edition) -> dict[str, Any]:
    told = [corrections.document(one) for one in edition.corrections]
    return {"corrects": edition.corrects, "reason": edition.reason, "corrections": told}


def _named(line: Line) -> dict[str, Any]:
    return {"id": line.id, "title": line.title, "url": line.url}


def _item(item: Item) -> dict[str, Any]:
    return _named(item.line) | {
        "themes": list(item.themes),
        "summary": item.summary,
        "summary_by": "model" if item.written_by else "extract",
        "disputed": list(item.disputed),
        "alignments": [alignment(each) for each in item.alignments],
        "deadline": item.deadline.isoformat() if item.deadline else None,
        "amounts": list(item.amounts),
        "offer": offers.document(item.offer),
        "comparisons": [comparisons.document(one) for one in item.comparisons],
        "chain": [link(each) for each in item.chain],
        "attachments": [{"name": one.name, "url": one.url} for one in item.attachments],
        "novelties": [novelty.document(one) for one in item.novelties],
    }


def _change(change: Change) -> dict[str, Any]:
    return _named(change.line) | {
        "told_revision": change.told_revision,
        "revision": change.revision,
        "themes": list(change.themes),
        "kind": change.kind,
        "edits": [_edit(edit) for edit in change.edits],
        "more_edits": change.more,
    }


def _edit(edit: Edit) -> Mapping[str, str]:
    return {"part": edit.part, "kind": edit.kind, "name": edit.name, "old": edit.old, "new": edit.new}


def _source(state: SourceState) -> dict[str, Any]:
    plain = {name: getattr(state, name) for name in ("source", "status", "why")}
    return plain | {"last_success": moment(state.last_success)}
