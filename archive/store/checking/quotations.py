"""Whether quotations are the slices that they name. Without the database."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from archive.records import Meeting

Parts = Mapping[str, str | None]
"""The texts of a revision: `title`, `body`, and each `attachment:SHA256`."""
SHOWN = 40
"""Characters of a text that a fault shows."""
ELSEWHERE = "theirs"
"""The key of quotations in an account that are of another text than the announcement's."""


class Span(Protocol):
    """A quotation as a row has it."""

    @property
    def part(self) -> str:
        """Which text it is of."""

    @property
    def start(self) -> int:
        """The first character."""

    @property
    def end(self) -> int:
        """The one behind the last character."""

    @property
    def text(self) -> str:
        """The words."""


@dataclass(frozen=True, slots=True)
class Told:
    """A quotation in an account."""

    part: str
    start: int
    end: int
    text: str


def fault_of(parts: Parts, span: Span) -> str:
    """Return what is wrong with a quotation, empty when nothing is."""
    stored, start, end = parts.get(span.part), span.start, span.end
    if stored is None:
        return f"quotes {span.part}, which has no text"
    if not 0 <= start < end <= len(stored) or stored[start:end] != span.text:
        there = _short(stored[max(0, start) : max(0, end)])
        return f"{span.part} {start}:{end} is {there}, quoted as {_short(span.text)}"
    return ""


def in_account(account: object, path: str = "account") -> Iterator[tuple[str, Told]]:
    """Give every quotation of the announcement that an analysis's account holds, with its place there."""
    if isinstance(account, dict):
        if {"part", "start", "end", "text"} <= account.keys():
            start, end = _number(account["start"]), _number(account["end"])
            yield path, Told(str(account["part"]), start, end, str(account["text"]))
        for key, value in account.items():
            if key != ELSEWHERE:
                yield from in_account(value, f"{path}.{key}")
    elif isinstance(account, list):
        for number, value in enumerate(account):
            yield from in_account(value, f"{path}[{number}]")


def directive_fault(meetings: Mapping[str, Meeting], alignment: Any) -> str:
    """Return what is wrong with the directive's side of an alignment's row, empty when nothing is."""
    meeting = meetings.get(alignment.meeting)
    if meeting is None:
        return f"meeting {alignment.meeting} is not known"
    directive = meeting.directive(alignment.directive)
    if directive is None:
        return f"meeting {alignment.meeting} has no directive {alignment.directive}"
    start, end, text = alignment.directive_start, alignment.directive_end, alignment.directive_text
    if not directive.start <= start < end <= directive.end or meeting.text[start:end] != text:
        return f"{alignment.meeting} {start}:{end} is not {_short(text)}, quoted for {alignment.directive}"
    return ""


def meeting_faults(meeting: Meeting) -> Iterator[str]:
    """Give what is wrong with the spans of a meeting."""
    spans = [(one.start, one.end, one.text) for one in meeting.directives]
    spans += [(one.start, one.end, one.text) for one in meeting.facts]
    for start, end, text in spans:
        if meeting.text[start:end] != text:
            yield f"{start}:{end} is not {_short(text)}"


def _number(stated: object) -> int:
    """Return an offset, of what is none one that no text has."""
    return stated if isinstance(stated, int) else -1


def _short(text: str) -> str:
    return repr(text if len(text) <= SHOWN else f"{text[:SHOWN]}…")
