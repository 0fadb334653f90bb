"""What an announcement cites: each document once, with the relation that the words around it state. Pure.

A document is named by 《…》 or by its number. Shortened names (以下简称《办法》, or 《若干政策措施》 after a full name)
stand for it; what the announcement prints itself, and its own forms and files, are no citations.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from archive.citations import kinds, names
from archive.citations.names import Name
from archive.citations.places import Place, places
from archive.citations.relations import Role, role
from archive.records import Attachment, Citation, Relation

VERSION = 1
"""Raised whenever other citations may be found in the same words: what is kept is read anew then."""
MOST = 200
"""Citations of one announcement."""
_ORDER: Sequence[Relation] = ("interprets", "reposts", "repeals", "amends", "answers", "implements", "mentions")
_FILE = re.compile(r"^附件[\d一二三四五六七八九十]{0,3}[：:.．、\s]*|\.[a-zA-Z]{2,5}$")
_NUMBER_ALONE = re.compile(r"(?:发文字号|文号|编号)[：:\s]*$")
_BLANKS = re.compile(r"\s+")


@dataclass(slots=True)
class _Document:
    """A document that was met: the most telling place so far, its names and its numbers."""

    citation: Citation
    names: list[Name] = field(default_factory=list)
    numbers: dict[str, None] = field(default_factory=dict)
    title: str | None = None

    def cited(self) -> Citation:
        return replace(self.citation, title=self.title, doc_number=" ".join(self.numbers) or None)


def read(
    title: str,
    body: str,
    attachments: Sequence[Attachment] = (),
    doc_number: str | None = None,
    issuer: str | None = None,
) -> tuple[Citation, ...]:
    """Return what an announcement of these words cites, in the order in which it is met: title, body, attachments."""
    reading = _Reading(title, attachments, doc_number, issuer)
    for start, end, relation in kinds.named_in(title[: 2 * names.LONGEST]):
        reading.note(_Spot("title", title, Place(start=start, end=end, beside=end, title=title[start:end])), relation)
    parts = [("title", title), ("body", body)]
    parts += [(f"attachment:{one.sha256}", one.text) for one in attachments if one.sha256 and one.text]
    for part, text in parts:
        for place in places(text):
            reading.meet(_Spot(part, text, place))
    return tuple(reading.citations())


@dataclass(frozen=True, slots=True)
class _Spot:
    part: str
    text: str
    place: Place

    def role(self) -> Role:
        return role(self.text, self.place.start, self.place.end, beside=self.place.beside)

    def is_heading(self) -> bool:
        """Tell whether a number stands alone in its line, as the announcement's own does, or in a cell of a table."""
        first = self.text.rfind("\n", 0, self.place.start) + 1
        last = self.text.find("\n", self.place.end)
        before = self.text[first : self.place.start][-200:]
        after = self.text[self.place.end : last if last >= 0 else None][:200]
        return not (before.strip("（([ 　") or after.strip("）)] 　")) or before.lstrip().startswith("|")


