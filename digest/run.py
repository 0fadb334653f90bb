"""The digest's commands: judge what is new, compose an edition, send it, show it, make it again."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from archive import clock
from archive.config import Settings
from archive.errors import NotFound, WrongUse
from archive.records import Announcement, Link, Mail, Meeting, Revision, StoredEdition
from archive.store import Archive, Tx, announcements, answers, citations, editions, outbox, runs
from digest import message, render
from digest.compose import Material, compared_with, compose
from digest.edition import DAILY, Edition, document
from digest.ledger import Ledger, ledger
from digest.outbox import DeliveryReport, alone
from digest.outbox import deliver as deliver_due
from digest.policies import Policies, by_id
from digest.relevance import THRESHOLD
from digest.states import Source, silence, states_of
from digest.verdicts import account_of, judge_new, meetings_in_force, method_of

__all__ = [
    "Policies",
    "SendReport",
    "account_of",
    "deliver",
    "judge_new",
    "meetings_in_force",
    "preview",
    "replay",
    "send",
]


NEAR = 0.2
"""So little under the threshold an announcement that was left out is shown to a person."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SendReport:
    """What sending did: which edition, whether it was composed now, and what became of the mails that were due."""

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
        return [f"{self.edition_key} {made}: {self.subject}", *self.delivery.lines, *waiting]


def compose_edition(
    tx: Tx, settings: Settings, day: date, sources: Iterable[Source], now: datetime
) -> tuple[Edition, list[tuple[str, int]]]:
    """Return the edition of a day from the archive, and what it weighed and left out."""
    until = min(now, clock.end_of(day))
    as_of = min(now, clock.last_of(day))
    every = [one for one in sources if one.key not in settings.crawler.disabled]
    relevant = editions.relevant(tx)
    weighed = {one.id: one for one in editions.untold(tx, DAILY, until)}
    # What was left out before and is relevant by a newer judgement has not been told either.
    never = [one for one in relevant if one.first_seen <= until and editions.told_revision(tx, DAILY, one.id) is None]
    weighed |= {one.id: one for one in never if not one.withdrawn_at}
    compared = meetings_in_force(settings, tx)
    last = editions.last(tx, DAILY)
    edition = compose(
        Material(
            key=f"{DAILY}-{day.isoformat()}",
            kind=DAILY,
            date=day,
            language=settings.language,
            composed_at=now,
            method=method_of(compared),
            untold=tuple(weighed.values()),
            told=_told(tx, weighed.values()),
            relevant=relevant,
            meetings=compared,
            policies=by_id(tx, {each for one in weighed.values() for each in compared_with(one)}),
            health=runs.health(tx, [one.key for one in every]),
            sources=every,
            fresh_hours=settings.digest.fresh_hours,
            near_score=THRESHOLD - NEAR,
            since=last.composed_at if last else None,
            chains=_chains(tx, weighed.values(), compared),
            answers=answers.given(tx, as_of, [one.id for one in compared]),
            as_of=as_of,
            archive=settings.web.url,
        )
    )
    dealt = {one for one, _ in edition.told} | set(edition.unjudged)
    return edition, [(one.id, one.revision) for one in weighed.values() if one.id not in dealt]


def _told(tx: Tx, weighed: Iterable[Announcement]) -> dict[str, Revision]:
    """Return the revision last told of each that was told before, and of the originals of copies."""
    told = {}
    for one in {name for each in weighed for name in (each.id, each.canonical_id)}:
        number = editions.told_revision(tx, DAILY, one)
        if number is not None:
            told[one] = next(state for state in announcements.revisions(tx, one) if state.revision == number)
    return told


def _chains(tx: Tx, weighed: Iterable[Announcement], compared: Sequence[Meeting]) -> dict[str, tuple[Link, ...]]:
    """Return what the relevant ones rest on."""
    stated = citations.origins(tx, compared)
    relevant = [one.id for one in weighed if one.analysis and one.analysis.relevance.relevant]
    return {one: citations.chain(tx, one, stated) for one in relevant}


def ledger_of(tx: Tx, settings: Settings, meeting: Meeting, as_of: datetime, sources: Iterable[Source]) -> Ledger:
    """Return the commitment ledger of a meeting as the archive stood at a moment."""
    every = [one for one in sources if one.key not in settings.crawler.disabled]
    health = runs.health(tx, [one.key for one in every], until=as_of)
    states = states_of(every, health, settings.language, as_of, settings.digest.fresh_hours)
    certain = silence(states, answers.unjudged(tx, as_of))
    return ledger(meeting, answers.given(tx, as_of, [meeting.id]), as_of=as_of, silence=certain)


def stored(edition: Edition) -> StoredEdition:
    """Return the edition laid out, as it is kept."""
    pages = render.pages(edition)
    return StoredEdition(
        key=edition.key,
        date=edition.date,
        kind=edition.kind,
        language=edition.language,
        composed_at=edition.composed_at,
        subject=pages.subject,
        content=document(edition),
        html=pages.html,
        text=pages.text,
    )


