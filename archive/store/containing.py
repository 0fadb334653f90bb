"""Whether a row contains what a query asks for, as a condition in the database; it means what `archive.terms` means."""

from typing import Any

import sqlalchemy as sa

from archive.store.opening import Tx
from archive.tables import Matching
from archive.terms import Either, Every, Term, Tree

_T = Matching.__table__
_COLUMNS = {"title": (_T.c.title,), "issuer": (_T.c.issuer,), "number": (_T.c.numbers,)}
_ALL = (_T.c.title, _T.c.issuer, _T.c.numbers, _T.c.text)


def condition(tx: Tx, tree: Tree) -> sa.ColumnElement[bool] | None:
    """Return the condition, or None when only the copy itself can tell: for other forms, and for parts of the text."""
    instr = sa.func.instr if tx.connection().dialect.name == "sqlite" else sa.func.strpos
    return _of(tree, instr)


def _of(tree: Tree, instr: Any) -> sa.ColumnElement[bool] | None:
    if isinstance(tree, Term):
        if tree.others or tree.place in {"body", "attachment"}:
            return None
        columns = _COLUMNS[tree.place] if tree.place is not None else _ALL
        return sa.or_(*(instr(column, tree.word) > 0 for column in columns))
    if isinstance(tree, Every | Either):
        found = [_of(part, instr) for part in tree.parts]
        parts = [part for part in found if part is not None]
        if len(parts) < len(found):
            return None
        return sa.and_(sa.true(), *parts) if isinstance(tree, Every) else sa.or_(*parts)
    inner = _of(tree.part, instr)
    return None if inner is None else sa.not_(inner)