class _Reading:
    """The documents of one announcement, as they are met."""

    def __init__(
        self, title: str, attachments: Sequence[Attachment], doc_number: str | None, issuer: str | None
    ) -> None:
        self.own_numbers = frozenset(names.numbers(doc_number))
        self.own_names = [replace(one, issuer=one.issuer or names.plain(issuer or "")) for one in names.titles(title)]
        self.own_files = {_bare(_FILE.sub("", one.name)) for one in attachments} - {""}
        self.is_about = names.is_about(title)
        self.documents: list[_Document] = []
        self.by_number: dict[str, _Document] = {}
        self.by_name: dict[tuple[str, bool], list[_Document]] = {}
        self.short: dict[str, _Document | None] = {}

    def citations(self) -> Iterator[Citation]:
        first = next(iter(self.documents), None)
        explained = any(one.citation.relation == "interprets" for one in self.documents)
        for one in self.documents[:MOST]:
            cited = one.cited()
            if one is first and self.is_about and not explained and cited.relation == "mentions":
                cited = replace(cited, relation="interprets")
            yield cited

    def meet(self, spot: _Spot) -> None:
        """Note what a place names, unless it is the announcement itself, a part of it, or no document."""
        place = spot.place
        if place.title is None:
            if not (self._is_own_number(place) or spot.is_heading() or _NUMBER_ALONE.search(_line(spot))):
                self.note(spot, _relation(spot.role()))
            return
        if kinds.is_short(place.title) or place.title in self.short or self._shortens(place):
            self._meet_short(spot)
            return
        said = spot.role()
        if self._is_own(place, said) or said in {"own", "enclosed"}:
            self._call(place, None)
            if said == "own":
                self.own_names.append(names.name(place.title))
        elif place.numbers or said == "answers" or kinds.is_document(place.title):
            self._call(place, self.note(spot, _relation(said)))

    def note(self, spot: _Spot, relation: Relation, known: _Document | None = None) -> _Document:
        """Note a place at which a document is cited; returns the document."""
        place = spot.place
        called = None if place.title is None or known else names.name(place.title)
        found = known or self._known(place, called)
        text = spot.text[place.start : place.end]
        cited = Citation(relation=relation, part=spot.part, start=place.start, end=place.end, text=text)
        if found is None:
            found = _Document(citation=cited)
            self.documents.append(found)
        elif _ORDER.index(relation) < _ORDER.index(found.citation.relation):
            found.citation = cited
        if called and place.title and called.exact not in {one.exact for one in found.names}:
            if not found.names or len(called.exact) > len(found.names[0].exact):
                found.title = _BLANKS.sub(" ", place.title).strip()
            found.names.append(called)
            for key in dict.fromkeys((called.exact, called.loose)):
                self.by_name.setdefault((key, called.draft), []).append(found)
        for number in place.numbers:
            found.numbers[number] = None
            self.by_number.setdefault(number, found)
        return found

    def _meet_short(self, spot: _Spot) -> None:
        """Note a shortened name with the document that it stands for; one that stands for none is no citation."""
        place = spot.place
        assert place.title is not None  # noqa: S101 - the caller looked
        if place.numbers:
            known = next((one for number in place.numbers if (one := self.by_number.get(number))), None)
            if not self._is_own_number(place):
                self.note(replace(spot, place=replace(place, title=None)), _relation(spot.role()), known)
            return
        if place.title in self.short:
            stands_for = self.short[place.title]
        elif any(one.exact.endswith(_bare(place.title)) for one in self.own_names):
            return
        else:
            stands_for = next((one for one in reversed(self.documents) if _ends(one, _bare(place.title))), None)
        if stands_for is not None and (said := spot.role()) != "enclosed":
            self.note(spot, _relation(said), stands_for)

    def _known(self, place: Place, called: Name | None) -> _Document | None:
        for number in place.numbers:
            if number in self.by_number:
                return self.by_number[number]
        if called is None:
            return None
        for key in (called.exact, called.loose):
            for one in self.by_name.get((key, called.draft), ()):
                numbered = place.numbers and one.numbers
                if not numbered and any(names.agree(called.issuer, other.issuer) for other in one.names):
                    return one
        return None

    def _shortens(self, place: Place) -> bool:
        bare = _bare(place.title or "")
        known = [name.loose for one in self.documents for name in one.names] if len(bare) <= kinds.FEW else []
        return not place.numbers and any(kinds.stands_for(bare, one) for one in known)

    def _call(self, place: Place, document: _Document | None) -> None:
        if place.short:
            self.short[place.short] = document

    def _is_own_number(self, place: Place) -> bool:
        return not self.own_numbers.isdisjoint(place.numbers)

    def _is_own(self, place: Place, said: Role) -> bool:
        if self._is_own_number(place):
            return True
        assert place.title is not None  # noqa: S101 - the caller looked
        if _bare(place.title) in self.own_files:
            return True
        called = names.name(place.title)
        for own in self.own_names:
            same = called.exact == own.exact and called.draft == own.draft
            alike = called.loose == own.loose and said not in {"amends", "repeals"}
            if (same or alike) and names.agree(called.issuer, own.issuer) and not (place.numbers and self.own_numbers):
                return True
        return False


def _relation(said: Role) -> Relation:
    return "mentions" if said == "own" or said == "enclosed" else said  # noqa: PLR1714 - types follow comparisons


def _ends(document: _Document, bare: str) -> bool:
    return any(one.exact.endswith(bare) or one.loose.endswith(bare) for one in document.names)


def _bare(title: str) -> str:
    return names.name(title).exact


def _line(spot: _Spot) -> str:
    return spot.text[max(0, spot.place.start - 20) : spot.place.start]
