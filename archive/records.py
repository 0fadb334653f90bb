"""The records that cross between rooms: frozen, keyword-only, without behaviour beyond reading themselves.

Moments are aware datetimes in Asia/Shanghai; offsets count Unicode code points of the stored text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

SourceStatus = Literal["ok", "empty", "partial", "blocked", "drift", "failed"]
Outcome = Literal["new", "revised", "unchanged"]
AttachmentStatus = Literal["ok", "unsupported", "unreadable", "too_large", "timed_out", "not_fetched", "refused"]
Silence = Literal["news", "proven", "unknown"]
MailStatus = Literal["queued", "sent", "refused"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    """A file that belongs to an announcement; `status` says why `text` is missing when it is."""

    url: str
    name: str
    media_type: str | None = None
    sha256: str | None = None
    status: AttachmentStatus = "not_fetched"
    text: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One announcement as a crawl saw it: what the crawler hands to the archive.

    `id` is `<family>-<post id>` (`zs-2491968`). `source` is the key of the source that met it, `url` the page read.
    `fingerprint` is equal for two readings that carry the same words (see `archive.text.fingerprint`).
    `attachments` is None when this reading could not speak for the attachments, which then stay as they were.
    """

    id: str
    post_id: int | None
    source: str
    url: str
    title: str
    published: datetime | None
    issuer: str | None
    body: str
    raw_sha256: str
    reader: str
    fingerprint: str
    doc_number: str | None = None
    index_number: str | None = None
    written_on: date | None = None
    validity: str | None = None
    attachments: tuple[Attachment, ...] | None = ()


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Announcement:
    """An announcement as the archive holds it: the newest revision with its attachments and its newest analysis."""

    id: str
    url: str
    source: str
    post_id: int | None
    title: str
    published: datetime | None
    issuer: str | None
    doc_number: str | None
    index_number: str | None
    written_on: date | None
    validity: str | None
    body: str
    raw_sha256: str
    reader: str
    first_seen: datetime
    last_seen: datetime
    withdrawn_at: datetime | None
    revision: int
    revised_at: datetime
    canonical_id: str
    attachments: tuple[Attachment, ...] = ()
    sightings: tuple[str, ...] = ()
    analysis: Analysis | None = None

    def part(self, name: str) -> str | None:
        """Return the stored text of a part (`title`, `body`, `attachment:<sha256>`), None when there is none."""
        if name == "title":
            return self.title
        if name == "body":
            return self.body
        for attachment in self.attachments:
            if name == f"attachment:{attachment.sha256}":
                return attachment.text
        return None


@dataclass(frozen=True, kw_only=True, slots=True)
class Revision:
    """One state of an announcement's text, as first seen at `seen_at`."""

    announcement_id: str
    revision: int
    seen_at: datetime
    title: str
    published: datetime | None
    issuer: str | None
    doc_number: str | None
    body: str
    raw_sha256: str
    attachments: tuple[Attachment, ...] = ()


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
class Directive:
    """One thing that the meeting asked for; `text` is the slice start:end of the meeting's restored text."""

    id: str
    theme: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """A figure or name that the meeting states: kind amount, percentage, deadline, policy, body or place."""

    kind: str
    value: str
    unit: str | None
    start: int
    end: int
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Damage:
    """A span of the restored text that the damaged copy had differently: `raw` is what stood there."""

    start: int
    end: int
    raw: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Theme:
    """A key word of the meeting under which directives stand; cross-cutting ones have the theme `general`."""

    id: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Meeting:
    """A meeting: its restored text in simplified characters, and spans of it."""

    id: str
    title: str
    date: date
    url: str
    text: str
    damaged: tuple[Damage, ...] = ()
    themes: tuple[Theme, ...] = ()
    directives: tuple[Directive, ...] = ()
    facts: tuple[Fact, ...] = ()

    def directive(self, directive_id: str) -> Directive | None:
        """Return the directive of that id, None when there is none."""
        return next((one for one in self.directives if one.id == directive_id), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredEdition:
    """A composed edition exactly as it was made: `content` is the JSON document of the contract."""

    key: str
    date: date
    kind: str
    language: str
    composed_at: datetime
    subject: str
    content: Mapping[str, Any]
    html: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Mail:
    """One message to one recipient in the outbox; `message_id` never changes between attempts."""

    id: int
    edition_key: str
    recipient: str
    channel: str
    message_id: str
    status: MailStatus
    attempts: int
    queued_at: datetime
    next_try_at: datetime
    last_error: str
    sent_at: datetime | None
    message: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Execution:
    """One scheduled command as it ran. `exit_code` is None while it runs; a kill by the time limit is -9."""

    id: int
    job: str
    due_at: datetime
    started_at: datetime
    finished_at: datetime | None
    exit_code: int | None
    note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Validators:
    """What a server gave to ask "changed since?": for one URL, with the hash of the body they belong to."""

    url: str
    etag: str | None
    last_modified: str | None
    sha256: str
    fetched_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """What keeping a found announcement did."""

    id: str
    revision: int
    outcome: Outcome


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
