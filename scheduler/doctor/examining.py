"""All checks side by side, each within its own time, whatever the others do."""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from archive.errors import WatchError
from scheduler.doctor.finding import Finding, Installation, fault


@dataclass(frozen=True, slots=True)
class Check:
    """A look at one thing: how it is called, how many seconds it may take, and whether it asks other machines."""

    name: str
    look: Callable[[Installation], Iterable[Finding]]
    seconds: float = 30.0
    online: bool = False


@dataclass(slots=True)
class _Looking:
    """A check under way in a thread, for which nobody waits longer than it may take: lookups can not be interrupted."""

    check: Check
    began: float
    found: list[Finding] = field(default_factory=list)
    error: BaseException | None = None
    over: threading.Event = field(default_factory=threading.Event)

    def look(self, it: Installation) -> None:
        try:
            for finding in self.check.look(it):
                self.found.append(finding)
        except BaseException as error:  # noqa: BLE001 - whoever waits raises it
            self.error = error
        finally:
            self.over.set()

    def ended(self) -> list[Finding]:
        """Return what was found; an expected error is a fault, any other one is ours and is raised."""
        if not self.over.wait(max(0.0, self.began + self.check.seconds - time.monotonic())):
            late = f"no end within {self.check.seconds:g} seconds"
            do = "try again; if it stays so, what is asked hangs or is cut off"
            return [*self.found, fault(self.check.name, late, do)]
        if isinstance(self.error, WatchError):
            return [*self.found, fault(self.check.name, str(self.error), "mend what is named, and look again")]
        if self.error is not None:
            raise self.error
        return self.found


def examine(it: Installation, checks: Iterable[Check], *, offline: bool = False) -> list[Finding]:
    """Return what all checks find, in their order; offline without those that ask other machines."""
    under_way = []
    for check in checks:
        if not (offline and check.online):
            one = _Looking(check, time.monotonic())
            threading.Thread(target=one.look, args=(it,), name=f"doctor {check.name}", daemon=True).start()
            under_way.append(one)
    return [finding for one in under_way for finding in one.ended()]
