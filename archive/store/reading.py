"""Announcements put together from their tables, a batch in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import select

from archive import records
from archive.records import Attachment, Quote
from archive.store.opening import Tx
from archive.store.rows import among
from archive.tables import Alignment, Analysis, Announcement, Revision, Sighting
from archive.tables import Attachment as AttachmentRow

BATCH = 200
"""Announcements read at a time; also keeps statements under the engines' limits on parameters."""
_A, _R, _F = Announcement.__table__, Revision.__table__, AttachmentRow.__table__
_NEWEST = (_R.c.announcement_id == _A.c.id) & (_R.c.revision == _A.c.revision)
_TOLD = select(
    _A.c.id, _A.c.url, _R.c.title, _R.c.published, _R.c.issuer, _R.c.doc_number, _R.c.index_number, _R.c.body
).join_from(_A, _R, _NEWEST)
_FILES = (
    select(_A.c.id, _F.c.name, _F.c.text)
    .join_from(_A, _F, (_F.c.announcement_id == _A.c.id) & (_F.c.revision == _A.c.revision))
    .order_by(_F.c.position)
)
FILE = ("url", "name", "media_type", "sha256", "status", "text")


def announcements(tx: Tx, ids: Iterable[str]) -> Iterator[records.Announcement]:
    """Give the announcements of these ids in their order, with the newest analysis of the newest revision."""
    for some in batches(ids):
        yield from _batch(tx, some)


def batches(ids: Iterable[str]) -> Iterator[Sequence[str]]:
    """Give the ids in lists that one statement can take."""
    waiting = iter(ids)
    while some := list(islice(waiting, BATCH)):
        yield some


def attachments(tx: Tx, revisions: Sequence[tuple[str, int]]) -> dict[tuple[str, int], tuple[Attachment, ...]]:
    """Return the attachments of each (announcement, revision) that has some, in their order on the page."""
    which = among(AttachmentRow.announcement_id, AttachmentRow.revision, revisions)
    rows = tx.scalars(select(AttachmentRow).where(which).order_by(AttachmentRow.position))
    found = defaultdict(list)
    for row in rows:
        found[row.announcement_id, row.revision].append(Attachment(**{name: getattr(row, name) for name in FILE}))
    return {key: tuple(files) for key, files in found.items()}


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What a line of search results tells of an announcement, and what is quoted in it."""

    id: str
    url: str
    title: str
    published: datetime | None
    issuer: str | None
    doc_number: str | None
    index_number: str | None
    body: str
    attachments: tuple[tuple[str, str | None], ...]
    """Names and texts, in their order on the page."""


def told(tx: Tx, ids: Iterable[str]) -> Iterator[Told]:
    """Give what is told of the announcements of these ids, in their order: a fraction of what they are whole."""
    for some in batches(ids):
        rows = tx.connection().execute(_TOLD.where(_A.c.id.in_(some))).all()
        files = defaultdict(list)
        for owner, name, text in tx.connection().execute(_FILES.where(_A.c.id.in_(some))):
            files[owner].append((name, text))
        found = {row.id: Told(**row._mapping, attachments=tuple(files[row.id])) for row in rows}
        yield from (found[one] for one in some if one in found)


def _batch(tx: Tx, ids: Sequence[str]) -> Iterator[records.Announcement]:
    newest = (Revision.announcement_id == Announcement.id) & (Revision.revision == Announcement.revision)
    rows = tx.execute(select(Announcement, Revision).join(Revision, newest).where(Announcement.id.in_(ids)))
    pairs = {one.id: (one, revision) for one, revision in rows}
    keys = [(one.id, one.revision) for one, _ in pairs.values()]
    files, analyses, (pages, sources) = attachments(tx, keys), _analyses(tx, keys), _met(tx, ids)
    for one, words in (pairs[wanted] for wanted in ids if wanted in pairs):
        yield records.Announcement(
            id=one.id,
            url=one.url,
            source=one.source,
            post_id=one.post_id,
            title=words.title,
            published=words.published,
            issuer=words.issuer,
            doc_number=words.doc_number,
            index_number=words.index_number,
            written_on=words.written_on,
            validity=words.validity,
            body=words.body,
            raw_sha256=words.raw_sha256,
            reader=words.reader,
            first_seen=one.first_seen,
            last_seen=one.last_seen,
            withdrawn_at=one.withdrawn_at,
            revision=one.revision,
            revised_at=words.seen_at,
            canonical_id=one.canonical_id,
            reader_version=words.reader_version,
            attachments=files.get((one.id, one.revision), ()),
            sightings=tuple(pages[one.id]),
            met_by=tuple(sources[one.id]),
            analysis=analyses.get((one.id, one.revision)),
        )


def _met(tx: Tx, ids: Sequence[str]) -> tuple[dict[str, dict[str, None]], dict[str, dict[str, None]]]:
    """Return the URLs at which each announcement was met and the sources that met it, in the order they did."""
    pages: dict[str, dict[str, None]] = defaultdict(dict)
    sources: dict[str, dict[str, None]] = defaultdict(dict)
    columns = select(Sighting.announcement_id, Sighting.url, Sighting.source).where(Sighting.announcement_id.in_(ids))
    for owner, url, source in tx.execute(columns.order_by(Sighting.first_seen, Sighting.source, Sighting.url_key)):
        pages[owner][url] = None
        sources[owner][source] = None
    return pages, sources


def _analyses(tx: Tx, revisions: Sequence[tuple[str, int]]) -> dict[tuple[str, int], records.Analysis]:
    """Return the newest analysis of each revision that was judged."""
    which = among(Analysis.announcement_id, Analysis.revision, revisions)
    rows = tx.scalars(select(Analysis).where(which).order_by(Analysis.id))
    newest = {(row.announcement_id, row.revision): row for row in rows}
    found = _alignments(tx, list(newest.values()))
    return {key: _analysis(row, found[row.id]) for key, row in newest.items()}


def _alignments(tx: Tx, analyses: Sequence[Analysis]) -> dict[int, list[records.Alignment]]:
    revisions = {row.id: row.revision for row in analyses}
    found: dict[int, list[records.Alignment]] = defaultdict(list)
    rows = select(Alignment).where(Alignment.analysis_id.in_(revisions)).order_by(Alignment.position)
    for row in tx.scalars(rows):
        ours = Quote(part=row.part, revision=revisions[row.analysis_id], start=row.start, end=row.end, text=row.text)
        theirs = records.DirectiveQuote(start=row.directive_start, end=row.directive_end, text=row.directive_text)
        found[row.analysis_id].append(
            records.Alignment(
                meeting=row.meeting,
                directive=row.directive,
                theme=row.theme,
                score=row.score,
                announcement_quote=ours,
                directive_quote=theirs,
            )
        )
    return found


def _analysis(row: Analysis, alignments: Sequence[records.Alignment]) -> records.Analysis:
    return records.Analysis(
        announcement_id=row.announcement_id,
        revision=row.revision,
        method=row.method,
        relevance=records.Relevance(
            relevant=row.relevant, score=row.score, topics=tuple(row.topics), reasons=tuple(row.reasons)
        ),
        alignments=tuple(alignments),
        summary=row.summary,
        deadline=row.deadline,
        amounts=tuple(row.amounts),
        account=row.account,
    )
