"""An edition is kept whole too, to be written for one more reader and compared with what is held later."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add a column, empty for editions composed before, and an index for what corrects what."""
    op.add_column("editions", sa.Column("record", sa.LargeBinary(), nullable=True))
    op.create_index(op.f("ix_editions_corrects"), "editions", ["corrects"])
