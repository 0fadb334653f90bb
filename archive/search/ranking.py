"""Ranking: points for where and how the words stand, and for what kind of announcement has them. Pure.

Points depend on the announcement, the query and a day alone, never on what else is kept: an order stays as it is while
other announcements come in.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from archive.terms import Copy, Term, spans, stands

NUMBER = 12.0
"""It is called by its document number."""
PHRASE_IN_TITLE, WORDS_IN_TITLE = 4.0, 3.0
WHOLE_TITLE = 1.0
"""The words are all of the title; less when they are a part of it."""
PHRASE_IN_TEXT = 0.6
EARLY, OFTEN = 1.2, 1.2
POLICY, MEASURES = 0.5, 0.5
"""It has a document number of its own; its title says that it is a policy and not news of one."""
NEW, RELEVANT = 0.8, 0.2
FOUND = 0.5
MOST = (
    sum((NUMBER, PHRASE_IN_TITLE, WORDS_IN_TITLE, WHOLE_TITLE, PHRASE_IN_TEXT, EARLY, OFTEN, POLICY, MEASURES, NEW))
    + RELEVANT
    + FOUND
)
UNIT = 1_000_000
"""Points are whole numbers up to this, the same on every machine."""
HALF_LIFE = 540
"""Days after which being new counts half."""
NEAR = 200
"""Characters into the text at which standing early counts half."""
MANY = 8
_KIND = re.compile(
    r"(?:办法|措施|细则|方案|意见|规划|计划|规定|条例|政策|指引|指南|若干措施|通知|公告|通告|决定)(?:\[[^\]]*\])?\"?$"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The words that a query asks for, and the same standing together."""

    terms: tuple[Term, ...]
    phrase: Term


def wanted(terms: Sequence[Term]) -> Wanted:
    """Return what is ranked by; terms of one field are looked for there."""
    places = {term.place for term in terms}
    place = places.pop() if len(places) == 1 else None
    if len(terms) == 1:
        return Wanted(tuple(terms), terms[0])
    return Wanted(tuple(terms), Term("".join(term.word for term in terms), place))


def points(asked: Wanted, copy: Copy, *, relevant: bool, published: date | None, today: date) -> int:
    """Return what a row counts for these words, 0 to UNIT."""
    phrase, terms = asked.phrase, asked.terms
    own = copy.numbers.partition("\n")[0]
    total = FOUND
    if own and own in (phrase.word, *phrase.others):
        total += NUMBER
    if _in_title(phrase, copy):
        total += PHRASE_IN_TITLE + WHOLE_TITLE * len(phrase.word) / max(len(copy.title), len(phrase.word))
    total += WORDS_IN_TITLE * sum(_in_title(term, copy) for term in terms) / len(terms)
    total += _of_text(asked, copy)
    total += POLICY * bool(own) + MEASURES * bool(_KIND.search(copy.title))
    if published is not None:
        total += NEW * 0.5 ** (max(0, (today - published).days) / HALF_LIFE)
    total += RELEVANT * relevant
    return round(total / MOST * UNIT)


def _in_title(term: Term, copy: Copy) -> bool:
    return term.place in {None, "title"} and stands(term, copy.title, 0, len(copy.title))


def _of_text(asked: Wanted, copy: Copy) -> float:
    total = 0.0
    for term in asked.terms:
        at, count = _where(term, copy.text)
        if count:
            total += EARLY * NEAR / (NEAR + at) + OFTEN * count / MANY
    total /= len(asked.terms)
    if len(asked.terms) == 1:
        return total + PHRASE_IN_TEXT * (total > 0)
    return total + PHRASE_IN_TEXT * stands(asked.phrase, copy.text, 0, len(copy.text))


def _where(term: Term, text: str) -> tuple[int, int]:
    """Return where a term stands first in a text, and how often it does, up to MANY."""
    if not term.others:
        return text.find(term.word), min(MANY, text.count(term.word))
    found = list(islice(spans(term, text, 0, len(text)), MANY))
    return (found[0][0] if found else -1), len(found)
