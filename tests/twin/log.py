"""The request log: who asked for what, when, with how many others under way at the same host."""

import threading
import time
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import pairwise

from tests.twin.replies import Asked


@dataclass(kw_only=True, slots=True)
class Request:
    """One request as the twin saw it.

    `at_once` counts the requests under way at this host when it came in, itself included. Times are seconds of the
    monotonic clock; `finished` is None while it is under way, `status` 0 while unanswered.
    """

    asked: Asked
    started: float
    at_once: int
    status: int = 0
    sent: int = 0
    finished: float | None = None

    @property
    def method(self) -> str:
        """The method."""
        return self.asked.method

    @property
    def host(self) -> str:
        """The host asked for."""
        return self.asked.host

    @property
    def path(self) -> str:
        """The path with its query."""
        return self.asked.path

    @property
    def url(self) -> str:
        """The full address."""
        return self.asked.url

    @property
    def conditional(self) -> bool:
        """Whether the client asked "changed since?"."""
        return self.asked.conditional


class Log:
    """Every request since the start or the last `clear`, oldest first; safe to read from another thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: list[Request] = []
        self._under_way: dict[str, int] = {}

    @property
    def requests(self) -> tuple[Request, ...]:
        """All of them."""
        with self._lock:
            return tuple(self._requests)

    def of(self, pattern: str) -> tuple[Request, ...]:
        """Return the requests whose host and path match a pattern such as `www.zs.gov.cn/gxj/*`."""
        return tuple(one for one in self.requests if fnmatchcase(one.asked.place, pattern))

    def at_once(self, host: str | None = None) -> int:
        """Return the most requests that were under way together at a host (at the busiest one by default)."""
        return max((one.at_once for one in self.requests if host in {None, one.host}), default=0)

    def gaps(self, host: str) -> list[float]:
        """Return the seconds between the starts of successive requests to a host."""
        starts = [one.started for one in self.requests if one.host == host]
        return [later - earlier for earlier, later in pairwise(starts)]

    def clear(self) -> None:
        """Forget what was asked so far."""
        with self._lock:
            self._requests.clear()

    def start(self, asked: Asked) -> Request:
        """Note that a request came in."""
        with self._lock:
            self._under_way[asked.host] = self._under_way.get(asked.host, 0) + 1
            request = Request(asked=asked, started=time.monotonic(), at_once=self._under_way[asked.host])
            self._requests.append(request)
        return request

    def finish(self, request: Request) -> None:
        """Note that its answer is out, or that the connection ended."""
        with self._lock:
            self._under_way[request.host] -= 1
            request.finished = time.monotonic()
