"""Compare an announcement with the directives of a meeting: which clause carries out which directive.

A theme is answered only by a clause that does something: the aspects of the theme (who does what) are weighed, then how
near the clause is to AI or robotics, whether its sentence acts or only wishes, and in what section it stands. What
stays under the threshold is not aligned.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from archive.records import Alignment, Announcement, Directive, DirectiveQuote, Meeting
from archive.text import fold
from digest.clauses import Sentence, acting, operative
from digest.meetings import GENERAL
from digest.places import unnamed
from digest.relevance import STRONG, Reading, substance
from digest.vocabulary import Aspect, Weighted, vocabulary

THRESHOLD = 0.7
SILENT, UNCLEAR, PLAIN = 0.6, 0.45, 0.9
"""Where no clause is clear, the best about the subject gives its theme: a relevant paper seldom does nothing."""
OTHER_THEME, IN_BROAD_PAPER = 0.55, 0.45
CLEAR = 1.9
"""A theme whose best clause is weaker than this share of the clearest one is not given."""
SAME_SENTENCE = 0.75
"""One sentence may serve a second theme when it does so nearly as clearly."""
BESIDE = 0.2
MOST_ASPECT = 1.7
FURTHER = {1: (0.5, 0.8), 2: (0.8,), 3: ()}
"""How clear a second and third directive of a theme must be beside its first, by the number of themes."""
FULL = 2.0
_COMMON = "发展推进推动加快进一一步产业工作企业全市我市中山建设加强人工工智智能机器器人"
COMMON = frozenset(_COMMON[at : at + 2] for at in range(0, len(_COMMON), 2))
"""Pairs of characters that every paper of this field has."""
LEAD = 0.85
"""A sentence that opens a list (…如下：) says less than the list."""
LEAST, WORTH = 0.45, 0.3
SUBJECT = 0.2
"""The share of sentences about AI or robotics from which on a paper is about them, whatever its title says."""
ABOVE, ABOVE_ROW, EQUAL = 0.4, 0.7, 0.1
"""What signs of a directive count in title and headings (above a table row more), and the word pairs it shares."""
WEAK, DUTY, NOTHING = 0.5, -0.4, "-"
"""What signs add where no clause is clear, unless the clause is a duty; a sign that fits anything adds nothing."""
IN_TABLE, OTHER_TABLE = 0.6, 0.4
"""A row of a table says little itself: it belongs to what the title or the words above the table speak of."""
IN_TITLE, NOT_IN_TITLE = 1.1, 0.85
SECTIONS = {"procedure": 0.6, "background": 0.4, "goal": 0.5}
NEAR_PARAGRAPH, NEAR_HEADING, NEAR_TITLE, NEAR_PAPER = 0.9, 0.9, 0.8, 0.6


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clause that may carry out a directive, with its score before the threshold."""

    sentence: int
    theme: str
    directive: str
    score: float


def align(
    announcement: Announcement, reading: Reading, meeting: Meeting
) -> tuple[tuple[Alignment, ...], dict[str, Any]]:
    """Return the alignments with one meeting, best first, and the account of the candidates, the refused ones too."""
    near = nearness(reading)
    title = next((one.text for one in reading.sentences if one.part == "title"), "")
    candidates = _candidates(reading, near, title, meeting)
    chosen, refused = _choose(candidates, IN_BROAD_PAPER if _broad(title) else OTHER_THEME)
    if not chosen and not vocabulary().silent.search(title):
        own = [value if value == 1 else 0.0 for value in near]
        chosen = [one for one in _candidates(reading, own, title, meeting, weak=True) if one.score >= UNCLEAR][:1]
    chosen += _cross_cutting(reading, near, meeting)
    alignments = tuple(_alignment(one, announcement, reading, meeting) for one in chosen)
    return alignments, _account(reading, chosen, refused)


def _candidates(
    reading: Reading, near: Sequence[float], title: str, meeting: Meeting, *, weak: bool = False
) -> list[Candidate]:
    quiet = SILENT if vocabulary().silent.search(title) else 1.0
    titles = {theme: quiet * weight for theme, weight in _titles(title, meeting).items()}
    found = [
        candidate
        for index, sentence in enumerate(reading.sentences)
        if near[index] > 0 and not sentence.heading and sentence.part != "title"
        for candidate in _of_sentence(index, sentence, near[index], title, titles, meeting, weak=weak)
    ]
    return sorted(found, key=lambda one: (-one.score, one.sentence))


