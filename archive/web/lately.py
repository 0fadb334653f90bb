"""What takes long to work out is kept until the archive has changed, and worked out by one reader at a time."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from time import monotonic
from typing import Generic, TypeVar

T = TypeVar("T")
MOST = 64
"""Things that are kept; the one that was not asked for longest goes first."""
REST = 20
"""What took a second is not worked out anew for so many seconds, also when the archive has changed."""
QUICK = 0.1
"""Seconds; what takes less is worked out anew whenever the archive has changed."""


@dataclass(frozen=True, slots=True)
class _Made(Generic[T]):
    value: T
    mark: Hashable
    until: float


class Lately(Generic[T]):
    """Values by key, each with the mark of the archive that it was made of. Safe to use from several threads."""

    def __init__(self) -> None:
        self._made: OrderedDict[Hashable, _Made[T]] = OrderedDict()
        self._guard = threading.Lock()
        self._working: dict[Hashable, threading.Lock] = {}

    def get(self, key: Hashable, mark: Hashable, make: Callable[[], T]) -> T:
        """Return the value of a key: that of the mark, or an older one while another reader makes the new one."""
        known, working = self._look(key)
        if known is not None and self._good(known, mark):
            return known.value
        if not working.acquire(blocking=known is None):
            assert known is not None  # noqa: S101 - only then it does not wait
            return known.value
        try:
            known, _ = self._look(key)
            if known is not None and self._good(known, mark):
                return known.value
            return self._keep(key, mark, make)
        finally:
            working.release()

    def _look(self, key: Hashable) -> tuple[_Made[T] | None, threading.Lock]:
        with self._guard:
            if key in self._made:
                self._made.move_to_end(key)
            return self._made.get(key), self._working.setdefault(key, threading.Lock())

    def _good(self, known: _Made[T], mark: Hashable) -> bool:
        return known.mark == mark or monotonic() < known.until

    def _keep(self, key: Hashable, mark: Hashable, make: Callable[[], T]) -> T:
        began = monotonic()
        value = make()
        now = monotonic()
        took = now - began
        with self._guard:
            self._made[key] = _Made(value, mark, now + REST * took if took > QUICK else now)
            while len(self._made) > MOST:
                gone, _ = self._made.popitem(last=False)
                self._working.pop(gone, None)
        return value
