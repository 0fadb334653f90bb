"""Names: Scrapy's resolver, by which no name of a site leads into the machine or the network that we stand in."""

from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError


class Outward(CachingThreadedResolver):
    """Resolves names, and refuses those of sites that lead to this machine or to a link-local address.

    Which hosts may be asked is said by name; whoever holds such a name must not be able to send us to services that
    answer only here, such as a cloud's metadata. Private networks are allowed: offices have their own views of
    government names. With a proxy, it is the proxy's name that is resolved here, and that may be anywhere.
    """

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 - the interface's
        """Return the address of a name; fails with DNSLookupError when there is none that may be asked."""
        found: Deferred[str] = super().getHostByName(name, timeout)
        return found if name in _proxies() else found.addCallback(_outward, name)


def _outward(address: str, name: str) -> str:
    where = ip_address(address)
    if where.is_loopback or where.is_link_local or where.is_unspecified or where.is_multicast:
        raise DNSLookupError(f"{name} leads to {address}")
    return address


def _proxies() -> set[str]:
    return {urlsplit(url).hostname or "" for url in getproxies().values()}
