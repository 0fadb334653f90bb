"""What the sites publish: announcements with their attachments and revisions, as found and as kept."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from archive.records.judgements import Analysis

Outcome = Literal["new", "revised", "unchanged"]
AttachmentStatus = Literal[
    "ok",
    "ocr",
    "no_text_layer",
    "no_words",
    "encrypted",
    "unsupported",
    "unreadable",
    "too_large",
    "timed_out",
    "waiting",
    "not_fetched",
    "refused",
]
"""Whether a file's text is known, else why not: `ocr` is known too, but was recognised in pictures (see docs).

`waiting`: its bytes are kept, and a worker is to read them.
"""
READ: frozenset[AttachmentStatus] = frozenset({"ok", "ocr"})
"""With these all of a file's text is known; with any other `text` has what there is, or is None."""


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
    `reader_version` is that of the readers which read it, 0 when it is not known.
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
    reader_version: int = 0
    doc_number: str | None = None
    index_number: str | None = None
    written_on: date | None = None
    validity: str | None = None
    attachments: tuple[Attachment, ...] | None = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """What keeping a found announcement did."""

    id: str
    revision: int
    outcome: Outcome


@dataclass(frozen=True, kw_only=True, slots=True)
class Validators:
    """What a server gave to ask "changed since?": for one URL, with the hash of the body they belong to."""

    url: str
    etag: str | None
    last_modified: str | None
    sha256: str
    fetched_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Announcement:
    """An announcement as the archive holds it: the newest revision with its attachments and its newest analysis.

    `sightings` are the URLs at which it was met, and `met_by` the sources that met it, both in that order.
    """

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
    reader_version: int = 0
    attachments: tuple[Attachment, ...] = ()
    sightings: tuple[str, ...] = ()
    met_by: tuple[str, ...] = ()
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

    @property
    def recognised(self) -> tuple[str, ...]:
        """The parts whose text was recognised in pictures, so that a character of it may be wrong."""
        return tuple(f"attachment:{one.sha256}" for one in self.attachments if one.status == "ocr")


@dataclass(frozen=True, kw_only=True, slots=True)
class Revision:
    """One state of an announcement's text, as first seen at `seen_at`.

    `readings` are what earlier readers had made of the same bytes, the first one first.
    """

    announcement_id: str
    revision: int
    seen_at: datetime
    title: str
    published: datetime | None
    issuer: str | None
    doc_number: str | None
    body: str
    raw_sha256: str
    reader: str = ""
    reader_version: int = 0
    attachments: tuple[Attachment, ...] = ()
    readings: tuple["Reading", ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What a revision said until `until`, when its kept bytes were read anew; `state.seen_at` is that moment too."""

    until: datetime
    state: Revision
