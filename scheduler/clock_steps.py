"""Whether the clock can be believed: one that is suddenly far ahead may be set right again in a moment."""

import logging
from datetime import datetime, timedelta

STEP = timedelta(minutes=30)
"""A clock that goes ahead or back by more than this, at once, was set."""
BELIEVED_AFTER = timedelta(minutes=10)
"""What is due by a clock that was set ahead waits so long: editions of days to come could not be taken back."""
_log = logging.getLogger("zswatch.service")


class ClockSteps:
    """Compares the clock with seconds that nobody sets; `pace` is how fast the clock passes by them."""

    def __init__(self, pace: float) -> None:
        self._pace = pace or 1.0
        self._last: tuple[datetime, float] | None = None
        self._doubted_until: float | None = None

    def believed(self, now: datetime, elapsed: float) -> bool:
        """Say whether what is due at a moment may begin; to be asked at every look at the clock.

        A clock that went back is believed at once: what was done is done, and what it will show again is known.
        """
        if self._last is not None:
            before, then = self._last
            step = now - before - timedelta(seconds=(elapsed - then) * self._pace)
            if step > STEP:
                self._doubted_until = elapsed + BELIEVED_AFTER.total_seconds() / self._pace
                _log.warning("the clock went ahead by %s at once; nothing begins until it has stood", step)
            elif step < -STEP:
                self._doubted_until = None
                _log.warning("the clock went back by %s; what was done is not done again", -step)
        self._last = (now, elapsed)
        if self._doubted_until is not None and elapsed >= self._doubted_until:
            self._doubted_until = None
        return self._doubted_until is None
