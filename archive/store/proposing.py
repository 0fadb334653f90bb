"""What the index proposes, the newest or the oldest place first: a superset of what has the grams, on each engine."""

from collections.abc import Iterator

import sqlalchemy as sa

from archive.places import DATED
from archive.store import grams
from archive.store.grams import AllOf, Need
from archive.store.opening import Tx

SPANS = (2, 8, 32, 128)
"""How many spans of 16 days are looked into at a time, from the near end on; then all the rest at once."""

FIRST, GROWING = 1_001, 10
"""Places of one part that PostgreSQL gives at first, and how many times as many it gives when more are wanted."""

AT_ONCE, MOST_AT_ONCE = 600, 8_000
"""Places that SQLite proposes at a time: more and more of them, because each time it begins anew."""


def portions(tx: Tx, need: Need, low: int, high: int, *, newest: bool) -> Iterator[tuple[Iterator[int], bool]]:
    """Give the places from `low` up to `high` that the index proposes, in their order, portion by portion.

    With each portion it is said whether it is the last one.
    """
    if tx.connection().dialect.name == "sqlite":
        yield from _of_sqlite(tx, need, low, high, newest=newest)
        return
    windows = list(_windows(tx, low, high, newest=newest))
    for number, window in enumerate(windows, start=1):
        for some, is_rest in _of_postgresql(tx, need, *window, newest=newest):
            yield some, is_rest and number == len(windows)


def _of_sqlite(tx: Tx, need: Need, low: int, high: int, *, newest: bool) -> Iterator[tuple[Iterator[int], bool]]:
    statement = "SELECT rowid FROM grams WHERE grams MATCH :asked AND rowid >= :low AND rowid < :high ORDER BY rowid"
    asked = sa.text(f"{statement}{' DESC' if newest else ''} LIMIT :size")
    size, last = AT_ONCE, False
    while not last:
        values = {"asked": expression(need), "low": low, "high": high, "size": size}
        some = tx.connection().execute(asked, values).scalars().all()
        last = len(some) < size
        yield iter(some), last
        if some:
            low, high = (low, some[-1]) if newest else (some[-1] + 1, high)
        size = min(4 * size, MOST_AT_ONCE)


def expression(need: Need) -> str:
    """Return a need in the language of FTS5."""
    if isinstance(need, str):
        return f'"{need}"'
    return "(" + (" AND " if isinstance(need, AllOf) else " OR ").join(map(expression, need.parts)) + ")"


def _of_postgresql(tx: Tx, need: Need, low: int, high: int, *, newest: bool) -> Iterator[tuple[Iterator[int], bool]]:
    values: dict[str, object] = {}
    within = f"{_array(values, grams.of_time(low, high), '&&')} AND {_condition(values, need)}"
    # A materialised part of its own: the planner would rather walk along the places and look at every row.
    statement = (
        f"WITH proposed AS MATERIALIZED (SELECT place FROM grams WHERE {within}) "  # noqa: S608 - our own words
        f"SELECT place FROM proposed WHERE place >= :low AND place < :high "
        f"ORDER BY place{' DESC' if newest else ''} LIMIT :size"
    )
    size, is_rest = FIRST, False
    while not is_rest:
        some = tx.connection().execute(sa.text(statement), values | {"low": low, "high": high, "size": size})
        places = some.scalars().all()
        is_rest = len(places) < size
        yield iter(places), is_rest
        if places:
            low, high = (low, places[-1]) if newest else (places[-1] + 1, high)
        size *= GROWING


def _condition(values: dict[str, object], need: Need) -> str:
    if isinstance(need, str):
        return _array(values, [need], "@>")
    if isinstance(need, AllOf):
        single = [part for part in need.parts if isinstance(part, str)]
        others = [_condition(values, part) for part in need.parts if not isinstance(part, str)]
        return "(" + " AND ".join(([_array(values, single, "@>")] if single else []) + others) + ")"
    return "(" + " OR ".join(_condition(values, part) for part in need.parts) + ")"


def _array(values: dict[str, object], some: list[str], operator: str) -> str:
    name = f"grams{len(values)}"
    values[name] = sorted({grams.hashed(gram) for gram in some})
    return f"grams {operator} CAST(:{name} AS integer[])"


def _windows(tx: Tx, low: int, high: int, *, newest: bool) -> Iterator[tuple[int, int]]:
    """Give parts of a range, small ones first: what is frequent is found in them, what is rare is rare in all.

    What has no date is a part of its own, far from the rest.
    """
    dated, undated = (_ends(tx, *part) for part in ((max(low, DATED), high), (low, min(high, DATED))))
    parts = [_narrowing(*dated, newest=newest), iter([undated] if undated[0] < undated[1] else [])]
    for part in parts if newest else reversed(parts):
        yield from part


def _ends(tx: Tx, low: int, high: int) -> tuple[int, int]:
    """Return a range that is no wider than what is kept within it."""
    found = sa.text("SELECT min(place), max(place) FROM matching WHERE place >= :low AND place < :high")
    first, last = tx.connection().execute(found, {"low": low, "high": high}).one()
    return (0, 0) if first is None else (first, last + 1)


def _narrowing(low: int, high: int, *, newest: bool) -> Iterator[tuple[int, int]]:
    size = 1 << grams.LEVELS[0]
    for spans in (*SPANS, None):
        if low >= high:
            return
        if spans is None:
            yield low, high
        elif newest:
            edge = max(low, ((high - 1) // size - spans + 1) * size)
            yield edge, high
            high = edge
        else:
            edge = min(high, (low // size + spans) * size)
            yield low, edge
            low = edge
