"""Figures of an announcement beside those of the meeting and of the policies that either names. Pure.

Two figures are compared when kind, unit and for-each agree and their clauses speak of the same thing: enough word pairs
in common, or a row that names the clause of the policy. Both spans stand in every comparison.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from archive import doc_numbers, facts
from archive.figures import figures
from archive.records import Announcement, Figure, FigureKind, Meeting, Quote
from archive.text import fold
from digest.stated import Stated, around, stated

Relation = Literal["within", "at_cap", "above", "reached", "below"]
MOST, MOST_OURS, MOST_THEIRS = 12, 100, 200
"""Comparisons told, figures of the announcement that are looked at, and bounds of the text beside it."""
LIKE, PAIRS = 0.3, 4
"""Share of the shorter clause's word pairs that both must have, and how many at least."""
REACH = 100
LAST_WORDS = 4
"""Characters before 第六条 in a row that must stand in the policy's title."""
SHORTEST_NAME = 8
_COMMON = frozenset(
    re.findall(
        "..",
        "企业项目给予最高万元中山山市我市单位补助资助奖励支持单个每年不超超过按照进行开展市级以上实施安排资金财政本市一次次性的企的单业每年最"
        "个项目最家企每家对在并对其中",
    )
)
_BY_CLAUSE = re.compile(r"(?P<of>[一-鿿a-z0-9+]{2,14})第(?P<number>[一二三四五六七八九十]{1,3})条")
_SIGNS = re.compile(r"[^一-鿿a-z0-9+]|的")
_FRAME = re.compile("关于|印发|转发|通知|中山市人民政府|办公室")
_CONDITION = re.compile(
    r"注册资本|收入|投入|金额|年薪|薪金|产值|净资产|总额|研发人员|面积.{0,12}且|[^，。；]的$|以上[的且]|条件|具备|须|应当?(?=有)"
)
"""Words of a clause that says who may apply, not what is to be reached."""
_NO_POLICY = re.compile("解读|问答|申报|公示|名单|征集|下达")


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """Our figure beside another one: of a meeting (`part` is empty, `revision` 0) or of a policy kept in the archive.

    `within`, `at_cap` and `above` are said of an upper bound, `reached` and `below` of a lower one.
    """

    relation: Relation
    ours: Quote
    beside: Literal["meeting", "policy"]
    id: str
    title: str
    theirs: Quote


@dataclass(frozen=True, slots=True)
class _Clause:
    """A figure with what is said around it, folded: the word pairs of its sentence and of its clause, and its line.

    `crowd` counts the figures of its kind and unit in the sentence, itself among them.
    """

    figure: Figure
    part: str
    sentence: frozenset[str]
    clause: frozenset[str]
    line: str
    crowd: int
    condition: bool


