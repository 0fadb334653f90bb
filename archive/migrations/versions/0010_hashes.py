"""Kept bytes are asked for by their hash."""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the indexes."""
    op.create_index(op.f("ix_revisions_raw_sha256"), "revisions", ["raw_sha256"])
    op.create_index(op.f("ix_attachments_sha256"), "attachments", ["sha256"])
