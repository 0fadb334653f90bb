"""The client of web servers: through the environment's proxy where there is one, else only to addresses that may be.

Redirects are not followed, cookies of others not sent, and no time limit is set: whoever asks sets one on the whole.
"""

import asyncio
import socket
import ssl
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpcore2
import httpx2

from archive.outward import Inward, is_stated, literal, refused
from archive.sections import Network


def client(url: str, network: Network, **options: Any) -> httpx2.AsyncClient:
    """Return a client for requests to the host of an address that stands in the settings, or in a file they name.

    A host that is written there as an address, or as `localhost`, may be any; a name must lead outward, or to what
    `network` allows. SSL_CERT_FILE adds authorities. Raises ValueError for an address without a host.
    """
    context = ssl.create_default_context()
    options = {"follow_redirects": False, "timeout": None, "trust_env": False} | options
    host = urlsplit(url).hostname or ""
    if proxy := _proxy(url, host):
        if (address := literal(host)) and (why := refused(address, host, network, (host,))):
            raise Inward(why)
        return httpx2.AsyncClient(verify=context, proxy=proxy, **options)
    return httpx2.AsyncClient(transport=_Transport(context, _Guarded(network, host)), **options)


def _proxy(url: str, host: str) -> str | None:
    """Return the proxy that the environment has for an address."""
    proxies = getproxies()
    proxy = proxies.get(urlsplit(url).scheme) or proxies.get("all")
    if not proxy or proxy_bypass(host):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


class _Transport(httpx2.AsyncHTTPTransport):
    """The library's own, over connections that are made as we say; it has no public place for that."""

    def __init__(self, context: ssl.SSLContext, backend: httpcore2.AsyncNetworkBackend) -> None:
        super().__init__(verify=context, trust_env=False)
        self._pool = httpcore2.AsyncConnectionPool(ssl_context=context, network_backend=backend)


class _Guarded(httpcore2.AsyncNetworkBackend):
    """Looks a name up once, and connects to the first of its addresses that may be asked and answers."""

    def __init__(self, network: Network, stated: str) -> None:
        self._network = network
        self._stated = (stated,) if is_stated(stated) else ()
        self._plain = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the interface's
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Connect; raises Inward when no address of the host may be asked, else what the library raises."""
        last: Exception | None = None
        for address in await self._addresses(host, port):
            try:
                return await self._plain.connect_tcp(address, port, timeout, local_address, socket_options)
            except httpcore2.ConnectError as error:
                last = error
        raise last or httpcore2.ConnectError(f"{host} has no address")

    async def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError(error) from error
        addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
        whys = {address: refused(address, host, self._network, self._stated) for address in addresses}
        allowed = [address for address, why in whys.items() if why is None]
        if not allowed and whys:
            raise Inward(next(why for why in whys.values() if why))
        return allowed
