"""What of an edition one subscriber gets, and why each thing is or is not in it. Pure.

Whoever wants everything gets everything. Otherwise every filter that names something has to be met, by one of its
names; what is not known is told. What becomes of an announcement that a subscriber was told before, an edit or its
withdrawal, is told whatever the filters say: nobody should go on relying on words that have changed. The sentence on
silence, directives without an answer, ledgers and the state of the sources are the same for everybody.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeVar

from archive.records import Subscriber
from digest.edition import Change, Edition, Item, Language, Line, Reader, Withdrawn
from digest.wishes import Facts, Wishes, facts_of_item, facts_of_words

Thing = TypeVar("Thing")
Kind = Literal["item", "change", "withdrawn", "reprint"]
_NOTHING: Final[Mapping[str, Facts]] = {}
_WHY: Final[dict[str, tuple[str, str]]] = {
    "everything": ("没有设筛选条件，全部照报", "no filters: everything"),
    "sent": ("此前已即时发送给您", "was sent to you at once before"),
    "told": ("此前向您报告过，其变动必报", "was told to you before: what becomes of it is always told"),
    "met": ("符合：{why}", "for you: {why}"),
    "unmet": ("不符合：{why}", "not for you: {why}"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """Whether something of an edition is for a subscriber, and why in the edition's language."""

    id: str
    title: str
    kind: Kind
    included: bool
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Selection:
    """An edition for one subscriber, and a verdict on each thing that it could have told, in the edition's order."""

    edition: Edition
    verdicts: tuple[Verdict, ...]


def select(
    edition: Edition,
    subscriber: Subscriber,
    sent: frozenset[str] = frozenset(),
    told: frozenset[str] = frozenset(),
    facts: Mapping[str, Facts] = _NOTHING,
) -> Selection:
    """Return what of an edition is for one subscriber; for many of them `Offered` is quicker. See `Offered.to`."""
    return Offered(edition, facts).to(subscriber, sent, told)


class Offered:
    """An edition made ready to be chosen from by many subscribers.

    `facts` are those of `wishes.facts_of` by announcement; of what is not among them only what the edition itself says
    is known.
    """

    def __init__(self, edition: Edition, facts: Mapping[str, Facts] = _NOTHING) -> None:
        self.edition = edition
        every: dict[Kind, Sequence[Item | Change | Withdrawn | Line]] = {
            "item": edition.items,
            "change": edition.changes,
            "withdrawn": edition.withdrawn,
            "reprint": edition.reprints,
        }
        self._things = {kind: [_thing(one, facts) for one in things] for kind, things in every.items()}
        self._near = [_near(one, facts) for one in edition.near_misses]

    def to(
        self, subscriber: Subscriber, sent: frozenset[str] = frozenset(), told: frozenset[str] = frozenset()
    ) -> Selection:
        """Return what is for a subscriber.

        `sent` are announcements told to them at once before, in the very state that this edition tells: they are left
        out and stand in `reader.earlier`. `told` are all that they were ever told before. `reader.leave` and
        `reader.missed` are left to the caller; `edition.told` is as it was.
        """
        edition = self.edition
        wishes = Wishes(subscriber.filters, edition.language, edition.meetings, edition.today)
        judge = _Judge(wishes, edition.language, sent, told)
        judged = {kind: [judge.verdict(one, kind) for one in things] for kind, things in self._things.items()}
        meets = [all(met for met, _ in wishes.outcomes(facts)) for facts in self._near]
        reader = Reader(
            name=subscriber.name,
            since=(subscriber.confirmed_at or subscriber.asked_at).date(),
            why=subscriber.why,
            wants=wishes.stated(),
            earlier=tuple(one.line for things in self._things.values() for one in things if one.line.id in sent),
            left_out=sum(not one.included and one.id not in sent for one in judged["item"]),
        )
        chosen = replace(
            edition,
            items=_kept(edition.items, judged["item"]),
            changes=_kept(edition.changes, judged["change"]),
            withdrawn=_kept(edition.withdrawn, judged["withdrawn"]),
            reprints=_kept(edition.reprints, judged["reprint"]),
            near_misses=tuple(one for one, met in zip(edition.near_misses, meets, strict=True) if met),
            reader=reader,
        )
        return Selection(edition=chosen, verdicts=tuple(one for verdicts in judged.values() for one in verdicts))


@dataclass(frozen=True, slots=True)
class _Thing:
    line: Line
    facts: Facts


class _Judge:
    """The judgement of one edition for one subscriber."""

    def __init__(self, wishes: Wishes, language: Language, sent: frozenset[str], told: frozenset[str]) -> None:
        self.wishes, self.sent, self.told = wishes, sent, told
        self.english = language == "en"

    def verdict(self, thing: _Thing, kind: Kind) -> Verdict:
        included, why = self._decide(thing, kind)
        return Verdict(id=thing.line.id, title=thing.line.title, kind=kind, included=included, why=why)

    def _decide(self, thing: _Thing, kind: Kind) -> tuple[bool, str]:
        if thing.line.id in self.sent:
            return False, self._say("sent")
        if kind in {"change", "withdrawn"} and thing.line.id in self.told:
            return True, self._say("told")
        if self.wishes.filters.none:
            return True, self._say("everything")
        outcomes = self.wishes.outcomes(thing.facts)
        unmet = [why for met, why in outcomes if not met]
        between = "; " if self.english else "；"
        if unmet:
            return False, self._say("unmet", why=between.join(unmet))
        return True, self._say("met", why=between.join(why for _, why in outcomes))

    def _say(self, phrase: str, **values: str) -> str:
        return _WHY[phrase][self.english].format(**values)


def _thing(one: Item | Change | Withdrawn | Line, facts: Mapping[str, Facts]) -> _Thing:
    line = one if isinstance(one, Line) else one.line
    known = facts.get(line.id)
    if isinstance(one, Item):
        return _Thing(line, facts_of_item(one, known))
    if known is None and isinstance(one, Change):
        days = None if one.deadline is None else (one.deadline,)
        return _Thing(line, replace(_of_line(line), themes=one.themes, days=days))
    return _Thing(line, known or _of_line(line))


def _near(line: Line, facts: Mapping[str, Facts]) -> Facts:
    """A near miss is chosen by its words only, for it answers nothing and offers nothing."""
    return replace(facts.get(line.id) or _of_line(line), themes=None, directives=None, days=None, money=None)


def _of_line(line: Line) -> Facts:
    return facts_of_words(line.issuer, line.title)


def _kept(things: Sequence[Thing], verdicts: Iterable[Verdict]) -> tuple[Thing, ...]:
    return tuple(one for one, verdict in zip(things, verdicts, strict=True) if verdict.included)
