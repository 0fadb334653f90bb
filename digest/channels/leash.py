"""A leash on a connection: when its time is over it ends, even when the other side sends a byte now and then."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Leash:
    """Ends whatever it holds when the time is over; whoever reads or writes at that moment gets an error."""

    def __init__(self) -> None:
        self._held: socket.socket | None = None
        self._lock = threading.Lock()
        self.ended = False

    def hold(self, connection: socket.socket) -> None:
        """Hold a connection, also when it is wrapped in TLS later: the copy of the descriptor is another end of it."""
        copy = connection.dup()
        with self._lock:
            before, self._held = self._held, copy
            over = self.ended
        if before is not None:
            before.close()
        if over:
            self._end()

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Give so many seconds to what happens inside."""
        timer = threading.Timer(seconds, self._end)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def let_go(self) -> None:
        """Hold nothing any more."""
        with self._lock:
            held, self._held = self._held, None
        if held is not None:
            held.close()

    def _end(self) -> None:
        with self._lock:
            self.ended = True
            if self._held is not None:
                with suppress(OSError):  # the other side was quicker
                    self._held.shutdown(socket.SHUT_RDWR)
