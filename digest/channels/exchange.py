"""One request to a web server and its answer, bounded in time and size, wherever the server stops.

Proxies of the environment and SSL_CERT_FILE are honoured, redirects are not followed, cookies are not kept.
"""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.errors import TryLater
from archive.outward import OUTWARD, Inward
from archive.sections import Network
from digest.quiet import CLIENT, quiet

if TYPE_CHECKING:
    import httpx2

MOST_BYTES = 64_000
"""Of an answer; those that are of use have some hundred."""
AGENT = "ZhongshanWatch"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said."""

    status: int
    body: bytes

    @property
    def words(self) -> str:
        """The beginning of the answer in one line, for a person."""
        text = self.body[:1000].decode("utf-8", "replace")
        plain = "".join(one if one.isprintable() else " " for one in text)
        return " ".join(plain.split())[:160]


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, network: Network = OUTWARD, seconds: float, what: str
) -> Answer:
    """Send bytes to an address of the settings, or of a file that they name; return the answer, whatever its status.

    Raises TryLater when there is no whole answer of bounded size within so many seconds. `what` names the other side
    in the error; the address is never told, for it may be a secret.
    """
    return _within("POST", url, body, headers, network, seconds=seconds, what=what)


def get(url: str, *, network: Network = OUTWARD, seconds: float, what: str) -> Answer:
    """Ask an address and return the answer, whatever its status; raises TryLater as `post` does."""
    return _within("GET", url, b"", {}, network, seconds=seconds, what=what)


def _within(
    method: str, url: str, body: bytes, headers: Mapping[str, str], network: Network, *, seconds: float, what: str
) -> Answer:
    with quiet(*CLIENT):
        try:
            return asyncio.run(asyncio.wait_for(_ask(method, url, body, headers, network), seconds))
        except TimeoutError:
            raise TryLater(f"{what}: no whole answer within {seconds:g} seconds") from None
        except _Unusable as error:
            raise TryLater(f"{what}: {error}") from None


class _Unusable(Exception):
    """There is no answer, or none that can be used."""


async def _ask(method: str, url: str, body: bytes, headers: Mapping[str, str], network: Network) -> Answer:
    import httpx2  # noqa: PLC0415 - most commands never ask a web server

    from digest.outgoing import client  # noqa: PLC0415 - which imports it

    stated = {"User-Agent": AGENT, "Accept-Encoding": "identity"} | dict(headers)
    try:
        async with (
            client(url, network) as asking,
            asking.stream(method, url, content=body or None, headers=stated) as response,
        ):
            return await _bounded(response)
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
        raise _Unusable(_cause(error)) from None


async def _bounded(response: "httpx2.Response") -> Answer:
    if response.headers.get("content-encoding", "identity").lower() not in {"", "identity"}:
        raise _Unusable("a compressed answer, which was not asked for and could grow without bound")
    received = bytearray()
    async for piece in response.aiter_raw():
        received += piece
        if len(received) > MOST_BYTES:
            raise _Unusable(f"an answer of more than {MOST_BYTES} bytes")
    return Answer(response.status_code, bytes(received))


def _cause(error: Exception) -> str:
    """Return what went wrong in a line without the address."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"certificate refused: {cause.verify_message}"
        if isinstance(cause, Inward):
            return f"not asked: its host {cause}"
        last, cause = cause, cause.__cause__ or cause.__context__
    if isinstance(last, OSError) and last.strerror:
        return f"no connection: {last.strerror}"
    return f"no connection: {type(error).__name__}"
