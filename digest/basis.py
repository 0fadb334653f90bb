"""What an announcement rests on and cites, in words: the chain from the meeting's policy down to it. Pure."""

from collections.abc import Iterator, Sequence

from archive.records import Cited, Link
from digest.edition import Language
from digest.wording import say

TITLE_SHOWN = 70
_ARROW = " → "


def words(language: Language, chain: Sequence[Link]) -> str:
    """Return the chain in one line without its last step, which is the announcement itself; empty without a chain."""
    return _ARROW.join(_link(language, one) for one in chain[:-1])


def lines(language: Language, chain: Sequence[Link], cites: Sequence[Cited]) -> Iterator[str]:
    """Give the lines of `show`: the chain, then every document that is cited and where it is held."""
    colon = say(language, "colon")
    if chain:
        yield f"{say(language, 'basis')}{colon}{words(language, chain)}{_ARROW}{say(language, 'this_one')}"
    if cites:
        yield f"{say(language, 'cites')}{colon}"
    for one in cites:
        cited = one.citation
        named = _named(cited.title or "", cited.doc_number)
        yield f"  {say(language, f'relation_{cited.relation}')} {named} [{cited.part}] {_held(language, one)}"


def _held(language: Language, one: Cited) -> str:
    if one.target:
        return f"→ {one.target}"
    if one.candidates:
        return say(language, "not_certain", which=say(language, "and").join(one.candidates))
    return say(language, "not_held")


def _link(language: Language, link: Link) -> str:
    if link.kind == "meeting":
        return say(language, "meeting_of", date=link.id)
    both = _named(link.title, link.doc_number)
    return both if link.id else f"{both}〔{say(language, 'not_held')}〕"


def _named(title: str, doc_number: str | None) -> str:
    shown = title if len(title) <= TITLE_SHOWN else title[: TITLE_SHOWN - 1] + "…"
    named = f"《{shown}》" if shown else ""
    return named + (f"（{doc_number}）" if named and doc_number else doc_number or "")
