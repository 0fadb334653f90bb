"""Names that lead where a test says, at the level of sockets, and a note of every address that was connected to."""

import errno
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, repeat
from pathlib import Path
from typing import Any

NAMES, CONNECTED = "TEST_NAMES", "TEST_CONNECTED"
"""Variables of the program below: what names lead to, as JSON, and the file that the addresses are written to."""
INTERNET = (socket.AF_INET, socket.AF_INET6)


class Names:
    """What names lead to: the addresses of one answer after the other, the last of which stays."""

    def __init__(self, answers: dict[str, list[list[str]]]) -> None:
        self._answers = {name: chain(some, repeat(some[-1])) for name, some in answers.items()}
        self.connected: list[str] = []
        self._before = socket.getaddrinfo, socket.gethostbyname, socket.socket.connect, socket.socket.connect_ex

    def getaddrinfo(self, host: Any, port: Any, *rest: Any, **options: Any) -> Any:
        """Answer as the system does."""
        name = host.decode() if isinstance(host, bytes) else host
        if name not in self._answers:
            return self._before[0](host, port, *rest, **options)
        return [
            (socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port))
            for one in next(self._answers[name])
        ]

    def gethostbyname(self, name: str) -> str:
        """Answer with the first address."""
        return next(self._answers[name])[0] if name in self._answers else str(self._before[1](name))

    def is_there(self, sock: socket.socket, address: Any) -> bool:
        """Note an address, and tell whether it is on this machine: nothing else is ever connected to."""
        if sock.family in INTERNET:
            self.connected.append(str(address[0]))
        return sock.family not in INTERNET or str(address[0]).startswith("127.")

    def connect(self, sock: socket.socket, address: Any) -> None:
        """Connect as sockets do."""
        if not self.is_there(sock, address):
            raise ConnectionRefusedError(errno.ECONNREFUSED, "nobody is there")
        self._before[2](sock, address)

    def connect_ex(self, sock: socket.socket, address: Any) -> int:
        """Connect as sockets do."""
        return int(self._before[3](sock, address)) if self.is_there(sock, address) else errno.ECONNREFUSED

    @contextmanager
    def standing(self) -> Iterator["Names"]:
        """Answer instead of the system for the length of a block."""
        _put(
            socket, socket.socket, self.getaddrinfo, self.gethostbyname, _method(self.connect), _method(self.connect_ex)
        )
        try:
            yield self
        finally:
            _put(socket, socket.socket, *self._before)


def _method(function: Any) -> Any:
    def of_socket(sock: socket.socket, address: Any) -> Any:
        return function(sock, address)

    return of_socket


def _put(module: Any, sockets: Any, *those: Any) -> None:
    module.getaddrinfo, module.gethostbyname, sockets.connect, sockets.connect_ex = those


def main() -> None:
    """Crawl as `tests.crawling` does, with the names of the environment."""
    from tests import crawling

    with Names(json.loads(os.environ[NAMES])).standing() as names:
        crawling.main()
    Path(os.environ[CONNECTED]).write_text(json.dumps(names.connected), encoding="ascii")


if __name__ == "__main__":
    main()
