"""A way to PostgreSQL over TCP that can be cut as networks are: nothing arrives any more, and nobody is told."""

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

from sqlalchemy import make_url


class Link:
    """Forwards from a port on loopback to a server; `cut` swallows what comes from then on, `mend` forwards anew.

    What was swallowed stays lost, so connections from before are dead; new ones work after `mend`.
    """

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._whole = threading.Event()
        self._whole.set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._lines: list[socket.socket] = []
        threading.Thread(target=self._meet, daemon=True).start()

    @property
    def url(self) -> str:
        """The server's database by way of this link."""
        port = self._listening.getsockname()[1]
        here = self._url.set(host="127.0.0.1", port=port, query={})
        return here.render_as_string(hide_password=False)

    def cut(self) -> None:
        """Let nothing through any more, either way; connections stay open."""
        self._whole.clear()

    def mend(self) -> None:
        """Let new connections through."""
        self._hang_up()
        self._whole.set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._hang_up()

    def _hang_up(self) -> None:
        lines, self._lines = self._lines, []
        for line in lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()

    def _meet(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                far = self._server() if self._whole.is_set() else None
                self._lines += [near, *([far] if far else [])]
                for source, target in ((near, far), (far, near)):
                    if source is not None:
                        threading.Thread(target=self._pump, args=(source, target), daemon=True).start()

    def _server(self) -> socket.socket:
        host = str(self._url.query.get("host") or self._url.host or "127.0.0.1")
        port = int(str(self._url.query.get("port") or self._url.port or 5432))
        if not host.startswith("/"):
            return socket.create_connection((host, port))
        line = socket.socket(socket.AF_UNIX)
        line.connect(f"{host}/.s.PGSQL.{port}")
        return line

    def _pump(self, source: socket.socket, target: socket.socket | None) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                if target is not None and self._whole.is_set():
                    target.sendall(data)
            if target is not None and self._whole.is_set():
                target.shutdown(socket.SHUT_WR)
