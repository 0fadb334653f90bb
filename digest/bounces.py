"""Mails that came back: reports of failed delivery read and counted; the third one suspends an address.

Read are reports of RFC 3464 and, from servers that write none, plain letters of a mail system that say in words that a
mail of ours could not be delivered. Both must name a message of ours, sent within the last two weeks, and the address
that it went to; a report about anything else changes nothing. Delays (4.x.x) are not counted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import policy
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.parser import BytesParser
from typing import Literal

from archive import standing
from archive.records import Mail, Subscriber
from archive.store import Tx, outbox, subscribers
from digest.message import ID_HOST
from digest.subscribers import MAIL

LATEST = timedelta(days=14)
"""A report about a message that was sent longer ago is not believed; mail systems give up after five days."""
MOST_BYTES = 2_000_000
MOST_PARTS = 100
MOST_IDS = 20
"""Message ids that are looked up for one report."""
LONGEST_WHY = 300
Outcome = Literal["counted", "known", "suspended", "delayed", "not ours", "no report"]

_OURS = re.compile(rf"<[A-Za-z0-9.=_-]{{1,300}}@{re.escape(ID_HOST)}>")
_ADDRESSES = (
    re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,255}"),
    re.compile(r"[\w.+-]{1,64}@[\w.-]{1,255}"),
)
"""In ASCII, and as names in other scripts are written."""
_CODE = re.compile(r"\b5\d\d[ -]|\b5\.\d{1,3}\.\d{1,3}\b")
_SYSTEM = re.compile(r"mailer-daemon|postmaster|mail[-. ]?delivery|maildaemon|^<>$", re.IGNORECASE)
_FAILED = re.compile(
    r"退信|退回|无法投递|無法投遞|投递失败|投遞失敗|发送失败|寄送失败|未能送达|undeliver|not be delivered"
    r"|delivery (?:has )?fail|failure notice|returned mail|permanent|does not exist|user unknown"
    r"|\b5\d\d[ -]|\b5\.\d{1,3}\.\d{1,3}\b",
    re.IGNORECASE,
)
_DELAYED = re.compile(
    r"延迟|延遲|稍后重试|将继续尝试|delayed|will (?:be )?retr|still trying|temporar|warning only", re.IGNORECASE
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What a returned mail says: of which messages, of which addresses, whether for good, and why in its words."""

    message_ids: tuple[str, ...]
    recipients: frozenset[str]
    permanent: bool
    why: str


def read(raw: bytes) -> Report | None:
    """Return what a returned mail reports, None for any other mail, for a damaged one and one that is too large."""
    if len(raw) > MOST_BYTES:
        return None
    try:
        mail = BytesParser(policy=policy.default).parsebytes(raw)
        return _standard(mail) or _plain(mail)
    except (MessageError, ValueError, LookupError, AttributeError, TypeError, IndexError, RecursionError):
        # The parser of the standard library answers with any of these to mails that break the rules.
        return None


def receive(tx: Tx, raw: bytes, now: datetime) -> tuple[Outcome, Subscriber | None]:
    """Count a returned mail; returns what came of it and the subscriber whose it was."""
    report = read(raw)
    if report is None:
        return "no report", None
    mail = next((mail for one in report.message_ids if (mail := _sent(tx, one, report, now))), None)
    if mail is None:
        return "not ours", None
    if not report.permanent:
        return "delayed", subscribers.get(tx, mail.subscriber)
    changed = count(tx, mail.subscriber, mail.message_id, report.why, now)
    if changed is None:
        return "known", subscribers.get(tx, mail.subscriber)
    return ("suspended" if changed.status == "suspended" else "counted"), changed


def count(tx: Tx, subscriber: str, message_id: str, why: str, now: datetime) -> Subscriber | None:
    """Count one message that a mail address will not take, once, whoever reports it; returns the subscriber as changed.

    None when nothing was counted: for who is no subscriber (any more), for robots, and for what was counted before.
    Call it for what the other side refused for good (5xx), not for what was given up after too long a wait.
    """
    one = subscribers.held(tx, subscriber) if subscriber else None
    if one is None or one.channel not in MAIL:
        return None
    words = " ".join(why.split())[:LONGEST_WHY]
    if not subscribers.came_back(tx, message_id=message_id, subscriber=subscriber, why=words, now=now):
        return None
    changed = standing.bounced(one, words, now)
    subscribers.put(tx, changed)
    if changed.status == "suspended":
        outbox.drop(tx, subscriber, f"the address is suspended after {standing.BOUNCES} bounces")
    return changed


