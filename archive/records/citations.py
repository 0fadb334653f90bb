"""What announcements cite: documents named in their words, and the announcements that print them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Relation = Literal["interprets", "reposts", "repeals", "amends", "answers", "implements", "mentions"]
"""What the words around a citation say that the announcement does with the cited document."""
Grade = Literal["own", "edition", "forward", "draft"]
"""How an announcement bears a name: as its own, with a further edition word, for what it forwards, as a draft."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Citation:
    """One document that an announcement cites.

    `part` is `title`, `body` or `attachment:<sha256>`, and `text` exactly its slice start:end, the most telling place.
    `doc_number` has the normal form; several of one document stand side by side. `title` is the full name, without the
    outer 《》, also where the text has a shortened one. At least one of the two is known.
    """

    relation: Relation
    part: str
    start: int
    end: int
    text: str
    doc_number: str | None = None
    title: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Holder:
    """An announcement that bears a name under which something was cited; `canonical_id` is that of its first copy."""

    id: str
    canonical_id: str
    grade: Grade
    title: str
    doc_number: str | None
    published: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Cited:
    """A citation resolved within the archive.

    `target` is the announcement that prints the cited document, None when none is held or when it is not certain which;
    `candidates` are those that it may be then, none of which is claimed.
    """

    citation: Citation
    target: str | None = None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """One step of a chain of documents, the earlier one first.

    A meeting has the kind `meeting`; a document that is cited but not held has no `id`. `relation` says what it does
    with the step before it: `named` by the meeting, or a relation of citations; None for the first step.
    """

    kind: Literal["meeting", "document"]
    id: str | None
    title: str
    doc_number: str | None = None
    relation: str | None = None
