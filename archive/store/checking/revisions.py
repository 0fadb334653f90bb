"""Revision by revision: whether all that is quoted from it stands there, and whether searches look into its words."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from archive import records
from archive.records import Fault, Meeting
from archive.store import meetings as imported
from archive.store import merging, reading, rows, states
from archive.store.checking import quotations
from archive.store.checking.relations import BACKUP
from archive.store.opening import Tx
from archive.store.rows import among
from archive.tables import Alignment, Analysis, Announcement, Citation, CitationReading, Matching, Revision

CHECKS = ("quotations", "citations", "figures", "directives", "search copies")
BATCH = 50
JUDGE = "`zswatch judge --again` judges it anew"
Key = tuple[str, int]


@dataclass(kw_only=True, slots=True)
class _Held:
    """What is held of some revisions."""

    files: Mapping[Key, Sequence[records.Attachment]]
    newest: dict[Key, Matching | None] = field(default_factory=dict)
    analyses: dict[Key, list[Analysis]] = field(default_factory=lambda: defaultdict(list))
    alignments: dict[int, list[Alignment]] = field(default_factory=lambda: defaultdict(list))
    citations: dict[Key, list[Citation]] = field(default_factory=lambda: defaultdict(list))
    read: dict[Key, int] = field(default_factory=dict)


def walk(tx: Tx, meetings: Mapping[str, Meeting], tell: Callable[[str], None]) -> Iterator[Fault]:
    """Give the faults of all revisions in the order of their announcements, and those of imported meetings."""
    for meeting in imported.every(tx):
        for what in quotations.meeting_faults(meeting):
            remedy = "`zswatch meetings import` it again"
            yield Fault(check="directives", where=f"meeting {meeting.id}", what=what, remedy=remedy)
    count = tx.scalar(sa.select(sa.func.count()).select_from(Revision)) or 0
    done, last = 0, ("", 0)
    key = sa.tuple_(Revision.announcement_id, Revision.revision)
    some = sa.select(Revision).order_by(Revision.announcement_id, Revision.revision).limit(BATCH)
    while found := tx.scalars(some.where(key > last)).all():
        last = (found[-1].announcement_id, found[-1].revision)
        yield from of_some(tx, found, meetings)
        tx.expunge_all()
        done += len(found)
        tell(f"revisions: {done} of {count}")


def of_some(tx: Tx, some: Sequence[Revision], meetings: Mapping[str, Meeting]) -> Iterator[Fault]:
    """Give the faults of some revisions."""
    held = _held(tx, [(one.announcement_id, one.revision) for one in some])
    for one in some:
        yield from _faults(one, held, meetings)


def _faults(one: Revision, held: _Held, meetings: Mapping[str, Meeting]) -> Iterator[Fault]:
    key = (one.announcement_id, one.revision)
    where, files = f"{one.announcement_id} revision {one.revision}", held.files.get(key, ())
    parts = {"title": one.title, "body": one.body} | {f"attachment:{file.sha256}": file.text for file in files}
    analyses = held.analyses[key]
    for analysis in analyses:
        yield from _of_analysis(f"{where}, judged by {analysis.method}", one, analysis, held, parts)
    # What other methods thought of another text of the meeting stays as it was thought.
    for each in held.alignments[analyses[-1].id] if analyses and key in held.newest else ():
        if what := quotations.directive_fault(meetings, each):
            yield Fault(check="directives", where=f"{where}, {each.directive}", what=what, remedy=JUDGE)
    # Of words that were filled in since, citations are read anew before anybody sees them.
    for quoted in held.citations[key] if held.read.get(key) == one.filled else ():
        if what := quotations.fault_of(parts, quoted):
            yield Fault(check="citations", where=f"{where}, citation {quoted.position}", what=what, remedy=BACKUP)
    if held.newest.get(key):
        yield from _of_copy(one, files, held.newest[key])


def _of_analysis(
    where: str, one: Revision, analysis: Analysis, held: _Held, parts: quotations.Parts
) -> Iterator[Fault]:
    for each in held.alignments[analysis.id]:
        if what := quotations.fault_of(parts, each):
            yield Fault(check="quotations", where=f"{where}, {each.directive}", what=what, remedy=JUDGE)
    if analysis.filled == one.filled:
        for path, span in quotations.in_account(analysis.account):
            if what := quotations.fault_of(parts, span):
                yield Fault(check="figures", where=f"{where}, {path}", what=what, remedy=JUDGE)


def _of_copy(one: Revision, files: Sequence[records.Attachment], copy: Any) -> Iterator[Fault]:
    held = tuple(merging.Held(stated_by="", file=file) for file in files)
    state = merging.State(attachments=held, **rows.columns(one, merging.STATED))
    wrong = [name for name, text in states.matching(state).items() if getattr(copy, name) != text]
    if wrong:
        what = f"searches look into another {' and '.join(wrong)} than it has"
        yield Fault(check="search copies", where=one.announcement_id, what=what, remedy=BACKUP)


def _held(tx: Tx, keys: Sequence[Key]) -> _Held:
    held = _Held(files=reading.attachments(tx, keys))
    newest = sa.select(Announcement.id, Announcement.revision, Matching)
    newest = newest.outerjoin(Matching, Matching.announcement_id == Announcement.id)
    for owner, revision, copy in tx.execute(newest.where(among(Announcement.id, Announcement.revision, keys))):
        held.newest[owner, revision] = copy
    analyses = sa.select(Analysis).where(among(Analysis.announcement_id, Analysis.revision, keys))
    numbers = []
    for one in tx.scalars(analyses.order_by(Analysis.id)):
        held.analyses[one.announcement_id, one.revision].append(one)
        numbers.append(one.id)
    for each in tx.scalars(sa.select(Alignment).where(Alignment.analysis_id.in_(numbers)).order_by(Alignment.position)):
        held.alignments[each.analysis_id].append(each)
    cited = sa.select(Citation).where(among(Citation.announcement_id, Citation.revision, keys))
    for quoted in tx.scalars(cited.order_by(Citation.position)):
        held.citations[quoted.announcement_id, quoted.revision].append(quoted)
    read = sa.select(CitationReading).where(among(CitationReading.announcement_id, CitationReading.revision, keys))
    held.read = {(row.announcement_id, row.revision): row.filled for row in tx.scalars(read)}
    return held
