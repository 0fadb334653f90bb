"""An edition on its way: composed once, written for everybody who gets it, queued, and handed over."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from archive import clock
from archive.config import Settings
from archive.errors import TryLater, WrongUse
from archive.store import Archive, Tx, editions, outbox, subscribers
from archive.store.leases import Held
from digest import editions as issues
from digest import feed, render
from digest.audience import Addressee, audience, chosen, facts, history, named, told_ids
from digest.delivering import deliver as deliver_due
from digest.edition import DAILY, Edition
from digest.editions import Issue
from digest.invitations import leave_link
from digest.letters import letter
from digest.outbox import DeliveryReport, alone
from digest.selection import Offered, Selection
from digest.states import Source
from digest.verdicts import judge_new
from digest.weighing import IMMEDIATE, WEEKLY, monday


@dataclass(frozen=True, kw_only=True, slots=True)
class SendReport:
    """What sending did: which edition, whether it was composed now, and what became of the mails that were due.

    `edition_key` is empty when there was nothing to tell at once.
    """

    edition_key: str
    subject: str
    composed: bool
    recipients: tuple[str, ...]
    delivery: DeliveryReport
    waiting: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every mail of the edition has gone out."""
        return self.delivery.ok and not self.waiting

    @property
    def lines(self) -> list[str]:
        """The report for a person."""
        made = "composed" if self.composed else "was composed before"
        # What was tried just now and failed has a line that says when it is tried again.
        waiting = self.waiting if self.delivery.ok else ()
        named = f"{self.edition_key} {made}: {self.subject}" if self.edition_key else "nothing to tell at once"
        return [named, *self.delivery.lines, *waiting]


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """A message as the outbox takes it."""

    edition_key: str
    recipient: str
    channel: str
    message_id: str
    message: bytes
    subscriber: str
    items: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """What one recipient gets: the edition as it is for them, laid out, and the message that carries it."""

    to: Addressee
    edition: Edition
    pages: render.Pages
    message_id: str
    message: bytes
    selection: Selection | None = None

    @property
    def queued(self) -> Message:
        """The message as the outbox takes it."""
        return Message(
            edition_key=self.edition.key,
            recipient=self.to.address,
            channel=self.to.channel,
            message_id=self.message_id,
            message=self.message,
            subscriber=self.to.name,
            items=told_ids(self.edition),
        )

    @property
    def tells(self) -> bool:
        """Whether it is sent at all: an edition at once only when there is something in it."""
        return bool(self.edition.items) or self.edition.kind != IMMEDIATE


def send(
    archive: Archive,
    settings: Settings,
    day: date,
    to: Sequence[str] = (),
    *,
    sources: Iterable[Source],
    kind: str = DAILY,
    now: datetime | None = None,
) -> SendReport:
    """Compose the edition of a kind and day once, queue it for everybody who gets it, and deliver what is due.

    With `to` only for these, by a subscriber's name or by address. The edition, what it told and the queued messages
    are written in one transaction, before anything leaves the house: ended at any point and started again, it loses no
    message and tells nothing twice. `sources` are all enabled sources. Raises WrongUse when there is nobody to send to.
    """
    moment, day = moment_of(day, now), edition_day(kind, day)
    judge_new(archive, settings, moment)
    with alone(archive) as held:
        with archive.read() as tx:
            people = _people(tx, settings, kind, day, to)
            issue = issue_of(tx, settings, kind, day, sources, moment) if people or kind != IMMEDIATE else None
            letters = _unwritten(tx, settings, issue, people) if issue else []
        if issue and (letters or kind != IMMEDIATE):
            _queue(archive, issue, letters, people if to else (), moment, held)
        else:
            issue = None
    delivery = deliver_due(archive, settings, moment)
    delivery.problems += published(archive, settings) if issue else ()
    return _report(archive, issue, [one.address for one in people], delivery)


def published(archive: Archive, settings: Settings) -> list[str]:
    """Write the feeds of editions anew; return what prevented it."""
    try:
        feed.publish(archive, settings)
    except TryLater as error:
        return [f"feed: {error}"]
    return []


def _report(archive: Archive, issue: Issue | None, to: Iterable[str], delivery: DeliveryReport) -> SendReport:
    if issue is None:
        return SendReport(edition_key="", subject="", composed=False, recipients=(), delivery=delivery)
    with archive.read() as tx:
        mails = [mail for key in issue.keys for mail in outbox.of_edition(tx, key)]
    return SendReport(
        edition_key=issue.house.key,
        subject=issue.stored(issue.house.language).subject,
        composed=issue.new,
        recipients=tuple(to),
        delivery=delivery,
        waiting=tuple(
            f"{one.recipient}: waits until {one.next_try_at:%Y-%m-%d %H:%M}" for one in mails if one.status == "queued"
        ),
    )


