"""Turns at hosts that crawls of several processes ask: one request at a time among all of them."""

import asyncio
import threading

import pytest

from archive.errors import Busy
from archive.store import Archive, leases
from crawler.spiders import turns
from crawler.spiders.faults import Fault
from crawler.spiders.turns import SharedHosts, lease_of

HOST = "zcjd.cloud.gd.gov.cn"


def ask(archive: Archive, under_way: list[int], most: list[int]) -> None:
    """Ask a shared host three times, as one process does."""
    shared = SharedHosts(archive, [HOST], delay=0.0)

    async def asked() -> None:
        for _ in range(3):
            async with shared(HOST):
                under_way.append(1)
                most.append(len(under_way))
                await asyncio.sleep(0.02)
                under_way.pop()

    asyncio.run(asked())


def test_of_two_processes_one_asks_at_a_time(archive: Archive) -> None:
    under_way: list[int] = []
    most: list[int] = []
    threads = [threading.Thread(target=ask, args=[archive, under_way, most]) for _ in range(2)]
    for each in (threading.Thread.start, threading.Thread.join):
        for one in threads:
            each(one)
    assert most == [1] * 6


def test_other_hosts_are_nobodys_affair(archive: Archive) -> None:
    shared = SharedHosts(archive, [HOST], delay=0.0)

    async def asked() -> None:
        async with shared("www.zs.gov.cn"):
            with leases.held(archive, lease_of("www.zs.gov.cn"), busy="busy"):
                pass

    asyncio.run(asked())


def test_a_turn_that_does_not_come_is_a_fault_of_that_request(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "WAIT_SECONDS", 0.0)
    monkeypatch.setattr(turns, "LITTLE", 0.0)
    shared = SharedHosts(archive, [HOST], delay=0.0)

    async def asked() -> None:
        async with shared(HOST):
            pytest.fail("somebody else has it")

    with leases.held(archive, lease_of(HOST), busy="busy"), pytest.raises(Fault) as raised:
        asyncio.run(asked())
    assert raised.value.reason == "busy"
    with leases.held(archive, lease_of(HOST), busy="busy"):
        pass


def test_the_pause_after_a_request_is_kept_before_the_next_one_begins(archive: Archive) -> None:
    shared = SharedHosts(archive, [HOST], delay=0.2)
    free: list[bool] = []

    async def asked() -> None:
        async with shared(HOST):
            asyncio.get_running_loop().call_later(0.1, look)

    def look() -> None:
        try:
            with leases.held(archive, lease_of(HOST), busy="busy"):
                free.append(True)
        except Busy:
            free.append(False)

    asyncio.run(asked())
    assert free == [False]
