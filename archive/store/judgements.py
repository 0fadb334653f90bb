"""Analyses and alignments: what the program thinks of a revision, kept beside what other methods thought."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa

from archive import records
from archive.errors import BadEvidence, NotFound
from archive.store import indexing, reading
from archive.store.opening import Archive, Tx
from archive.tables import Alignment, Analysis, Announcement, Revision

TURN = 0x7A736A
"""The kind of the locks under which processes queue on PostgreSQL to judge the same announcement."""


def put(tx: Tx, analysis: records.Analysis, now: datetime) -> None:
    """Keep an analysis; one of the same revision by the same method is replaced, those of other methods stay.

    Raises NotFound when there is no such revision, and BadEvidence, keeping nothing, when a quotation of the
    announcement is not exactly the stored text.
    """
    owner, revision = analysis.announcement_id, analysis.revision
    words = tx.get(Revision, (owner, revision))
    if words is None:
        raise NotFound(f"{owner}: revision {revision} is not in the archive")
    if analysis.alignments:
        files = reading.attachments(tx, [(owner, revision)]).get((owner, revision), ())
        parts = {f"attachment:{one.sha256}": one.text for one in files}
        _check(analysis, {"title": words.title, "body": words.body, **parts})
    _remove(tx, analysis)
    verdict = {name: getattr(analysis.relevance, name) for name in ("relevant", "score")}
    lists = {"topics": analysis.relevance.topics, "reasons": analysis.relevance.reasons, "amounts": analysis.amounts}
    row = sa.insert(Analysis).values(
        announcement_id=owner,
        revision=revision,
        method=analysis.method,
        filled=words.filled,
        judged_at=now,
        summary=analysis.summary,
        deadline=analysis.deadline,
        account=dict(analysis.account),
        **verdict,
        **{name: list(values) for name, values in lists.items()},
    )
    _put_alignments(tx, tx.execute(row.returning(Analysis.id)).scalar_one(), analysis)
    indexing.mark(tx, owner)


def waiting(tx: Tx, method: str, only: Collection[str] | None = None, *, again: bool = False) -> list[str]:
    """Return the announcements (of all, or of these) whose newest revision has no analysis of that method.

    The oldest come first. One of which something became known after the analysis (an attachment could be read at last)
    is among them. With `again` all are returned.
    """
    done = sa.exists().where(
        Analysis.announcement_id == Revision.announcement_id,
        Analysis.revision == Revision.revision,
        Analysis.method == method,
        Analysis.filled == Revision.filled,
    )
    newest = (Revision.announcement_id == Announcement.id) & (Revision.revision == Announcement.revision)
    ids = sa.select(Announcement.id).join(Revision, newest).where(sa.true() if again else ~done)
    if only is None:
        return list(tx.scalars(ids.order_by(Announcement.first_seen, Announcement.id)))
    some = ids.add_columns(Announcement.first_seen)
    found = [row for each in reading.batches(sorted(only)) for row in tx.execute(some.where(Announcement.id.in_(each)))]
    return [row.id for row in sorted(found, key=lambda row: (row.first_seen, row.id))]


def unjudged(
    tx: Tx, method: str, only: Collection[str] | None = None, *, again: bool = False
) -> list[records.Announcement]:
    """Return the announcements that are `waiting`, themselves."""
    return list(reading.announcements(tx, waiting(tx, method, only, again=again)))


@contextmanager
def turn(archive: Archive, announcement_id: str) -> Iterator[None]:
    """Hold an announcement for the length of a block, so that no two processes judge it at the same moment.

    On SQLite, on which there is one machine and one service, nothing is held.
    """
    if archive.engine.dialect.name != "postgresql":
        yield
        return
    with archive.read() as tx:
        mine = {"kind": TURN, "one": announcement_id}
        tx.execute(sa.text("SELECT pg_advisory_xact_lock(:kind, hashtext(:one))"), mine)
        yield


def remove_unsound(tx: Tx, announcement_id: str, revision: int) -> None:
    """Remove the analyses of a revision that quote what no longer stands there."""
    words = tx.get(Revision, (announcement_id, revision), populate_existing=True)
    assert words is not None  # noqa: S101 - it was written in this transaction
    files = reading.attachments(tx, [(announcement_id, revision)]).get((announcement_id, revision), ())
    parts: dict[str, str | None] = {"title": words.title, "body": words.body}
    parts |= {f"attachment:{one.sha256}": one.text for one in files}
    quotes = sa.select(Alignment).join(Analysis, Analysis.id == Alignment.analysis_id)
    quotes = quotes.where(Analysis.announcement_id == announcement_id, Analysis.revision == revision)
    broken = {
        one.analysis_id for one in tx.scalars(quotes) if (parts.get(one.part) or "")[one.start : one.end] != one.text
    }
    tx.execute(sa.delete(Alignment).where(Alignment.analysis_id.in_(broken)))
    tx.execute(sa.delete(Analysis).where(Analysis.id.in_(broken)))


def _check(analysis: records.Analysis, parts: Mapping[str, str | None]) -> None:
    for one in analysis.alignments:
        quote = one.announcement_quote
        text = parts.get(quote.part)
        if quote.revision != analysis.revision or text is None or text[quote.start : quote.end] != quote.text:
            raise BadEvidence(
                f"{analysis.announcement_id}: {quote.part} of revision {quote.revision} does not have "
                f"{quote.text[:40]!r} at {quote.start}:{quote.end}, quoted for {one.directive}"
            )


def _remove(tx: Tx, analysis: records.Analysis) -> None:
    old = sa.select(Analysis.id).where(
        Analysis.announcement_id == analysis.announcement_id,
        Analysis.revision == analysis.revision,
        Analysis.method == analysis.method,
    )
    if (number := tx.scalar(old)) is not None:
        tx.execute(sa.delete(Alignment).where(Alignment.analysis_id == number))
        tx.execute(sa.delete(Analysis).where(Analysis.id == number))


def _put_alignments(tx: Tx, analysis_id: int, analysis: records.Analysis) -> None:
    rows = [
        {
            "analysis_id": analysis_id,
            "position": position,
            "meeting": one.meeting,
            "directive": one.directive,
            "theme": one.theme,
            "score": one.score,
            "part": one.announcement_quote.part,
            "start": one.announcement_quote.start,
            "end": one.announcement_quote.end,
            "text": one.announcement_quote.text,
            "directive_start": one.directive_quote.start,
            "directive_end": one.directive_quote.end,
            "directive_text": one.directive_quote.text,
        }
        for position, one in enumerate(analysis.alignments)
    ]
    if rows:
        tx.execute(sa.insert(Alignment), rows)
