"""Encryption: Scrapy's downloader for https, which also speaks with servers of old that are otherwise sound."""

from typing import Any

from scrapy.core.downloader.contextfactory import _get_creator_context
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

OP_LEGACY_SERVER_CONNECT = 0x4
"""OpenSSL's name for: go on although the server does not know secure renegotiation (RFC 5746)."""


@implementer(IPolicyForHTTPS)
class Lenient:
    """Scrapy's own policy with that option; Scrapy sets it itself only where certificates are not verified.

    We never renegotiate, and the certificate is verified as ever.
    """

    def __init__(self, policy: Any) -> None:
        self._policy = policy

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802 - the interface's name
        """Return what makes the connections to a host."""
        creator = self._policy.creatorForNetloc(hostname, port)
        _get_creator_context(creator).set_options(OP_LEGACY_SERVER_CONNECT)
        return creator


class Https(HTTP11DownloadHandler):
    """The handler of https addresses."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._contextFactory = Lenient(self._contextFactory)  # type: ignore[assignment] # zope knows that it is one
