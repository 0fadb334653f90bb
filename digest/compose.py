"""An edition from what the archive holds: what is new, changed, gone and missing, and how sure that is. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from archive.amendments import gravest
from archive.records import READ, Alignment, Announcement, Answer, Health, Link, Meeting, Revision, Silence
from digest import comparisons, novelty, offers
from digest.changes import between
from digest.comparisons import Comparison
from digest.edition import Change, Edition, File, Gap, Item, Language, Line, SourceState, Withdrawn
from digest.evidence import sound
from digest.late import Late
from digest.ledger import Ledger, ledger
from digest.novelty import Novelty
from digest.second_opinion import disputed
from digest.states import Source, silence, states_of
from digest.summary import writer
from digest.trends import trends

EDITS_KEPT = 12
"""Edits of one announcement that an edition carries; more are counted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Material:
    """What an edition is made of.

    `untold`: announcements first seen, revised or withdrawn and not told in this state. `told`: the revision last told,
    by announcement, for those told before (reposts: for their original too). `relevant`: all relevant ones kept.
    `sources`: every enabled source. `since`: when the last edition was composed. `near_score`: from here on an
    announcement that was left out is a near miss. `policies`: by id those with whose figures items are compared.
    `chains`: the documents that announcements rest on. `answers`: what answers directives of the meetings, as it was
    held at `as_of` (else when the edition is composed). `archive`: the address of the archive's pages, or empty.
    `late`: that it is composed after its time.
    """

    key: str
    kind: str
    date: date
    language: Language
    composed_at: datetime
    method: str
    untold: Sequence[Announcement]
    told: Mapping[str, Revision]
    relevant: Sequence[Announcement]
    meetings: Sequence[Meeting]
    health: Mapping[str, Health]
    sources: Sequence[Source]
    fresh_hours: float
    near_score: float
    since: datetime | None = None
    policies: Mapping[str, Announcement] = field(default_factory=dict)
    chains: Mapping[str, tuple[Link, ...]] = field(default_factory=dict)
    answers: Sequence[Answer] = ()
    as_of: datetime | None = None
    archive: str = ""
    late: Late | None = None


def compose(material: Material) -> Edition:
    """Return the edition that the material gives; every announcement stands in it once at most.

    Alignments whose quotations do not equal the stored text are left out and counted (`Item.unproven`).
    """
    withdrawn = [one for one in material.untold if one.withdrawn_at and (one.id in material.told or _relevant(one))]
    present = [one for one in material.untold if not one.withdrawn_at]
    fresh = [one for one in present if one.id not in material.told]
    revised = [one for one in present if one.id in material.told and _judged(one)]
    leaders, reprints = _folded([one for one in fresh if _relevant(one)], material.told)
    changes = tuple(change for one in _once(revised) if (change := _change(material.told[one.id], one)))
    states = states_of(material.sources, material.health, material.language, material.composed_at, material.fresh_hours)
    unjudged = tuple(one.id for one in material.untold if not _judged(one) and one not in withdrawn)
    told_ledgers = _ledgers(material, states, len(unjudged))
    new = frozenset(lead.canonical_id for lead, _ in leaders)
    made = (_item(lead, copies, material, told_ledgers, new) for lead, copies in leaders)
    items = tuple(sorted(made, key=_newest_first))
    told = [*withdrawn, *revised, *reprints, *(one for lead, copies in leaders for one in (lead, *copies))]
    return Edition(
        key=material.key,
        kind=material.kind,
        date=material.date,
        language=material.language,
        composed_at=material.composed_at,
        method=material.method,
        meetings=tuple(material.meetings),
        silence=_silence(bool(items or changes or withdrawn), states, unjudged, material.late),
        items=items,
        changes=changes,
        withdrawn=tuple(Withdrawn(line=line(one), withdrawn_at=one.withdrawn_at or one.last_seen) for one in withdrawn),
        reprints=tuple(_reprint(one, material.told[one.canonical_id]) for one in reprints),
        gaps=tuple(_gaps(told_ledgers)),
        near_misses=tuple(_near_misses(fresh, material)),
        sources=states,
        unjudged=unjudged,
        hosts=tuple(sorted({host for source in material.sources for host in source.hosts})),
        fresh_hours=material.fresh_hours,
        told=tuple((one.id, one.revision) for one in told),
        ledgers=told_ledgers,
        trends=trends(material.answers, material.meetings, material.as_of or material.composed_at),
        archive=material.archive.rstrip("/"),
        late=material.late,
    )


