"""What the index proposes, the newest or the oldest place first: a superset of what has the grams, on each engine."""

from collections.abc import Iterator

import sqlalchemy as sa

from archive.store import grams
from archive.store.grams import AllOf, Need
from archive.store.opening import Tx

SPANS = (2, 8, 32, 128)
"""How many spans of 16 days are looked into at a time, from the near end on; then all the rest at once."""


def places(tx: Tx, need: Need, low: int, high: int, *, newest: bool) -> Iterator[int]:
    """Give the places from `low` up to `high` that the index proposes, in their order."""
    if tx.connection().dialect.name == "sqlite":
        yield from _of_sqlite(tx, need, low, high, newest=newest)
        return
    for first, last in _windows(tx, low, high, newest=newest):
        yield from _of_postgresql(tx, need, first, last, newest=newest)


def _of_sqlite(tx: Tx, need: Need, low: int, high: int, *, newest: bool) -> Iterator[int]:
    statement = "SELECT rowid FROM grams WHERE grams MATCH :asked AND rowid >= :low AND rowid < :high ORDER BY rowid"
    order = " DESC" if newest else ""
    found = tx.connection().execute(sa.text(statement + order), {"asked": expression(need), "low": low, "high": high})
    try:
        for some in found.partitions(100):
            yield from (row[0] for row in some)
    finally:
        found.close()


def expression(need: Need) -> str:
    """Return a need in the language of FTS5."""
    if isinstance(need, str):
        return f'"{need}"'
    return "(" + (" AND " if isinstance(need, AllOf) else " OR ").join(map(expression, need.parts)) + ")"


def _of_postgresql(tx: Tx, need: Need, low: int, high: int, *, newest: bool) -> Iterator[int]:
    values: dict[str, object] = {"low": low, "high": high}
    within = f"{_array(values, grams.of_time(low, high), '&&')} AND {_condition(values, need)}"
    # A materialised part of its own: the planner would rather walk along the places and look at every row.
    statement = (
        f"WITH proposed AS MATERIALIZED (SELECT place FROM grams WHERE {within}) "  # noqa: S608 - our own words
        f"SELECT place FROM proposed WHERE place >= :low AND place < :high ORDER BY place"
    )
    order = " DESC" if newest else ""
    yield from tx.connection().execute(sa.text(statement + order), values).scalars()


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
    """Give parts of a range, small ones first: what is frequent is found in them, what is rare is rare in all."""
    ends = tx.connection().execute(sa.text("SELECT min(place), max(place) FROM matching")).one()
    if ends[0] is None:
        return
    low, high = max(low, ends[0]), min(high, ends[1] + 1)
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
