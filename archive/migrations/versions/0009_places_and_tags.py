"""Where the folded copies stand in time, what filters ask of them, and the index of what they contain.

Every row is stale until it is indexed (`zswatch archive index`, or the next crawl), and is found meanwhile.
"""

import sqlalchemy as sa
from alembic import op

from archive import copies, places
from archive.columns import Moment

revision = "0009"
down_revision = "0008"
BATCH = 500
OLD = ("title", "issuer", "numbers", "text")
SQLITE = ("CREATE VIRTUAL TABLE grams USING fts5(tokens, content='', detail=none, columnsize=0, tokenize='ascii')",)
POSTGRESQL = (
    "CREATE TABLE grams (place BIGINT NOT NULL PRIMARY KEY, grams INTEGER[] NOT NULL)",
    "CREATE INDEX ix_grams_grams ON grams USING gin (grams) WITH (fastupdate = off)",
)

_placed = sa.table("matching_places", *(sa.column(name) for name in ("announcement_id", "place", "body_end")))


def upgrade() -> None:
    """Give every copy its place and the end of its body, and make the index, which is empty."""
    connection = op.get_bind()
    op.create_table(
        "matching_places",
        sa.Column("announcement_id", sa.String(length=200), primary_key=True),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("body_end", sa.Integer(), nullable=True),
    )
    _place(connection)
    _measure(connection)
    if connection.dialect.name == "sqlite":
        _make_anew()
    else:
        _widen()
    op.drop_table("matching_places")
    op.create_index(op.f("ix_matching_stale_place"), "matching", ["stale", "place"])
    op.create_index(op.f("ix_analyses_deadline"), "analyses", ["deadline"])
    for statement in SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL:
        connection.execute(sa.text(statement))


def _place(connection: sa.Connection) -> None:
    kept = sa.table("announcements", sa.column("id"), sa.column("published", Moment()), sa.column("first_seen"))
    rows = sa.select(kept.c.id, kept.c.published)
    rows = rows.order_by(kept.c.published.is_(None), kept.c.published, kept.c.first_seen, kept.c.id)
    following = places.Following()
    for some in connection.execute(rows, execution_options={"yield_per": BATCH}).partitions():
        values = [{"announcement_id": one, "place": following.place(published)} for one, published in some]
        connection.execute(sa.insert(_placed), values)


def _measure(connection: sa.Connection) -> None:
    """Note where the body ends in each copy."""
    rows = sa.text(
        "SELECT m.announcement_id, m.text, r.body FROM matching m JOIN announcements a ON a.id = m.announcement_id "
        "JOIN revisions r ON r.announcement_id = a.id AND r.revision = a.revision"
    )
    update = sa.update(_placed).where(_placed.c.announcement_id == sa.bindparam("id"))
    update = update.values(body_end=sa.bindparam("end"))
    for some in connection.execute(rows, execution_options={"yield_per": BATCH}).partitions():
        connection.execute(update, [{"id": one, "end": len(copies.body_of(text, body))} for one, text, body in some])


def _make_anew() -> None:
    """Make the table of SQLite anew, because the new columns have to stand before the long ones."""
    op.rename_table("matching", "matching_before")
    op.create_table(
        "matching",
        sa.Column("announcement_id", sa.String(length=200), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("stale", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("body_end", sa.Integer(), nullable=False),
        sa.Column("tags", sa.Text(), server_default="", nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in OLD),
        sa.ForeignKeyConstraint(["announcement_id"], ["announcements.id"], name=op.f("fk_matching_announcements")),
        sa.PrimaryKeyConstraint("announcement_id", name=op.f("pk_matching")),
        sa.UniqueConstraint("place", name=op.f("uq_matching_place")),
    )
    op.execute(
        "INSERT INTO matching (announcement_id, place, body_end, title, issuer, numbers, text) "
        "SELECT m.announcement_id, p.place, p.body_end, m.title, m.issuer, m.numbers, m.text "
        "FROM matching_before m JOIN matching_places p ON p.announcement_id = m.announcement_id"
    )
    op.drop_table("matching_before")


def _widen() -> None:
    op.add_column("matching", sa.Column("place", sa.BigInteger(), nullable=True))
    op.add_column("matching", sa.Column("stale", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("matching", sa.Column("body_end", sa.Integer(), nullable=True))
    op.add_column("matching", sa.Column("tags", sa.Text(), server_default="", nullable=False))
    op.execute(
        "UPDATE matching SET place = p.place, body_end = p.body_end FROM matching_places p "
        "WHERE p.announcement_id = matching.announcement_id"
    )
    op.alter_column("matching", "place", nullable=False)
    op.alter_column("matching", "body_end", nullable=False)
    op.create_unique_constraint(op.f("uq_matching_place"), "matching", ["place"])
