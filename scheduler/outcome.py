"""How a command tells the worker that runs it as a job whether it was carried through, by its exit code alone.

For people and scripts exit code 1 says that the work failed or is incomplete. A worker must know more: a crawl that met
an unwell site was carried through and is not repeated, one that lost its database was not. So a command that is a job
ends with codes of sysexits.h where it could not do its work; 0 and 1 mean that it did.
"""

import os

VARIABLE = "ZSWATCH_JOB"
"""Set in the environment of a command that is a job."""
TRY_AGAIN, BROKE = 75, 70
"""EX_TEMPFAIL: an expected failure that may pass. EX_SOFTWARE: a mistake of ours."""


def is_job() -> bool:
    """Tell whether this process is a job of a worker."""
    return bool(os.environ.get(VARIABLE))


def carried_through(exit_code: int) -> bool:
    """Tell whether a job did its work, well or not."""
    return exit_code in {0, 1}
