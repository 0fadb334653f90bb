"""What probes see of a loop."""

import time

from scheduler.pulse import SILENT_SECONDS, Pulse


def test_a_loop_lives_as_long_as_it_beats() -> None:
    pulse = Pulse()
    assert (pulse.role, pulse.running) == ("stands by", "")
    assert pulse.alive(time.monotonic())
    assert not pulse.alive(time.monotonic() + SILENT_SECONDS + 1)
    pulse.beat("leads", "crawl")
    assert (pulse.role, pulse.running) == ("leads", "crawl")
    assert pulse.alive(time.monotonic() + SILENT_SECONDS - 1)
