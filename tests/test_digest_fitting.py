"""What fits into a page: never more than the room, always the first entries, the news before the lists' ends."""

from hypothesis import given
from hypothesis import strategies as st

from digest.fitting import HEADED, SHARES, Limits, fit

sizes = st.lists(st.integers(1, 3_000), max_size=60)
lists = st.fixed_dictionaries({}, optional=dict.fromkeys(SHARES, sizes))


def taken(limits: Limits, full: list[int], brief: list[int], beside: dict[str, list[int]]) -> int:
    told = sum(full[: limits.full]) + sum(brief[limits.full : limits.listed])
    return told + sum(sum(entries[: limits.of(name)]) for name, entries in beside.items())


@given(st.integers(-10, 100_000), st.lists(st.tuples(st.integers(1, 9_000), st.integers(1, 900)), max_size=80), lists)
def test_what_is_laid_out_fits_and_lists_keep_their_beginning(
    room: int, items: list[tuple[int, int]], beside: dict[str, list[int]]
) -> None:
    full, brief = [one for one, _ in items], [one for _, one in items]
    limits = fit(room, full, brief, beside)
    assert 0 <= limits.full <= limits.listed <= len(items)
    assert all(0 <= limits.of(name) <= len(beside.get(name, [])) for name in SHARES)
    assert taken(limits, full, brief, beside) <= max(0, room)


@given(st.lists(st.tuples(st.integers(1, 900), st.integers(1, 300)), max_size=30), lists)
def test_with_room_for_all_all_is_told_in_full(items: list[tuple[int, int]], beside: dict[str, list[int]]) -> None:
    full, brief = [one for one, _ in items], [one for _, one in items]
    limits = fit(10_000_000, full, brief, beside)
    assert (limits.full, limits.listed) == (len(items), len(items))
    assert all(limits.of(name) == len(entries) for name, entries in beside.items())


def test_the_first_items_come_in_full_then_all_in_a_line_then_more_in_full() -> None:
    full, brief = [1_000] * 30, [100] * 30
    assert fit(HEADED * 1_000, full, brief, {}) == Limits(full=HEADED, listed=HEADED, lists=dict.fromkeys(SHARES, 0))
    assert fit(HEADED * 1_000 + 500, full, brief, {}).listed == HEADED + 5
    wide = fit(HEADED * 1_000 + 20 * 100 + 2 * 900, full, brief, {})
    assert (wide.full, wide.listed) == (HEADED + 2, 30)


def test_a_list_leaves_room_for_the_news_and_takes_what_they_leave() -> None:
    crowded = fit(10_000, [1_000] * 30, [100] * 30, {"near_misses": [100] * 90})
    assert crowded.of("near_misses") == int(SHARES["near_misses"] * 100)
    alone = fit(10_000, [], [], {"near_misses": [100] * 90})
    assert alone.of("near_misses") == 90


def test_a_list_that_is_not_there_has_no_entries() -> None:
    assert fit(10, [], [], {}).of("charts") == 0


def test_the_shares_leave_the_news_a_part_of_every_page() -> None:
    daily = sum(share for name, share in SHARES.items() if name not in {"rows", "overviews"})
    weekly = sum(share for name, share in SHARES.items() if name not in {"gaps", "overviews"})
    assert max(daily, weekly) < 0.9
