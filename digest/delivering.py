"""What is queued goes out, and what the other side refuses counts against the address."""

from datetime import datetime

from archive.config import Settings
from archive.records import Mail
from archive.store import Archive, Tx
from digest import bounces, outbox
from digest.outbox import DeliveryReport


def deliver(archive: Archive, settings: Settings, now: datetime) -> DeliveryReport:
    """Send what is queued and due; a mail refused for good counts as a bounce of the subscriber it was for."""
    return outbox.deliver(archive, settings, now, refused=_count)


def _count(tx: Tx, mail: Mail, why: str, now: datetime) -> None:
    # A group robot that refuses a text says nothing about its group.
    if mail.subscriber and mail.channel == "smtp":
        bounces.count(tx, mail.subscriber, mail.message_id, why, now)
