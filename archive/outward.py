"""Where requests may go: never to this machine or into private networks, unless whoever runs the program said so.

Whoever holds a public name, or a page that we read, must not be able to send us to services that answer only here: a
cloud's metadata, a database, an office's printers. The rule is about addresses, not names, and is to be applied to the
address that is connected to: what a name led to a moment ago says nothing.

Exempt by their nature are servers that the operator runs or rents and names himself, which are often next door: the
mail server, the mailbox of bounces, the database, the store of kept bytes, the collector of traces, and proxies.
"""

import socket
import unicodedata
from collections.abc import Collection
from errno import EACCES
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from archive.sections import Network

Address = IPv4Address | IPv6Address
NAT64 = ip_network("64:ff9b::/96")
"""IPv6 addresses whose last 32 bits are the IPv4 address that a gateway connects to (RFC 6052)."""
SHARED = ip_network("100.64.0.0/10")
"""Networks behind a provider's own translation (RFC 6598)."""
LOCAL = "localhost"
OUTWARD = Network()
"""Nothing private is allowed."""


class Inward(OSError):
    """A connection that was not made, because of where it would have led."""

    def __init__(self, why: str) -> None:
        super().__init__(EACCES, why)

    def __str__(self) -> str:
        return str(self.strerror)


def refused(address: str, name: str, network: Network, stated: Collection[str] = ()) -> str | None:
    """Return why an address must not be connected to, None when it may be.

    `name` is the host that led to it. `stated` are hosts that whoever runs the program wrote himself where the request
    comes from: `localhost` and literal addresses among them may be asked, names may not for that reason alone.
    """
    given = ip_address(address)
    where = _inner(given)
    if (kind := _kind(where)) is None or _is_allowed({given, where}, named(name), network):
        return None
    if named(name) in {named(one) for one in stated if is_stated(one)}:
        return None
    return f"{kind} ({address}), and network.private does not allow that"


def literal(host: str) -> str | None:
    """Return the address that a host is in itself, in whatever form; None for a name that has to be resolved.

    Beside the usual forms these are the ones that C libraries take, and with them proxies and resolvers: `127.1`,
    `2130706433`, `0x7f.1`, `0177.0.0.1`; and `localhost`, which is no name of anyone else (RFC 6761).
    """
    plain = named(host)
    if plain == LOCAL or plain.endswith(f".{LOCAL}"):
        return "127.0.0.1"
    try:
        return str(ip_address(plain))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(plain)) if plain and not plain[-1].isspace() else None
    except (OSError, UnicodeError, ValueError):
        return None


def is_stated(host: str) -> bool:
    """Tell whether a host, as it is written, says by itself that it is an address or this machine."""
    plain = named(host)
    if plain == LOCAL:
        return True
    try:
        ip_address(plain)
    except ValueError:
        return False
    return True


def named(host: str) -> str:
    """Return a host in the form in which it is compared: folded as browsers fold it, without brackets and end dot."""
    folded = unicodedata.normalize("NFKC", host).replace("\u3002", ".").lower()
    return folded.removeprefix("[").removesuffix("]").rstrip(".")


def _is_allowed(addresses: set[Address], name: str, network: Network) -> bool:
    for one in network.private:
        if "/" in one:
            if any(address in ip_network(one) for address in addresses):
                return True
        elif named(one) == name or named(one) in {str(address) for address in addresses}:
            return True
    return False


def _inner(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 address stands for, where it stands for one."""
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _kind(where: Address) -> str | None:
    """Return where an address leads that is not on the open network, None for one that is."""
    if where.is_loopback or where.is_unspecified:
        return "leads to this machine"
    if where.is_link_local:
        return "leads to a link-local address"
    if where.is_multicast:
        return "leads to a multicast address"
    if where in SHARED or where.is_private or getattr(where, "is_site_local", False):
        return "leads into a private network"
    return "leads to a reserved address" if where.is_reserved or not where.is_global else None
