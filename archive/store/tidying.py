"""What may be let go of after some time, where the settings say so: never an announcement, a revision or what it names.

What stays whatever its age: the newest runs of each source and those that health is learnt from, and that a message was
sent, to whom and when.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain

import sqlalchemy as sa

from archive.consultations import Consultation
from archive.sections import Retention
from archive.store import hashes
from archive.store.opening import Archive, Tx
from archive.tables import Execution, Outbox, Reading, Run

KEPT = 100
"""Newest runs of a source, and executions of a job, that stay: more than anything is learnt from or shown of."""
YOUNG = timedelta(days=2)
"""Kept bytes younger than this are never orphans: what names them may still be on its way."""


def tidy(tx: Tx, rules: Retention, now: datetime, *, dry: bool) -> dict[str, int]:
    """Let go of what the rules say; returns by kind how many rows it is. With `dry` it stays."""
    done = {}
    if rules.runs_days:
        done["runs"] = _runs(tx, now - timedelta(days=rules.runs_days), dry=dry)
        done["executions"] = _executions(tx, now - timedelta(days=rules.runs_days), dry=dry)
    if rules.messages_days:
        until = now - timedelta(days=rules.messages_days)
        old = (Outbox.status == "sent") & (Outbox.sent_at < until) & (sa.func.length(Outbox.message) > 0)
        done["messages"] = _apply(tx, sa.update(Outbox).where(old).values(message=b""), Outbox, old, dry=dry)
    if rules.readings_days:
        past = Reading.until < now - timedelta(days=rules.readings_days)
        done["readings"] = _apply(tx, sa.delete(Reading).where(past), Reading, past, dry=dry)
    if rules.answers_days:
        asked = Consultation.asked_at < now - timedelta(days=rules.answers_days)
        told = asked & Consultation.answer.is_not(None)
        done["answers"] = _apply(
            tx, sa.update(Consultation).where(told).values(answer=None), Consultation, told, dry=dry
        )
    return done


def orphans(archive: Archive) -> Iterator[str]:
    """Give the hashes of kept bytes that nothing names: no revision, no attachment, no reading, no server's page."""
    # What is kept is listed first: bytes that come later are named later, and are not looked at.
    with hashes.Hashes() as both:
        for sha256 in archive.blobs.every():
            both.keep(sha256)
        with archive.read() as tx:
            for sha256, where in chain(hashes.named(tx), hashes.remembered(tx)):
                both.name(sha256, where)
        yield from both.orphans()


def _runs(tx: Tx, until: datetime, *, dry: bool) -> int:
    count = 0
    for source in tx.scalars(sa.select(Run.source).distinct().order_by(Run.source)).all():
        here = sa.select(Run.id).where(Run.source == source).order_by(Run.id.desc()).limit(KEPT)
        kept = (
            here,
            here.where(Run.status == "ok"),
            here.where(Run.new > 0),
            here.where(Run.status == "ok", Run.new > 0),
        )
        old = (Run.source == source) & (Run.finished_at < until) & sa.and_(*(Run.id.not_in(one) for one in kept))
        count += _apply(tx, sa.delete(Run).where(old), Run, old, dry=dry)
    return count


def _executions(tx: Tx, until: datetime, *, dry: bool) -> int:
    count = 0
    for job in tx.scalars(sa.select(Execution.job).distinct().order_by(Execution.job)).all():
        newest = sa.select(Execution.id).where(Execution.job == job).order_by(Execution.id.desc()).limit(KEPT)
        old = (Execution.job == job) & (Execution.started_at < until) & Execution.id.not_in(newest)
        count += _apply(tx, sa.delete(Execution).where(old), Execution, old, dry=dry)
    return count


def _apply(tx: Tx, statement: sa.Executable, table: type[object], which: sa.ColumnElement[bool], *, dry: bool) -> int:
    count = tx.execute(sa.select(sa.func.count()).select_from(table).where(which)).scalar_one()
    if count and not dry:
        tx.connection().execute(statement)
    return count
