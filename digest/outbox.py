"""What is queued goes out: each mail by itself, and what fails waits longer each time."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from archive import locks
from archive.config import Settings
from archive.errors import DatabaseAway, Refused, TryLater, WrongSettings
from archive.records import Mail
from archive.store import Archive, outbox
from digest.channels import OPENERS

FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=4)
LOCK_SECONDS = 60.0
"""How long one delivery waits for another one to end."""


@dataclass(kw_only=True, slots=True)
class DeliveryReport:
    """What became of the mails that were due: numbers, and a line for each that did not go out."""

    sent: int = 0
    postponed: int = 0
    refused: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether all that was due has gone out."""
        return not self.problems

    @property
    def lines(self) -> list[str]:
        """The report for a person."""
        return [f"{self.sent} sent, {self.postponed} to be tried again, {self.refused} refused", *self.problems]


def deliver(archive: Archive, settings: Settings, now: datetime) -> DeliveryReport:
    """Send every mail that is due, one transaction a mail, and note what became of each.

    A mail that the other side refuses is not tried again; one that fails otherwise is, after 5 minutes and then twice
    as long each time up to 4 hours, until it is `mail.retry_hours` old. One recipient never keeps another waiting.
    Raises TryLater when another process keeps delivering. A process that dies after the other side took a mail and
    before that is noted sends it again, with the same message id.
    """
    report = DeliveryReport()
    with alone(settings):
        with archive.read() as tx:
            mails = outbox.due(tx, now)
        for channel in dict.fromkeys(mail.channel for mail in mails):
            _through(
                channel, [mail for mail in mails if mail.channel == channel], _Round(archive, settings, now, report)
            )
    return report


def wait(attempts: int) -> timedelta:
    """Return how long to wait after so many failed attempts."""
    doubled: timedelta = FIRST_WAIT * 2 ** min(attempts - 1, 16)
    return min(doubled, LONGEST_WAIT)


@dataclass(frozen=True, slots=True)
class _Round:
    archive: Archive
    settings: Settings
    now: datetime
    report: DeliveryReport

    def sent(self, mail: Mail) -> None:
        with self.archive.begin() as tx:
            outbox.mark_sent(tx, mail.id, self.now)
        self.report.sent += 1

    def failed(self, mail: Mail, error: TryLater) -> None:
        """Put the mail off, or give it up when it is too old."""
        after = self.now + wait(mail.attempts + 1)
        if after - mail.queued_at > timedelta(hours=self.settings.mail.retry_hours):
            self.refused(mail, f"given up after {self.settings.mail.retry_hours:g} hours: {error}")
            return
        with self.archive.begin() as tx:
            outbox.postpone(tx, mail.id, after, str(error))
        self.report.postponed += 1
        self.report.problems.append(f"{mail.recipient}: {error}; next try {after:%Y-%m-%d %H:%M}")

    def refused(self, mail: Mail, why: str) -> None:
        with self.archive.begin() as tx:
            outbox.refuse(tx, mail.id, why)
        self.report.refused += 1
        self.report.problems.append(f"{mail.recipient}: {why}; will not be tried again")


def _through(channel: str, mails: Sequence[Mail], this: _Round) -> None:
    """Send mails through one channel, which is opened again whenever it breaks."""
    if channel not in OPENERS:
        raise WrongSettings(f"outbox: a mail is queued for the channel {channel!r}; known are {', '.join(OPENERS)}")
    left = list(mails)
    while left:
        try:
            with OPENERS[channel](this.settings) as post:
                while left and not post.broken:
                    _one(post.send, left.pop(0), this)
        except DatabaseAway:
            raise
        except TryLater as error:
            # Nothing can be opened. What was not tried after an earlier break keeps its turn and goes first next time.
            if len(left) == len(mails):
                for mail in left:
                    this.failed(mail, error)
            else:
                this.report.problems.append(f"{len(left)} mails not tried: {error}")
            return


def _one(send: Callable[[Mail], None], mail: Mail, this: _Round) -> None:
    try:
        send(mail)
    except Refused as error:
        this.refused(mail, str(error))
    except TryLater as error:
        this.failed(mail, error)
    else:
        this.sent(mail)


def alone(settings: Settings) -> AbstractContextManager[None]:
    """Keep other processes from composing or delivering at the same time.

    Raises TryLater when another one has been at it for too long.
    """
    return locks.alone(
        settings.data_dir / "outbox.lock", busy="another process composes or delivers", wait_seconds=LOCK_SECONDS
    )
