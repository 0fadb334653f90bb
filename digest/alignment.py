"""Compare an announcement with the directives of a meeting: which clause carries out which directive.

A theme is answered only by a clause that does something: the aspects of the theme (who does what) are weighed, then how
near the clause is to AI or robotics, whether its sentence acts or only wishes, and in what section it stands. What
stays under the threshold is not aligned.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from archive.records import Alignment, Announcement, Directive, DirectiveQuote, Meeting
from archive.text import fold
from digest.clauses import Sentence, acting, operative
from digest.meetings import GENERAL
from digest.places import unnamed
from digest.relevance import STRONG, Reading, substance
from digest.vocabulary import ThemeWords, Weighted, vocabulary

THRESHOLD = 0.7
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
COMMON = frozenset(
    [
        "发展",
        "推进",
        "推动",
        "加快",
        "进一",
        "一步",
        "产业",
        "工作",
        "企业",
        "全市",
        "我市",
        "中山",
        "建设",
        "加强",
        "人工",
        "工智",
        "智能",
        "机器",
        "器人",
    ]
)
"""Pairs of characters that every paper of this field has."""
LEAD = 0.85
"""A sentence that opens a list (…如下：) says less than the list."""
LEAST, WORTH = 0.45, 0.3
SUBJECT = 0.2
"""The share of sentences about AI or robotics from which on a paper is about them, whatever its title says."""
ASKED = 0.65
"""How clearly a clause must do what the directive asks for, whatever else it does for the theme."""
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
    titles = _titles(title, meeting)
    candidates = [
        candidate
        for index, sentence in enumerate(reading.sentences)
        if near[index] > 0 and not sentence.heading and sentence.part != "title"
        for candidate in _of_sentence(index, sentence, near[index], titles, meeting)
    ]
    candidates.sort(key=lambda one: (-one.score, one.sentence))
    chosen, refused = _choose(candidates, IN_BROAD_PAPER if _broad(title) else OTHER_THEME)
    alignments = tuple(_alignment(one, announcement, reading, meeting) for one in chosen)
    return alignments, _account(reading, chosen, refused)


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
    index: int, sentence: Sentence, near: float, titles: dict[str, float], meeting: Meeting
) -> Iterator[Candidate]:
    text = acting(unnamed(sentence.text))
    weight = near * (0.25 + 0.75 * substance(sentence)) * SECTIONS.get(sentence.section, 1.0)
    weight *= LEAD if vocabulary().sentences["routine"].search(sentence.text) else 1.0
    common = _sum(vocabulary().against, text) + _sum(vocabulary().bonus, text)
    aspects: dict[str, dict[str, float]] = {}
    scores: dict[str, float] = {}
    for theme in meeting.themes:
        words = vocabulary().themes.get(theme.id)
        if words is not None:
            aspects[theme.id] = {one.name: min(MOST_ASPECT, _sum(one.done, text)) for one in words.aspects}
            scores[theme.id] = titles[theme.id] * _theme_score(aspects[theme.id], words, text, common)
    best = max(scores.values(), default=0.0)
    for directive in meeting.directives:
        if directive.theme != GENERAL and directive.theme not in scores:
            yield Candidate(index, directive.theme, directive.id, weight * overlap(directive.text, text))
        score = scores.get(directive.theme, 0.0)
        if score > WORTH and score >= SAME_SENTENCE * best:
            asked = _asked(directive, aspects[directive.theme])
            if asked >= ASKED:
                yield Candidate(index, directive.theme, directive.id, weight * (0.6 * score + 0.4 * asked))


def overlap(directive: str, text: str) -> float:
    """Return how much of a directive's word pairs a sentence has, 0..2: the measure for themes nobody described."""
    pairs = _pairs(fold(directive))
    return FULL * len(pairs & _pairs(text)) / len(pairs) if pairs else 0.0


def _pairs(text: str) -> set[str]:
    runs = re.findall(r"[一-鿿]+|[a-z0-9]+", text)
    return {run[at : at + 2] for run in runs for at in range(len(run) - 1)} - COMMON


def _asked(directive: Directive, aspects: dict[str, float]) -> float:
    words, text = vocabulary().themes[directive.theme], fold(directive.text)
    return max((aspects[one.name] for one in words.aspects if one.asked.search(text)), default=0.0)


def _sum(patterns: Iterable[Weighted], text: str) -> float:
    return sum(one.weight for one in patterns if one.pattern.search(text))


def _theme_score(aspects: dict[str, float], words: ThemeWords, text: str, common: float) -> float:
    ranked = sorted(aspects.values(), reverse=True)
    if ranked[0] <= 0:
        return 0.0
    return ranked[0] + BESIDE * sum(ranked[1:]) + common + _sum(words.against, text)


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
    words, text = vocabulary().themes.get(directive.theme), fold(directive.text)
    aspects = [one for one in words.aspects if one.asked.search(text)] if words else []
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
