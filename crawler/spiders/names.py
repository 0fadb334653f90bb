"""Names: no host of a site, however it is written, leads into the machine or the networks that we stand in."""

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy.crawler import Crawler
from scrapy.http import Request
from scrapy.resolver import CachingThreadedResolver
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from archive.outward import OUTWARD, is_stated, literal, refused
from archive.sections import Network
from crawler.sources import FOLDER, Source
from crawler.spiders.faults import Fault


class Outward(CachingThreadedResolver):
    """Resolves names, and refuses those of sites that lead to an address that may not be asked.

    What it returns is what is connected to, so a name that leads elsewhere the next time gains nothing; what is
    remembered of a name is looked at again each time. With a proxy, it is the proxy's name that is resolved here, and
    that may be anywhere.
    """

    network = OUTWARD
    stated: frozenset[str] = frozenset()

    def allow(self, network: Network, stated: Iterable[str]) -> None:
        """Let those private addresses be asked that the settings name, and the literal ones among stated hosts."""
        self.network, self.stated = network, frozenset(stated)

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 - the interface's
        """Return the address of a name; fails with DNSLookupError when there is none that may be asked."""
        found: Deferred[str] = super().getHostByName(name, timeout)
        return found if name in _proxies() else found.addCallback(self._looked_at, name)

    def _looked_at(self, address: str, name: str) -> str:
        if why := refused(address, name, self.network, self.stated):
            raise DNSLookupError(f"{name} {why}")
        return address


class Addresses:
    """A downloader middleware: hosts that are addresses in themselves, of every request and of robots.txt's redirects.

    Nobody may resolve them: a proxy would connect to them as they are.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.network: Network = crawler.settings.get("NETWORK") or OUTWARD

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Addresses":
        """Make it for a crawler; what the sources state is looked up when there is a spider."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let a request pass that leads outward; raises Fault."""
        host = urlparse_cached(request).hostname or ""
        if (address := literal(host)) is None:
            return
        began = urlsplit(request.meta.get("redirect_urls", [request.url])[0]).hostname
        stated = stated_hosts(getattr(self.crawler.spider, "sources", ())) if began == host else ()
        if why := refused(address, host, self.network, stated):
            raise Fault("unreachable", request.url, f"not asked: {host} {why}")


def stated_hosts(sources: Iterable[Source]) -> frozenset[str]:
    """Return the literal addresses among the hosts that whoever runs the program wrote into source files of his own."""
    own = (source for source in sources if source.file.parent != FOLDER)
    hosts = {urlsplit(f"//{host}").hostname or "" for source in own for host in source.hosts}
    return frozenset(host for host in hosts if is_stated(host))


def _proxies() -> set[str]:
    return {urlsplit(url if "://" in url else f"//{url}").hostname or "" for url in getproxies().values()}
