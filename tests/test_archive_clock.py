"""The one clock: it stands still or passes as ZSWATCH_NOW says, and nothing else is taken for a time."""

import time
from datetime import timedelta

import pytest

from archive import clock
from archive.errors import WrongSettings

NOON = "2025-02-22T12:00:00+08:00"


@pytest.mark.parametrize("stated", ["2025-02-22T04:00:00+00:00", NOON])
def test_it_stands_still_in_shanghai(monkeypatch: pytest.MonkeyPatch, stated: str) -> None:
    monkeypatch.setenv(clock.VARIABLE, stated)
    assert (clock.now().isoformat(), clock.pace()) == (NOON, 0)


def test_it_passes_faster_from_a_moment_on(monkeypatch: pytest.MonkeyPatch) -> None:
    noon = clock.parse_moment(NOON, what="noon")
    monkeypatch.setenv(clock.VARIABLE, f"{NOON} x600 from {time.time() - 10:.3f}")
    since = clock.now() - noon
    assert abs(clock.pace() - 600) < 1
    assert timedelta(seconds=5990) <= since < timedelta(seconds=9000)


def test_what_it_is_set_to_is_now(monkeypatch: pytest.MonkeyPatch) -> None:
    noon = clock.parse_moment(NOON, what="noon")
    monkeypatch.setenv(clock.VARIABLE, clock.passing(noon, 2))
    assert timedelta(0) <= clock.now() - noon < timedelta(seconds=60)


def test_the_machine_has_the_usual_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(clock.VARIABLE, raising=False)
    assert clock.pace() == 1


@pytest.mark.parametrize(
    "stated", ["yesterday", "2025-02-22T12:00:00", f"{NOON} x from 3", f"{NOON} x2", f"{NOON} x2 from -1", "x2 from 1"]
)
def test_anything_else_is_refused(monkeypatch: pytest.MonkeyPatch, stated: str) -> None:
    monkeypatch.setenv(clock.VARIABLE, stated)
    with pytest.raises(WrongSettings, match=clock.VARIABLE):
        clock.now()