def names(announcement: Announcement, meetings: Iterable[Meeting]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the policies that an announcement, or a meeting, names: the keys of their titles, and their numbers."""
    texts = [announcement.title, announcement.body, *(one.text or "" for one in announcement.attachments)]
    texts += [one.text for one in meetings]
    named = {key(one.value) for text in texts for one in facts.find(text) if one.kind == "policy"}
    numbers = {number for text in texts for number in doc_numbers.find(text)}
    return frozenset(one for one in named if len(one) >= SHORTEST_NAME), frozenset(numbers)


@lru_cache(maxsize=4096)
def key(title: str) -> str:
    """Return a title without signs, 的 and the words that frame it, so that names of one policy are alike."""
    return _SIGNS.sub("", fold(_FRAME.sub("", title[:200])))


def is_named(title: str, number: str | None, named: tuple[frozenset[str], frozenset[str]], own: Announcement) -> bool:
    """Return whether an announcement of that title and 文号 is one of the policies named, and not `own` or its copy."""
    words = key(title)
    if _NO_POLICY.search(title) or words == key(own.title) or (number and number == own.doc_number):
        return False
    return (number is not None and number in named[1]) or any(one in words for one in named[0])


def with_meeting(announcement: Announcement, found: Sequence[Stated], meeting: Meeting) -> list[Comparison]:
    """Return the announcement's figures beside those that a meeting states."""
    theirs = _of_meeting(meeting.text, meeting.date)
    return [
        Comparison(
            relation=relation,
            ours=ours.quote(announcement),
            beside="meeting",
            id=meeting.id,
            title=meeting.title,
            theirs=Quote(part="", revision=0, start=one.figure.start, end=one.figure.end, text=one.figure.text),
        )
        for ours, one, relation in _beside(announcement, found, theirs, "")
    ]


@lru_cache(maxsize=8)
def _of_meeting(text: str, held_on: date) -> list[_Clause]:
    return _clauses(text, figures(text, held_on), "")


def with_policy(announcement: Announcement, found: Sequence[Stated], policy: Announcement) -> list[Comparison]:
    """Return the announcement's figures beside those of a policy that it names."""
    theirs = _of(policy, stated(policy))
    return [
        Comparison(
            relation=relation,
            ours=ours.quote(announcement),
            beside="policy",
            id=policy.id,
            title=policy.title,
            theirs=Quote(
                part=one.part,
                revision=policy.revision,
                start=one.figure.start,
                end=one.figure.end,
                text=one.figure.text,
            ),
        )
        for ours, one, relation in _beside(announcement, found, theirs, key(policy.title))
    ]


def document(one: Comparison) -> dict[str, Any]:
    """Return a comparison as the JSON documents have it."""
    span = ("part", "revision", "start", "end", "text")
    return {
        "relation": one.relation,
        "beside": one.beside,
        "id": one.id,
        "title": one.title,
        "ours": {name: getattr(one.ours, name) for name in span},
        "theirs": {name: getattr(one.theirs, name) for name in span},
    }


def from_document(told: dict[str, Any]) -> Comparison:
    """Return the comparison of a document; `document` of it is the same document."""
    return Comparison(**told | {"ours": Quote(**told["ours"]), "theirs": Quote(**told["theirs"])})


def sound(
    one: Comparison, announcement: Announcement, meetings: Sequence[Meeting], policy: Announcement | None
) -> bool:
    """Return whether both quotations are the slices that they name, in the texts as they are now."""
    if one.beside == "meeting":
        text = next((each.text for each in meetings if each.id == one.id), None)
    else:
        text = policy.part(one.theirs.part) if policy and policy.revision == one.theirs.revision else None
    return (
        holds(one.ours, announcement)
        and text is not None
        and text[slice(one.theirs.start, one.theirs.end)] == one.theirs.text
    )


def holds(quote: Quote, announcement: Announcement) -> bool:
    """Return whether a quotation is the slice of the announcement's present text that it names."""
    text = announcement.part(quote.part)
    return text is not None and quote.revision == announcement.revision and text[quote.start : quote.end] == quote.text


def _beside(
    announcement: Announcement, found: Sequence[Stated], theirs: Sequence[_Clause], title: str
) -> Iterable[tuple[Stated, _Clause, Relation]]:
    """Give our figures that have one beside them, the most alike, with what is to be said of the two."""
    found = [one for one in found if one.figure.kind != "deadline"][:MOST_OURS]
    bounding = [one for one in theirs if one.figure.bound in {"max", "min"} and not one.condition][:MOST_THEIRS]
    told = 0
    for ours, mine in zip(found, _of(announcement, found), strict=True):
        alike = [(likeness, one) for one in bounding if (likeness := _likeness(mine, one, title))]
        if not alike or told == MOST:
            continue
        _, best = max(alike, key=lambda pair: pair[0])
        if relation := _relation(mine, best):
            told += 1
            yield ours, best, relation


def _of(announcement: Announcement, found: Sequence[Stated]) -> list[_Clause]:
    by_part: dict[str, list[Figure]] = {}
    for one in found:
        by_part.setdefault(one.part, []).append(one.figure)
    return [each for part, some in by_part.items() for each in _clauses(announcement.part(part) or "", some, part)]


def _clauses(text: str, found: Sequence[Figure], part: str) -> list[_Clause]:
    spans = [around(text, one, REACH, "。；\n") for one in found]
    crowds = Counter((span, one.kind, one.unit) for span, one in zip(spans, found, strict=True))
    return [_clause(text, one, span, part, crowds) for one, span in zip(found, spans, strict=True)]


def _clause(
    text: str,
    one: Figure,
    span: tuple[int, int],
    part: str,
    crowds: Mapping[tuple[tuple[int, int], FigureKind, str], int],
) -> _Clause:
    own = text[slice(*around(text, one, REACH, "，。；\n"))]
    line = max(text.rfind("\n", 0, one.start) + 1, one.start - 5 * REACH)
    return _Clause(
        figure=one,
        part=part,
        sentence=_pairs(text[slice(*span)]),
        clause=_pairs(own),
        line=fold(text[line : one.end]),
        crowd=crowds[span, one.kind, one.unit],
        condition=one.bound == "min" and bool(_CONDITION.search(own)),
    )


def _pairs(words: str) -> frozenset[str]:
    runs = re.findall("[一-鿿]+", fold(words))
    return frozenset({run[at : at + 2] for run in runs for at in range(len(run) - 1)} - _COMMON)


def _likeness(mine: _Clause, other: _Clause, title: str) -> float:
    """How much two figures speak of the same thing, 0 when not enough; 2 when ours names the clause of the policy."""
    one, two = mine.figure, other.figure
    if (one.kind, one.unit) != (two.kind, two.unit) or _each(one) != _each(two):
        return 0.0
    if title and two.bound == "max" and _names_clause(mine.line, other.line, title):
        return 2.0
    if two.bound == "min" and not _alike(mine.clause, other.clause):
        return 0.0
    return _alike(mine.sentence, other.sentence)


def _names_clause(mine: str, other: str, title: str) -> bool:
    """Whether our row says 人工智能+第六条 where the other line is 第六条 of a policy with these words in its title."""
    named = [(_SIGNS.sub("", one["of"])[-LAST_WORDS:], one["number"]) for one in _BY_CLAUSE.finditer(mine)]
    return any(of in title and other.startswith(f"第{number}条") for of, number in named)


def _alike(one: frozenset[str], two: frozenset[str]) -> float:
    shared, least = len(one & two), min(len(one), len(two))
    return shared / least if shared >= PAIRS and shared >= LIKE * least else 0.0


def _each(one: Figure) -> str:
    """For each of what in time or head a sum is given: a yearly one is not compared with one that is not."""
    return "".join(sorted(set(one.per) & set("年月天日人")))


def _relation(mine: _Clause, other: _Clause) -> Relation | None:
    """Say nothing where a sentence has several figures of the kind and it is not plain which belongs to which."""
    ours, theirs = Decimal(mine.figure.value), Decimal(other.figure.value)
    bound = mine.figure.bound
    if other.figure.bound == "min":
        return None if bound == "max" or mine.condition else "reached" if ours >= theirs else "below"
    if ours == theirs and bound == "max":
        return "at_cap"
    alone = other.crowd == 1 and (mine.crowd == 1 or bound == "max")
    if not alone or bound in {"min", "about"}:
        return None
    return "within" if ours < theirs else "at_cap" if ours == theirs else "above"
