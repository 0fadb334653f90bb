"""The points at which a process can be killed: counted as they come, each with a name."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import Engine, event

from archive.config import Settings
from archive.records import Mail
from archive.store import Tx
from digest.channels import OPENERS, Post

WRITES = ("INSERT", "UPDATE", "DELETE")


class Points:
    """Counts the points of this process, and kills it without a word at one of them."""

    def __init__(self, deadly: int | None = None) -> None:
        self.deadly = deadly
        self.names: list[str] = []
        self._wrote = False

    def pass_(self, name: str) -> None:
        """Come to a point."""
        if len(self.names) == self.deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        self.names.append(name)

    def watch(self) -> None:
        """Count, from now on and in this process, each write, commit and message, before and after it is done."""
        event.listen(Engine, "before_cursor_execute", self._write)
        event.listen(Engine, "commit", self._commit)
        event.listen(Tx, "after_commit", self._committed)
        for channel, opened in list(OPENERS.items()):
            OPENERS[channel] = self._opener(channel, opened)

    def _write(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        words = statement.split(maxsplit=3)
        if words and words[0].upper() in WRITES:
            self._wrote = True
            table = words[2] if words[0].upper() != "UPDATE" else words[1]
            self.pass_(f"write: {words[0].upper()} {table}")

    def _commit(self, _connection: Any) -> None:
        if self._wrote:
            self.pass_("commit")

    def _committed(self, _tx: Any) -> None:
        if self._wrote:
            self._wrote = False
            self.pass_("committed")

    def _opener(
        self, channel: str, opened: Callable[[Settings], AbstractContextManager[Post]]
    ) -> Callable[[Settings], AbstractContextManager[Post]]:
        @contextmanager
        def counted(settings: Settings) -> Iterator[Post]:
            with opened(settings) as post:
                yield _Counted(post, channel, self)

        return counted


class _Counted:
    def __init__(self, post: Post, channel: str, points: Points) -> None:
        self.post, self.channel, self.points = post, channel, points

    @property
    def broken(self) -> bool:
        return self.post.broken

    def send(self, mail: Mail) -> None:
        self.points.pass_(f"send: {self.channel} {mail.edition_key} {mail.recipient}")
        self.post.send(mail)
        self.points.pass_(f"sent: {self.channel} {mail.edition_key} {mail.recipient}")
