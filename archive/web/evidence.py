"""The evidence of an announcement's alignments as its page shows it: the words of both sides, in their places. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archive.records import Alignment, Announcement, Meeting
from archive.web.marking import Cutter, Mark, Pieces

AROUND = 90
"""Characters of the meeting's text on each side of the quoted words, at most; a sentence's end ends it sooner."""
_ENDS = "。；\n"


@dataclass(frozen=True, slots=True)
class Side:
    """One alignment by its number; `context` is the meeting's text around the words, empty when it does not hold them.

    `says` is empty when the meeting is not known.
    """

    number: int
    alignment: Alignment
    context: Pieces
    says: str


def sides(one: Announcement, meetings: Mapping[str, Meeting]) -> list[Side]:
    """Return the alignments of the newest analysis, the first one has the number 1."""
    found = one.analysis.alignments if one.analysis else ()
    return [_side(number, each, meetings.get(each.meeting)) for number, each in enumerate(found, start=1)]


def by_directive(some: Sequence[Side]) -> list[list[Side]]:
    """Return the alignments by the words of the directive that they answer, in the order of the first of each."""
    found: dict[tuple[object, ...], list[Side]] = {}
    for one in some:
        each = one.alignment
        found.setdefault((each.meeting, each.directive, each.directive_quote), []).append(one)
    return list(found.values())


def marks(some: Sequence[Side], one: Announcement, part: str, text: str) -> list[Mark]:
    """Return the spans of a part's text that are quoted; a quotation that does not stand there is not marked."""
    found = []
    for side in some:
        quote = side.alignment.announcement_quote
        stands = quote.part == part and quote.revision == one.revision and quote.start < len(text)
        if stands and quote.text.startswith(text[quote.start : quote.end]):
            found.append(Mark(quote.start, min(quote.end, len(text)), side.number))
    return found


def _side(number: int, each: Alignment, meeting: Meeting | None) -> Side:
    quote = each.directive_quote
    if meeting is None or meeting.text[quote.start : quote.end] != quote.text or not quote.text:
        return Side(number, each, (), meeting.title if meeting else "")
    start, end = _from(meeting.text, quote.start), _to(meeting.text, quote.end)
    pieces = Cutter(meeting.text, [Mark(quote.start, quote.end, number)]).cut(start, end)
    return Side(number, each, pieces, meeting.title)


def _from(text: str, start: int) -> int:
    least = max(0, start - AROUND)
    return max([text.rfind(end, least, start) + 1 for end in _ENDS] + [least])


def _to(text: str, end: int) -> int:
    most = min(len(text), end + AROUND)
    if text[end - 1] in _ENDS:
        return end
    return min([at + 1 for sign in _ENDS if (at := text.find(sign, end, most)) >= 0] + [most])
