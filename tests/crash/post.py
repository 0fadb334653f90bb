"""The other side: a mail server and a group robot's server in a process of their own, and what they took, in a file."""

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from typing import Any

from tests import mail_server, model_server


@dataclass(frozen=True)
class Arrived:
    """A message as the other side took it; a robot's has no id."""

    recipient: str
    message_id: str
    body: str


class _Log(list[Any]):
    """A list that also writes, before anybody is told that something was taken, a line into a file."""

    def __init__(self, file: Path, recipient: str = "") -> None:
        self.file, self.recipient = file, recipient

    def append(self, taken: Any) -> None:
        to, body = (self.recipient, taken) if self.recipient else taken
        with self.file.open("a", encoding="utf-8") as log:
            log.write(json.dumps([to, bytes(body).decode("utf-8", "surrogateescape")]) + "\n")


@contextmanager
def serving(folder: Path) -> Iterator[tuple[int, int]]:
    """Run both servers in a child process and give the ports of mail and robot."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _serve(folder, writing)
    os.close(writing)
    with os.fdopen(reading) as said:
        ports = json.loads(said.readline())
        try:
            yield ports[0], ports[1]
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _serve(folder: Path, ports: int) -> None:
    try:
        box = mail_server.Box()
        box.taken = _Log(log_of(folder))
        taken = model_server.sending(json.dumps({"errcode": 0, "errmsg": "ok"}).encode())
        with mail_server.serving(box) as mail, model_server.serving(taken) as robot:
            robot.bodies = _Log(log_of(folder), "group")
            os.write(ports, json.dumps([mail, robot.port]).encode() + b"\n")
            signal.pause()
    except BaseException:  # noqa: BLE001 - a forked process must never go on as if it were the first one
        sys.excepthook(*sys.exc_info())
    os._exit(1)


def log_of(folder: Path) -> Path:
    """Return the file in which a line stands for each message taken."""
    return folder / "taken.jsonl"


def arrived(folder: Path, since: int = 0) -> list[Arrived]:
    """Return what was taken, but for the first so many."""
    file = log_of(folder)
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    found = []
    for line in lines[since:]:
        recipient, body = json.loads(line)
        name = ""
        if "@" in recipient:
            name = message_from_bytes(body.encode("utf-8", "surrogateescape"), policy=SMTP)["Message-ID"].strip()
        found.append(Arrived(recipient=recipient, message_id=name, body=body))
    return found
