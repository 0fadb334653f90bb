"""The links that subscribers get, and the mail that asks an address for its consent before anything else is sent to it.

Double opt-in: an address is `pending` until whoever reads its mail has pressed the button of a page or given the code.
"""

import hashlib
import re
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from typing import Literal

from archive import tokens
from archive.config import Settings
from archive.records import Subscriber
from archive.store import Tx, outbox, subscribers
from digest import message
from digest.consent import Question, lay_out

KEY = "invitation"
"""In the outbox, instead of an edition's key."""
CONFIRM, LEAVE, PAUSE = "confirm", "leave", "pause"
"""What a link is good for; also the last part of its path before the token."""
LASTS = timedelta(days=7)
APART = timedelta(hours=1)
MOST = 3
"""Mails that ask one address, until it has confirmed."""
Invited = Literal["queued", "too soon", "too often"]
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def leave_link(settings: Settings, subscriber: Subscriber) -> str:
    """Return the address that ends a subscription, empty when `web.url` is not set; always the same one."""
    return _link(settings, LEAVE, subscriber)


def pause_link(settings: Settings, subscriber: Subscriber) -> str:
    """Return the address that interrupts a subscription, empty when `web.url` is not set; always the same one."""
    return _link(settings, PAUSE, subscriber)


def confirm_link(settings: Settings, subscriber: Subscriber, now: datetime) -> str:
    """Return the address that begins a subscription, good for seven days, empty when `web.url` is not set."""
    return _link(settings, CONFIRM, subscriber, at=now)


def code(settings: Settings, subscriber: Subscriber) -> str:
    """Return what a person can read out instead of opening the link."""
    return tokens.code(tokens.secret(settings.data_dir), CONFIRM, subscriber.name, subscriber.nonce)


def invite(tx: Tx, settings: Settings, subscriber: Subscriber, wants: str, now: datetime) -> Invited:
    """Queue the mail that asks a pending subscriber, at most one an hour and three in all to an address.

    The count begins anew when the address has confirmed. `wants` are the filters in words.
    """
    since = subscriber.confirmed_at
    asked = [at for at in subscribers.mails(tx, KEY, subscriber.address) if since is None or at > since]
    if len(asked) >= MOST:
        return "too often"
    if asked and now - asked[-1] < APART:
        return "too soon"
    question = Question(
        subscriber=subscriber,
        wants=wants,
        link=confirm_link(settings, subscriber, now),
        code=code(settings, subscriber),
        days=LASTS.days,
    )
    mail = _mail(settings, question, now)
    outbox.enqueue(
        tx,
        edition_key=KEY,
        recipient=subscriber.address,
        channel=subscriber.channel,
        message_id=mail["Message-ID"],
        message=mail.as_bytes(),
        now=now,
        subscriber=subscriber.name,
    )
    return "queued"


def is_asked(tx: Tx, subscriber: Subscriber, now: datetime) -> bool:
    """Whether an address was asked so lately that its answer still counts."""
    asked = subscribers.mails(tx, KEY, subscriber.address)
    return bool(asked) and now - asked[-1] <= LASTS


def _link(settings: Settings, purpose: str, subscriber: Subscriber, at: datetime | None = None) -> str:
    if not settings.web.url:
        return ""
    secret = tokens.secret(settings.data_dir)
    token = tokens.sign(secret, purpose, subscriber.name, subscriber.nonce, at=at)
    return f"{settings.web.url.rstrip('/')}/subscriptions/{purpose}/{token}"


def _mail(settings: Settings, question: Question, now: datetime) -> EmailMessage:
    one, asking = question.subscriber, lay_out(question)
    digest = hashlib.sha256("\n".join((one.name, one.nonce, now.isoformat())).encode()).hexdigest()[:24]
    mail = EmailMessage(policy=SMTP if one.address.isascii() else SMTPUTF8)
    mail["Subject"] = asking.subject
    sender_name = _CONTROL.sub(" ", settings.mail.sender_name)
    mail["From"] = Address(display_name=sender_name, addr_spec=message.address(settings.mail.sender))
    local, _, host = one.address.rpartition("@")
    mail["To"] = Address(username=local, domain=host)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{KEY}.{digest}@{message.ID_HOST}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(asking.text, charset="utf-8", cte="base64")
    mail.add_alternative(asking.html, subtype="html", charset="utf-8", cte="base64")
    # After the content, which would take any header of its kind away.
    mail["Content-Language"] = "zh-CN" if one.language == "zh" else "en"
    mail.set_boundary(f"=_zswatch_{digest}")
    return mail
