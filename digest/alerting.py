"""An alert on its way to the operators: a mail to each, and a message to the robot that the settings name for it."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from archive.clock import SHANGHAI
from archive.config import Settings
from archive.errors import WrongSettings
from archive.sections import Robot
from archive.store import Tx, outbox
from digest import message, robots, signing
from digest.alert_pages import Alert, lasted, names, pages, sections
from digest.render import Pages
from digest.robots.content import Content, Entry, plain

KIND = "alert"
TITLE, WHY = 200, 300
"""Characters of a notice in a robot's message."""


def key_of(at: datetime) -> str:
    """Return the key that the messages of an alert have in the outbox."""
    return f"{KIND}-{at.astimezone(SHANGHAI):%Y%m%dT%H%M%S}"


def check(settings: Settings) -> None:
    """Raise WrongUse for an operator that is no address, WrongSettings for a robot that is not declared."""
    for one in settings.watch.operators:
        message.address(one)
    _robot(settings)


def queue(tx: Tx, settings: Settings, alert: Alert) -> tuple[str, ...]:
    """Queue the alert for everybody who gets it, and return them; queued once, it changes nothing to do so again.

    Raises as `check` does.
    """
    laid_out = pages(alert)
    told = []
    for channel, to, name, body in _messages(settings, alert, laid_out):
        outbox.enqueue(
            tx, edition_key=alert.key, recipient=to, channel=channel, message_id=name, message=body, now=alert.at
        )
        told.append(to)
    return tuple(told)


def _robot(settings: Settings) -> Robot | None:
    name = settings.watch.robot
    if not name:
        return None
    for one in settings.robots:
        if one.name == name:
            return one
    raise WrongSettings(f"watch.robot: no robot {name!r} is declared in [[robots]]")


def _messages(settings: Settings, alert: Alert, laid_out: Pages) -> Iterator[tuple[str, str, str, bytes]]:
    """Give channel, recipient, id and content of each message."""
    laid = message.Pages(
        key=alert.key,
        kind=KIND,
        language=alert.language,
        composed_at=alert.at,
        subject=laid_out.subject,
        html=laid_out.html,
        text=laid_out.text,
    )
    operators: dict[str, str] = {}
    for one in map(message.address, settings.watch.operators):
        operators.setdefault(one.casefold(), one)
    for operator in operators.values():
        mail = settings.mail
        built = message.build(
            laid, recipient=operator, sender=mail.sender, sender_name=mail.sender_name, reply_to=mail.reply_to
        )
        yield mail.channel, operator, message.message_id(laid, operator), _signed(built.as_bytes(), settings, alert.at)
    robot = _robot(settings)
    if robot is None:
        return
    name = message.message_id(laid, f"{robot.kind}:{robot.name}")
    if robot.kind == "webhook":
        yield robot.kind, robot.name, name, _payload(alert, laid, name)
    else:
        body = robots.fitted(_content(alert, laid_out), robots.DIALECTS[robot.kind], robot.keyword)
        yield robot.kind, robot.name, name, body


def _signed(built: bytes, settings: Settings, at: datetime) -> bytes:
    """Return the mail signed if that can be done: a key that is gone must not keep anybody from learning it."""
    try:
        return signing.signed(built, settings.mail, at)
    except WrongSettings:
        return built


def _content(alert: Alert, laid_out: Pages) -> Content:
    entries = tuple(
        Entry(
            section=f"alert_{kind}",
            title=plain(one.headline, TITLE),
            facts=(lasted(alert, one),),
            more=tuple(plain(line, WHY) for line in (one.why, names(alert, one), one.advice) if line),
        )
        for kind, some in sections(alert)
        for one in some
    )
    return Content(
        language=alert.language, title=plain(laid_out.subject, TITLE), certainty="", certain=False, entries=entries
    )


def _payload(alert: Alert, laid: message.Pages, name: str) -> bytes:
    told = {kind: [asdict(one) for one in some] for kind, some in sections(alert)}
    stated = {
        "type": KIND,
        "id": name.strip("<>"),
        "key": alert.key,
        "composed_at": alert.at.isoformat(),
        "subject": laid.subject,
        "text": laid.text,
        "alert": told | {"others": alert.others},
    }
    return json.dumps(stated, ensure_ascii=False, default=datetime.isoformat).encode("utf-8", "replace")