def compared_with(announcement: Announcement) -> set[str]:
    """Return the ids of the policies with whose figures an announcement's are compared."""
    told = announcement.analysis.account.get("comparisons", ()) if announcement.analysis else ()
    return {one["id"] for one in told if one["beside"] == "policy"}


def line(announcement: Announcement) -> Line:
    """Return the announcement as one line."""
    return Line(
        id=announcement.id,
        title=announcement.title,
        url=announcement.url,
        issuer=announcement.issuer,
        published=announcement.published,
    )


def _reprint(copy: Announcement, original: Revision) -> Line:
    return replace(line(copy), first=original.issuer or original.announcement_id)


def _judged(announcement: Announcement) -> bool:
    return announcement.analysis is not None and announcement.analysis.revision == announcement.revision


def _relevant(announcement: Announcement) -> bool:
    analysis = announcement.analysis
    return analysis is not None and _judged(announcement) and analysis.relevance.relevant


def _folded(
    relevant: Sequence[Announcement], told: Mapping[str, Revision]
) -> tuple[list[tuple[Announcement, list[Announcement]]], list[Announcement]]:
    """Return originals with their copies, and copies of what was told before."""
    groups: dict[str, list[Announcement]] = {}
    for one in sorted(relevant, key=lambda one: (one.first_seen, one.id)):
        groups.setdefault(one.canonical_id, []).append(one)
    leaders, reprints = [], []
    for original, copies in groups.items():
        if original in told:
            reprints += copies
            continue
        lead = next((one for one in copies if one.id == original), copies[0])
        leaders.append((lead, [one for one in copies if one is not lead]))
    return leaders, reprints


def _once(revised: Sequence[Announcement]) -> list[Announcement]:
    """Return the revised ones without copies whose original was revised too: one edit is told once."""
    ids = {one.id for one in revised}
    return [one for one in revised if one.canonical_id == one.id or one.canonical_id not in ids]


def _item(
    announcement: Announcement,
    copies: Sequence[Announcement],
    material: Material,
    ledgers: Sequence[Ledger],
    new: frozenset[str],
) -> Item:
    analysis = announcement.analysis
    assert analysis is not None  # noqa: S101 - only judged announcements come here
    proven = [one for one in analysis.alignments if _holds(one, announcement, material.meetings)]
    offer = offers.from_document(analysis.account.get("offer"))
    offered = offer if offer and all(comparisons.holds(one, announcement) for one in offers.quotes(offer)) else None
    beside = [comparisons.from_document(one) for one in analysis.account.get("comparisons", ())]
    sound_ones = [one for one in beside if _stands(one, announcement, material)]
    doubted = tuple(dict.fromkeys(one.directive for one in proven if disputed(analysis.account, one)))
    return Item(
        line=line(announcement),
        revision=announcement.revision,
        doc_number=announcement.doc_number,
        themes=_themes(proven),
        summary=analysis.summary,
        alignments=tuple(sorted(proven, key=lambda one: -one.score)),
        deadline=analysis.deadline,
        amounts=analysis.amounts,
        offer=offered,
        comparisons=tuple(sound_ones),
        names={f"attachment:{one.sha256}": one.name for one in announcement.attachments},
        recognised=announcement.recognised,
        unread=sum(1 for one in announcement.attachments if one.status not in READ),
        unproven=len(analysis.alignments) - len(proven) + len(beside) - len(sound_ones) + (offer is not offered),
        reposts=tuple(line(one) for one in copies),
        written_by=writer(analysis.account),
        disputed=doubted,
        chain=material.chains.get(announcement.id, ()),
        attachments=tuple(File(name=one.name, url=one.url) for one in announcement.attachments),
        novelties=tuple(_novelties(announcement, proven, sound_ones, doubted, material, ledgers, new)),
    )


