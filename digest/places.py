"""Tell whether a passage speaks of Zhongshan or another city: 中山 is also a university, a district and many roads."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from digest.clauses import Sentence
from digest.vocabulary import vocabulary

OTHERS = 2
OPENING = 6
"""Sentences at the beginning that may say that Zhongshan people travel."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where the passages of one announcement play."""

    at_home: bool
    journey: bool
    _elsewhere: tuple[tuple[tuple[int, int], ...], ...]

    def elsewhere(self, sentence: int, at: int) -> bool:
        """Whether the words at a position of a sentence speak of another city in which nobody of ours has business."""
        return any(start <= at < end for start, end in self._elsewhere[sentence])

    def away(self, sentence: int) -> bool:
        """Whether any part of a sentence speaks of another city in which nobody of ours has business."""
        return bool(self._elsewhere[sentence])


def places(found: tuple[Sentence, ...], issuer: str | None = None) -> Places:
    """Read the places of an announcement sentence by sentence.

    A passage belongs to the place named in its own clause, else to the last one named before in its paragraph, else to
    the place of the whole announcement. Zhongshan people who go elsewhere to learn or recruit take the place with them.
    """
    at_home = _at_home(found, issuer or "")
    journey = any(_goes(one.text) for one in found[:OPENING])
    spans: list[tuple[tuple[int, int], ...]] = []
    here, paragraph = at_home, -1
    for one in found:
        if one.paragraph != paragraph:
            here, paragraph = at_home, one.paragraph
        away, here = _away(one.text, here, at_home)
        spans.append(() if journey else tuple(away))
    return Places(at_home=at_home, journey=journey, _elsewhere=tuple(spans))


def _away(text: str, here: bool, at_home: bool) -> tuple[list[tuple[int, int]], bool]:
    """Return the spans of a sentence that play elsewhere, and whether it ends here."""
    known = vocabulary().places
    plain = _without_companies(text)
    if at_home:
        plain = known["guest"].sub(lambda match: "■" * len(match.group()), plain)
    names_us = _here(at_home)
    clauses = list(re.finditer(r"[^,]+", plain))
    shared = any(names_us(one.group()) and known["together"].search(one.group()) for one in clauses)
    shared = shared or (at_home and bool(known["partner"].search(plain)))
    away: list[tuple[int, int]] = []
    for clause in clauses:
        home = names_us(clause.group())
        other = bool(known["elsewhere"].search(clause.group()))
        if home or other:
            here = home or shared
        if not here:
            away.append(clause.span())
    return away, here


def _here(at_home: bool) -> Callable[[str], bool]:
    """Return the test for Zhongshan's names; 我市, 全市 … are among them only where Zhongshan itself speaks."""
    known = vocabulary().places
    patterns = (known["here"], known["ours"]) if at_home else (known["here"],)
    return lambda text: any(pattern.search(text) for pattern in patterns)


def _goes(text: str) -> bool:
    """Whether people of ours go to another city to learn or recruit: no other city's people are named before."""
    known = vocabulary().places
    journey = known["journey"].search(text)
    if journey is None:
        return False
    before = text[: journey.start()]
    names_us = known["here"].search(before) or known["ours"].search(before)
    return bool(names_us) or not known["elsewhere"].search(before)


def _at_home(found: tuple[Sentence, ...], issuer: str) -> bool:
    """Whether an announcement as a whole is about Zhongshan: so unless title, issuer or all of it name other cities."""
    known = vocabulary().places
    title = next((_without_companies(one.text) for one in found if one.part == "title"), "")
    if known["here"].search(title):
        return True
    other = known["elsewhere"].search(title)
    if other and not (_goes(title) or known["ours"].search(title) or known["visited"].search(title[: other.start()])):
        return False
    if known["elsewhere"].search(issuer) and not known["here"].search(issuer):
        return False
    whole = [_without_companies(one.text) for one in found]
    others = sum(bool(known["elsewhere"].search(text)) for text in whole)
    return others < OTHERS or any(known["here"].search(text) or known["ours"].search(text) for text in whole)


def unnamed(text: str) -> str:
    """Return the text with the names of companies and bodies blotted out, at the same length."""
    return vocabulary().masks["names"].sub(lambda match: "■" * len(match.group()), text)


def _without_companies(text: str) -> str:
    """A company's seat in its name is no place of action; a university's name (中山大学…) is."""

    def blot(match: re.Match[str]) -> str:
        return match.group() if match.group().startswith(("大学", "学院")) else "■" * len(match.group())

    return vocabulary().masks["names"].sub(blot, text)
