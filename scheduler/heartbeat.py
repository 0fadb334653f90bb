"""The dead man's switch: an address that is asked as long as all is well, so that its silence tells somebody.

Whoever knows the address can beat in our place, so that it stands in a file and is never printed.
"""

import logging
import threading
import time
from http import HTTPStatus
from pathlib import Path

from archive import clock, secrets
from archive.config import Settings
from archive.errors import TryLater, WatchError
from digest.channels import exchange

SECONDS = 10.0
"""How long the other side may take for its whole answer."""
SETTING = "watch.heartbeat_url_file"
_log = logging.getLogger("zswatch.service")


class Heartbeat:
    """Beats in a thread of its own, at most every `watch.heartbeat_minutes`; without an address it does nothing."""

    def __init__(self, settings: Settings) -> None:
        self._file, self._network = settings.watch.heartbeat_url_file, settings.network
        # Minutes of the clock in force, which may pass faster than the machine's.
        self._apart = settings.watch.heartbeat_minutes * 60 / (clock.pace() or 1.0)
        self._last = -self._apart
        self._beating: threading.Thread | None = None
        self.failing = False
        """Whether the newest beat that has ended found nobody."""

    def beat(self, well: bool) -> None:
        """Ask the address when all is well and the time has come; returns at once, whatever the other side does."""
        moment = time.monotonic()
        busy = self._beating is not None and self._beating.is_alive()
        if self._file is None or not well or busy or moment - self._last < self._apart:
            return
        self._last = moment
        self._beating = threading.Thread(target=self._ask, args=[self._file], name="heartbeat", daemon=True)
        self._beating.start()

    def _ask(self, file: Path) -> None:
        try:
            answer = exchange.get(secrets.read(SETTING, file), network=self._network, seconds=SECONDS, what="heartbeat")
            if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
                raise TryLater(f"heartbeat: answered {answer.status}")
        except WatchError as error:
            # Once, not each time: whoever is at the other end learns of it by the silence.
            if not self.failing:
                _log.warning("%s", error)
            self.failing = True
        else:
            if self.failing:
                _log.warning("heartbeat: answered again")
            self.failing = False
