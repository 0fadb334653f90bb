"""Who gets which edition, what each message told, and which edition corrects which."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add a table and three columns; what was sent before belongs to no subscriber and its items are not known."""
    op.create_table(
        "subscribers",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("editions", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bounces", sa.Integer(), nullable=False),
        sa.Column("bounced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_bounce", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_subscribers")),
    )
    op.create_index(op.f("ix_subscribers_status"), "subscribers", ["status"])
    op.add_column("outbox", sa.Column("subscriber", sa.String(length=200), nullable=False, server_default=""))
    op.add_column("outbox", sa.Column("items", sa.JSON(), nullable=False, server_default="[]"))
    op.create_index(op.f("ix_outbox_subscriber"), "outbox", ["subscriber"])
    op.add_column("editions", sa.Column("corrects", sa.String(length=200), nullable=True))
