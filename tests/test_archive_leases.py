"""Leases: one holder at a time, on each engine, until it gives back or forgets to renew."""

import threading
import time

from archive.store import Archive, leases


def take(archive: Archive, holder: str, seconds: float = 30, name: str = "leader") -> bool:
    with archive.begin() as tx:
        return leases.take(tx, name, holder, seconds)


def holder(archive: Archive, name: str = "leader") -> str | None:
    with archive.read() as tx:
        return leases.holder_of(tx, name)


def test_one_has_it_until_it_is_given_back(archive: Archive) -> None:
    assert holder(archive) is None
    assert take(archive, "a")
    assert take(archive, "a")
    assert not take(archive, "b")
    assert take(archive, "b", name="another")
    with archive.begin() as tx:
        leases.release(tx, ["leader"], "b")
    assert holder(archive) == "a"
    with archive.begin() as tx:
        leases.release(tx, ["leader"], "a")
    assert holder(archive) is None
    assert take(archive, "b")


def test_who_does_not_renew_loses_it(archive: Archive) -> None:
    assert take(archive, "a", seconds=0.2)
    time.sleep(0.3)
    assert holder(archive) is None
    assert take(archive, "b")
    assert not take(archive, "a")


def test_of_many_at_once_one_gets_it(archive: Archive) -> None:
    got: list[str] = []

    def try_it(name: str) -> None:
        if take(archive, name):
            got.append(name)

    all_at_once = [threading.Thread(target=try_it, args=(f"h{number}",)) for number in range(8)]
    for one in all_at_once:
        one.start()
    for one in all_at_once:
        one.join()
    assert len(got) == 1
    assert holder(archive) == got[0]
