"""The editions of a day: what each kind weighs, composed from the archive, and kept in every language that is read.

The kinds are told independently of each other: an announcement stands once in each.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from archive import clock
from archive.config import Settings
from archive.errors import NotFound
from archive.records import Announcement, Link, Meeting, Revision, StoredEdition
from archive.store import Tx, announcements, answers, citations, editions, runs
from digest import render, weighing
from digest.compose import Material, compared_with, compose
from digest.edition import Edition, Language, SourceState, document
from digest.lateness import lateness
from digest.ledger import Ledger, ledger
from digest.policies import by_id
from digest.preserving import preserve, revive
from digest.relevance import THRESHOLD
from digest.states import Source, silence, states_of
from digest.verdicts import meetings_in_force, method_of
from digest.wording import say

NEAR = 0.25
"""So little under the threshold an announcement that was left out is shown to a person."""
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@dataclass(kw_only=True, slots=True)
class Issue:
    """One edition in the languages in which it is read. `new` until it is kept; `house` is the one that marks as told.

    `material` is what it was made of, None for one that was kept before; `left_out` what it weighed and does not tell;
    `gone` what it knew as withdrawn.
    """

    house: Edition
    new: bool
    material: Material | None = None
    left_out: tuple[tuple[str, int], ...] = ()
    gone: frozenset[str] = frozenset()
    others: dict[Language, Edition] = field(default_factory=dict)
    kept: dict[Language, StoredEdition] = field(default_factory=dict)
    lay_out: Callable[[Edition], render.Pages] = render.pages

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the edition in every language that there is of it."""
        return (self.house.key, *(one.key for one in self.others.values()))

    def within(self, language: Language) -> Edition:
        """Return the edition in a language; one in another than the house's marks nothing as told."""
        if language == self.house.language:
            return self.house
        if language not in self.others:
            key = f"{self.house.key}-{language}"
            if self.material is None:
                other = _translated(self.house, language)
            else:
                other = compose(replace(self.material, language=language, key=key))
            self.others[language] = replace(other, key=key, period=self.house.period, told=())
        return self.others[language]

    def stored(self, language: Language) -> StoredEdition:
        """Return the edition in a language as it is kept."""
        if language not in self.kept:
            edition = self.within(language)
            self.kept[language] = stored(edition, self.lay_out(edition))
        return self.kept[language]


def composed(
    tx: Tx, settings: Settings, kind: str, day: date, sources: Iterable[Source], now: datetime
) -> Issue | None:
    """Return the edition of a kind and day from the archive; None for an immediate one that has nothing to tell."""
    every = [one for one in sources if one.key not in settings.crawler.disabled]
    late = lateness(tx, settings, kind, day, now, every)
    weighed = weighing.weighed(tx, kind, day, now, late)
    if kind == weighing.IMMEDIATE and not weighed.untold:
        return None
    compared = meetings_in_force(settings, tx)
    as_of = now if late else min(now, clock.last_of(day))
    material = Material(
        key=weighing.key(tx, kind, day, now),
        kind=kind,
        date=day,
        language=settings.language,
        composed_at=now,
        method=method_of(compared),
        untold=tuple(weighed.untold.values()),
        told=_told(tx, weighed),
        relevant=weighed.relevant,
        meetings=compared,
        policies=by_id(tx, {each for one in weighed.untold.values() for each in compared_with(one)}),
        health=runs.health(tx, [one.key for one in every], until=now),
        sources=every,
        fresh_hours=settings.digest.fresh_hours,
        near_score=THRESHOLD - NEAR,
        since=weighed.since,
        chains=_chains(tx, weighed.untold.values(), compared),
        answers=answers.given(tx, as_of, [one.id for one in compared]),
        as_of=as_of,
        archive=settings.web.url,
        late=late,
    )
    edition = replace(compose(material), period=weighed.period)
    return _issue(edition, material, weighed)


def _issue(edition: Edition, material: Material, weighed: weighing.Weighed) -> Issue:
    dealt = {one for one, _ in edition.told} | set(edition.unjudged)
    left = [one for one in (*weighed.untold.values(), *weighed.passed) if one.id not in dealt]
    return Issue(
        house=edition,
        new=True,
        material=material,
        left_out=tuple((one.id, one.revision) for one in left),
        gone=frozenset(one.id for one in (*weighed.untold.values(), *weighed.passed) if one.withdrawn_at),
    )


