"""Runs at sources and executions of scheduled commands: what was done, when, and how it went."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from typing import cast

import sqlalchemy as sa

from archive import records
from archive.clock import midnight
from archive.errors import NotFound
from archive.records import Health, RunError, RunFacts, SourceRun, SourceStatus, Visit
from archive.store.opening import Tx
from archive.tables import Execution, Run

LOST_CODE = -1
"""Exit code that is noted of a command whose end nobody saw."""
_PLAIN = tuple(name for name in SourceRun.__slots__ if name not in {"errors", "facts"})


def add(tx: Tx, run: SourceRun) -> None:
    """Keep what one run did at one source."""
    plain = {name: getattr(run, name) for name in _PLAIN}
    errors = [asdict(error) for error in run.errors]
    tx.execute(sa.insert(Run).values(**plain, errors=errors, facts=dict(run.facts)))


def put(tx: Tx, run: SourceRun) -> None:
    """Keep what one run did at one source, in place of what was kept of it before."""
    tx.execute(sa.delete(Run).where(Run.run_id == run.run_id, Run.source == run.source))
    add(tx, run)


def of_run(tx: Tx, run_id: str) -> list[SourceRun]:
    """Return what a run did at each of its sources, in the order they were finished."""
    return [_run(row) for row in tx.scalars(sa.select(Run).where(Run.run_id == run_id).order_by(Run.id))]


def of_source(tx: Tx, source: str, limit: int = 20) -> list[SourceRun]:
    """Return the newest runs at a source, the newest first."""
    rows = sa.select(Run).where(Run.source == source).order_by(Run.id.desc()).limit(limit)
    return [_run(row) for row in tx.scalars(rows)]


def recent(tx: Tx, sources: Iterable[str], limit: int) -> dict[str, list[Visit]]:
    """Return the newest runs at each of the sources in short, the oldest of them first."""
    place = sa.func.row_number().over(partition_by=Run.source, order_by=Run.id.desc()).label("place")
    ranked = sa.select(Run.id, place).where(Run.source.in_(list(sources))).subquery()
    rows = sa.select(Run.source, Run.finished_at, Run.status, Run.new).join(ranked, ranked.c.id == Run.id)
    found: dict[str, list[Visit]] = {}
    for source, finished_at, status, new in tx.execute(rows.where(ranked.c.place <= limit).order_by(Run.id)):
        found.setdefault(source, []).append(Visit(finished_at=finished_at, status=cast(SourceStatus, status), new=new))
    return found


def visited(tx: Tx) -> list[str]:
    """Return every source at which there was a run, in order."""
    return list(tx.scalars(sa.select(Run.source).distinct().order_by(Run.source)))


def healthy(tx: Tx, source: str, limit: int, *, since: date | None = None) -> list[RunFacts]:
    """Return what was counted in runs at a source that ended `ok`, on or after a day; the newest first.

    They are the newest ones, and beyond these the newest that found something new: of a quiet source, too, there is
    something to be learnt of its pages.
    """
    healthy = sa.select(Run.id).where(Run.source == source, Run.status == "ok")
    if since is not None:
        healthy = healthy.where(Run.finished_at >= midnight(since))
    newest = healthy.order_by(Run.id.desc()).limit(limit)
    telling = healthy.where(Run.new > 0).order_by(Run.id.desc()).limit(limit)
    chosen = Run.id.in_(newest) | Run.id.in_(telling)
    return list(tx.scalars(sa.select(Run.facts).where(chosen).order_by(Run.id.desc())))


def health(tx: Tx, sources: Iterable[str], *, until: datetime | None = None) -> dict[str, Health]:
    """Return how each of the sources is, or was at a moment; a source that had not run by then has no status.

    A success is a run that ended `ok`, news is a run that found something new; moments are the ends of runs.
    """
    wanted = list(sources)
    by_then = sa.true() if until is None else Run.finished_at <= until
    last = sa.select(sa.func.max(Run.id)).where(Run.source.in_(wanted), by_then).group_by(Run.source)
    newest = {row.source: row for row in tx.scalars(sa.select(Run).where(Run.id.in_(last)))}
    successes = _latest(tx, wanted, sa.and_(Run.status == "ok", by_then))
    news = _latest(tx, wanted, sa.and_(Run.new > 0, by_then))
    return {
        source: Health(
            source=source,
            status=_run(row).status if (row := newest.get(source)) else None,
            why=row.why if row else "",
            last_run=row.finished_at if row else None,
            last_success=successes.get(source),
            last_new=news.get(source),
        )
        for source in wanted
    }


def unwell_since(tx: Tx, sources: Iterable[str]) -> dict[str, datetime]:
    """Return of each source that is not well when it was first found so: its first run since the last that ended `ok`.

    Sources that are well, and such that were never visited, are not among them.
    """
    wanted = list(sources)
    well = sa.select(Run.source, sa.func.max(Run.id).label("id")).where(Run.source.in_(wanted), Run.status == "ok")
    last = well.group_by(Run.source).subquery()
    since = sa.select(Run.source, sa.func.min(Run.finished_at)).outerjoin(last, last.c.source == Run.source)
    since = since.where(Run.source.in_(wanted), Run.id > sa.func.coalesce(last.c.id, 0))
    return {source: moment for source, moment in tx.execute(since.group_by(Run.source))}  # noqa: C416


def last_success(tx: Tx) -> datetime | None:
    """Return when the newest run that ended `ok` at any source ended, None when none ever did."""
    newest = sa.select(Run.finished_at).where(Run.status == "ok").order_by(Run.id.desc()).limit(1)
    return tx.scalar(newest)


def start(tx: Tx, job: str, due_at: datetime, now: datetime, holder: str = "") -> int:
    """Note that a scheduled command begins; returns the number under which `finish` closes it."""
    begun = {"job": job, "due_at": due_at, "started_at": now, "note": "", "holder": holder}
    row = sa.insert(Execution).values(**begun).returning(Execution.id)
    return tx.execute(row).scalar_one()


def finish(
    tx: Tx, execution_id: int, now: datetime, exit_code: int, note: str = "", peak_mb: int | None = None
) -> None:
    """Note how a scheduled command ended; raises NotFound for a number that was never started."""
    if tx.scalar(sa.select(Execution.id).where(Execution.id == execution_id)) is None:
        raise NotFound(f"execution {execution_id}: never started")
    ended = {"finished_at": now, "exit_code": exit_code, "note": note, "peak_mb": peak_mb}
    tx.execute(sa.update(Execution).where(Execution.id == execution_id).values(**ended))


def claim(tx: Tx, job: str, due_at: datetime, now: datetime, holder: str, *, tried: int = 0) -> int | None:
    """Note that a job begins for a planned moment, unless somebody else was faster; returns the number for `finish`.

    None when the job is under way, for whatever moment, or when there are more notes of this moment than the `tried`
    ones that the caller knew of: a moment is taken once, whoever asks at the same time.
    """
    if tx.connection().dialect.name == "postgresql":
        # A writer of SQLite is alone anyway. Readers are not kept waiting by this, other claims are.
        tx.execute(sa.text("LOCK TABLE executions IN SHARE ROW EXCLUSIVE MODE"))
    mine = (Execution.job == job) & ((Execution.due_at == due_at) | Execution.finished_at.is_(None))
    noted = tx.execute(sa.select(Execution.finished_at).where(mine)).all()
    if len(noted) > tried or any(finished is None for (finished,) in noted):
        return None
    return start(tx, job, due_at, now, holder)


def abandon(tx: Tx, jobs: Iterable[str], holder: str, now: datetime) -> int:
    """Note of all executions of these jobs that others began and never ended that their service was lost.

    For whoever has just become the one that leads; returns how many it were.
    """
    left = Execution.job.in_(list(jobs)) & (Execution.holder != holder) & Execution.finished_at.is_(None)
    values = {"finished_at": now, "exit_code": LOST_CODE, "note": records.runs.LOST}
    return len(tx.execute(sa.update(Execution).where(left).values(**values).returning(Execution.id)).all())


def tries(tx: Tx, job: str, until: datetime, limit: int = 50) -> list[records.Execution]:
    """Return the newest executions of a job for moments up to one, the newest first."""
    rows = sa.select(Execution).where(Execution.job == job, Execution.due_at <= until)
    return [_execution(row) for row in tx.scalars(rows.order_by(Execution.id.desc()).limit(limit))]


def forget(tx: Tx, jobs: Iterable[str], before: datetime) -> int:
    """Forget executions of these jobs that ended before a moment; returns how many."""
    old = Execution.job.in_(list(jobs)) & (Execution.finished_at < before)
    return len(tx.execute(sa.delete(Execution).where(old).returning(Execution.id)).all())


def first_begun(tx: Tx, until: datetime) -> datetime | None:
    """Return when the first scheduled command began, of those up to a moment."""
    first = sa.select(Execution.started_at).where(Execution.started_at <= until).order_by(Execution.id).limit(1)
    return tx.scalar(first)


def at_work_before(tx: Tx, moment: datetime) -> datetime | None:
    """Return when a service was last seen at work up to a moment: the last scheduled command that began by then.

    That is its end, when it had ended by then, else its beginning. None when none had begun.
    """
    newest = sa.select(Execution.started_at, Execution.finished_at).where(Execution.started_at <= moment)
    row = tx.execute(newest.order_by(Execution.started_at.desc(), Execution.id.desc()).limit(1)).first()
    if row is None:
        return None
    begun, ended = row
    return ended if ended is not None and ended <= moment else begun


def began_between(tx: Tx, since: datetime, until: datetime) -> bool:
    """Say whether any scheduled command began within a span of time, its ends included."""
    within = sa.select(Execution.id).where(Execution.started_at >= since, Execution.started_at <= until)
    return tx.scalar(within.limit(1)) is not None


def executions(tx: Tx, job: str | None = None, limit: int = 20) -> list[records.Execution]:
    """Return the newest executions (of one job, or of all), the newest first."""
    rows = sa.select(Execution).order_by(Execution.id.desc()).limit(limit)
    if job is not None:
        rows = rows.where(Execution.job == job)
    return [_execution(row) for row in tx.scalars(rows)]


def _run(row: Run) -> SourceRun:
    errors = tuple(RunError(**error) for error in row.errors)
    return SourceRun(**{name: getattr(row, name) for name in _PLAIN}, errors=errors, facts=row.facts)


def _execution(row: Execution) -> records.Execution:
    return records.Execution(**{name: getattr(row, name) for name in records.Execution.__slots__})


def _latest(tx: Tx, sources: list[str], condition: sa.ColumnElement[bool]) -> dict[str, datetime]:
    ends = sa.select(Run.source, sa.func.max(Run.finished_at)).where(Run.source.in_(sources), condition)
    return {source: end for source, end in tx.execute(ends.group_by(Run.source))}  # noqa: C416
