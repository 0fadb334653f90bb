"""What is told: editions and the mails that carry them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

Silence = Literal["news", "proven", "unknown"]
MailStatus = Literal["queued", "sent", "refused", "dropped"]
"""`refused` for good by the other side; `dropped` by us, because whom it was for wants no more mail."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredEdition:
    """A composed edition exactly as it was made: `content` is the JSON document of the contract.

    `corrects` is the key of the edition that an erratum corrects.
    """

    key: str
    date: date
    kind: str
    language: str
    composed_at: datetime
    subject: str
    content: Mapping[str, Any]
    html: str
    text: str
    corrects: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Mail:
    """One message to one recipient in the outbox; `message_id` never changes between attempts.

    `subscriber` is the recipient's name, empty for one named in the settings or by hand; `items` are the ids of the
    announcements that it tells.
    """

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
    subscriber: str = ""
    items: tuple[str, ...] = ()
