"""Hosts that crawls of several processes ask, on whatever machines: each request waits for its turn among them."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import AbstractContextManager, asynccontextmanager
from time import monotonic

from archive.errors import TryLater
from archive.store import Archive, leases
from crawler.spiders.faults import Fault

WAIT_SECONDS = 120.0
"""How long a request waits for its turn at a host."""
LITTLE = 1.0


def lease_of(host: str) -> str:
    """Return the name of the lease of whoever asks a host."""
    return f"host:{host}"[:200]


class SharedHosts:
    """Gives turns at the hosts that no crawl has for itself, one request at a time and so many seconds apart."""

    def __init__(self, archive: Archive, hosts: Collection[str], delay: float) -> None:
        self._archive = archive
        self._hosts = frozenset(hosts)
        self._delay = delay

    @asynccontextmanager
    async def __call__(self, host: str) -> AsyncIterator[None]:
        """Hold the turn at a host for the length of a block, and the pause after it; nothing at any other host."""
        if host not in self._hosts:
            yield
            return
        turn = await self._turn(host)
        try:
            yield
            await asyncio.sleep(self._delay)
        finally:
            await asyncio.to_thread(turn.__exit__, None, None, None)

    async def _turn(self, host: str) -> AbstractContextManager[object]:
        """Wait for the turn, a little at a time: a run that is told to end does not stay for it."""
        end = monotonic() + WAIT_SECONDS
        while True:
            turn = leases.held(self._archive, lease_of(host), busy="other crawls ask it", wait_seconds=LITTLE)
            try:
                await asyncio.to_thread(turn.__enter__)
            except TryLater as error:
                if monotonic() >= end:
                    raise Fault("busy", f"http://{host}/", f"its turn did not come: {error}") from None
            else:
                return turn
