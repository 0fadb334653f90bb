"""The index of what copies contain, as a table of each engine: made, emptied, and told from the tables of records.

It stands outside the metadata: each engine has its own kind, and no backup holds what can be made again.
"""

import sqlalchemy as sa

NAME = "grams"
HELD = 64 << 20
"""Bytes that FTS5 holds before it writes a piece of the index; small pieces are merged again and again."""
SQLITE = (
    # detail=none: each row has a gram or not; `ascii` cuts at blanks alone once ASCII punctuation is replaced.
    "CREATE VIRTUAL TABLE grams USING fts5(tokens, content='', detail=none, columnsize=0, tokenize='ascii')",
)
GIN = "CREATE INDEX IF NOT EXISTS ix_grams_grams ON grams USING gin (grams) WITH (fastupdate = off)"
POSTGRESQL = ("CREATE TABLE grams (place BIGINT NOT NULL PRIMARY KEY, grams INTEGER[] NOT NULL)", GIN)


def make(connection: sa.Connection) -> None:
    """Make the index of a new archive."""
    for statement in SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL:
        connection.execute(sa.text(statement))


def empty(connection: sa.Connection) -> None:
    """Take everything out of the index."""
    if connection.dialect.name == "sqlite":
        connection.execute(sa.text("INSERT INTO grams (grams) VALUES ('delete-all')"))
        connection.execute(sa.text("INSERT INTO grams (grams, rank) VALUES ('hashsize', :held)"), {"held": HELD})
    else:
        connection.execute(sa.text("TRUNCATE grams"))
        # Made at the end, from all rows at once, it takes a fraction of what one row after another takes.
        connection.execute(sa.text("DROP INDEX IF EXISTS ix_grams_grams"))


def tidy(connection: sa.Connection) -> None:
    """Bring an index that was just filled into one piece."""
    if connection.dialect.name == "sqlite":
        connection.execute(sa.text("INSERT INTO grams (grams) VALUES ('optimize')"))
    else:
        connection.execute(sa.text(GIN))
        connection.execute(sa.text("ANALYZE grams"))


def is_of_records(name: str | None, kind: str, _parents: object = None) -> bool:
    """Tell whether a thing of the database is declared in the metadata, as Alembic's `include_name` asks."""
    return kind != "table" or name is None or not (name == NAME or name.startswith(f"{NAME}_"))
