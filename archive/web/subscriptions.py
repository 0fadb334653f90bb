"""What the links of our mails do: begin, interrupt and end a subscription. Nothing else on the web writes anything.

A page is shown at once, and nothing happens before its button is pressed: programs that look at every link in a mail
must neither confirm nor end anything. A mail program's own button (RFC 8058) ends the subscription with one request.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from archive import clock, standing, tokens
from archive.config import Settings
from archive.errors import Refused
from archive.records import Subscriber
from archive.store import Archive, Tx, outbox, subscribers
from archive.web import pages
from archive.web.words import Language, say

LASTS = {"confirm": timedelta(days=7)}
"""How long links are good; others as long as their subscriber keeps the nonce."""
KINDS = ("confirm", "leave", "pause")
Form = dict[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A page and its status."""

    page: str
    status: int = 200


class Subscriptions:
    """The pages behind the links, over one archive."""

    def __init__(self, archive: Archive, settings: Settings) -> None:
        self.archive, self.settings = archive, settings
        self.secret = tokens.secret(settings.data_dir)

    def show(self, kind: str, token: str, language: Language) -> Answer:
        """Return the page that asks; nothing is changed."""
        try:
            with self.archive.read() as tx:
                one = self._whose(tx, kind, token, subscribers.get)
        except Refused:
            return unknown(language)
        if kind == "pause":
            return Answer(page=pages.pause(one, clock.today()))
        if kind == "confirm" and one.status == "active":
            return _done(one, "confirm")
        if kind == "leave" and one.status == "left":
            return _done(one, "leave")
        rather = tokens.sign(self.secret, "pause", one.name, one.nonce) if one.status == "active" else ""
        return Answer(page=pages.question(kind, one, rather if kind == "leave" else ""))

    def act(self, kind: str, token: str, form: Form, language: Language) -> Answer:
        """Do what the link is for; to do it again changes nothing more."""
        try:
            with self.archive.begin() as tx:
                one = self._whose(tx, kind, token, subscribers.held)
                return _ACTS[kind](tx, one, form)
        except Refused:
            return unknown(language)

    def _whose(self, tx: Tx, kind: str, token: str, get: Callable[[Tx, str], Subscriber | None]) -> Subscriber:
        """Return whom a token is for, if the link can still do something or has done it; raises Refused otherwise."""
        name, nonce = tokens.check(self.secret, kind, token, now=clock.now(), lasts=LASTS.get(kind))
        one = get(tx, name)
        if one is None or one.nonce != nonce or one.status not in _FOR[kind]:
            raise Refused(tokens.UNKNOWN)
        return one


_FOR = {
    "confirm": {"pending", "active"},
    "leave": {"pending", "active", "suspended", "left"},
    "pause": {"active"},
}


def unknown(language: Language) -> Answer:
    """Return the one answer to every link that is not valid, whatever is wrong with it."""
    page = pages.message(language, say(language, "unknown_title"), say(language, "unknown"), root="../../")
    return Answer(page=page, status=404)


def _confirm(tx: Tx, one: Subscriber, _form: Form) -> Answer:
    sure = standing.confirmed(one, clock.now())
    if sure is not None:
        subscribers.put(tx, sure)
    return _done(one, "confirm")


def _leave(tx: Tx, one: Subscriber, _form: Form) -> Answer:
    subscribers.put(tx, standing.left(one, clock.now()))
    outbox.drop(tx, one.name, "the subscriber has left")
    return _done(one, "leave")


def _pause(tx: Tx, one: Subscriber, form: Form) -> Answer:
    today, stated = clock.today(), form.get("until", "")
    try:
        until = date.fromisoformat(stated) if stated else None
    except ValueError:
        until = today
    changed = standing.paused(one, until, today)
    if changed is None or (until is not None and until <= today):
        return Answer(page=pages.pause(one, today, say(one.language, "pause_wrong")), status=400)
    subscribers.put(tx, changed)
    return _done(one, "pause" if until else "resume", until=until)


_ACTS: dict[str, Callable[[Tx, Subscriber, Form], Answer]] = {"confirm": _confirm, "leave": _leave, "pause": _pause}


def _done(one: Subscriber, what: str, **values: object) -> Answer:
    title = say(one.language, "pause_title" if what == "resume" else f"{what}_title")
    said = say(one.language, f"{what}_done", address=one.address, **values)
    return Answer(page=pages.message(one.language, title, said, root="../../"))
