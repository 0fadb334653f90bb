"""The tables of the archive, the same on SQLite and PostgreSQL.

Keys that come from the outside world without a bound on their length (URLs, titles) are indexed by their SHA-256,
because a PostgreSQL index refuses entries over 2,700 bytes.
"""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from archive.columns import Moment, Table, storable
from archive.consultations import Consultation
from archive.matchings import Likeness, Matching
from archive.operations import Alarm, Execution, Lease, Service
from archive.references import Citation, CitationReading, Designation
from archive.subscriptions import Subscriber

__all__ = [
    "Alarm",
    "Alignment",
    "Analysis",
    "Announcement",
    "Attachment",
    "Citation",
    "CitationReading",
    "Consultation",
    "Designation",
    "Edition",
    "EditionItem",
    "Execution",
    "Lease",
    "Likeness",
    "Matching",
    "Meeting",
    "Moment",
    "Outbox",
    "Reading",
    "Revision",
    "Run",
    "Service",
    "Sighting",
    "Subscriber",
    "Table",
    "Validator",
    "storable",
]


class Announcement(Table):
    """What is known of an announcement as a whole; its words are in its revisions.

    `source` and `url` are the reference: where it was first met. `fingerprint` is that of the reference's latest
    reading.
    """

    __tablename__ = "announcements"
    id: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    post_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    source: Mapped[str] = mapped_column(sa.String(200), index=True)
    url: Mapped[str]
    canonical_id: Mapped[str] = mapped_column(sa.String(200), index=True)
    revision: Mapped[int]
    published: Mapped[datetime | None] = mapped_column(index=True)
    first_seen: Mapped[datetime] = mapped_column(index=True)
    last_seen: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    fingerprint: Mapped[str]


