"""Who gets which edition: subscriptions taken down, changed, paused and ended, checked against what there is."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

from archive import standing, tokens, towns
from archive.config import Settings, nearest
from archive.errors import NotFound, WrongUse
from archive.records import Filters, Meeting, Subscriber
from archive.store import Tx, outbox, subscribers
from digest import message
from digest.invitations import Invited, code, invite, is_asked
from digest.wishes import Wishes

MAIL = ("folder", "smtp")
"""Channels whose addresses are people's, and are asked before anything is sent."""
ROBOTS = ("wecom", "dingtalk", "feishu", "webhook")
"""Channels whose addresses are names of robots in the settings."""
CHANNELS = (*MAIL, *ROBOTS)
KINDS = ("daily", "weekly", "immediate")
LONGEST_NAME, LONGEST_WORD, MOST_NAMES, LONGEST_WHY = 200, 100, 100, 500
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_WHY = {
    (False, "zh"): "由管理员登记",
    (False, "en"): "put down by the operator",
    (True, "zh"): "由管理员登记，并声明已得到同意",
    (True, "en"): "put down by the operator, who states that consent was given",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What is asked for: `name` is the address when empty, `channel` that of the settings, `language` too."""

    address: str
    name: str = ""
    channel: str = ""
    language: Literal["zh", "en"] | None = None
    editions: tuple[str, ...] = ("daily",)
    filters: Filters = field(default_factory=Filters)
    why: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Added:
    """Who was taken down, and whether the mail that asks them was queued; None when nobody needs to be asked."""

    subscriber: Subscriber
    invited: Invited | None


class Desk:
    """Where subscriptions are taken down, within one transaction. `meetings` are those in force."""

    def __init__(self, tx: Tx, settings: Settings, meetings: Sequence[Meeting], now: datetime) -> None:
        self.tx, self.settings, self.meetings, self.now = tx, settings, meetings, now

    def add(self, wanted: Wanted, *, confirmed: bool = False) -> Added:
        """Take a subscription down. A mail address is `pending` and asked first, unless its consent is stated.

        Who is pending already is asked again, as often as that is allowed, and has the new wishes; who left begins
        anew. Raises WrongUse for wishes that can not be met, and for who has a subscription already.
        """
        new = self.checked(wanted, confirmed=confirmed)
        before = subscribers.held(self.tx, new.name)
        if before is not None and before.status not in {"pending", "left"}:
            raise WrongUse(f"{new.name}: is a subscriber already ({before.status}); change it with `subscribers set`")
        self._only_once(new)
        if before is not None and before.status == "pending" and before.address == new.address:
            new = replace(new, nonce=before.nonce, asked_at=before.asked_at)
        return self.keep(new)

    def keep(self, one: Subscriber) -> Added:
        """Keep a subscriber and, where one is pending, queue the mail that asks them."""
        subscribers.put(self.tx, one)
        pending = one.status == "pending"
        return Added(
            subscriber=one,
            invited=invite(self.tx, self.settings, one, self.wants(one), self.now) if pending else None,
        )

    def take_over(self, one: Subscriber) -> Added:
        """Keep a subscriber as they stand in another archive; raises WrongUse when their address is here already."""
        self._only_once(one)
        return self.keep(one)

    def change(self, name: str, wanted: Wanted) -> Added:
        """Change what a subscriber wants; a new mail address is asked first, and links to the old one are void."""
        one = self.known(name)
        new = self.checked(replace(wanted, name=name, why=wanted.why or one.why), confirmed=True)
        changed = replace(
            one,
            language=new.language, editions=new.editions, filters=new.filters, why=new.why,
            channel=new.channel, address=new.address,
        )  # fmt: skip
        if (new.channel, new.address.casefold()) == (one.channel, one.address.casefold()):
            subscribers.put(self.tx, changed)
            return Added(subscriber=changed, invited=None)
        if one.status == "left":
            raise WrongUse(f"{name}: has left; take the new address down with `subscribers add`")
        self._only_once(changed)
        outbox.drop(self.tx, name, "the address was changed")
        fresh = replace(changed, asked_at=self.now, bounces=0, bounced_at=None, last_bounce="")
        if new.channel in ROBOTS:
            return self.keep(replace(fresh, status="active", confirmed_at=one.confirmed_at or self.now))
        if new.address.casefold() == one.address.casefold():
            return self.keep(fresh)
        return self.keep(replace(fresh, nonce=new.nonce, status="pending", confirmed_at=None))

    def confirm(self, name: str, given: str) -> Subscriber:
        """Confirm a pending subscriber by the code of the mail that asked; raises WrongUse when it is not right."""
        one = self.known(name)
        if one.status == "pending" and not is_asked(self.tx, one, self.now):
            raise WrongUse(f"{name}: the code is older than seven days; ask again with `subscribers add`")
        sure = standing.confirmed(one, self.now)
        if sure is None:
            raise WrongUse(f"{name}: is {one.status} and can not be confirmed")
        if not tokens.is_code(code(self.settings, one), given):
            raise WrongUse(f"{name}: the code is not right; it stands in the mail that asked for consent")
        subscribers.put(self.tx, sure)
        return sure

    def pause(self, name: str, until: date | None) -> Subscriber:
        """Pause editions before a day, or resume them (None); also takes a suspended one back."""
        one = self.known(name)
        if until is None and one.status == "suspended":
            one = standing.reinstated(one) or one
        elif until is not None and until <= self.now.date():
            raise WrongUse(f"{until}: a pause lasts until a day later than today")
        changed = standing.paused(one, until, self.now.date())
        if changed is None:
            why = "a pause is a year at most" if one.status == "active" else f"is {one.status} and gets nothing"
            raise WrongUse(f"{name}: {why}")
        subscribers.put(self.tx, changed)
        return changed

    def remove(self, name: str) -> None:
        """Forget a subscriber, and take back what is queued for them."""
        self.known(name)
        outbox.drop(self.tx, name, "the subscriber was removed")
        subscribers.remove(self.tx, name)

    def known(self, name: str) -> Subscriber:
        """Return the subscriber of that name; raises NotFound that names the nearest one."""
        found = subscribers.held(self.tx, name)
        if found is None:
            raise NotFound(f"no subscriber {name}{nearest(name, (one.name for one in subscribers.every(self.tx)))}")
        return found

    def wants(self, one: Subscriber) -> str:
        """Return the filters of a subscriber in words of their language."""
        return Wishes(one.filters, one.language, self.meetings, self.now.date()).stated()

    def checked(self, wanted: Wanted, *, confirmed: bool) -> Subscriber:
        """Return the subscriber that is asked for; raises WrongUse, naming the nearest known, for what there is not."""
        channel = checked_channel(wanted.channel or self.settings.mail.channel)
        address = message.address(wanted.address) if channel in MAIL else self._robot(wanted.address, channel)
        language = wanted.language or self.settings.language
        sure = confirmed or channel in ROBOTS
        return Subscriber(
            name=_plain("name", wanted.name or address, LONGEST_NAME),
            channel=channel,
            address=address,
            language=language,
            editions=_kinds(wanted.editions),
            status="active" if sure else "pending",
            asked_at=self.now,
            why=_plain("why", wanted.why or _WHY[confirmed and channel in MAIL, language], LONGEST_WHY),
            nonce=tokens.nonce(),
            filters=checked_filters(wanted.filters, self.meetings),
            confirmed_at=self.now if sure else None,
        )

    def _robot(self, name: str, kind: str) -> str:
        known = [one.name for one in self.settings.robots if one.kind == kind]
        if name not in known:
            raise WrongUse(f"no {kind} robot {name} is declared in the settings{nearest(name, known)}")
        return name

    def _only_once(self, new: Subscriber) -> None:
        """One address gets each edition once, whatever names it stands under."""
        for one in subscribers.every(self.tx):
            same = (one.channel in MAIL) == (new.channel in MAIL) and one.address.casefold() == new.address.casefold()
            if same and one.name != new.name and one.status != "left":
                raise WrongUse(f"{new.address}: is a subscriber already, under the name {one.name} ({one.status})")


def checked_channel(name: str) -> str:
    """Return the name of a channel; raises WrongUse that names the nearest for what is none."""
    if name not in CHANNELS:
        raise WrongUse(f"unknown channel {name}{nearest(name, CHANNELS)}")
    return name


def checked_filters(stated: Filters, meetings: Sequence[Meeting]) -> Filters:
    """Return filters as they are kept: towns by their full names, nothing twice.

    Raises WrongUse for a theme, a directive or a town that there is not, naming the nearest known one.
    """
    themes = {theme.id for meeting in meetings for theme in meeting.themes} | {"general"}
    names = {theme.name: theme.id for meeting in meetings for theme in meeting.themes}
    directives = {one.id for one in meetings[0].directives}
    directives |= {f"{meeting.id}/{one.id}" for meeting in meetings for one in meeting.directives}
    return replace(
        stated,
        themes=_among("theme", (names.get(one, one) for one in stated.themes), themes),
        directives=_among("directive", stated.directives, directives),
        bodies=_words("body", stated.bodies),
        towns=_among("town", (towns.town(one) or one for one in stated.towns), towns.known()),
        words=_words("word", stated.words),
    )


def _among(what: str, stated: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    names, once = set(known), stated_once(stated)
    for one in once:
        if one not in names:
            raise WrongUse(f"unknown {what} {one}{nearest(one, sorted(names))}")
    return once


def _words(what: str, stated: Iterable[str]) -> tuple[str, ...]:
    return stated_once(_plain(what, one.strip(), LONGEST_WORD) for one in stated)


def stated_once(stated: Iterable[str]) -> tuple[str, ...]:
    """Return names in the order they were stated, each once; raises WrongUse when there are far too many."""
    once = tuple(dict.fromkeys(stated))
    if len(once) > MOST_NAMES:
        raise WrongUse(f"{len(once)} names in one filter; {MOST_NAMES} are allowed")
    return once


def _kinds(stated: Iterable[str]) -> tuple[str, ...]:
    kinds = stated_once(stated)
    for one in kinds:
        if one not in KINDS:
            raise WrongUse(f"unknown edition {one}{nearest(one, KINDS)}; known are {', '.join(KINDS)}")
    if not kinds:
        raise WrongUse(f"no edition is wanted; known are {', '.join(KINDS)}")
    return kinds


def _plain(what: str, stated: str, longest: int) -> str:
    """Return a text of one line; raises WrongUse for an empty or a very long one and for what does not print."""
    if not stated.strip() or stated != stated.strip() or len(stated) > longest or _UNPRINTABLE.search(stated):
        raise WrongUse(f"{what}: {stated[:40]!r} is not one line of 1 to {longest} characters")
    return stated
