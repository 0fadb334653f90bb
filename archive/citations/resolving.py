"""Which announcement prints a cited document: by its number, else by its name; the uncertain is only named. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from archive.citations import names
from archive.records import Citation, Cited, Grade, Holder

Holders = Mapping[int, Sequence[Holder]]
"""The announcements that bear a name or number, by its key."""
LATE = timedelta(days=60)
"""A paper is put on the site within so many days of being in force; what comes later can not have been cited."""
_BEST: Sequence[Grade] = ("own", "edition", "forward")


def keys(citation: Citation) -> list[int]:
    """Return the keys under which the holders of what is cited are looked for."""
    found = [names.number_key(one) for one in names.numbers(citation.doc_number) if _tells(one)]
    if citation.title:
        called = names.name(citation.title)
        found += [names.title_key(one) for one in (called.exact, called.loose) if len(one) >= names.SHORTEST]
    return list(dict.fromkeys(found))


def resolve(citation: Citation, holders: Holders, *, citing: str, on: datetime | None = None) -> Cited:
    """Return a citation with the announcement that prints what is cited, as far as that is certain.

    A number decides, unless the name is that of another announcement. Under a name, an announcement of exactly that
    name comes before one with a further edition word, that before one that forwards it; a draft is the target only of
    who cites the draft. Copies are one. `citing` is the announcement that cites, which is never its own target; what
    was published long after it (`on`) is a later document of the same name.
    """
    numbered = {
        one.canonical_id: one
        for number in names.numbers(citation.doc_number)
        if _tells(number)
        for one in holders.get(names.number_key(number), ())
        if one.grade == "own"
    }
    named, near = _by_name(citation, holders, on)
    sure = _canonical(numbered.values(), citing)
    by_name = _canonical(named, citing)
    if sure and by_name and not set(sure) & set(by_name):
        return Cited(citation=citation, candidates=tuple(dict.fromkeys([*sure, *by_name])))
    both = [one for one in sure if one in by_name] or sure or by_name
    if len(both) == 1:
        return Cited(citation=citation, target=both[0])
    return Cited(citation=citation, candidates=tuple(both or _canonical(near, citing)))


def _by_name(citation: Citation, holders: Holders, on: datetime | None) -> tuple[list[Holder], list[Holder]]:
    """Return who bears the name, of the best grade there is, and who bears one that is only near it."""
    if not citation.title:
        return [], []
    called = names.name(citation.title)
    exact = [one for one in holders.get(names.title_key(called.exact), ()) if _agree(citation, called.issuer, one)]
    loose = [one for one in holders.get(names.title_key(called.loose), ()) if _agree(citation, called.issuer, one)]
    there = [one for one in exact if not _is_later(one, on)]
    if called.draft:
        return [one for one in there if one.grade == "draft"], [*exact, *loose]
    for grade in _BEST:
        if found := [one for one in there if one.grade == grade]:
            return found, []
    return [], [*exact, *loose]


def _agree(citation: Citation, issuer: str, holder: Holder) -> bool:
    ours, theirs = set(names.numbers(citation.doc_number)), set(names.numbers(holder.doc_number))
    if ours and theirs and holder.grade != "forward" and ours.isdisjoint(theirs):
        return False
    return names.agree(issuer, names.name(holder.title).issuer)


def _is_later(holder: Holder, on: datetime | None) -> bool:
    return on is not None and holder.published is not None and holder.published - on > LATE


def _canonical(holders: Iterable[Holder], citing: str) -> list[str]:
    return list(dict.fromkeys(one.canonical_id for one in holders if citing not in {one.canonical_id}))


def _tells(number: str) -> bool:
    """Tell whether a number names one document in the country: an order without its issuer (2025年第1号令) does not."""
    return not (number.endswith("号令") and "第" in number)
