"""What is queued goes out: each message by itself, and what fails waits longer each time."""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from archive.config import Settings
from archive.errors import Busy, DatabaseAway, Refused, TryLater, WatchError, WrongSettings, WrongUse
from archive.records import Mail
from archive.store import Archive, Tx, leases, outbox
from archive.store.leases import Held
from archive.store.outbox import Turn
from digest.channels import OPENERS, Post

FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=1)
LOCK_SECONDS = 60.0
"""How long one delivery waits for another one to end."""
_log = logging.getLogger(__name__)

Refusal = Callable[[Tx, Mail, str, datetime], None]
"""Told, in the transaction that notes it, that the other side refused a message, in which words and when."""


@dataclass(kw_only=True, slots=True)
class DeliveryReport:
    """What became of the messages that were due: numbers, and a line for each that did not go out.

    `held` are those that wait for an older one to the same recipient.
    """

    sent: int = 0
    postponed: int = 0
    refused: int = 0
    held: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether all that was due has gone out."""
        return not self.problems

    @property
    def lines(self) -> list[str]:
        """The report for a person."""
        counted = f"{self.sent} sent, {self.postponed} to be tried again, {self.refused} refused"
        held = [f"{self.held} wait for an older one to the same recipient"] if self.held else []
        return [counted, *self.problems, *held]


def deliver(archive: Archive, settings: Settings, now: datetime, *, refused: Refusal | None = None) -> DeliveryReport:
    """Send every message that is due, one transaction each, and note what became of it.

    What the other side refuses is not tried again, and `refused` is told; what fails otherwise is, after 5 minutes and
    then twice as long each time up to an hour, until it is `mail.retry_hours` old. To each recipient the older goes
    before the newer, and no recipient and no channel ever keeps another waiting. What wrong settings keep from going
    out is told and waits. Raises Busy when another process, on whatever machine, keeps delivering, or has taken over
    meanwhile. A process that dies after the other side took a message and before that is noted sends it again, with the
    same message id.
    """
    report = DeliveryReport()
    with alone(archive) as held:
        with archive.read() as tx:
            turns = outbox.turns(tx, now)
        this = _Round(archive, settings, now, report, refused, held)
        for channel in dict.fromkeys(turn.channel for turn in turns):
            _through(channel, [turn for turn in turns if turn.channel == channel], this)
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
    on_refusal: Refusal | None
    held: Held

    def mail(self, turn: Turn) -> Mail:
        """Return the message itself: they are large, so that there is never more than one in memory.

        Raises Busy when others may be delivering by now.
        """
        if self.held.lost:
            raise Busy("the database could not be reached for too long; another process may deliver what is left")
        with self.archive.read() as tx:
            return outbox.get(tx, turn.id)

    def sent(self, mail: Mail) -> None:
        with self.archive.begin() as tx:
            outbox.mark_sent(tx, mail.id, self.now)
        self.report.sent += 1

    def failed(self, mail: Mail, why: str) -> None:
        """Put the message off, or give it up when it is too old."""
        after = self.now + wait(mail.attempts + 1)
        if self._too_old(mail, after):
            self._give_up(mail, why)
            return
        with self.archive.begin() as tx:
            outbox.postpone(tx, mail.id, after, why)
        self.report.postponed += 1
        self.report.problems.append(f"{mail.recipient}: {why}; next try {after:%Y-%m-%d %H:%M}")

    def unsettled(self, mail: Mail, why: str) -> None:
        """Leave the message as it is: not the other side failed but what is stated of it here."""
        if self._too_old(mail, self.now):
            self._give_up(mail, why)
        else:
            self.report.problems.append(f"{mail.recipient}: {why}; it waits until that is mended")

    def refused(self, mail: Mail, why: str) -> None:
        with self.archive.begin() as tx:
            outbox.refuse(tx, mail.id, why)
            if self.on_refusal is not None:
                self.on_refusal(tx, mail, why, self.now)
        self._gone(mail, why)

    def _give_up(self, mail: Mail, why: str) -> None:
        """Refuse it ourselves: that says nothing about the recipient, who is not counted as having refused."""
        words = f"given up after {self.settings.mail.retry_hours:g} hours: {why}"
        with self.archive.begin() as tx:
            outbox.refuse(tx, mail.id, words)
        self._gone(mail, words)

    def _gone(self, mail: Mail, why: str) -> None:
        self.report.refused += 1
        self.report.problems.append(f"{mail.recipient}: {why}; will not be tried again")

    def _too_old(self, mail: Mail, at: datetime) -> bool:
        return at - mail.queued_at > timedelta(hours=self.settings.mail.retry_hours)


def _through(channel: str, turns: Sequence[Turn], this: _Round) -> None:
    """Send through one channel, which is opened again whenever it breaks."""
    left, held = deque(turns), set[str]()
    try:
        if channel not in OPENERS:
            raise WrongSettings(f"no channel {channel!r}; known are {', '.join(OPENERS)}")
        while left:
            with ExitStack() as stack:
                post = _opened(channel, this.settings, stack)
                while left and not post.broken:
                    _next(left, held, post.send, this)
    except (Busy, DatabaseAway):
        raise
    except WrongUse as error:
        _each(left, held, this, this.unsettled, str(error))
    except TryLater as error:
        # Nothing can be opened. What was not tried after an earlier break keeps its turn and goes first next time.
        if len(left) == len(turns):
            _each(left, held, this, this.failed, str(error))
        else:
            this.report.problems.append(f"{len(left)} mails not tried: {error}")


def _opened(channel: str, settings: Settings, stack: ExitStack) -> Post:
    try:
        return stack.enter_context(OPENERS[channel](settings))
    except WatchError:
        raise
    except Exception as error:
        _log.exception("channel %s", channel)
        raise TryLater(f"an unexpected {type(error).__name__}") from error


def _each(left: deque[Turn], held: set[str], this: _Round, note: Callable[[Mail, str], None], why: str) -> None:
    """Note the same of the oldest message to each recipient; the others wait for it."""
    while left:
        turn = left.popleft()
        if turn.recipient in held:
            this.report.held += 1
        else:
            held.add(turn.recipient)
            note(this.mail(turn), why)


def _next(left: deque[Turn], held: set[str], send: Callable[[Mail], None], this: _Round) -> None:
    """Send the next message, unless an older one to the same recipient has not gone out."""
    turn = left.popleft()
    if turn.recipient in held:
        this.report.held += 1
        return
    mail = this.mail(turn)
    try:
        send(mail)
    except Refused as error:
        this.refused(mail, str(error))
    except WrongUse as error:
        held.add(turn.recipient)
        this.unsettled(mail, str(error))
    except TryLater as error:
        held.add(turn.recipient)
        this.failed(mail, str(error))
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one message, the others go out
        _log.exception("mail %s to %s", mail.message_id, mail.recipient)
        held.add(turn.recipient)
        this.failed(mail, f"an unexpected {type(error).__name__}")
    else:
        this.sent(mail)


def alone(archive: Archive) -> AbstractContextManager[Held]:
    """Keep other processes, on whatever machine, from composing or delivering at the same time.

    Raises Busy when another one has been at it for too long.
    """
    return leases.held(archive, "outbox", busy="another process composes or delivers", wait_seconds=LOCK_SECONDS)
