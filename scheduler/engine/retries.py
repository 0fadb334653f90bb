"""When a job that failed is tried again: later each time, not all at the same moment, and not for ever."""

import random
from datetime import UTC, datetime, timedelta

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.exceptions import JobAborted
from procrastinate.jobs import Job

FIRST_SECONDS, LONGEST_SECONDS = 15.0, 1800.0


class Failed(Exception):
    """A job's command could not do its work; `failures` counts this time too, `lasting` ones are not tried again."""

    def __init__(self, why: str, failures: int, *, lasting: bool = False) -> None:
        super().__init__(why)
        self.failures = failures
        self.lasting = lasting


class Retries(BaseRetryStrategy):
    """Tries a job so many times; what its worker gave back is no failure and waits for nobody."""

    def __init__(self, attempts: int, first_seconds: float = FIRST_SECONDS) -> None:
        self._attempts = attempts
        self._first_seconds = first_seconds

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Return when a job is tried again, None for never."""
        if isinstance(exception, JobAborted):
            return RetryDecision(retry_at=datetime.now(UTC))
        failures = exception.failures if isinstance(exception, Failed) else job.attempts + 1
        if failures >= self._attempts or (isinstance(exception, Failed) and exception.lasting):
            return None
        return RetryDecision(retry_at=datetime.now(UTC) + timedelta(seconds=wait(failures, self._first_seconds)))


def wait(failures: int, first_seconds: float = FIRST_SECONDS) -> float:
    """Return how many seconds to wait after so many failures: twice as long each time, half of it by chance."""
    longest = min(first_seconds * 2.0 ** (failures - 1), LONGEST_SECONDS)
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - no secret