class Revision(Table):
    """One state of the words. `filled` counts how often something unknown of it became known."""

    __tablename__ = "revisions"
    announcement_id: Mapped[str] = mapped_column(sa.ForeignKey("announcements.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seen_at: Mapped[datetime]
    title: Mapped[str]
    published: Mapped[datetime | None]
    issuer: Mapped[str | None]
    doc_number: Mapped[str | None]
    index_number: Mapped[str | None]
    written_on: Mapped[date | None]
    validity: Mapped[str | None]
    body: Mapped[str]
    raw_sha256: Mapped[str] = mapped_column(index=True)
    reader: Mapped[str]
    reader_version: Mapped[int] = mapped_column(server_default="0")
    filled: Mapped[int]


class Reading(Table):
    """What a revision said until its kept bytes were read anew; `filled` is the count of the revision until then."""

    __tablename__ = "readings"
    __table_args__ = (
        sa.ForeignKeyConstraint(["announcement_id", "revision"], ["revisions.announcement_id", "revisions.revision"]),
    )
    announcement_id: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    filled: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    until: Mapped[datetime]
    state: Mapped[dict[str, Any]] = mapped_column(sa.JSON)


class Attachment(Table):
    """A file of one revision; `stated_by` is the source whose page names it."""

    __tablename__ = "attachments"
    __table_args__ = (
        sa.ForeignKeyConstraint(["announcement_id", "revision"], ["revisions.announcement_id", "revisions.revision"]),
    )
    announcement_id: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stated_by: Mapped[str]
    url: Mapped[str]
    name: Mapped[str]
    media_type: Mapped[str | None]
    sha256: Mapped[str | None] = mapped_column(index=True)
    status: Mapped[str]
    text: Mapped[str | None]


class Sighting(Table):
    """Where an announcement was met: a source and a page; `reading_key` tells whether the page still says the same."""

    __tablename__ = "sightings"
    announcement_id: Mapped[str] = mapped_column(sa.ForeignKey("announcements.id"), primary_key=True)
    source: Mapped[str] = mapped_column(sa.String(200), primary_key=True, index=True)
    url_key: Mapped[str] = mapped_column(sa.String(64), primary_key=True, index=True)
    url: Mapped[str]
    reading_key: Mapped[str] = mapped_column(sa.String(64))
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]


class Validator(Table):
    """What a server gave to ask whether a page has changed."""

    __tablename__ = "validators"
    url_key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    url: Mapped[str]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    sha256: Mapped[str]
    fetched_at: Mapped[datetime]


class Run(Table):
    """What one run did at one source; `errors` is a list of url, reason, detail, `facts` what was counted."""

    __tablename__ = "runs"
    __table_args__ = (sa.Index("ix_runs_source_id", "source", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[str] = mapped_column(sa.String(200), index=True)
    source: Mapped[str] = mapped_column(sa.String(200))
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime]
    status: Mapped[str]
    why: Mapped[str]
    pages: Mapped[int]
    new: Mapped[int]
    changed: Mapped[int]
    withdrawn: Mapped[int]
    unchanged: Mapped[int]
    errors: Mapped[list[dict[str, str]]] = mapped_column(sa.JSON)
    facts: Mapped[dict[str, int]] = mapped_column(sa.JSON)


class Meeting(Table):
    """An imported meeting; `spans` holds damage, themes, directives and facts."""

    __tablename__ = "meetings"
    id: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    title: Mapped[str]
    day: Mapped[date]
    url: Mapped[str]
    text: Mapped[str]
    spans: Mapped[dict[str, Any]] = mapped_column(sa.JSON)


class Analysis(Table):
    """A judgement of one revision by one method; `filled` is the count of the revision when it was judged."""

    __tablename__ = "analyses"
    __table_args__ = (
        sa.ForeignKeyConstraint(["announcement_id", "revision"], ["revisions.announcement_id", "revisions.revision"]),
        sa.UniqueConstraint("announcement_id", "revision", "method"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    announcement_id: Mapped[str] = mapped_column(sa.String(200))
    revision: Mapped[int]
    method: Mapped[str] = mapped_column(sa.String(200))
    filled: Mapped[int]
    judged_at: Mapped[datetime]
    relevant: Mapped[bool]
    score: Mapped[float]
    topics: Mapped[list[str]] = mapped_column(sa.JSON)
    reasons: Mapped[list[str]] = mapped_column(sa.JSON)
    summary: Mapped[str]
    deadline: Mapped[date | None] = mapped_column(index=True)
    amounts: Mapped[list[str]] = mapped_column(sa.JSON)
    account: Mapped[dict[str, Any]] = mapped_column(sa.JSON)


class Alignment(Table):
    """One directive that an analysis found carried out, with the words of both sides."""

    __tablename__ = "alignments"
    analysis_id: Mapped[int] = mapped_column(sa.ForeignKey("analyses.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    meeting: Mapped[str]
    directive: Mapped[str]
    theme: Mapped[str]
    score: Mapped[float]
    part: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    text: Mapped[str]
    directive_start: Mapped[int]
    directive_end: Mapped[int]
    directive_text: Mapped[str]


class Edition(Table):
    """A composed edition exactly as it was made; `corrects` is the key of the one that an erratum corrects."""

    __tablename__ = "editions"
    key: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    day: Mapped[date] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(sa.String(200))
    language: Mapped[str]
    composed_at: Mapped[datetime]
    subject: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    html: Mapped[str]
    text: Mapped[str]
    corrects: Mapped[str | None] = mapped_column(sa.String(200), index=True)
    record: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)


class EditionItem(Table):
    """What an edition told or weighed and left out, at which revision, and whether it was withdrawn by then."""

    __tablename__ = "edition_items"
    edition_key: Mapped[str] = mapped_column(sa.ForeignKey("editions.key"), primary_key=True)
    announcement_id: Mapped[str] = mapped_column(sa.ForeignKey("announcements.id"), primary_key=True, index=True)
    revision: Mapped[int]
    told: Mapped[bool]
    withdrawn: Mapped[bool]


class Outbox(Table):
    """One message to one recipient; `items` are the announcements that it tells, `subscriber` the recipient's name."""

    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(primary_key=True)
    edition_key: Mapped[str] = mapped_column(sa.String(200), index=True)
    recipient: Mapped[str]
    subscriber: Mapped[str] = mapped_column(sa.String(200), server_default="", index=True)
    items: Mapped[list[str]] = mapped_column(sa.JSON, server_default="[]")
    channel: Mapped[str]
    message_id: Mapped[str] = mapped_column(sa.String(500), unique=True)
    status: Mapped[str] = mapped_column(sa.String(20), index=True)
    attempts: Mapped[int]
    queued_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    last_error: Mapped[str]
    sent_at: Mapped[datetime | None]
    message: Mapped[bytes] = mapped_column(sa.LargeBinary)
