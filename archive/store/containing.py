"""Whether a row contains what a query asks for, as a condition in the database; it means what `archive.terms` means.

SQLite's own `instr` goes through a text character by character. Texts with their attachments are long where rare words
stand, so they are looked through as bytes by a function of ours, in half the time; in UTF-8 that is the same question.
"""

from collections.abc import Callable
from operator import contains
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.functions import Function

from archive.store import grams
from archive.store.opening import Tx
from archive.tables import Matching
from archive.terms import Either, Every, Term, Tree

_T = Matching.__table__
_COLUMNS = {"title": (_T.c.title,), "issuer": (_T.c.issuer,), "number": (_T.c.numbers,)}
_ALL = (_T.c.title, _T.c.issuer, _T.c.numbers, _T.c.text)


_WITHIN = "zs_within"
_Has = Callable[[sa.ColumnElement[Any], str], sa.ColumnElement[bool]]


def unproven(tx: Tx, tree: Tree) -> Tree:
    """Return what is left to be told by a row that the index has proposed.

    On PostgreSQL the index has one entry a row, which is made anew with it: what it says of one and two characters is
    so. On SQLite a row that was indexed again has what it said before as well.
    """
    return tree if tx.connection().dialect.name == "sqlite" else _unproven(tree)


def _unproven(tree: Tree) -> Tree:
    if isinstance(tree, Every):
        return Every(tuple(left for part in tree.parts if (left := _unproven(part)) != Every()))
    if isinstance(tree, Either):
        return Every() if all(_unproven(part) == Every() for part in tree.parts) else tree
    return Every() if isinstance(tree, Term) and grams.is_exact(tree) else tree


def condition(tx: Tx, tree: Tree) -> sa.ColumnElement[bool] | None:
    """Return the condition, or None when only the copy itself can tell: for other forms, and for parts of the text."""
    connection = tx.connection()
    if connection.dialect.name != "sqlite":
        return _of(tree, lambda column, word: sa.func.strpos(column, word) > 0)
    if _WITHIN not in connection.info and connection.connection.driver_connection is not None:
        connection.connection.driver_connection.create_function(_WITHIN, 2, contains, deterministic=True)
        connection.info[_WITHIN] = True
    return _of(tree, _has_on_sqlite)


def _has_on_sqlite(column: sa.ColumnElement[Any], word: str) -> sa.ColumnElement[bool]:
    if column is not _T.c.text:
        return sa.func.instr(column, word) > 0
    return Function(_WITHIN, sa.cast(column, sa.LargeBinary), word.encode(), type_=sa.Boolean())


def _of(tree: Tree, has: _Has) -> sa.ColumnElement[bool] | None:
    if isinstance(tree, Term):
        if tree.others or tree.place in {"body", "attachment"}:
            return None
        columns = _COLUMNS[tree.place] if tree.place is not None else _ALL
        return sa.or_(*(has(column, tree.word) for column in columns))
    if isinstance(tree, Every | Either):
        found = [_of(part, has) for part in tree.parts]
        parts = [part for part in found if part is not None]
        if len(parts) < len(found):
            return None
        return sa.and_(sa.true(), *parts) if isinstance(tree, Every) else sa.or_(*parts)
    inner = _of(tree.part, has)
    return None if inner is None else sa.not_(inner)
