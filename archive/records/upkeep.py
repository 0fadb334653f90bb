"""What looking through an archive finds."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """Something in the archive that is not as it must be: which check found it, where, what, and what to do."""

    check: str
    where: str
    what: str
    remedy: str
