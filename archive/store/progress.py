"""How far the archive has come: a mark that changes when something was crawled or judged."""

import sqlalchemy as sa

from archive.store.opening import Tx
from archive.tables import Analysis, Run


def mark(tx: Tx) -> tuple[int, int]:
    """Return the newest run and the newest analysis by their numbers, 0 for none; two look-ups, whatever is kept."""
    newest = (sa.select(sa.func.max(column)) for column in (Run.id, Analysis.id))
    run, analysis = (tx.execute(one).scalar_one_or_none() or 0 for one in newest)
    return run, analysis
