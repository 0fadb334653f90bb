"""Where the folded copies stand in time, and what filters ask of them."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the columns; every row is stale until it is indexed, and is found as before meanwhile."""
    with op.batch_alter_table("matching") as table:
        table.add_column(sa.Column("place", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("tags", sa.Text(), server_default="", nullable=False))
        table.add_column(sa.Column("stale", sa.Boolean(), server_default=sa.true(), nullable=False))
        table.create_unique_constraint(op.f("uq_matching_place"), ["place"])
    op.create_index(op.f("ix_matching_stale"), "matching", ["stale"])
