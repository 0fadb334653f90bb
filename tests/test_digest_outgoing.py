"""Requests to the web servers of the settings: which addresses are connected to, whatever their names lead to."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from archive.config import Model as ModelSettings
from archive.errors import TryLater
from archive.sections import Network
from digest.channels import exchange
from digest.model import Model
from tests.model_server import Endpoint, saying, sending, serving
from tests.naming import Names
from tests.test_digest_model import QUESTION

PUBLIC = "93.184.215.14"
NAME = "robot.example"
INNER = Network(private=(NAME,))


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with serving(sending(b"taken")) as endpoint:
        yield endpoint


def post(host: str, port: int, network: Network, scheme: str = "http") -> exchange.Answer:
    url = f"{scheme}://{host}:{port}/x?key=secret"
    return exchange.post(url, b"{}", {}, network=network, seconds=10, what="webhook a")


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.1.1", "100.64.0.1", "::1", "::ffff:127.0.0.1"]
)
def test_a_name_that_leads_inward_is_not_connected_to(endpoint: Endpoint, address: str) -> None:
    with (
        Names({NAME: [[address]]}).standing() as names,
        pytest.raises(
            TryLater, match=r"^webhook a: not asked: its host leads .* and network.private does not allow that$"
        ),
    ):
        post(NAME, endpoint.port, Network())
    assert names.connected == []
    assert endpoint.headers == []


def test_a_name_is_connected_to_where_the_settings_allow_it(endpoint: Endpoint) -> None:
    with Names({NAME: [["127.0.0.1"]]}).standing():
        assert post(NAME, endpoint.port, INNER).body == b"taken"
        assert post(NAME, endpoint.port, Network(private=("127.0.0.0/8",))).body == b"taken"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_an_address_in_the_settings_is_asked_as_it_stands(endpoint: Endpoint, host: str) -> None:
    assert post(host, endpoint.port, Network()).body == b"taken"


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "127.1"])
def test_an_address_in_disguise_is_not(endpoint: Endpoint, host: str) -> None:
    with (
        Names({host: [["127.0.0.1"]]}).standing(),
        pytest.raises(TryLater, match="not asked: its host leads to this m"),
    ):
        post(host, endpoint.port, Network())
    assert endpoint.headers == []


def test_what_a_name_leads_to_the_second_time_gains_nothing(endpoint: Endpoint) -> None:
    """DNS rebinding: outward when it is looked at, inward when it is connected to."""
    with Names({NAME: [[PUBLIC], ["127.0.0.1"]]}).standing() as names, pytest.raises(TryLater, match="no connection"):
        post(NAME, endpoint.port, Network())
    assert names.connected == [PUBLIC]
    with Names({NAME: [[PUBLIC], ["127.0.0.1"]]}).standing() as names:
        for why in ("no connection", "not asked"):
            with pytest.raises(TryLater, match=why):
                post(NAME, endpoint.port, Network())
    assert names.connected == [PUBLIC]
    assert endpoint.headers == []


def test_of_several_addresses_only_those_are_connected_to_that_may_be(endpoint: Endpoint) -> None:
    with (
        Names({NAME: [["127.0.0.1", PUBLIC, "10.0.0.1"]]}).standing() as names,
        pytest.raises(TryLater, match="no conn"),
    ):
        post(NAME, endpoint.port, Network())
    assert names.connected == [PUBLIC]
    with Names({NAME: [[PUBLIC, "127.0.0.1"]]}).standing() as names:
        assert post(NAME, endpoint.port, INNER).body == b"taken"
    assert names.connected == [PUBLIC, "127.0.0.1"]


def test_the_certificate_is_that_of_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    with serving(sending(b"taken"), authority=authority) as tls, Names({NAME: [["127.0.0.1"]]}).standing():
        assert post("localhost", tls.port, Network(), "https").body == b"taken"
        with pytest.raises(TryLater, match="certificate refused"):
            post(NAME, tls.port, INNER, "https")


def test_a_proxy_may_be_anywhere_but_is_not_asked_for_addresses_within(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{endpoint.port}")
    assert post(NAME, 80, Network()).body == b"taken"  # the proxy resolves it
    assert endpoint.headers[0].startswith(f"POST http://{NAME}/x?key=secret ")
    with pytest.raises(TryLater, match="not asked: its host leads to a link-local address"):
        post("2852039166", 80, Network())
    assert len(endpoint.headers) == 1
    monkeypatch.setenv("no_proxy", NAME)
    with Names({NAME: [["10.0.0.1"]]}).standing(), pytest.raises(TryLater, match="not asked"):
        post(NAME, 80, Network())


def test_a_model_is_not_asked_at_a_name_that_leads_inward() -> None:
    with serving(saying("好")) as endpoint, Names({NAME: [["127.0.0.1"]]}).standing():
        settings = ModelSettings(url=f"http://{NAME}:{endpoint.port}/v1", name="test")
        reply = Model(settings).ask(QUESTION, 10)
        assert (reply.text, reply.billed, reply.lasting) == ("", False, True)
        assert reply.why == (
            "not asked: its host leads to this machine (127.0.0.1), and network.private does not allow that"
        )
        assert endpoint.headers == []
        assert Model(settings, INNER).ask(QUESTION, 10).text == "好"
