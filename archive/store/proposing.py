"""What the index proposes, the newest or the oldest place first: a superset of what has the grams, on each engine."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from archive.places import DATED
from archive.store import grams
from archive.store.grams import AllOf, Need
from archive.store.opening import Tx

SPANS = (2, 8, 32, 128)
"""How many spans of 16 days are looked into at a time, from the near end on; then all the rest at once."""

SQLITE, POSTGRESQL = (600, 4, 8_000), (1_001, 10, 1_000_000_000)
"""Places that are given at first, how many times as many then, and at most: SQLite begins anew each time."""


def portions(tx: Tx, need: Need, low: int, high: int, *, newest: bool) -> Iterator[tuple[Sequence[int], bool]]:
    """Give the places from `low` up to `high` that the index proposes, in their order, portion by portion.

    With each portion it is said whether it is the last one.
    """
    on_sqlite = tx.connection().dialect.name == "sqlite"
    windows = [(low, high)] if on_sqlite else list(_windows(tx, low, high, newest=newest))
    for number, window in enumerate(windows, start=1):
        for some, is_rest in _growing(tx, need, *window, newest=newest):
            yield some, is_rest and number == len(windows)


def _growing(tx: Tx, need: Need, low: int, high: int, *, newest: bool) -> Iterator[tuple[Sequence[int], bool]]:
    """Give the places of one range, more and more of them at a time, and whether they are the rest of it."""
    on_sqlite = tx.connection().dialect.name == "sqlite"
    size, times, most = SQLITE if on_sqlite else POSTGRESQL
    statement, values = _of_sqlite(need) if on_sqlite else _of_postgresql(need, low, high)
    asked = sa.text(f"{statement}{' DESC' if newest else ''} LIMIT :size")
    is_rest = False
    while not is_rest:
        stated = values | {"low": low, "high": high, "size": size}
        some = tx.connection().execute(asked, stated).scalars().all()
        is_rest = len(some) < size
        yield some, is_rest
        if some:
            low, high = (low, some[-1]) if newest else (some[-1] + 1, high)
        size = min(times * size, most)


def _of_sqlite(need: Need) -> tuple[str, dict[str, object]]:
    statement = "SELECT rowid FROM grams WHERE grams MATCH :asked AND rowid >= :low AND rowid < :high ORDER BY rowid"
    return statement, {"asked": expression(need)}


def expression(need: Need) -> str:
    """Return a need in the language of FTS5."""
    if isinstance(need, str):
        return f'"{need}"'
    return "(" + (" AND " if isinstance(need, AllOf) else " OR ").join(map(expression, need.parts)) + ")"


def _of_postgresql(need: Need, low: int, high: int) -> tuple[str, dict[str, object]]:
    values: dict[str, object] = {}
    within = f"{_array(values, grams.of_time(low, high), '&&')} AND {_condition(values, need)}"
    # A materialised part of its own: the planner would rather walk along the places and look at every row.
    statement = (
        f"WITH proposed AS MATERIALIZED (SELECT place FROM grams WHERE {within}) "  # noqa: S608 - our own words
        "SELECT place FROM proposed WHERE place >= :low AND place < :high ORDER BY place"
    )
    return statement, values


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
