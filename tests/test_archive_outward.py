"""Where requests may go, by address: nothing private in any form, unless whoever runs the program says so."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from archive.outward import OUTWARD, is_stated, literal, refused
from archive.sections import Network

INSIDE = (
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/29"),
    *("192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4"),
)
"""Networks of IANA's registry of special addresses that lead to no host of the open network."""
INSIDE_6 = ("::/128", "::1/128", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8", "2001:db8::/32", "100::/64")
FORMS = {
    "127.0.0.1": (
        *("127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0x7f.1"),
        *("127.0.0.1.", "１２７.0.0.1", "127。0。0。1"),
    ),
    "169.254.169.254": ("2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "169.254.43518"),
    "::1": ("[::1]", "0:0:0:0:0:0:0:1"),
}


def inside(networks: tuple[str, ...]) -> st.SearchStrategy[int]:
    return st.sampled_from([ip_network(one) for one in networks]).flatmap(
        lambda one: st.integers(int(one.network_address), int(one.broadcast_address))
    )


@given(inside(INSIDE).map(IPv4Address))
def test_no_address_inside_is_asked_in_any_of_its_forms(address: IPv4Address) -> None:
    number = int(address)
    wrapped = (
        str(address),
        str(IPv6Address((0xFFFF << 32) | number)),
        str(IPv6Address(int(IPv6Address("64:ff9b::")) | number)),
        str(IPv6Address((0x2002 << 112) | (number << 80))),
        str(IPv6Address(number)),
    )
    assert all(refused(one, "name.example", OUTWARD) for one in wrapped)


@given(inside(INSIDE_6).map(IPv6Address))
def test_no_address_inside_is_asked_by_ipv6(address: IPv6Address) -> None:
    assert refused(str(address), "name.example", OUTWARD)


@pytest.mark.parametrize("address", ["8.8.8.8", "113.106.54.1", "2400:3200::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_addresses_of_the_open_network_are_asked(address: str) -> None:
    assert refused(address, "name.example", OUTWARD) is None


def test_why_is_a_line_that_names_the_setting() -> None:
    expected = "leads to this machine (127.0.0.1), and network.private does not allow that"
    assert refused("127.0.0.1", "a.example", OUTWARD) == expected
    assert "leads into a private network (10.1.2.3)" in str(refused("10.1.2.3", "a.example", OUTWARD))
    assert "link-local" in str(refused("169.254.169.254", "a.example", OUTWARD))


@pytest.mark.parametrize(
    ("private", "name", "address", "may"),
    [
        ("10.1.0.0/16", "a.example", "10.1.2.3", True),
        ("10.1.0.0/16", "a.example", "10.2.2.3", False),
        ("10.1.0.0/16", "a.example", "::ffff:10.1.2.3", True),
        ("10.1.2.3", "a.example", "10.1.2.3", True),
        ("a.example", "A.Example.", "10.1.2.3", True),
        ("a.example", "b.a.example", "10.1.2.3", False),
        ("fd00::/8", "a.example", "fd00::5", True),
        ("::1", "a.example", "::1", True),
    ],
)
def test_the_settings_allow_names_addresses_and_networks(private: str, name: str, address: str, may: bool) -> None:
    assert (refused(address, name, Network(private=(private,))) is None) is may


def test_a_network_with_host_bits_is_an_error() -> None:
    with pytest.raises(ValidationError, match=r"'10\.0\.0\.1/8' is no network"):
        Network(private=("10.0.0.1/8",))


def test_only_what_is_written_as_an_address_is_allowed_for_being_written() -> None:
    assert refused("127.0.0.1", "127.0.0.1", OUTWARD, {"127.0.0.1"}) is None
    assert refused("127.0.0.1", "localhost.", OUTWARD, {"localhost"}) is None
    assert refused("::1", "[::1]", OUTWARD, {"::1"}) is None
    assert refused("127.0.0.1", "inner.example", OUTWARD, {"inner.example"})
    assert refused("127.0.0.1", "2130706433", OUTWARD, {"2130706433"})
    assert refused("127.0.0.1", "other.example", OUTWARD, {"127.0.0.1"})


@pytest.mark.parametrize(("address", "form"), [(address, form) for address, forms in FORMS.items() for form in forms])
def test_hosts_that_are_addresses_are_known_in_all_forms(address: str, form: str) -> None:
    assert literal(form) == address
    assert literal("localhost.") == literal("a.LocalHost") == "127.0.0.1"


@pytest.mark.parametrize(
    "name", ["www.zs.gov.cn", "localhost.example", "127.0.0.1.example", "1.2.3.4.5", "", "中山.cn", "ab"]
)
def test_names_are_no_addresses(name: str) -> None:
    assert literal(name) is None
    assert not is_stated(name)


@given(st.text(max_size=40))
def test_any_text_is_a_host_or_not(host: str) -> None:
    found = literal(host)
    assert found is None or str(ip_address(found)) == found
