"""The chain from what a meeting names, over the documents that carry it out, down to one announcement. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from archive.citations import names
from archive.records import Cited, Link, Meeting, Relation

LONGEST = 8
"""Steps that are followed upwards; longer chains are cut at the far end."""
MOST = 100
"""Documents that are looked at for one chain."""
_UPWARDS: frozenset[Relation] = frozenset({"implements", "interprets", "amends", "reposts"})
"""Relations that lead to what a document rests on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A document of the archive with what it cites."""

    id: str
    title: str
    doc_number: str | None
    cited: tuple[Cited, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """A document that a meeting names; `keys` are those of its name, and of its number where that is known."""

    meeting: str
    meeting_title: str
    title: str
    keys: frozenset[int]


Look = Callable[[Sequence[str]], Mapping[str, Step]]
"""Gives the steps of those of some announcements that are held."""


def origins(meetings: Iterable[Meeting], numbered: Iterable[tuple[str, str]] = ()) -> list[Origin]:
    """Return the policies that meetings name, as their facts say.

    `numbered` are names with the numbers that announcements state beside them: a number stands for the policy when all
    that state one state the same.
    """
    numbers: dict[int, set[str]] = {}
    for title, number in numbered:
        for key in _keys(title):
            numbers.setdefault(key, set()).add(number)
    found = []
    for one in meetings:
        for fact in one.facts:
            keys = _keys(fact.value) if fact.kind == "policy" else frozenset()
            stated = {number for key in keys for number in numbers.get(key, ())}
            keys |= {names.number_key(number) for number in stated if len(stated) == 1}
            if keys:
                found.append(Origin(meeting=one.id, meeting_title=one.title, title=fact.value, keys=keys))
    return found


def chain(start: Step, look: Look, stated: Sequence[Origin]) -> tuple[Link, ...]:
    """Return the shortest chain from a document that a meeting names to `start`, the meeting first.

    Without one, that from the farthest document that `start` rests on; without any held, from the first that it rests
    on and that is not held. Empty when it rests on nothing. No document stands in it twice, so that circles end.
    """
    walk = _Walk(steps={start.id: start}, came={start.id: None})
    layer, last = [start.id], start.id
    for _ in range(LONGEST):
        for one in layer:
            if top := _named(walk.steps[one], stated):
                above, relation = top
                return (*above, *walk.down(one, relation))
        layer = walk.climb(layer, look)
        last = layer[0] if layer else last
    if last != start.id:
        return tuple(walk.down(last, None))
    absent = (one.citation for one in start.cited if one.target is None and one.citation.relation in _UPWARDS)
    if (resting := next(absent, None)) is None:
        return ()
    missing = Link(kind="document", id=None, title=resting.title or "", doc_number=resting.doc_number)
    return (missing, *walk.down(start.id, resting.relation))


@dataclass(slots=True)
class _Walk:
    """The steps that were reached from below: each with the step below it and what that does with it."""

    steps: dict[str, Step]
    came: dict[str, tuple[str, Relation] | None]

    def climb(self, layer: Sequence[str], look: Look) -> list[str]:
        """Return what a layer rests on and was not reached before."""
        found: dict[str, tuple[str, Relation]] = {}
        for one in layer:
            for cited in self.steps[one].cited:
                target, relation = cited.target, cited.citation.relation
                if target and relation in _UPWARDS and target not in self.steps:
                    found.setdefault(target, (one, relation))
        held = look(list(found)[: max(0, MOST - len(self.steps))]) if found else {}
        reached = [one for one in found if one in held]
        for one in reached:
            self.steps[one], self.came[one] = held[one], found[one]
        return reached

    def down(self, top: str, relation: str | None) -> list[Link]:
        """Return the links from a step down to the start; `relation` is the first one's to what stands above it."""
        links = [_link(self.steps[top], relation)]
        at = self.came[top]
        while at is not None:
            below, does = at
            links.append(_link(self.steps[below], does))
            at = self.came[below]
        return links


def _named(step: Step, stated: Sequence[Origin]) -> tuple[tuple[Link, ...], str] | None:
    """Return what stands above a step that a meeting names, or that rests on what a meeting names and nobody holds.

    With it comes what the step does with the last of that.
    """
    own = [one for one in names.titles(step.title) if not one.draft] if not names.is_about(step.title) else []
    keys = frozenset(names.title_key(key) for one in own for key in (one.exact, one.loose))
    keys |= _number_keys(step.doc_number) if own else frozenset()
    for origin in stated:
        meeting = Link(kind="meeting", id=origin.meeting, title=origin.meeting_title)
        if keys & origin.keys:
            return (meeting,), "named"
        for one in step.cited:
            citation = one.citation
            keys_cited = _keys(citation.title) | _number_keys(citation.doc_number)
            if one.target is None and citation.relation in _UPWARDS and keys_cited & origin.keys:
                number = citation.doc_number
                policy = Link(kind="document", id=None, title=origin.title, doc_number=number, relation="named")
                return (meeting, policy), citation.relation
    return None


def _keys(title: str | None) -> frozenset[int]:
    if not title:
        return frozenset()
    called = names.name(title)
    return frozenset(names.title_key(one) for one in (called.exact, called.loose)) if not called.draft else frozenset()


def _number_keys(doc_number: str | None) -> frozenset[int]:
    return frozenset(names.number_key(one) for one in names.numbers(doc_number))


def _link(step: Step, relation: str | None) -> Link:
    return Link(kind="document", id=step.id, title=step.title, doc_number=step.doc_number, relation=relation)
