"""What takes a while to find out, and may never come: looked up in a thread of its own, kept for some seconds."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from archive.errors import WatchError

T = TypeVar("T")
_log = logging.getLogger("zswatch.probes")


class Looked(Generic[T]):
    """The newest answer to a question; safe to be used from several threads, of which none waits long.

    `look` is asked by one thread at a time, at most once in `keep_seconds`. Whoever comes waits for `wait_seconds` at
    most, and not at all for one that has kept others waiting so long already.
    """

    def __init__(self, look: Callable[[], T], *, keep_seconds: float, wait_seconds: float) -> None:
        self._look, self._keep, self._wait = look, keep_seconds, wait_seconds
        self._condition = threading.Condition()
        self._asked_at: float | None = None
        self._answer: tuple[float, T | None] | None = None
        self._failing = False

    def newest(self) -> T | None:
        """Return the newest answer, None when there is none in time or looking failed."""
        with self._condition:
            now = time.monotonic()
            if self._answer is not None and now - self._answer[0] < self._keep:
                return self._answer[1]
            left = self._ask(now) + self._wait - time.monotonic()
            found = self._condition.wait_for(self._is_answered, max(left, 0.0))
            return self._answer[1] if found and self._answer is not None else None

    def begin(self) -> None:
        """Begin to look, unless there is an answer already that is new enough; nobody waits for it."""
        with self._condition:
            now = time.monotonic()
            if self._answer is None or now - self._answer[0] >= self._keep:
                self._ask(now)

    def _ask(self, now: float) -> float:
        """Return since when an answer is looked for, from now on if nobody does yet."""
        if self._asked_at is None:
            self._asked_at = now
            threading.Thread(target=self._find, name="looking", daemon=True).start()
        return self._asked_at

    def _is_answered(self) -> bool:
        return self._asked_at is None

    def _find(self) -> None:
        answer: T | None = None
        try:
            answer = self._look()
            self._failing = False
        except WatchError as error:
            if not self._failing:  # monitors ask every few seconds: once is told
                _log.info("%s", error)
            self._failing = True
        except Exception:  # noqa: BLE001 - nobody waits for longer because of a mistake of ours
            _log.exception("looking failed")
        finally:
            with self._condition:
                self._answer, self._asked_at = (time.monotonic(), answer), None
                self._condition.notify_all()
