"""A real mail server on loopback, whose answers the tests choose by recipient."""

import asyncio
import base64
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

HOST = "127.0.0.1"


@dataclass
class Box:
    """What the server took, and how it answers: `answers` by recipient, `at_data` by recipient after the text."""

    answers: dict[str, str] = field(default_factory=dict)
    at_data: dict[str, str] = field(default_factory=dict)
    sender_answer: str = ""
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    leave: Callable[[], None] = lambda: None
    tokens: set[str] = field(default_factory=set)
    challenges: list[bytes] = field(default_factory=list)

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802
        """As large providers do: a token that is not valid is answered by a challenge that says so, then by 535."""
        user, _, rest = base64.b64decode(args[1]).decode().partition("\x01auth=Bearer ")
        self.logins.append(user.removeprefix("user="))
        if rest.removesuffix("\x01\x01") in self.tokens:
            return AuthResult(success=True)
        self.challenges.append(await server.challenge_auth('{"status":"401","schemes":"bearer"}'))
        return AuthResult(success=False, handled=False)

    async def handle_MAIL(self, server: SMTP, session: Any, envelope: Any, sender: str, options: list[str]) -> str:  # noqa: N802
        if self.sender_answer:
            return self.sender_answer
        envelope.mail_from = sender
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, recipient: str, options: list[str]) -> str:  # noqa: N802
        answer = self.answers.get(recipient, "250 OK")
        if answer == "hang":
            await asyncio.sleep(30)
        if answer == "leave":
            self.leave()
        if answer in {"hang up", "leave"}:
            server.transport.abort()
        if answer.startswith("250"):
            envelope.rcpt_tos.append(recipient)
        return answer

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        (recipient,) = envelope.rcpt_tos
        answer = self.at_data.get(recipient, "250 OK")
        if answer.startswith("250"):
            self.taken.append((recipient, envelope.original_content))
        return answer

    @property
    def recipients(self) -> list[str]:
        return [recipient for recipient, _ in self.taken]


@contextmanager
def serving(
    box: Box,
    *,
    tls: str = "none",
    authority: trustme.CA | None = None,
    login: str = "",
    utf8: bool = False,
    without: str = "",
) -> Iterator[int]:
    """Run the server and give its port. `tls` is none, starttls or tls; `login` is the password it accepts.

    With `utf8` it takes addresses of any script; it knows no logins of the kind `without`.
    """
    context = None
    if authority is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert("localhost").configure_cert(context)

    def authenticate(server: SMTP, session: Any, envelope: Any, mechanism: str, data: LoginPassword) -> AuthResult:
        box.logins.append(data.login.decode())
        return AuthResult(success=data.password == login.encode(), handled=False)

    def protocol() -> SMTP:
        options: dict[str, Any] = {"hostname": HOST, "loop": loop, "enable_SMTPUTF8": utf8}
        if tls == "starttls":
            options |= {"tls_context": context}
        if without:
            options |= {"auth_exclude_mechanism": [without]}
        if login or box.tokens:
            options |= {"authenticator": authenticate, "auth_require_tls": False}
        return SMTP(box, **options)

    loop = asyncio.new_event_loop()
    listening = loop.create_server(protocol, HOST, 0, ssl=context if tls == "tls" else None)
    server = loop.run_until_complete(listening)
    box.leave = server.close
    port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield port
    finally:
        asyncio.run_coroutine_threadsafe(_end(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _end(server: asyncio.Server) -> None:
    server.close()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
