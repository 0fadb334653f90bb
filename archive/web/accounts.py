"""The account of a judgement, as its page tells it: words, signs, refused candidates and numbers. Pure.

Accounts of earlier methods are read too: what one of them did not have yet is empty.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST = 40
"""Rows of one list that are shown."""
REACH = 50
"""Characters of a sentence on each side of a word that are shown."""
NUMBERS = ("sum", "best", "own", "near", "nothing", "sentences")
_FLIPS = {
    "fewer": re.compile(
        r"would be left out without (?P<n>\d+) of its sentences, first of all: (?P<words>.*)", re.DOTALL
    ),
    "stays": re.compile(r"would stay relevant without its (?P<n>\d+) strongest sentences"),
    "one_more": re.compile(r"would be selected with one sentence that plainly does something with AI or robots"),
    "even_so": re.compile(r"would be left out \((?P<n>[0-9.]+)\) even with one sentence .*", re.DOTALL),
}
_UNDER = re.compile(r"(?P<theme>its theme, )?(?P<n>[0-9.]+),? is under (?P<least>[0-9.]+)")


@dataclass(frozen=True, slots=True)
class Flip:
    """What would turn the verdict: a kind of `_FLIPS` with its number and words, or `other` with words as they came."""

    kind: str
    n: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence with words of the field: `pieces` are its text, each with whether it is such a word.

    `words` are those words with their weight, or with why they do not count.
    """

    part: str
    pieces: tuple[tuple[str, bool], ...]
    words: tuple[tuple[str, float, str], ...]


@dataclass(frozen=True, slots=True)
class Signs:
    """What spoke for a choice and against it, in log odds, the loudest first; `rather` is the nearest other choice."""

    rather: str = ""
    words: tuple[tuple[str, float], ...] = ()
    signs: tuple[tuple[str, float], ...] = ()
    around: tuple[tuple[str, float], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.signs or self.around)


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A sentence that was held against a directive. `short` and `least` say by how much it failed, empty when not."""

    directive: str
    asks: str
    score: float
    part: str
    text: str
    act: str = ""
    rather: str = ""
    because: str = ""
    of_theme: bool = False
    short: str = ""
    least: str = ""
    signs: Signs = Signs()


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """What came of the comparison with one meeting."""

    meeting: str
    threshold: float | None
    chosen: tuple[Candidate, ...]
    refused: tuple[Candidate, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """The whole account; `raw` is the document it was read from."""

    relevant: bool
    score: float
    threshold: float | None
    flip: Flip | None
    numbers: tuple[tuple[str, float], ...]
    counted: tuple[Saying, ...]
    not_counted: tuple[Saying, ...]
    signs: Signs
    meetings: tuple[Compared, ...]
    raw: Mapping[str, Any]


def account(told: Mapping[str, Any], asks: Mapping[tuple[str, str], str]) -> Account:
    """Read a document of docs/schemas/why.schema.json; `asks` are the words of directives by meeting and id."""
    relevance = told.get("relevance") or {}
    flip = relevance.get("flip")
    alignments = told.get("alignments")
    compared = alignments if isinstance(alignments, Mapping) else {}
    return Account(
        relevant=bool(told.get("relevant", relevance.get("relevant"))),
        score=float(told.get("score", relevance.get("score", 0.0))),
        threshold=relevance.get("threshold"),
        flip=_flip(flip) if flip else None,
        numbers=tuple((name, relevance[name]) for name in NUMBERS if name in relevance),
        counted=_sayings(relevance.get("counted") or ()),
        not_counted=_sayings(relevance.get("not_counted") or ()),
        signs=_signs(relevance.get("spoke") or {}),
        meetings=tuple(_compared(name, one, asks) for name, one in compared.items()),
        raw=told,
    )


def _flip(said: str) -> Flip:
    for kind, form in _FLIPS.items():
        if match := form.fullmatch(said):
            found = match.groupdict()
            return Flip(kind, found.get("n") or "", found.get("words") or "")
    return Flip("other", "", said)


def _sayings(found: Sequence[Mapping[str, Any]]) -> tuple[Saying, ...]:
    """Return the sentences, each once, in the order of the text as the account has it."""
    groups: dict[tuple[str, str], dict[str, tuple[float, str]]] = {}
    for one in found[:MOST]:
        place = (str(one.get("part", "")), str(one.get("sentence", "")))
        said = (float(one.get("weight", 0.0)), str(one.get("because", "")))
        groups.setdefault(place, {}).setdefault(str(one.get("word", "")), said)
    return tuple(
        Saying(part, tuple(_marked(sentence, words)), tuple((word, *said) for word, said in words.items()))
        for (part, sentence), words in groups.items()
    )


def _marked(sentence: str, words: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Cut a sentence at the words, the longer ones first; far from any word it is shortened."""
    longest = sorted((re.escape(one) for one in words if one), key=len, reverse=True)
    parts = re.split(f"({'|'.join(longest)})", sentence) if longest else [sentence]
    for at, text in enumerate(parts):
        if text:
            yield (text, True) if at % 2 else (_short(text, first=at == 0, last=at == len(parts) - 1), False)


def _short(text: str, *, first: bool, last: bool) -> str:
    if len(text) <= 2 * REACH:
        return text
    left, right = "" if first else text[:REACH], "" if last else text[-REACH:]
    return f"{left}…{right}"


def _signs(spoke: Mapping[str, Any]) -> Signs:
    return Signs(
        str(spoke.get("rather_than", "")), *(_loud(spoke.get(name) or {}) for name in ("words", "signs", "around"))
    )


def _loud(said: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple(sorted(said.items(), key=lambda one: -abs(one[1])))


def _compared(meeting: str, told: Mapping[str, Any], asks: Mapping[tuple[str, str], str]) -> Compared:
    def read(some: Sequence[Mapping[str, Any]] | None) -> Iterable[Candidate]:
        return (_candidate(one, asks.get((meeting, str(one.get("directive", ""))), "")) for one in (some or ())[:MOST])

    chosen, refused = tuple(read(told.get("chosen"))), tuple(read(told.get("refused")))
    return Compared(meeting=meeting, threshold=told.get("threshold"), chosen=chosen, refused=refused)


def _candidate(one: Mapping[str, Any], asks: str) -> Candidate:
    because = str(one.get("because", ""))
    under = _UNDER.fullmatch(because)
    return Candidate(
        directive=str(one.get("directive", "")),
        asks=asks,
        score=float(one.get("score", 0.0)),
        part=str(one.get("part", "")),
        text=str(one.get("text", "")),
        act=str(one.get("act", "")),
        rather=str(one.get("rather", "")),
        because="" if under else because,
        of_theme=bool(under and under["theme"]),
        short=under["n"] if under else "",
        least=under["least"] if under else "",
        signs=_signs(one.get("spoke") or {}),
    )
