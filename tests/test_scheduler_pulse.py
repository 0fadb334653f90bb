"""What probes see of a loop."""

import time

from scheduler.pulse import SILENT_SECONDS, Pulse
from tests.found import HOUR, NOON


def test_a_loop_lives_as_long_as_it_beats() -> None:
    pulse = Pulse("here:1:x", NOON)
    assert (pulse.looked_at, pulse.role, pulse.running, pulse.holder, pulse.started_at) == (
        None,
        "stands by",
        "",
        "here:1:x",
        NOON,
    )
    assert pulse.alive(time.monotonic())
    assert not pulse.alive(time.monotonic() + SILENT_SECONDS + 1)
    pulse.beat(NOON + HOUR, "leads", "crawl")
    assert (pulse.looked_at, pulse.role, pulse.running) == (NOON + HOUR, "leads", "crawl")
    assert pulse.alive(time.monotonic() + SILENT_SECONDS - 1)
