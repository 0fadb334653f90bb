"""How often one reader may ask: buckets that fill as time goes, as many as there are readers, but bounded.

Kept by hand because the libraries for it hold an entry for every address that ever asked within their window, and look
through all of them at each request.
"""

import ipaddress
import threading
from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

MOST_READERS = 20_000
"""Readers that are remembered; of more the one that has been still for longest is forgotten, and begins anew."""
WIDE = 64
"""Bits of an IPv6 address that one reader has: whoever has a network has all addresses of it."""


class Rates:
    """A bucket for each reader; safe to use from several threads."""

    def __init__(self, per_minute: float, clock: Callable[[], float] = monotonic) -> None:
        self.most, self.per_second, self.clock = per_minute, per_minute / 60, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, address: str) -> float:
        """Take one out of a reader's bucket; returns 0.0, or in how many seconds the bucket will hold one."""
        return self._ask(address, 1.0)

    def lacking(self, address: str) -> float:
        """Return what `take` would, and take nothing."""
        return self._ask(address, 0.0)

    def _ask(self, address: str, count: float) -> float:
        key, now = reader(address), self.clock()
        with self._lock:
            left, then = self._buckets.pop(key, (self.most, now))
            left = min(self.most, left + (now - then) * self.per_second)
            lacking = max(0.0, 1.0 - left)
            self._buckets[key] = (left if lacking else left - count, now)
            while len(self._buckets) > MOST_READERS:
                self._buckets.popitem(last=False)
        return lacking / self.per_second

    def __len__(self) -> int:
        return len(self._buckets)


def reader(address: str) -> str:
    """Return by what name the reader at an address is known."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:100]
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, WIDE), strict=False))
    return str(found)
