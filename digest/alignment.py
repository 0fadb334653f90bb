"""Compare an announcement with the directives of a meeting: which sentence carries out which directive.

A directive asks for acts (`asked` in themes.toml); the trained head says of every sentence how likely it does each act.
A directive is answered when one sentence is likely enough to do it; what is less likely is not aligned (abstention) and
stands in the account. Themes of an imported meeting that nobody described are compared by the word pairs they share.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from archive.records import Alignment, Announcement, Directive, DirectiveQuote, Meeting
from archive.text import fold
from digest.acts import HEAD, Acted
from digest.clauses import acting, operative
from digest.features import masked
from digest.heads import head
from digest.spoken import told
from digest.vocabulary import vocabulary

THRESHOLD, OF_THEME = 0.4, 0.6
"""How likely the best sentence must do what a directive asks for, and anything of its theme: chosen on announcements
that the head had not seen, where both the directives and nine of ten quotations are right."""
OVERLAP = 0.7
"""What a sentence must share with a directive whose theme nobody described."""
FULL = 2.0
_COMMON = "发展推进推动加快进一一步产业工作企业全市我市中山建设加强人工工智智能机器器人"
COMMON = frozenset(_COMMON[at : at + 2] for at in range(0, len(_COMMON), 2))
"""Pairs of characters that every paper of this field has."""
MOST_REFUSED = 20
SHORTEST = 6
"""Characters of a sentence that can say who does what: a bare date or a name carries nothing out."""
_HANZI = re.compile(r"[\u4e00-\u9fff]")
LEAST_TOLD = 0.05


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may carry out a directive, and how likely it does."""

    acted: Acted
    directive: Directive
    chance: float
    act: str = ""

    @property
    def of_theme(self) -> float:
        """How likely the sentence does anything of the directive's theme."""
        own = f"{self.directive.theme}."
        return sum(chance for act, chance in self.acted.chances.items() if act.startswith(own))

    @property
    def refused(self) -> str:
        """Why it is not aligned; empty when it is."""
        least = THRESHOLD if self.act else OVERLAP / FULL
        if self.chance < least:
            return f"{self.chance:.2f} is under {least:.2f}"
        if self.act and self.of_theme < OF_THEME:
            return f"its theme, {self.of_theme:.2f}, is under {OF_THEME:.2f}"
        return ""


def align(
    announcement: Announcement, acted: Sequence[Acted], meeting: Meeting
) -> tuple[tuple[Alignment, ...], dict[str, Any]]:
    """Return the alignments with one meeting, best first, and the account of the candidates, the refused ones too."""
    able = [one for one in acted if len(_HANZI.findall(one.sentence.text)) >= SHORTEST]
    best = sorted((_best(able, one) for one in meeting.directives), key=lambda one: -one.chance) if able else []
    chosen = [one for one in best if not one.refused]
    refused = [one for one in best if one not in chosen and one.chance >= LEAST_TOLD][:MOST_REFUSED]
    return tuple(_alignment(one, announcement, meeting) for one in chosen), _account(chosen, refused)


def asked(directive: Directive) -> tuple[str, ...]:
    """Return the acts that a directive asks for, by its words; none when nobody described its theme."""
    return _asked(directive.theme, directive.text)


@cache
def _asked(theme: str, text: str) -> tuple[str, ...]:
    folded = fold(text)
    known = vocabulary().themes.get(theme)
    return tuple(f"{theme}.{one.name}" for one in known.aspects if one.asked.search(folded)) if known else ()


def _best(acted: Sequence[Acted], directive: Directive) -> Candidate:
    """The sentence that most likely carries out a directive."""
    acts = asked(directive)
    if acts:
        return max(
            (Candidate(one, directive, one.chances[act], act) for one in acted for act in acts),
            key=lambda one: one.chance,
        )
    if directive.theme in vocabulary().themes:
        return Candidate(acted[0], directive, 0.0)
    return max(
        (Candidate(one, directive, one.something * overlap(directive.text, one.sentence.text) / FULL) for one in acted),
        key=lambda one: one.chance,
    )


def overlap(directive: str, text: str) -> float:
    """Return how much of a directive's word pairs a sentence has, 0..2: the measure for themes nobody described."""
    pairs = _directive_pairs(directive)
    return FULL * len(pairs & _pairs(text)) / len(pairs) if pairs else 0.0


@cache
def _directive_pairs(directive: str) -> frozenset[str]:
    return frozenset(_pairs(fold(directive)))


def _pairs(text: str) -> set[str]:
    runs = re.findall(r"[一-鿿]+|[a-z0-9]+", text)
    return {run[at : at + 2] for run in runs for at in range(len(run) - 1)} - COMMON


def _alignment(one: Candidate, announcement: Announcement, meeting: Meeting) -> Alignment:
    directive, sentence = one.directive, one.acted.sentence
    return Alignment(
        meeting=meeting.id,
        directive=directive.id,
        theme=directive.theme,
        score=round(one.chance, 3),
        announcement_quote=sentence.quote(announcement, *operative(sentence, _telling(one))),
        directive_quote=DirectiveQuote(start=directive.start, end=directive.end, text=directive.text),
    )


def _telling(one: Candidate) -> list[tuple[int, int]]:
    """The spans of a sentence by which it answers a directive."""
    theme, _, name = one.act.partition(".")
    known = vocabulary().themes.get(theme)
    aspects = [aspect for aspect in known.aspects if aspect.name == name] if known else []
    patterns = [weighted.pattern for aspect in aspects for weighted in aspect.done] + [vocabulary().bonus[0].pattern]
    found = [pattern.search(one.acted.sentence.text) for pattern in patterns]
    return [match.span() for match in found if match]


def _account(chosen: Sequence[Candidate], refused: Sequence[Candidate]) -> dict[str, Any]:
    return {
        "threshold": THRESHOLD,
        "chosen": [_told(one) | {"spoke": _spoke(one)} for one in chosen],
        "refused": [_told(one) | {"because": one.refused, "rather": _rather(one)} for one in refused],
    }


def _told(one: Candidate) -> dict[str, Any]:
    sentence = one.acted.sentence
    stated = {"directive": one.directive.id, "score": round(one.chance, 3), "part": sentence.part}
    return stated | {"text": sentence.text, "act": one.act}


def _rather(one: Candidate) -> str:
    """What the sentence most likely does instead."""
    return max(one.acted.chances, key=lambda act: one.acted.chances[act])


def _spoke(one: Candidate) -> dict[str, Any]:
    """What spoke for the act, against its nearest rival."""
    if not one.act:
        return {}
    rivals = {act: chance for act, chance in one.acted.chances.items() if act != one.act}
    text = masked(acting(one.acted.sentence.text).replace("■", ""))
    return told(head(HEAD), one.acted.features, one.act, max(rivals, key=lambda act: rivals[act]), text)
