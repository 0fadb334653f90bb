"""The HTTP/1.1 conversation on one connection: a forward proxy that is itself all the servers behind it."""

import asyncio
import socket
import ssl
import struct
from collections.abc import Callable
from datetime import UTC
from email.utils import format_datetime
from http import HTTPStatus
from urllib.parse import urlsplit

import h11

from archive import clock
from tests.twin.log import Log
from tests.twin.replies import REASONS, Asked, Reply

Answer = Callable[[Asked], Reply]
PIECE = 16_384


class Conversation:
    """Speaks with one client until either side is done.

    `answer` makes the reply, `context` gives the TLS context for a known host or None.
    """

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        answer: Answer,
        context: Callable[[str], ssl.SSLContext | None],
        log: Log,
    ) -> None:
        self._reader, self._writer = reader, writer
        self._answer, self._context, self._log = answer, context, log
        self._http = h11.Connection(h11.SERVER)
        self._tunnel: str | None = None
        self._body = b""

    async def run(self) -> None:
        """Answer request after request."""
        while (request := await self._request()) is not None:
            if request.method == b"CONNECT":
                if not await self._connect(request):
                    return
            else:
                await self._logged(self._asked(request))
            if self._http.our_state is not h11.DONE or self._http.their_state is not h11.DONE:
                if self._http.our_state is h11.IDLE:
                    continue
                return
            self._http.start_next_cycle()

    async def _request(self) -> h11.Request | None:
        """Read the next request to its end; None when the client has gone."""
        request = None
        while True:
            event = self._http.next_event()
            if event is h11.NEED_DATA:
                self._http.receive_data(await self._reader.read(65_536))
            elif isinstance(event, h11.Request):
                request, self._body = event, b""
            elif isinstance(event, h11.EndOfMessage):
                return request
            elif isinstance(event, h11.Data):
                self._body += event.data
            else:
                return None

    async def _connect(self, request: h11.Request) -> bool:
        """Open a tunnel and answer at its other end ourselves, with a certificate for the host asked for."""
        host = request.target.decode("ascii").rpartition(":")[0].lower()
        context = self._context(host)
        if context is None or self._tunnel is not None:
            asked = Asked(method="CONNECT", scheme="https", host=host, path="/")
            await self._logged(asked)
            return self._http.our_state is h11.DONE
        self._writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await self._writer.start_tls(context)
        self._tunnel = host
        self._http = h11.Connection(h11.SERVER)
        return True

    def _asked(self, request: h11.Request) -> Asked:
        target = urlsplit(request.target.decode("ascii"))
        headers = {name.decode("ascii"): value.decode("latin-1") for name, value in request.headers}
        host = self._tunnel or target.hostname or ""
        return Asked(
            method=request.method.decode("ascii"),
            scheme="https" if self._tunnel else "http",
            host=host.lower(),
            path=(target.path or "/") + (f"?{target.query}" if target.query else ""),
            headers=headers,
            body=self._body,
        )

    async def _logged(self, asked: Asked) -> None:
        noted = self._log.start(asked)
        try:
            reply = self._answer(asked)
            noted.status = 0 if reply.silent or reply.reset else reply.status
            noted.sent = await self._send(reply, head_only=asked.method == "HEAD")
        finally:
            self._log.finish(noted)

    async def _send(self, reply: Reply, *, head_only: bool) -> int:
        if reply.silent:
            await self._until_gone()
            return 0
        if reply.reset:
            self._reset()
            return 0
        if reply.late:
            await asyncio.sleep(reply.late)
        self._writer.write(self._http.send(self._opening(reply)) or b"")
        sent = 0
        if not head_only and reply.status not in {204, 304}:
            whole = reply.body if reply.cut is None else reply.body[: reply.cut]
            step = PIECE if reply.rate is None else max(1, int(reply.rate / 10))
            for start in range(0, len(whole), step):
                self._writer.write(self._http.send(h11.Data(data=whole[start : start + step])) or b"")
                sent += len(whole[start : start + step])
                await self._writer.drain()
                if reply.rate is not None:
                    await asyncio.sleep(step / reply.rate)
        if reply.cut is None:
            self._writer.write(self._http.send(h11.EndOfMessage()) or b"")
        await self._writer.drain()
        return sent

    def _opening(self, reply: Reply) -> h11.Response:
        headers = [(name, value) for name, value in reply.headers if value]
        if reply.status not in {204, 304}:
            framing = ("transfer-encoding", "chunked") if reply.chunked else ("content-length", str(len(reply.body)))
            headers.append(framing)
        reason = REASONS.get(reply.status) or HTTPStatus(reply.status).phrase
        own = [("server", "nginx"), ("date", format_datetime(clock.now().astimezone(UTC), usegmt=True))]
        return h11.Response(status_code=reply.status, headers=[*own, *headers], reason=reason.encode())

    async def _until_gone(self) -> None:
        """Hold the line without a word until the client gives up."""
        while await self._reader.read(1024):
            pass

    def _reset(self) -> None:
        line: socket.socket = self._writer.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()
