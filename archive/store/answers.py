"""Which announcements answer the directives of meetings, as the archive held and judged them at a moment."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from archive.records import Answer, Quote
from archive.store.opening import Tx
from archive.tables import Alignment, Analysis, Announcement, Revision

_STATED = ("meeting", "directive", "score")


def given(tx: Tx, moment: datetime, meetings: Sequence[str]) -> list[Answer]:
    """Return the answers to the directives of these meetings that were held at a moment, the earliest day first.

    Each announcement stands with the revision that was its newest then, judged as it was judged last by then; what was
    judged only later (a newer method replaces nothing) counts as it was judged first. One that was withdrawn by then
    has `withdrawn_at`; one that came back since is taken as never withdrawn, for the archive keeps no more of that.
    """
    held = (
        sa.select(Revision.announcement_id, sa.func.max(Revision.revision).label("revision"))
        .where(Revision.seen_at <= moment)
        .group_by(Revision.announcement_id)
        .subquery()
    )
    own = (Analysis.announcement_id == held.c.announcement_id) & (Analysis.revision == held.c.revision)
    then = sa.select(
        Analysis.id,
        sa.func.row_number()
        .over(
            partition_by=Analysis.announcement_id,
            order_by=(
                sa.case((Analysis.judged_at <= moment, 0), else_=1),
                sa.case((Analysis.judged_at <= moment, Analysis.id), else_=-Analysis.id).desc(),
            ),
        )
        .label("place"),
    )
    ranked = then.join(held, own).subquery()
    query = (
        sa.select(Alignment, Announcement, Revision, Analysis.revision.label("judged"))
        .join(Analysis, Analysis.id == Alignment.analysis_id)
        .join(ranked, (ranked.c.id == Analysis.id) & (ranked.c.place == 1))
        .join(Announcement, Announcement.id == Analysis.announcement_id)
        .join(Revision, (Revision.announcement_id == Announcement.id) & (Revision.revision == Analysis.revision))
        .where(Analysis.relevant, Alignment.meeting.in_(list(meetings)))
        .order_by(Alignment.score.desc(), Alignment.position)
    )
    strongest: dict[tuple[str, str, str], Answer] = {}
    for alignment, announcement, words, revision in tx.execute(query):
        key = (alignment.meeting, alignment.directive, announcement.id)
        strongest.setdefault(key, _answer(alignment, announcement, words, revision, moment))
    return sorted(strongest.values(), key=lambda one: (one.day, one.id, one.meeting, one.directive))


def unjudged(tx: Tx, moment: datetime) -> int:
    """Return how many announcements held at a moment have no judgement of the revision that was their newest then."""
    held = (
        sa.select(Revision.announcement_id, sa.func.max(Revision.revision).label("revision"))
        .where(Revision.seen_at <= moment)
        .group_by(Revision.announcement_id)
        .subquery()
    )
    judged = sa.exists().where(Analysis.announcement_id == held.c.announcement_id, Analysis.revision == held.c.revision)
    return tx.execute(sa.select(sa.func.count()).select_from(held).where(~judged)).scalar_one()


def _answer(
    alignment: Alignment, announcement: Announcement, words: Revision, revision: int, moment: datetime
) -> Answer:
    gone = announcement.withdrawn_at
    return Answer(
        id=announcement.id,
        canonical_id=announcement.canonical_id,
        title=words.title,
        url=announcement.url,
        issuer=words.issuer,
        day=(words.published or announcement.first_seen).date(),
        quote=Quote(
            part=alignment.part, revision=revision, start=alignment.start, end=alignment.end, text=alignment.text
        ),
        withdrawn_at=gone if gone and gone <= moment else None,
        **{name: getattr(alignment, name) for name in _STATED},
    )
