"""An erratum on its way: compared, composed, and sent to whoever was told what was wrong, in reply to that."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from archive import clock
from archive.config import Settings
from archive.errors import NotFound, WrongUse
from archive.records import Mail, Subscriber
from archive.store import Archive, Tx, editions, outbox, subscribers
from digest import editions as issues
from digest import erratum_pages
from digest.audience import facts, told_ids
from digest.corrections import Correction
from digest.delivering import deliver
from digest.edition import DAILY, Edition, Reader
from digest.editions import Issue
from digest.erratum import Comparing, erratum
from digest.invitations import leave_link
from digest.letters import letter
from digest.outbox import DeliveryReport, alone
from digest.selection import select
from digest.sending import Message, edition_day, enqueue, published
from digest.verdicts import judge_new, meetings_in_force, method_of
from digest.wishes import Facts

MOST_REASON = 300


@dataclass(frozen=True, kw_only=True, slots=True)
class CorrectionReport:
    """What was corrected: the erratum's key, its corrections in lines, to whom it goes, and what became of that."""

    key: str
    subject: str
    lines: tuple[str, ...]
    recipients: tuple[str, ...]
    delivery: DeliveryReport | None

    @property
    def ok(self) -> bool:
        """Whether every message has gone out."""
        return self.delivery is None or self.delivery.ok


def correct(
    archive: Archive,
    settings: Settings,
    day: date,
    why: str,
    *,
    kind: str = DAILY,
    key: str = "",
    dry_run: bool = False,
    now: datetime | None = None,
) -> CorrectionReport:
    """Correct the stored edition of a kind and day, or of a key: what it said wrongly, and what it missed.

    The edition itself stays as it was. Its erratum goes to exactly those who were told something that is corrected, by
    the same channel, in reply to that message. With `dry_run` nothing is kept or sent. Raises NotFound when no such
    edition is stored or nothing has to be corrected that was not corrected before, WrongUse without a reason.
    """
    moment = now or clock.now()
    if not why.strip() or len(why) > MOST_REASON:
        raise WrongUse(f"--why: say in at most {MOST_REASON} characters what was wrong")
    judge_new(archive, settings, moment)
    with alone(archive) as held:
        with archive.read() as tx:
            original = _original(tx, edition_day(kind, day), kind, key)
            issue = _issue(tx, settings, original, " ".join(why.split()), moment)
            letters = list(_letters(tx, settings, original, issue))
        if not dry_run:
            with archive.begin() as tx:
                issues.keep(tx, issue)
                enqueue(tx, letters, moment)
                held.assure(tx)
    delivery = None if dry_run else deliver(archive, settings, moment)
    if delivery is not None:
        delivery.problems += published(archive, settings)
    return CorrectionReport(
        key=issue.house.key,
        subject=issue.stored(issue.house.language).subject,
        lines=tuple(line for one in issue.house.corrections for line in _lines(one)),
        recipients=tuple(one.recipient for one in letters),
        delivery=delivery,
    )


def _original(tx: Tx, day: date, kind: str, key: str) -> Issue:
    stated = issues.house_key(key)
    if not stated:
        found = [one.key for one in editions.on(tx, day, kind) if one.key == issues.house_key(one.key)]
        stated = found[-1] if found else f"{kind}-{day.isoformat()}"
    if stated.startswith("erratum-"):
        raise WrongUse(f"{stated}: is an erratum itself; correct the edition that it corrects once more")
    original = issues.kept(tx, stated)
    if original is None:
        raise NotFound(f"no edition {stated} is stored")
    return original


def _issue(tx: Tx, settings: Settings, original: Issue, why: str, now: datetime) -> Issue:
    before = issues.corrections_of(tx, original.house.key)
    found = Comparing(tx, settings, original.house, [one.content for one in before]).found()
    key = original.house.key
    if not found.corrections:
        already = f" that {before[-1].key} has not corrected" if before else ""
        raise NotFound(f"{key}: nothing to correct{already}")
    house = erratum(
        original.house,
        found,
        key=f"erratum-{len(before) + 1}-of-{key}",
        reason=why,
        now=now,
        method=method_of(meetings_in_force(settings, tx)),
    )
    return Issue(house=house, new=True, lay_out=erratum_pages.pages)


def _letters(tx: Tx, settings: Settings, original: Issue, issue: Issue) -> list[Message]:
    """Return the erratum for everybody who was sent the original, or will be, and was told something of this."""
    known = facts(tx, issue.house)
    found = []
    for key in original.keys:
        language = "en" if key.endswith("-en") else "zh" if key.endswith("-zh") else original.house.language
        for mail in outbox.of_edition(tx, key):
            if mail.status not in {"sent", "queued"}:
                continue
            person = subscribers.get(tx, mail.subscriber) if mail.subscriber else None
            if mail.subscriber and (person is None or person.status != "active"):
                continue
            whole = issue.within(language)
            edition = _for(whole, person, mail, known, settings) if person else whole
            if edition.corrections:
                found.append(_letter(settings, edition, issue, mail))
    return found


def _for(whole: Edition, person: Subscriber, mail: Mail, known: Mapping[str, Facts], settings: Settings) -> Edition:
    """Return the erratum with what a subscriber was told before, and what they should have been told."""
    selection = select(whole, person, frozenset(), frozenset(), known).edition
    missed = {one.line.id for one in selection.items}
    told = [one for one in whole.corrections if one.id in (missed if one.kind == "missed" else mail.items)]
    reader = selection.reader or Reader(name=person.name, since=mail.queued_at.date(), why=person.why)
    left_out = len(whole.corrections) - len(told)
    reader = replace(reader, left_out=left_out, leave=leave_link(settings, person))
    return replace(selection, corrections=tuple(told), reader=reader)


def _letter(settings: Settings, edition: Edition, issue: Issue, mail: Mail) -> Message:
    pages = issue.lay_out(edition)
    leave = edition.reader.leave if edition.reader else ""
    made = letter(
        edition,
        pages,
        channel=mail.channel,
        address=mail.recipient,
        settings=settings,
        leave=leave,
        in_reply_to=mail.message_id,
    )
    return Message(
        edition_key=edition.key,
        recipient=mail.recipient,
        channel=mail.channel,
        message_id=made.message_id,
        message=made.message,
        subscriber=mail.subscriber,
        items=told_ids(edition),
    )


def _lines(one: Correction) -> list[str]:
    facts = [f"    {fact.name}: {fact.old or '–'} → {fact.new or '–'}" for fact in one.facts]
    return [f"{one.id} {one.kind.replace('_', ' ')}: {' '.join(one.title.split())}", *facts]
