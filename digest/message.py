"""An edition as a mail to one recipient: the same bytes whenever it is built."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy, Policy
from email.utils import format_datetime
from typing import Protocol

from digest import addresses
from digest.addresses import address

__all__ = ["ID_HOST", "LIST_NAME", "Laid", "Pages", "address", "build", "message_id"]

LIST_NAME = "Zhongshan Watch"
# Not the sender's host: the id of a mail must stay the same when the sender's address is changed between attempts.
ID_HOST = "digest.zswatch.local"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_HTTP = re.compile(r"https?://[!-;=?-~]+")
_ID = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>")
_PICTURE = re.compile(r'(?<=\ssrc=")data:image/(png|jpeg|gif);base64,([A-Za-z0-9+/]+={0,2})(?=")')


class Laid(Protocol):
    """An edition laid out, as it is stored or about to be."""

    @property
    def key(self) -> str:
        """Which edition."""

    @property
    def kind(self) -> str:
        """Of which kind."""

    @property
    def language(self) -> str:
        """`zh` or `en`."""

    @property
    def composed_at(self) -> datetime:
        """When it was composed."""

    @property
    def subject(self) -> str:
        """Its subject."""

    @property
    def html(self) -> str:
        """Its page."""

    @property
    def text(self) -> str:
        """Its plain text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pages:
    """What a mail is made of, laid out and not stored: an edition as one reader gets it, an alert."""

    key: str
    kind: str
    language: str
    composed_at: datetime
    subject: str
    html: str
    text: str


class _Unbroken(UnstructuredHeader, BaseHeader):
    """A header whose value has no blanks and must not be folded: a long address would be encoded, and lost, by it."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


def _policy(utf8: bool) -> "EmailPolicy[EmailMessage]":
    registry = HeaderRegistry()
    registry.map_to_type("list-unsubscribe", _Unbroken)
    return SMTP.clone(header_factory=registry, utf8=utf8)


_POLICIES = {utf8: _policy(utf8) for utf8 in (False, True)}


def build(
    edition: Laid,
    *,
    recipient: str,
    sender: str,
    sender_name: str,
    reply_to: str = "",
    leave: str = "",
    in_reply_to: str = "",
    reader: str = "",
) -> EmailMessage:
    """Return the mail that carries an edition to a recipient: plain text and page, dated when it was composed.

    Pictures that stand in the page become parts of the mail, for large mail services do not show them otherwise.
    `leave` is an address that ends the subscription: by one click (RFC 8058) when it is https. `in_reply_to` is the id
    of the mail that this one corrects, `reader` names the subscription. Raises WrongUse when an address is not one.
    """
    to, of = address(recipient), address(sender)
    message = EmailMessage(policy=_POLICIES[addresses.international(to) or addresses.international(of)])
    message["Subject"] = _CONTROL.sub(" ", edition.subject)
    message["From"] = addresses.header(of, _CONTROL.sub(" ", sender_name))
    message["To"] = addresses.header(to)
    if reply_to:
        message["Reply-To"] = addresses.header(address(reply_to))
    message["Date"] = format_datetime(edition.composed_at)
    message["Message-ID"] = message_id(edition, recipient, reader)
    if _ID.fullmatch(in_reply_to):
        message["In-Reply-To"] = message["References"] = in_reply_to
    message["List-Id"] = f"{LIST_NAME} <{_safe(edition.kind)}.{ID_HOST}>"
    if _HTTP.fullmatch(leave):
        message["List-Unsubscribe"] = f"<{leave}>"
        if leave.startswith("https:"):
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    # Out-of-office programs look at either.
    message["Auto-Submitted"] = "auto-generated"
    message["Precedence"] = "list"
    message["Content-Language"] = "zh-CN" if edition.language == "zh" else "en, zh-CN"
    _fill(message, edition, _digest(edition.key, recipient))
    return message


def message_id(edition: Laid, recipient: str, reader: str = "") -> str:
    """Return the id of the mail: it depends on the edition, the recipient and the subscription only."""
    parts = [edition.key, edition.composed_at.isoformat(), recipient, *([reader] if reader else [])]
    return f"<{_safe(edition.key)}.{_digest(*parts)}@{ID_HOST}>"


def _fill(message: EmailMessage, edition: Laid, mark: str) -> None:
    """Put in text, page and pictures. A random boundary would make two buildings of the same mail differ."""
    page, pictures = _pictures(edition.html, mark)
    message.set_content(edition.text, charset="utf-8", cte="base64")
    message.add_alternative(page, subtype="html", charset="utf-8", cte="base64")
    if pictures:
        part = message.get_payload(1)
        for name, (kind, content) in pictures.items():
            part.add_related(content, "image", kind, cid=f"<{name}>", disposition="inline")  # type: ignore[union-attr]
        part.set_boundary(f"=_zswatch_related_{mark}")  # type: ignore[union-attr]
    message.set_boundary(f"=_zswatch_{mark}")


def _pictures(html: str, mark: str) -> tuple[str, dict[str, tuple[str, bytes]]]:
    """Return the page with references in place of its pictures, and these by their id."""
    found: dict[str, tuple[str, bytes]] = {}
    names: dict[str, str] = {}

    def named(match: re.Match[str]) -> str:
        stated = match[0]
        try:
            content = base64.b64decode(match[2], validate=True)
        except binascii.Error:
            return stated
        if stated not in names:
            names[stated] = f"picture-{len(names) + 1}.{mark}@{ID_HOST}"
            found[names[stated]] = (match[1], content)
        return f"cid:{names[stated]}"

    return _PICTURE.sub(named, html), found


def _digest(*parts: str) -> str:
    words = "\n".join(part.casefold() for part in parts)
    return hashlib.sha256(words.encode()).hexdigest()[:24]


def _safe(key: str) -> str:
    return re.sub(r"[^A-Za-z0-9-]", "-", key)