def preview(
    archive: Archive,
    settings: Settings,
    day: date,
    out: Path,
    *,
    sources: Iterable[Source],
    to: str | None = None,
    now: datetime | None = None,
) -> list[Path]:
    """Write the edition of a day to files, as it was when it has been composed, as it would be otherwise.

    Nothing is sent or marked as told. `sources` are all enabled sources.
    """
    moment = _moment(day, now)
    judge_new(archive, settings, moment)
    with archive.read() as tx:
        kept = editions.on(tx, day, DAILY)
        edition = kept[-1] if kept else stored(compose_edition(tx, settings, day, sources, moment)[0])
    return _write(out, edition, _mail(settings, edition, to or _addressee(settings)))


def send(
    archive: Archive,
    settings: Settings,
    day: date,
    to: Sequence[str] = (),
    *,
    sources: Iterable[Source],
    now: datetime | None = None,
) -> SendReport:
    """Compose the edition of a day once, queue it for every recipient, and deliver what is due.

    The edition, what it told and the queued mails are written in one transaction, before anything leaves the house:
    ended at any point and started again, it loses no mail and tells nothing twice. `sources` are all enabled sources.
    """
    moment = _moment(day, now)
    recipients = _recipients(settings, to)
    judge_new(archive, settings, moment)
    with alone(settings), archive.begin() as tx:
        kept = editions.on(tx, day, DAILY)
        edition = kept[-1] if kept else _keep(tx, *compose_edition(tx, settings, day, sources, moment))
        for recipient in recipients:
            outbox.enqueue(
                tx,
                edition_key=edition.key,
                recipient=recipient,
                channel=settings.mail.channel,
                message_id=message.message_id(edition, recipient),
                message=_mail(settings, edition, recipient),
                now=moment,
            )
            outbox.requeue(tx, message.message_id(edition, recipient), moment)
    delivery = deliver_due(archive, settings, moment)
    with archive.read() as tx:
        queued = [one for one in outbox.of_edition(tx, edition.key) if one.status == "queued"]
    return SendReport(
        edition_key=edition.key,
        subject=edition.subject,
        composed=not kept,
        recipients=recipients,
        delivery=delivery,
        waiting=tuple(f"{one.recipient}: waits until {one.next_try_at:%Y-%m-%d %H:%M}" for one in queued),
    )


def _keep(tx: Tx, edition: Edition, left_out: list[tuple[str, int]]) -> StoredEdition:
    kept = stored(edition)
    editions.put(tx, kept, edition.told, left_out)
    return kept


def deliver(archive: Archive, settings: Settings, now: datetime | None = None) -> DeliveryReport:
    """Send what is queued and due."""
    return deliver_due(archive, settings, now or clock.now())


def replay(archive: Archive, settings: Settings, day: date, out: Path) -> list[Path]:
    """Write a stored edition again, byte for byte; its mail is the first one that was queued.

    Raises NotFound when no edition of that day is stored.
    """
    with archive.read() as tx:
        kept = editions.on(tx, day, DAILY)
        mails = outbox.of_edition(tx, kept[-1].key) if kept else []
    if not kept:
        raise NotFound(f"no edition of {day} is stored; `digest preview` composes one")
    return _write(out, kept[-1], _first(mails) or _mail(settings, kept[-1], _addressee(settings)))


def _first(mails: Sequence[Mail]) -> bytes | None:
    return mails[0].message if mails else None


def _mail(settings: Settings, edition: StoredEdition, recipient: str) -> bytes:
    built = message.build(
        edition, recipient=recipient, sender=settings.mail.sender, sender_name=settings.mail.sender_name
    )
    return built.as_bytes()


def _recipients(settings: Settings, to: Sequence[str]) -> tuple[str, ...]:
    """Return who gets the edition, each once. In a folder nobody need be named: the sender stands there then."""
    stated = [message.address(one) for one in to or settings.mail.to]
    if not stated and settings.mail.channel == "folder":
        stated = [message.address(settings.mail.sender)]
    if not stated:
        raise WrongUse("nobody to send to: set mail.to, or name a recipient with --to")
    return tuple({one.casefold(): one for one in stated}.values())


def _addressee(settings: Settings) -> str:
    return settings.mail.to[0] if settings.mail.to else settings.mail.sender


def _moment(day: date, now: datetime | None) -> datetime:
    moment = now or clock.now()
    if day > moment.date():
        raise WrongUse(f"{day} is not here yet; it is {moment:%Y-%m-%d %H:%M} in Asia/Shanghai")
    return moment


def _write(out: Path, edition: StoredEdition, mail: bytes) -> list[Path]:
    contents = {
        "edition.html": edition.html.encode(),
        "edition.txt": edition.text.encode(),
        "edition.eml": mail,
        "edition.json": (json.dumps(edition.content, ensure_ascii=False, indent=2) + "\n").encode(),
    }
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            (out / name).write_bytes(content)
    except OSError as error:
        raise WrongUse(f"--out {out}: {error.strerror}") from None
    return [out / name for name in contents]