def issue_of(
    tx: Tx, settings: Settings, kind: str, day: date, sources: Iterable[Source], moment: datetime
) -> Issue | None:
    """Return the edition of a kind and day as it was kept, else composed now; at once is always composed now."""
    kept = None if kind == IMMEDIATE else issues.kept(tx, f"{kind}-{day.isoformat()}")
    return kept or issues.composed(tx, settings, kind, day, sources, moment)


def edition_day(kind: str, day: date) -> date:
    """Return the day of the edition that a day has: weekly ones are of Mondays."""
    return monday(day) if kind == WEEKLY else day


def moment_of(day: date, now: datetime | None) -> datetime:
    """Return the moment of composing; raises WrongUse for a day that is still to come."""
    moment = now or clock.now()
    if day > moment.date():
        raise WrongUse(f"{day} is not here yet; it is {moment:%Y-%m-%d %H:%M} in Asia/Shanghai")
    return moment


def written(
    tx: Tx, settings: Settings, issue: Issue, people: Iterable[Addressee], *, everything: bool = False
) -> list[Written]:
    """Return what each recipient gets; of an edition sent at once only for whom there is something in it.

    With `everything` those for whom there is nothing are among them too.
    """
    before, known = history(tx, issue.house), facts(tx, issue.house)
    shared: dict[str, render.Pages] = {}
    offered: dict[str, Offered] = {}
    found = []
    for one in people:
        edition, selection = issue.within(one.language), None
        if one.subscriber is not None:
            if one.language not in offered:
                offered[one.language] = Offered(edition, known)
            leave = leave_link(settings, one.subscriber)
            selection = chosen(offered[one.language], one.subscriber, before, leave)
            edition = selection.edition
            if edition.kind == IMMEDIATE and not (edition.items or everything):
                continue
            pages = render.pages(edition)
        else:
            pages = shared.get(one.language) or render.pages(edition)
            shared[one.language] = pages
        found.append(_letter(settings, one, edition, pages, selection))
    return found


def _letter(
    settings: Settings, to: Addressee, edition: Edition, pages: render.Pages, selection: Selection | None
) -> Written:
    leave = edition.reader.leave if edition.reader else ""
    made = letter(edition, pages, channel=to.channel, address=to.address, settings=settings, leave=leave)
    return Written(
        to=to,
        edition=edition,
        pages=pages,
        message_id=made.message_id,
        message=made.message,
        selection=selection,
    )


def _people(tx: Tx, settings: Settings, kind: str, day: date, to: Sequence[str]) -> tuple[Addressee, ...]:
    if to:
        found = [named(tx, settings, one) for one in to]
        return tuple({(one.channel, one.address.casefold()): one for one in found}.values())
    found = list(audience(tx, settings, kind, day))
    if kind == DAILY and not found and not subscribers.every(tx):
        raise WrongUse("nobody to send to: set mail.to, add a subscriber, or name a recipient with --to")
    return tuple(found)


def _unwritten(tx: Tx, settings: Settings, issue: Issue, people: Iterable[Addressee]) -> list[Written]:
    """Return what each recipient gets, of those for whom nothing of this edition was queued yet."""
    queued = [] if issue.new else [mail for key in issue.keys for mail in outbox.of_edition(tx, key)]
    done = {_mark(one.subscriber, one.recipient) for one in queued}
    return written(tx, settings, issue, [one for one in people if _mark(one.name, one.address) not in done])


def _mark(subscriber: str, address: str) -> tuple[str, str]:
    return (subscriber, "") if subscriber else ("", address.casefold())


def _queue(
    archive: Archive, issue: Issue, letters: Sequence[Written], again: Sequence[Addressee], now: datetime, held: Held
) -> None:
    """Keep the edition and queue what was written; whoever has left meanwhile gets nothing.

    What was refused for one of `again` is tried once more: somebody has asked for it by name.
    """
    with archive.begin() as tx:
        if issue.new and editions.get(tx, issue.house.key) is not None:
            return  # composed by another process meanwhile, which has queued it for everybody
        issues.keep(tx, issue)
        enqueue(tx, [one.queued for one in letters if _still_wanted(tx, one.to)], now)
        marks = {_mark(one.name, one.address) for one in again}
        for mail in (mail for key in issue.keys for mail in outbox.of_edition(tx, key)) if marks else ():
            if _mark(mail.subscriber, mail.recipient) in marks:
                outbox.requeue(tx, mail.message_id, now)
        held.assure(tx)


def enqueue(tx: Tx, messages: Iterable[Message], now: datetime) -> None:
    """Queue messages; one that is there already changes nothing."""
    for one in messages:
        outbox.enqueue(tx, now=now, **asdict(one))


def _still_wanted(tx: Tx, to: Addressee) -> bool:
    if to.subscriber is None:
        return True
    one = subscribers.get(tx, to.name)
    return one is not None and one.status == "active" and (one.channel, one.address) == (to.channel, to.address)
