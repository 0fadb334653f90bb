"""The words of the judgement, read once from `vocabulary.toml` and `themes.toml` and compiled."""

import hashlib
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from archive.errors import WrongSettings

FILES = ("vocabulary.toml", "themes.toml")
GAP = r"[^。;!?\n]{0,24}?"


@dataclass(frozen=True, kw_only=True, slots=True)
class Weighted:
    """A pattern and what a match of it counts."""

    weight: float
    pattern: re.Pattern[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Aspect:
    """One thing that a directive may ask for, the clauses that do it, and the signs that it is this and no other.

    `done` tells whether a clause serves the theme at all, `sign` which aspect of the theme it serves.
    """

    name: str
    asked: re.Pattern[str]
    done: tuple[Weighted, ...]
    sign: tuple[Weighted, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ThemeWords:
    """The aspects of one theme; `against` are signs of another theme or of no measure at all.

    `title` is looked for in titles, `rows` in what stands above a table: its rows say little themselves.
    """

    title: re.Pattern[str]
    rows: re.Pattern[str]
    aspects: tuple[Aspect, ...]
    against: tuple[Weighted, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Vocabulary:
    """All patterns; `mark` is a short hash of the files, so that a changed word is a changed method."""

    terms: dict[str, re.Pattern[str]]
    masks: dict[str, re.Pattern[str]]
    places: dict[str, re.Pattern[str]]
    frames: dict[str, re.Pattern[str]]
    sentences: dict[str, re.Pattern[str]]
    sections: dict[str, re.Pattern[str]]
    themes: dict[str, ThemeWords]
    against: tuple[Weighted, ...]
    bonus: tuple[Weighted, ...]
    silent: re.Pattern[str]
    mark: str


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary; raises WrongSettings that names the file and the pattern that can not be read."""
    raw = [(resources.files("digest") / name).read_bytes() for name in FILES]
    words, themes = (_toml(name, content) for name, content in zip(FILES, raw, strict=True))
    return Vocabulary(
        terms={key: _any(value) for key, value in words["terms"].items()},
        masks={key: _any(value) for key, value in words["masks"].items()},
        places={key: _any([value] if isinstance(value, str) else value) for key, value in words["places"].items()},
        frames={key: _compiled(value) for key, value in words["frames"].items()},
        sentences={key: _compiled(value) for key, value in words["sentences"].items()},
        sections={key: _compiled(value) for key, value in words["sections"].items()},
        themes={key: _theme(value) for key, value in themes.items() if key != "common"},
        against=_weighted(themes["common"]["against"]),
        bonus=_weighted(themes["common"]["bonus"]),
        silent=_compiled(themes["common"]["silent"]),
        mark=hashlib.sha256(b"\0".join(raw)).hexdigest()[:8],
    )


def _toml(name: str, content: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongSettings(f"digest/{name}: {error}") from None


def _theme(stated: dict[str, Any]) -> ThemeWords:
    aspects = tuple(
        Aspect(
            name=one["name"],
            asked=_compiled(one["asked"].lower()),
            done=_weighted(one["done"]),
            sign=_weighted(one["sign"]),
        )
        for one in stated["aspects"]
    )
    return ThemeWords(
        title=_compiled(stated["title"]),
        rows=_compiled(stated["rows"]),
        aspects=aspects,
        against=_weighted(stated.get("against", [])),
    )


def _weighted(stated: Iterable[tuple[float, str]]) -> tuple[Weighted, ...]:
    return tuple(Weighted(weight=weight, pattern=_compiled(pattern)) for weight, pattern in stated)


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    return _compiled("|".join(patterns))


def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern.replace("…", GAP))
    except re.error as error:
        raise WrongSettings(f"digest vocabulary: {pattern!r} is no pattern: {error}") from None