def _novelties(
    announcement: Announcement,
    proven: Sequence[Alignment],
    beside: Sequence[Comparison],
    doubted: Sequence[str],
    material: Material,
    ledgers: Sequence[Ledger],
    new: frozenset[str],
) -> Iterator[Novelty]:
    chain = material.chains.get(announcement.id, ())
    if named := novelty.policy(announcement, chain, material.meetings, _today(material)):
        yield named
    yield from novelty.answers(announcement.canonical_id, proven, ledgers, doubted, new)
    yield from novelty.figures(beside, material.meetings)


def _today(material: Material) -> date:
    return material.composed_at.date() if material.late else material.date


def _holds(alignment: Alignment, announcement: Announcement, meetings: Sequence[Meeting]) -> bool:
    return any(sound(announcement, alignment, meeting) for meeting in meetings if meeting.id == alignment.meeting)


def _stands(one: Comparison, announcement: Announcement, material: Material) -> bool:
    return comparisons.sound(one, announcement, material.meetings, material.policies.get(one.id))


def _themes(alignments: Sequence[Alignment]) -> tuple[str, ...]:
    """Themes by their best score; the cross-cutting one stands last, for it says least."""
    best: dict[str, float] = {}
    for one in alignments:
        best[one.theme] = max(one.score, best.get(one.theme, 0.0))
    return tuple(sorted(best, key=lambda theme: (theme == "general", -best[theme], theme)))


def _newest_first(item: Item) -> tuple[float, str]:
    return (-item.line.published.timestamp() if item.line.published else 0.0, item.line.id)


def _change(told: Revision, announcement: Announcement) -> Change | None:
    """Return what changed since it was told, None when no word did."""
    edits = between(told, announcement)
    gravity = gravest(edit.kind for edit in edits)
    if gravity is None:
        return None
    analysis = announcement.analysis
    return Change(
        line=line(announcement),
        told_revision=told.revision,
        revision=announcement.revision,
        themes=_themes(analysis.alignments) if analysis else (),
        deadline=analysis.deadline if analysis else None,
        kind=gravity,
        edits=tuple(edits[:EDITS_KEPT]),
        more=max(0, len(edits) - EDITS_KEPT),
    )


def _near_misses(fresh: Sequence[Announcement], material: Material) -> list[Line]:
    near: dict[str, Announcement] = {}
    for one in fresh:
        new = material.since is None or max(one.first_seen, one.revised_at) > material.since
        score = one.analysis.relevance.score if one.analysis and _judged(one) else 0.0
        if new and not _relevant(one) and score >= material.near_score and one.canonical_id not in near:
            near[one.canonical_id] = one
    return [line(one) for one in sorted(near.values(), key=lambda one: (-_score(one), one.id))]


def _score(announcement: Announcement) -> float:
    return announcement.analysis.relevance.score if announcement.analysis else 0.0


def _ledgers(material: Material, states: Sequence[SourceState], unjudged: int) -> tuple[Ledger, ...]:
    certain = silence(states, unjudged)
    as_of = material.as_of or material.composed_at
    return tuple(ledger(one, material.answers, as_of=as_of, silence=certain) for one in material.meetings)


def _gaps(told: Sequence[Ledger]) -> Iterator[Gap]:
    for place, one in enumerate(told):
        for entry in one.silent:
            stated = {name: getattr(entry.directive, name) for name in ("id", "theme", "text")}
            meeting = "" if place == 0 else one.meeting.id
            yield Gap(**stated, meeting=meeting, days=one.days, withdrawn=len(entry.withdrawn))


def _silence(news: bool, states: Sequence[SourceState], unjudged: Sequence[str], late: Late | None) -> Silence:
    if news:
        return "news"
    if late is not None and not late.certain:
        return "unknown"  # what appeared and vanished while nothing was crawled, nobody knows
    proven = bool(states) and all(state.healthy for state in states) and not unjudged
    return "proven" if proven else "unknown"
