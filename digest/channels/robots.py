"""The channels to robots of groups and to webhooks: one request a message, and an answer that is read with care."""

import json
import re
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from archive import clock, secrets
from archive.config import Settings
from archive.errors import Refused, TryLater, WrongSettings
from archive.records import Mail
from archive.sections import Robot
from digest.channels import exchange
from digest.channels.exchange import Answer

PER_MINUTE = 20
"""Messages that WeCom and DingTalk take of a robot in a minute; who sends more is shut out for ten."""
MINUTE = 60.0
TELLING = 12
"""Characters of a part of an address that may be a secret; shorter ones are words."""
JSON = {"Content-Type": "application/json; charset=utf-8"}
MEND = "mend the settings: "


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What is sent to a robot."""

    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=lambda: JSON)


Ask = Callable[[str, str, Mail, datetime], Request]
"""Of an address, a secret (empty when there is none), a message and the present moment."""
Judge = Callable[[Answer], None]
"""Raises Refused when this message will never be taken, TryLater when it may be later; else it was taken."""


class Robots:
    """Sends messages to the robots of one kind; which one is the message's recipient."""

    broken = False

    def __init__(self, settings: Settings, kind: str, ask: Ask, judge: Judge) -> None:
        self.settings = settings
        self.kind = kind
        self.ask = ask
        self.judge = judge
        self._sent: dict[str, deque[float]] = {}

    def send(self, mail: Mail) -> None:
        """Send one message. Raises Refused, TryLater, and WrongSettings when the robot is not declared as it should."""
        robot = self.settings.robot(mail.recipient, self.kind)
        secret = secrets.read("robots.secret_file", robot.secret_file) if robot.secret_file else ""
        request = self.ask(_address(robot), secret, mail, clock.now())
        self._pace(robot)
        what = f"{self.kind} {robot.name}"
        answer = exchange.post(
            request.url,
            request.body,
            request.headers,
            network=self.settings.network,
            seconds=robot.timeout_seconds,
            what=what,
        )
        try:
            self.judge(answer)
        except (Refused, TryLater) as error:
            raise type(error)(f"{what}: {error}") from None

    def _pace(self, robot: Robot) -> None:
        now = time.monotonic()
        sent = self._sent.setdefault(robot.name, deque())
        while sent and now - sent[0] > MINUTE:
            sent.popleft()
        if len(sent) >= PER_MINUTE:
            raise TryLater(f"{self.kind} {robot.name}: {PER_MINUTE} messages in a minute are enough")
        sent.append(now)


@contextmanager
def opened(settings: Settings, kind: str, ask: Ask, judge: Judge) -> Iterator[Robots]:
    """Give the way to the robots of a kind; each is looked at when there is something for it."""
    yield Robots(settings, kind, ask, judge)


def _address(robot: Robot) -> str:
    """Return the address of a robot. It is as good as a password, so it travels over TLS or stays on this machine."""
    url = secrets.read("robots.url_file", robot.url_file)
    secrets.known(url, *_telling(url))
    wrong = WrongSettings(f"robots.url_file: the first line of {robot.url_file} is no address such as https://…")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in {"http", "https"} or not host or port == 0 or not url.isascii() or " " in url:
        raise wrong
    # A program's messages are signed, and the address of a machine next door may have no certificate.
    if parts.scheme == "http" and robot.kind != "webhook" and host not in {"127.0.0.1", "localhost", "::1"}:
        raise WrongSettings(f"robots.url_file: the address in {robot.url_file} must begin with https://")
    return url


def _telling(url: str) -> list[str]:
    """Return the parts of an address that are as good as the whole: a server may repeat them in its answer."""
    behind = url.partition("://")[2].partition("/")[2]
    return [part for part in (behind, *re.split(r"[/?&=]", behind)) if len(part) >= TELLING]


def document(answer: Answer) -> dict[str, Any]:
    """Return the object that a robot answered with; raises TryLater when there is none, or its server is in trouble."""
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        raise TryLater(f"{answer.status} {answer.words}".strip())
    try:
        stated = json.loads(answer.body)
    except (ValueError, RecursionError):
        stated = None
    if isinstance(stated, dict):
        return stated
    if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
        raise TryLater(f"{MEND}nobody takes messages at the robot's address ({answer.status})")
    raise TryLater("an answer that can not be read")


def settle(answer: Answer, code: object, said: object, *, mend: Mapping[int, str], content: Mapping[int, str]) -> None:
    """Return when the code is 0, the message taken; else raise what it says.

    `mend` are codes of what is wrong in the settings, `content` those of a message that will never be taken. A code
    that nobody knows is for later: until the message is given up a person has seen it in the reports.
    """
    if not isinstance(code, int) or isinstance(code, bool):
        raise TryLater(f"an answer without a code ({answer.status})")
    words = " ".join("".join(one if one.isprintable() else " " for one in str(said or ""))[:300].split())[:160]
    told = f"{code} {words}".strip()
    if code in content:
        raise Refused(f"{content[code]} ({told})")
    if code in mend:
        raise TryLater(f"{MEND}{mend[code]} ({told})")
    if code or answer.status != HTTPStatus.OK:
        raise TryLater(told if code else f"{answer.status} {told}")