def _cross_cutting(reading: Reading, near: Sequence[float], meeting: Meeting) -> list[Candidate]:
    """The first clause that plainly does what a cross-cutting directive asks for, for each of them."""
    found = []
    for directive in meeting.directives:
        if directive.theme != GENERAL:
            continue
        asked = _asked(GENERAL, directive.text)
        for index, sentence in enumerate(reading.sentences):
            text = acting(sentence.text)
            plain = near[index] >= NEAR_PARAGRAPH and sentence.part != "title" and substance(sentence) >= PLAIN
            if plain and any(_sum(one.done, text) >= 1 for one in asked):
                found.append(Candidate(index, GENERAL, directive.id, THRESHOLD))
                break
    return found


def nearness(reading: Reading) -> list[float]:
    """Return for every sentence how near it is to the subject: in itself, its paragraph, its headings or the title."""
    strengths = reading.strengths()
    title = max((s for s, one in zip(strengths, reading.sentences, strict=True) if one.part == "title"), default=0.0)
    share = sum(s >= STRONG for s in strengths) / max(1, len(strengths))
    paper = NEAR_TITLE if title >= STRONG else NEAR_PAPER if share >= SUBJECT else 0.0
    paragraphs = {one.paragraph for s, one in zip(strengths, reading.sentences, strict=True) if s >= STRONG}
    subject = vocabulary().terms
    found = []
    for strength, one in zip(strengths, reading.sentences, strict=True):
        if strength >= STRONG:
            found.append(1.0)
        elif one.paragraph in paragraphs:
            found.append(NEAR_PARAGRAPH)
        elif any(subject[topic].search(heading) for heading in one.headings for topic in ("ai", "robotics")):
            found.append(NEAR_HEADING)
        else:
            found.append(paper)
    return found


def _titles(title: str, meeting: Meeting) -> dict[str, float]:
    """Themes that the title speaks of weigh a little more, the others less; all alike when it names none."""
    words = {theme.id: vocabulary().themes[theme.id] for theme in meeting.themes if theme.id in vocabulary().themes}
    named = {theme for theme, one in words.items() if one.title.search(title) and not _broad(title)}
    return {theme: 1.0 if not named else IN_TITLE if theme in named else NOT_IN_TITLE for theme in words}


def _broad(title: str) -> bool:
    """Whether a paper may well have measures of every theme: a plan, a report, an answer."""
    return bool(vocabulary().sentences["broad"].search(title))


def _of_sentence(
    index: int,
    sentence: Sentence,
    near: float,
    title: str,
    titles: dict[str, float],
    meeting: Meeting,
    *,
    weak: bool = False,
) -> Iterator[Candidate]:
    text = acting(unnamed(sentence.text))
    weight = near * (0.25 + 0.75 * substance(sentence)) * SECTIONS.get(sentence.section, 1.0)
    weight *= LEAD if vocabulary().sentences["routine"].search(sentence.text) else 1.0
    above = " ".join((title, *sentence.headings))
    scores = _theme_scores(sentence, text, titles, above, weak)
    best = max(scores.values(), default=0.0)
    for directive in meeting.directives:
        if directive.theme != GENERAL and directive.theme not in titles:
            yield Candidate(index, directive.theme, directive.id, weight * overlap(directive.text, text))
    for theme, score in scores.items():
        if score > WORTH and score >= SAME_SENTENCE * best:
            share = ABOVE_ROW if sentence.row else ABOVE
            nearest = _nearest(text, above, share, [one for one in meeting.directives if one.theme == theme])
            if nearest is not None:
                yield Candidate(index, theme, nearest.id, weight * score)


def _theme_scores(sentence: Sentence, text: str, titles: dict[str, float], above: str, weak: bool) -> dict[str, float]:
    """How clearly a sentence does what each theme is about, before its weight; `weak` counts mere signs too."""
    common = _sum(vocabulary().against, text) + _sum(vocabulary().bonus, text)
    scores = {}
    for theme, title in titles.items():
        words = vocabulary().themes[theme]
        ranked = sorted((min(MOST_ASPECT, _sum(one.done, text)) for one in words.aspects), reverse=True)
        if weak and common > DUTY:
            ranked[0] += WEAK * max(_sum(one.sign, text) - _sum(one.sign, NOTHING) for one in words.aspects)
        if sentence.row:
            ranked[0] += IN_TABLE if words.rows.search(above) else -OTHER_TABLE
        if ranked[0] > 0:
            scores[theme] = title * (ranked[0] + BESIDE * sum(ranked[1:]) + common + _sum(words.against, text))
    return scores