def _sent(tx: Tx, message_id: str, report: Report, now: datetime) -> Mail | None:
    """Return the message of ours that a report is about, if we sent it lately and to the address that is reported."""
    mail = outbox.find(tx, message_id)
    if mail is None or mail.sent_at is None or now - mail.sent_at > LATEST:
        return None
    return mail if mail.recipient.casefold() in report.recipients else None


def _standard(mail: EmailMessage) -> Report | None:
    """Read a report of RFC 3464: one block of fields for the message, then one for each recipient."""
    if mail.get_content_type() != "multipart/report":
        return None
    blocks = [block for part in _parts(mail, "message/delivery-status") for block in _blocks(part)]
    failed = [one for one in blocks if _field(one, "action").lower() == "failed" and _field(one, "status")[:1] == "5"]
    told = failed or [one for one in blocks if _field(one, "action")]
    if not told:
        return None
    names = ("final-recipient", "original-recipient")
    recipients = {one for block in told for name in names for one in _addresses(_field(block, name))}
    status, code = _field(told[0], "status"), _field(told[0], "diagnostic-code")
    return Report(
        message_ids=_original_ids(mail),
        recipients=frozenset(recipients),
        permanent=bool(failed),
        why=" ".join(f"{status} {code}".split())[:LONGEST_WHY],
    )


def _plain(mail: EmailMessage) -> Report | None:
    """Read a letter of a mail system that says in words that a mail came back."""
    if not _SYSTEM.search(str(mail.get("from", ""))) and str(mail.get("return-path", "")).strip() != "<>":
        return None
    texts = [str(mail.get("subject", "")), *_texts(mail)]
    text = "\n".join(texts)
    if not _FAILED.search(text):
        return None
    lines = [one.strip() for part in texts[1:] for one in part.splitlines() if _FAILED.search(one)]
    line = next((one for one in lines if _CODE.search(one)), next(iter(lines), texts[0]))
    return Report(
        message_ids=tuple(dict.fromkeys(_OURS.findall(text)))[:MOST_IDS],
        recipients=frozenset(_addresses(text)),
        permanent=not _DELAYED.search(text),
        why=" ".join(line.split())[:LONGEST_WHY],
    )


def _parts(mail: EmailMessage, kind: str) -> Iterator[Message]:
    for number, part in enumerate(mail.walk()):
        if number >= MOST_PARTS:
            return
        if part.get_content_type() == kind:
            yield part


def _blocks(status: Message) -> list[Message]:
    payload = status.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _original_ids(mail: EmailMessage) -> tuple[str, ...]:
    """Return the message ids in the returned original: a whole mail, or its headers only."""
    found: list[str] = []
    for part in _parts(mail, "message/rfc822"):
        for inner in _blocks(part)[:1]:
            found += _OURS.findall(_field(inner, "message-id"))
    for part in _parts(mail, "text/rfc822-headers"):
        found += _OURS.findall(_text(part))
    return tuple(dict.fromkeys(found))[:MOST_IDS]


def _texts(mail: EmailMessage) -> Iterator[str]:
    """Give every text of a mail, and the headers of a mail inside it."""
    for number, part in enumerate(mail.walk()):
        if number >= MOST_PARTS:
            return
        if number:
            yield "\n".join(f"{name}: {value}" for name, value in part.raw_items())
        if part.get_content_maintype() == "text":
            yield _text(part)


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    raw = content if isinstance(content, bytes) else b""
    for charset in (part.get_content_charset("utf-8"), "utf-8", "gb18030"):
        try:
            return raw.decode(charset)
        except (LookupError, UnicodeDecodeError):
            continue
    return raw.decode("latin-1")


def _field(block: Message, name: str) -> str:
    return str(block.get(name, "")).strip()


def _addresses(text: str) -> set[str]:
    """Return the addresses in a text, in lower case."""
    return {one.strip(".'").casefold() for pattern in _ADDRESSES for one in pattern.findall(text)}
