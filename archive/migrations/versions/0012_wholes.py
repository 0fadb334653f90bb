"""The index knows dates and document numbers as wholes: it is emptied, and every row is stale until it is indexed."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Empty the index and mark all rows."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute("INSERT INTO grams (grams) VALUES ('delete-all')" if is_sqlite else "TRUNCATE grams")
    op.execute(sa.update(sa.table("matching", sa.column("stale"))).values(stale=sa.true()))
