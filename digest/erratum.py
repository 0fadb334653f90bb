"""An erratum: what a stored edition said, held against what is known now of the same revisions.

What a publisher changed later is news of its own and no error of ours: each announcement is compared in the revision
that the edition told, as its kept bytes are read and as it is judged now.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from archive.config import Settings
from archive.records import Analysis, Announcement, Revision
from archive.store import Tx, announcements, editions
from digest import corrections
from digest.changes import between
from digest.compose import EDITS_KEPT, Material, compared_with, compose
from digest.corrections import Correction, Fact, Said, differences
from digest.edition import ERRATUM, Change, Edit, Edition, Item, Line
from digest.judge import judge
from digest.policies import Policies, by_id
from digest.relevance import THRESHOLD
from digest.verdicts import meetings_in_force

YES = "yes"


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What has to be corrected of an edition, and the items that it should have told."""

    corrections: tuple[Correction, ...]
    missed: tuple[Item, ...]


class Comparing:
    """One edition held against the archive of now."""

    def __init__(self, tx: Tx, settings: Settings, edition: Edition, documents: Sequence[Mapping[str, object]]) -> None:
        self.tx = tx
        self.edition = edition
        self.meetings = meetings_in_force(settings, tx)
        self.policies = Policies(tx)
        self.before = corrections.corrected_before(documents)

    def found(self) -> Found:
        """Return all that differs, in the order of the edition, then what was missed."""
        told = [*map(self._item, self.edition.items), *map(self._change, self.edition.changes)]
        missed = tuple(self._missed())
        found = (*(one for one in told if one.facts), *(_correction(one.line, "missed", ()) for one in missed))
        return Found(corrections=found, missed=missed)

    def _item(self, item: Item) -> Correction:
        now = self._as_it_was(item.line.id, item.revision)
        if now is None:
            return _correction(item.line, "wrong", ())
        present = self._told_now(now)
        known = self.before.get(item.line.id, {})
        if present is None:
            gone = Said(values={"relevance": ""}, asks={}, quotes={"relevance": _reasons(now.analysis)})
            then = Said(values={"relevance": YES}, asks={}, quotes={})
            return _correction(item.line, "not_relevant", tuple(differences(then, gone, known)))
        facts = tuple(differences(_said(item), _said(present), known))
        return _correction(item.line, "wrong", facts)

    def _change(self, change: Change) -> Correction:
        states = {one.revision: one for one in self._revisions(change.line.id)}
        old, new = states.get(change.told_revision), states.get(change.revision)
        if old is None or new is None:
            return _correction(change.line, "wrong", ())
        then = Said(values={"edits": _edits(change.edits)}, asks={}, quotes={})
        now = Said(values={"edits": _edits(between(old, new)[:EDITS_KEPT])}, asks={}, quotes={})
        facts = tuple(differences(then, now, self.before.get(change.line.id, {})))
        return _correction(change.line, "wrong", facts)

    def _missed(self) -> Iterator[Item]:
        """Give what the edition weighed and left out, is relevant in the same words by now, and was not told since."""
        dealt = editions.dealt_with(self.tx, self.edition.key)
        told = editions.told_revisions(self.tx, self.edition.kind)
        left_out = [one for one, (_, was_told) in dealt.items() if not was_told and one not in told]
        for one in announcements.of(self.tx, left_out):
            same = one.revision == dealt[one.id][0] and not one.withdrawn_at and one.canonical_id not in told
            if same and (item := self._told_now(one)):
                yield item

    def _as_it_was(self, name: str, revision: int) -> Announcement | None:
        """Return an announcement in one of its revisions, judged as that is judged now."""
        one = next(announcements.of(self.tx, [name]), None)
        if one is None or one.revision == revision:
            return one if one and one.analysis and one.analysis.revision == revision else None
        state = next((each for each in self._revisions(name) if each.revision == revision), None)
        if state is None:
            return None
        names = ("title", "published", "issuer", "doc_number", "body", "raw_sha256", "attachments", "revision")
        was = replace(one, analysis=None, revised_at=state.seen_at, **{each: getattr(state, each) for each in names})
        return replace(was, analysis=judge(was, self.meetings, self.policies.named_by(self.tx, was, self.meetings)))

    def _revisions(self, name: str) -> list[Revision]:
        return announcements.revisions(self.tx, name)

    def _told_now(self, one: Announcement) -> Item | None:
        """Return what an edition of now would say of an announcement by itself, None when it would not tell it."""
        alone = replace(one, canonical_id=one.id, withdrawn_at=None)
        edition = self.edition
        told = compose(
            Material(
                key=edition.key,
                kind=edition.kind,
                date=edition.date,
                language=edition.language,
                composed_at=edition.composed_at,
                method=edition.method,
                untold=(alone,),
                told={},
                relevant=(),
                meetings=self.meetings,
                policies=by_id(self.tx, compared_with(alone)),
                health={},
                sources=(),
                fresh_hours=edition.fresh_hours,
                near_score=THRESHOLD,
            )
        )
        return next(iter(told.items), None)


def _said(item: Item) -> Said:
    line = item.line
    values = {
        "relevance": YES,
        "title": line.title,
        "issuer": line.issuer or "",
        "doc_number": item.doc_number or "",
        "published": line.published.date().isoformat() if line.published else "",
        "deadline": item.deadline.isoformat() if item.deadline else "",
        "amounts": "、".join(item.amounts),
    }
    asks: dict[str, str] = {}
    quotes: dict[str, str] = {}
    for one in item.alignments:
        name = f"directive:{one.meeting}/{one.directive}"
        values.setdefault(name, one.directive)
        asks.setdefault(name, one.directive_quote.text)
        quotes.setdefault(name, one.announcement_quote.text)
    for day, quote in item.offer.days if item.offer else ():
        if day == item.deadline:
            quotes["deadline"] = quote.text
    return Said(values=values, asks=asks, quotes=quotes)


def _edits(edits: Sequence[Edit]) -> str:
    return "；".join(f"{one.old or '∅'} → {one.new or '∅'}" for one in edits)


def _reasons(analysis: Analysis | None) -> str:
    return "；".join(analysis.relevance.reasons[:3]) if analysis else ""


def _correction(line: Line, kind: corrections.Wrong, facts: tuple[Fact, ...]) -> Correction:
    return Correction(
        id=line.id,
        title=line.title,
        url=line.url,
        issuer=line.issuer,
        published=line.published.date() if line.published else None,
        kind=kind,
        facts=facts,
    )


def erratum(original: Edition, found: Found, *, key: str, reason: str, now: datetime, method: str) -> Edition:
    """Return the edition that corrects another one, which stays as it was."""
    return replace(
        original,
        key=key,
        kind=ERRATUM,
        date=now.date(),
        composed_at=now,
        method=method,
        silence="news",
        items=found.missed,
        changes=(),
        withdrawn=(),
        reprints=(),
        gaps=(),
        near_misses=(),
        unjudged=(),
        ledgers=(),
        told=tuple((one.line.id, one.revision) for one in found.missed),
        period=None,
        reader=None,
        trends=None,
        corrections=found.corrections,
        corrects=original.key,
        reason=reason,
    )