def _nearest(text: str, above: str, share: float, directives: Sequence[Directive]) -> Directive | None:
    """The directive of a theme whose aspect has the most signs in a sentence, and a few in title and headings.

    Shared word pairs decide between equals.
    """
    ranked = [
        (_signs(one, text) + share * _signs(one, above) + EQUAL * overlap(one.text, text), -at)
        for at, one in enumerate(directives)
    ]
    return directives[-max(ranked)[1]] if ranked else None


def _signs(directive: Directive, text: str) -> float:
    return max((_sum(one.sign, text) for one in _asked(directive.theme, directive.text)), default=0.0)


@cache
def _asked(theme: str, text: str) -> tuple[Aspect, ...]:
    """The aspects of a theme that a directive asks for."""
    asked = fold(text)
    return tuple(one for one in vocabulary().themes[theme].aspects if one.asked.search(asked))


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


def _sum(patterns: Iterable[Weighted], text: str) -> float:
    return sum(one.weight for one in patterns if one.pattern.search(text))


def _choose(candidates: Sequence[Candidate], share: float) -> tuple[list[Candidate], list[tuple[Candidate, str]]]:
    """Take the themes whose best clause is clear enough, then the directives of each that are nearly as clear."""
    needed = max(THRESHOLD, share * min(CLEAR, candidates[0].score)) if candidates else THRESHOLD
    themes = {one.theme for one in candidates if one.score >= needed}
    chosen: list[Candidate] = []
    refused: list[tuple[Candidate, str]] = []
    for one in candidates:
        why = _refusal(one, chosen, len(themes)) if one.theme in themes else f"{one.score:.2f} is under {needed:.2f}"
        if why:
            refused.append((one, why))
        else:
            chosen.append(one)
    return chosen, refused


def _refusal(one: Candidate, chosen: Sequence[Candidate], themes: int) -> str:
    same = [other for other in chosen if other.theme == one.theme]
    if not same:
        return ""
    if any(other.directive == one.directive for other in same):
        return "another clause answers this directive better"
    if any(other.sentence == one.sentence for other in same):
        return "this clause answers another directive of the theme better"
    further = FURTHER[min(themes, max(FURTHER))]
    if len(same) > len(further) or one.score < max(LEAST, further[len(same) - 1] * same[0].score):
        return "the theme has clearer answers"
    return ""


def _alignment(one: Candidate, announcement: Announcement, reading: Reading, meeting: Meeting) -> Alignment:
    directive = meeting.directive(one.directive)
    assert directive is not None  # noqa: S101 - candidates are made from the meeting's own directives
    sentence = reading.sentences[one.sentence]
    return Alignment(
        meeting=meeting.id,
        directive=one.directive,
        theme=one.theme,
        score=round(1 - math.exp(-one.score), 3),
        announcement_quote=sentence.quote(announcement, *operative(sentence, _telling(directive, sentence))),
        directive_quote=DirectiveQuote(start=directive.start, end=directive.end, text=directive.text),
    )


def _telling(directive: Directive, sentence: Sentence) -> list[tuple[int, int]]:
    """The spans of a sentence by which it answers a directive."""
    aspects = _asked(directive.theme, directive.text) if directive.theme in vocabulary().themes else ()
    patterns = [one.pattern for aspect in aspects for one in aspect.done] + [vocabulary().bonus[0].pattern]
    found = [pattern.search(sentence.text) for pattern in patterns]
    return [match.span() for match in found if match]


def _account(reading: Reading, chosen: Sequence[Candidate], refused: Sequence[tuple[Candidate, str]]) -> dict[str, Any]:
    def told(one: Candidate) -> dict[str, Any]:
        sentence = reading.sentences[one.sentence]
        return {"directive": one.directive, "score": round(one.score, 3), "part": sentence.part, "text": sentence.text}

    return {
        "chosen": [told(one) for one in chosen],
        "refused": [told(one) | {"because": why} for one, why in refused[:20]],
    }
