"""What announcements cite, and the names under which they can be cited; both are read from what is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add three empty tables; the next judgement reads them from the revisions that are kept."""
    op.create_table(
        "citations",
        *_revision(),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("relation", sa.String(length=20), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("doc_number", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        _of_revision("citations"),
        sa.PrimaryKeyConstraint("announcement_id", "revision", "position", name=op.f("pk_citations")),
    )
    op.create_table(
        "citation_readings",
        *_revision(),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("filled", sa.Integer(), nullable=False),
        _of_revision("citation_readings"),
        sa.PrimaryKeyConstraint("announcement_id", "revision", name=op.f("pk_citation_readings")),
    )
    op.create_table(
        "designations",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("announcement_id", sa.String(length=200), nullable=False),
        sa.Column("grade", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["announcement_id"], ["announcements.id"], name=op.f("fk_designations_announcements")),
        sa.PrimaryKeyConstraint("key", "announcement_id", name=op.f("pk_designations")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_designations_announcement_id"), "designations", ["announcement_id"])


def _revision() -> tuple[sa.Column[str], sa.Column[int]]:
    return (
        sa.Column("announcement_id", sa.String(length=200), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
    )


def _of_revision(table: str) -> sa.ForeignKeyConstraint:
    ours = ["announcement_id", "revision"]
    theirs = ["revisions.announcement_id", "revisions.revision"]
    return sa.ForeignKeyConstraint(ours, theirs, name=op.f(f"fk_{table}_revisions"))