def _translated(edition: Edition, language: Language) -> Edition:
    """Return an edition that was kept before in another language: all but two sentences is words of the sources."""
    return replace(edition, language=language, sources=tuple(_state(one, edition, language) for one in edition.sources))


def _state(one: SourceState, edition: Edition, language: Language) -> SourceState:
    if one.status is None:
        return replace(one, why=say(language, "why_never"))
    if one.status == "ok" and not one.healthy:
        return replace(one, why=say(language, "why_stale", hours=f"{edition.fresh_hours:g}"))
    return one


def _told(tx: Tx, weighed: weighing.Weighed) -> dict[str, Revision]:
    """Return the revision last told of each that was told before, and of the originals of copies."""
    told = {}
    for one in {name for each in weighed.untold.values() for name in (each.id, each.canonical_id)}:
        number = weighed.told.get(one)
        if number is not None:
            told[one] = next(state for state in announcements.revisions(tx, one) if state.revision == number)
    return told


def _chains(tx: Tx, weighed: Iterable[Announcement], compared: Sequence[Meeting]) -> dict[str, tuple[Link, ...]]:
    """Return what the relevant ones rest on."""
    stated = citations.origins(tx, compared)
    relevant = [one.id for one in weighed if one.analysis and one.analysis.relevance.relevant]
    return {one: citations.chain(tx, one, stated) for one in relevant}


def stored(edition: Edition, pages: render.Pages) -> StoredEdition:
    """Return the edition laid out, as it is kept."""
    return StoredEdition(
        key=edition.key,
        date=edition.date,
        kind=edition.kind,
        language=edition.language,
        composed_at=edition.composed_at,
        subject=pages.subject,
        content=document(edition),
        html=pages.html,
        text=pages.text,
        corrects=edition.corrects or None,
    )


def keep(tx: Tx, issue: Issue) -> None:
    """Keep an edition in the languages it was asked for, and mark what it tells, in the transaction of the caller.

    What is kept already stays as it is.
    """
    for language in (issue.house.language, *issue.others):
        edition = issue.within(language)
        if not issue.new and editions.get(tx, edition.key) is not None:
            continue
        house = edition is issue.house
        editions.put(
            tx,
            issue.stored(language),
            edition.told if house else (),
            issue.left_out if house else (),
            gone=issue.gone if house else (),
            record=preserve(edition),
        )


def kept(tx: Tx, key: str) -> Issue | None:
    """Return an edition as it was kept in every language; None when there is none of that key.

    Raises NotFound when it was kept by a version that did not keep it whole.
    """
    stated = editions.get(tx, key)
    if stated is None:
        return None
    house = revive(editions.record_of(tx, key))
    if house is None:
        raise NotFound(f"{key}: was kept by an earlier version and can only be replayed")
    issue = Issue(house=house, new=False, kept={house.language: stated})
    for language in LANGUAGES:
        twin = editions.get(tx, f"{key}-{language}")
        edition = revive(editions.record_of(tx, f"{key}-{language}"))
        if twin is not None and edition is not None:
            issue.others[language], issue.kept[language] = edition, twin
    return issue


def house_key(key: str) -> str:
    """Return the key of the edition that marks as told, of which one in another language is the twin."""
    return next((key.removesuffix(f"-{one}") for one in LANGUAGES if key.endswith(f"-{one}")), key)


def corrections_of(tx: Tx, key: str) -> list[StoredEdition]:
    """Return the errata of an edition in the house's language, in the order they were composed."""
    return [one for one in editions.corrections(tx, key) if one.key == house_key(one.key)]


def ledger_of(tx: Tx, settings: Settings, meeting: Meeting, as_of: datetime, sources: Iterable[Source]) -> Ledger:
    """Return the commitment ledger of a meeting as the archive stood at a moment."""
    every = [one for one in sources if one.key not in settings.crawler.disabled]
    health = runs.health(tx, [one.key for one in every], until=as_of)
    states = states_of(every, health, settings.language, as_of, settings.digest.fresh_hours)
    certain = silence(states, answers.unjudged(tx, as_of))
    return ledger(meeting, answers.given(tx, as_of, [meeting.id]), as_of=as_of, silence=certain)
