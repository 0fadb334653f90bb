"""An edition as a message for one recipient, for whatever channel it goes by: what the outbox keeps."""

import json
from dataclasses import dataclass

from archive import tokens
from archive.config import Settings
from archive.errors import WrongUse
from digest import message, robots, signing
from digest.edition import Edition, document
from digest.render import Pages, linkable

MAIL = frozenset({"smtp", "folder"})


@dataclass(frozen=True, slots=True)
class Letter:
    """A message and its id."""

    message_id: str
    message: bytes


def letter(
    edition: Edition,
    pages: Pages,
    *,
    channel: str,
    address: str,
    settings: Settings,
    leave: str = "",
    in_reply_to: str = "",
) -> Letter:
    """Return the message that carries an edition to an address: always the same one.

    For `smtp` and `folder` it is a mail, signed where DKIM is set; for a robot or a webhook the body of a request
    without signature and time, which are added when it is sent, and the address is the name of one that is declared.
    Raises WrongUse for an address that is none, an unknown channel, or a robot that is not declared.
    """
    laid = _laid(edition, pages)
    reader = _mark(settings, edition)
    if channel in MAIL:
        to = message.address(address)
        return Letter(message.message_id(laid, to, reader), _mail(laid, to, settings, leave, in_reply_to, reader))
    if channel not in {*robots.DIALECTS, "webhook"}:
        raise WrongUse(f"no channel {channel!r}; known are {', '.join(sorted({*MAIL, *robots.DIALECTS, 'webhook'}))}")
    robot = settings.robot(address, channel)
    # A robot's name could be somebody's address.
    name = message.message_id(laid, f"{channel}:{address}", reader)
    if channel == "webhook":
        return Letter(name, _payload(edition, pages, name, in_reply_to))
    page = page_of(settings, edition.key)
    told = robots.content(
        edition,
        subject=pages.subject,
        text=pages.text,
        linkable=lambda url: linkable(url, edition.hosts),
        page=page,
    )
    return Letter(name, robots.fitted(told, robots.DIALECTS[channel], robot.keyword))


def _mark(settings: Settings, edition: Edition) -> str:
    """Return what tells a subscriber's message from others to the same address, which may have several subscriptions.

    Nobody else can make it up: who could guess the id of a message could report it as returned.
    """
    if edition.reader is None:
        return ""
    return tokens.sign(tokens.secret(settings.data_dir), "message", edition.reader.name, "")


def page_of(settings: Settings, key: str) -> str:
    """Return the address of an edition's page in the archive, empty when no such place is set."""
    return f"{settings.web.url.rstrip('/')}/editions/{key}" if settings.web.url else ""


def _laid(edition: Edition, pages: Pages) -> message.Pages:
    return message.Pages(
        key=edition.key,
        kind=edition.kind,
        language=edition.language,
        composed_at=edition.composed_at,
        subject=pages.subject,
        html=pages.html,
        text=pages.text,
    )


def _mail(laid: message.Pages, address: str, settings: Settings, leave: str, in_reply_to: str, reader: str) -> bytes:
    mail = settings.mail
    built = message.build(
        laid,
        recipient=address,
        sender=mail.sender,
        sender_name=mail.sender_name,
        reply_to=mail.reply_to,
        leave=leave,
        in_reply_to=in_reply_to,
        reader=reader,
    )
    return signing.signed(built.as_bytes(), mail, laid.composed_at)


def _payload(edition: Edition, pages: Pages, name: str, in_reply_to: str) -> bytes:
    stated = {
        "type": f"edition.{edition.kind}",
        "id": name.strip("<>"),
        "key": edition.key,
        "composed_at": edition.composed_at.isoformat(),
        "corrects": in_reply_to.strip("<>") or None,
        "subject": pages.subject,
        "text": pages.text,
        "edition": document(edition),
    }
    return json.dumps(stated, ensure_ascii=False).encode("utf-8", "replace")
