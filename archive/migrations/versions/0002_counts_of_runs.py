"""What was counted in a run: by it later runs are told to be healthy or not."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the counts of runs; earlier runs have none, so that nothing is learnt from them."""
    # The default is for the rows that are there; it is taken away again, since it is not one of the table's.
    with op.batch_alter_table("runs") as runs:
        runs.add_column(sa.Column("facts", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("runs") as runs:
        runs.alter_column("facts", server_default=None)
