"""What an edition said of an announcement that was wrong, and what is right: words of both, side by side. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Wrong = Literal["not_relevant", "wrong", "missed"]
"""It should not have been told; something said of it was wrong; it should have been told."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """One thing said of an announcement: what was said, and what is right; empty where nothing is.

    `name` is relevance, title, issuer, doc_number, published, deadline, amounts, edits or `directive:MEETING/id`.
    `asks` are a directive's words, `quote` those of the announcement on which what is said now (else then) rests.
    """

    name: str
    old: str
    new: str
    asks: str = ""
    quote: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Correction:
    """What has to be corrected of one announcement. What was missed has no facts: it is told in full."""

    id: str
    title: str
    url: str
    issuer: str | None
    published: date | None
    kind: Wrong
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What is said of an announcement, by name of fact; with it the words of directives and of the announcement."""

    values: Mapping[str, str]
    asks: Mapping[str, str]
    quotes: Mapping[str, str]


def differences(then: Said, now: Said, corrected: Mapping[str, str]) -> Iterator[Fact]:
    """Give what was said otherwise than it is now; `corrected` is what earlier errata have said in its place.

    A directive that was named and still is may rest on other words: that is no error.
    """
    for name in dict.fromkeys([*then.values, *now.values]):
        old, new = corrected.get(name, then.values.get(name, "")), now.values.get(name, "")
        same = bool(old) == bool(new) if name.startswith("directive:") else old == new
        if not same:
            yield Fact(
                name=name,
                old=old,
                new=new,
                asks=now.asks.get(name) or then.asks.get(name, ""),
                quote=now.quotes.get(name) or then.quotes.get(name, ""),
            )


def corrected_before(documents: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """Return by announcement and name of fact what earlier errata, as their documents have it, put in its place."""
    found: dict[str, dict[str, str]] = {}
    for told in documents:
        for one in told.get("corrections", ()):
            known = found.setdefault(one["id"], {})
            known.update({fact["name"]: fact["new"] for fact in one["facts"]})
    return found


def document(one: Correction) -> dict[str, Any]:
    """Return a correction as the document of an edition has it (docs/schemas/edition.schema.json)."""
    facts = [{name: getattr(fact, name) for name in ("name", "old", "new", "asks", "quote")} for fact in one.facts]
    return {"id": one.id, "title": one.title, "url": one.url, "kind": one.kind, "facts": facts}
