"""Which messages came back for good."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add a table; what came back before was not kept."""
    op.create_table(
        "bounces",
        sa.Column("message_id", sa.String(length=500), nullable=False),
        sa.Column("subscriber", sa.String(length=200), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_bounces")),
    )
    op.create_index(op.f("ix_bounces_subscriber"), "bounces", ["subscriber"])
