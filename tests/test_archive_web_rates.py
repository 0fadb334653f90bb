"""How often one reader may ask."""

from hypothesis import given, strategies

from archive.web import rates
from archive.web.rates import Rates, reader


class Hand:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_empties_and_fills_again() -> None:
    hand = Hand()
    some = Rates(60, hand)
    assert [some.take("192.0.2.1") for _ in range(60)] == [0.0] * 60
    assert some.take("192.0.2.1") == 1.0
    assert some.lacking("192.0.2.1") == 1.0
    assert some.take("192.0.2.2") == 0.0
    hand.now = 0.5
    assert some.take("192.0.2.1") == 0.5
    hand.now = 1.0
    assert some.lacking("192.0.2.1") == 0.0
    assert some.take("192.0.2.1") == 0.0
    assert some.take("192.0.2.1") > 0
    hand.now = 1e6
    assert [some.take("192.0.2.1") for _ in range(61)].count(0.0) == 60


@given(strategies.lists(strategies.floats(0, 5), min_size=1, max_size=200))
def test_never_more_than_the_bucket_and_what_came_into_it(steps: list[float]) -> None:
    hand = Hand()
    some, taken = Rates(30, hand), 0
    for step in steps:
        hand.now += step
        taken += some.take("x") == 0.0
        assert taken <= 30 + hand.now * 0.5 + 1e-6


def test_an_ipv6_network_is_one_reader_and_an_ipv4_address_one_however_it_is_written() -> None:
    assert reader("2001:db8:1:2::1") == reader("2001:db8:1:2:ffff::9") != reader("2001:db8:1:3::1")
    assert reader("::ffff:192.0.2.1") == reader("192.0.2.1")
    assert reader("fe80::1%eth0") == reader("fe80::2")
    assert len(reader("x" * 10_000)) == 100


def test_a_hundred_thousand_addresses_take_bounded_room() -> None:
    some = Rates(60)
    for number in range(100_000):
        some.take(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
    assert len(some) == rates.MOST_READERS
