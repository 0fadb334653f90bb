"""For whom an edition is: subscribers and the addresses of the settings, and what of it each of them gets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from archive.config import Settings
from archive.errors import WrongUse
from archive.records import Subscriber
from archive.store import Tx, announcements, editions, outbox, subscribers
from digest import message
from digest.edition import DAILY, Change, Edition, Item, Language, Withdrawn
from digest.editions import house_key
from digest.selection import Offered, Selection
from digest.weighing import IMMEDIATE
from digest.wishes import Facts, facts_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Addressee:
    """One recipient: a channel and an address on it; `subscriber` is None for one of the settings or named by hand."""

    channel: str
    address: str
    language: Language
    subscriber: Subscriber | None = None

    @property
    def name(self) -> str:
        """The subscriber's name, empty for nobody's."""
        return self.subscriber.name if self.subscriber else ""


def audience(tx: Tx, settings: Settings, kind: str, day: date) -> tuple[Addressee, ...]:
    """Return who gets the edition of a kind and day: the subscribers of the kind, and `mail.to` the daily one.

    An address of the settings that subscribes too gets what it subscribed to. In a folder nobody need be named: the
    sender stands there then.
    """
    every = subscribers.every(tx)
    wanted = [_subscribed(one) for one in every if one.gets(kind, day)]
    have = {one.address.casefold() for one in wanted if one.channel == settings.mail.channel}
    stated = settings.mail.to
    if not stated and not every and settings.mail.channel == "folder":
        stated = (settings.mail.sender,)
    addresses = {one.casefold(): one for one in map(message.address, stated)} if kind == DAILY else {}
    return (*(_stated(settings, one) for name, one in addresses.items() if name not in have), *wanted)


def named(tx: Tx, settings: Settings, name: str) -> Addressee:
    """Return the recipient of a name or an address: a subscriber, else anybody.

    Raises WrongUse when it is neither a subscriber's name nor an address, and for one who is not active.
    """
    every = subscribers.every(tx)
    found = [one for one in every if one.name == name]
    found = found or [one for one in every if one.address.casefold() == name.casefold() and one.status == "active"]
    if not found:
        if "@" not in name:
            raise WrongUse(f"--to {name}: no subscriber of that name, and no address such as name@example.org")
        return _stated(settings, message.address(name))
    if found[0].status != "active":
        raise WrongUse(f"--to {name}: this subscriber is {found[0].status}, and gets nothing")
    return _subscribed(found[0])


def anybody(tx: Tx, settings: Settings, stated: str) -> Addressee:
    """Return the recipient of an address of the settings: a subscriber who gets something, else just the address."""
    known = (one for one in subscribers.every(tx) if stated.casefold() in {one.name.casefold(), one.address.casefold()})
    active = next((one for one in known if one.status == "active"), None)
    return _subscribed(active) if active else _stated(settings, message.address(stated))


@dataclass(frozen=True, kw_only=True, slots=True)
class History:
    """What was sent before: by subscriber and edition's key what it told, and the revisions that editions told."""

    told: Mapping[str, Mapping[str, frozenset[str]]]
    at_once: Mapping[str, Mapping[str, int]]
    days: Sequence[date]

    def ever(self, name: str) -> frozenset[str]:
        """Return all that a subscriber was ever told."""
        return frozenset().union(*self.told.get(name, {}).values())

    def at_these(self, name: str, revisions: Mapping[str, int]) -> frozenset[str]:
        """Return what a subscriber was told at once at just these revisions."""
        keys = {house_key(key): ids for key, ids in self.told.get(name, {}).items()}
        told = {(one, self.at_once[key].get(one)) for key, ids in keys.items() if key in self.at_once for one in ids}
        return frozenset(one for one, revision in revisions.items() if (one, revision) in told)

    def missed(self, name: str, edition: Edition) -> int:
        """Return how many editions of a kind a subscriber did not get since the last one that they got."""
        kind = f"{edition.kind}-"
        got = [key.removeprefix(kind)[:10] for key in self.told.get(name, {}) if key.startswith(kind)]
        last = date.fromisoformat(max(got)) if got else edition.date
        return sum(last < day < edition.date for day in self.days)


def history(tx: Tx, edition: Edition) -> History:
    """Return what was sent before an edition."""
    told = outbox.told_to(tx)
    keys = {house_key(key) for keys in told.values() for key in keys if key.startswith(f"{IMMEDIATE}-")}
    at_once = {key: {one: at for one, (at, was) in editions.dealt_with(tx, key).items() if was} for key in keys}
    days = [] if edition.kind == IMMEDIATE else editions.days_of(tx, edition.kind)
    return History(told=told, at_once=at_once, days=days)


def facts(tx: Tx, edition: Edition) -> dict[str, Facts]:
    """Return what filters ask of the announcements of an edition."""
    ids = dict.fromkeys([*told_ids(edition), *(one.id for one in edition.near_misses)])
    return {one.id: facts_of(one) for one in announcements.of(tx, ids)}


def chosen(offered: Offered, one: Subscriber, before: History, leave: str = "") -> Selection:
    """Return what of an edition a subscriber gets, and why; `leave` is the address that ends it.

    Of one sent at once they get what they were never told; in the daily one what was told at once stands in a line.
    """
    edition, ever = offered.edition, before.ever(one.name)
    sent: frozenset[str] = frozenset()
    if edition.kind == IMMEDIATE:
        sent = ever
    elif edition.kind == DAILY:
        sent = before.at_these(one.name, {item.line.id: item.revision for item in edition.items})
    selection = offered.to(one, sent, ever)
    reader = selection.edition.reader
    if reader is None:
        return selection
    if edition.kind == IMMEDIATE:
        reader = replace(reader, earlier=())
    reader = replace(reader, leave=leave, missed=before.missed(one.name, edition))
    return replace(selection, edition=replace(selection.edition, reader=reader))


def told_ids(edition: Edition) -> tuple[str, ...]:
    """Return the announcements that an edition tells."""
    things: Iterable[Item | Change | Withdrawn] = (*edition.items, *edition.changes, *edition.withdrawn)
    return tuple(dict.fromkeys(one.id for one in (*(each.line for each in things), *edition.reprints)))


def _subscribed(one: Subscriber) -> Addressee:
    return Addressee(channel=one.channel, address=one.address, language=one.language, subscriber=one)


def _stated(settings: Settings, address: str) -> Addressee:
    return Addressee(channel=settings.mail.channel, address=address, language=settings.language)
