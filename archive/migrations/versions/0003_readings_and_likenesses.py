"""The readers' version of a revision, what earlier readers made of it, and the keys that copies are found by."""

import sqlalchemy as sa
from alembic import op

from archive import copies

BATCH = 500
revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add two tables and a column, in place of the keys of whole titles and numbers.

    What is kept already was read by readers of an unknown version, 0.
    """
    op.add_column("revisions", sa.Column("reader_version", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "readings",
        sa.Column("announcement_id", sa.String(length=200), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("filled", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id", "revision"],
            ["revisions.announcement_id", "revisions.revision"],
            name=op.f("fk_readings_revisions"),
        ),
        sa.PrimaryKeyConstraint("announcement_id", "revision", "filled", name=op.f("pk_readings")),
    )
    op.create_table(
        "likenesses",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("announcement_id", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["announcement_id"], ["announcements.id"], name=op.f("fk_likenesses_announcements")),
        sa.PrimaryKeyConstraint("key", "announcement_id", name=op.f("pk_likenesses")),
        sqlite_with_rowid=False,
    )
    _put_likenesses()
    op.drop_index(op.f("ix_announcements_title_key"), table_name="announcements")
    op.drop_column("announcements", "title_key")
    op.drop_column("announcements", "number_key")


def _put_likenesses() -> None:
    """Keep the keys of what is kept already; copies among it stay as they were found."""
    connection = op.get_bind()
    likenesses = sa.table("likenesses", sa.column("key"), sa.column("announcement_id"))
    kept = connection.execute(
        sa.text(
            "SELECT a.id, m.title, m.text, r.body, r.doc_number FROM announcements a "
            "JOIN matching m ON m.announcement_id = a.id "
            "JOIN revisions r ON r.announcement_id = a.id AND r.revision = a.revision"
        )
    )
    for some in kept.partitions(BATCH):
        rows = [
            {"key": key, "announcement_id": one}
            for one, title, text, body, doc_number in some
            for key in copies.keys(title, doc_number, copies.body_of(text, body))
        ]
        connection.execute(sa.insert(likenesses), rows)
