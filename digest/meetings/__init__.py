"""The meetings that announcements are compared with: one TOML file each, checked span by span when it is read."""

import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from archive.config import first_fault, refuse_unknown
from archive.errors import WrongSettings
from archive.records import Damage, Directive, Fact, Meeting, Theme

GENERAL = "general"
_WIDTH = 116


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Theme(_Part):
    id: str
    name: str


class _Directive(_Part):
    id: str
    theme: str
    start: int
    end: int
    text: str


class _Fact(_Part):
    kind: str
    value: str
    unit: str | None = None
    start: int
    end: int
    text: str


class _File(_Part):
    id: str
    title: str
    date: date
    url: str
    text: str
    damaged: list[tuple[int, int, str]] = []
    themes: list[_Theme] = []
    directives: list[_Directive] = []
    facts: list[_Fact] = []


def shipped() -> dict[str, Meeting]:
    """Return the meetings that come with the program, by id."""
    return dict(_shipped())


@cache
def _shipped() -> dict[str, Meeting]:
    files = [file for file in resources.files(__name__).iterdir() if file.name.endswith(".toml")]
    read = [from_toml(file.read_bytes()) for file in sorted(files, key=lambda file: file.name)]
    return {meeting.id: meeting for meeting in read}


def from_toml(raw: bytes) -> Meeting:
    """Read a meeting's file; raises WrongSettings that names the meeting, the key or the span that is wrong."""
    try:
        stated = tomllib.loads(raw.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongSettings(f"meeting file: {error}") from None
    where = f"meeting {stated.get('id', '(without id)')}"
    refuse_unknown(stated, _File, where=where)
    try:
        file = _File.model_validate(stated)
    except ValidationError as error:
        raise WrongSettings(f"{where}: {first_fault(error)}") from None
    return checked(_as_meeting(file))


def checked(meeting: Meeting) -> Meeting:
    """Return the meeting when it holds together, else raise WrongSettings with the first fault.

    Every span is the slice of the text that it claims, ids are unique, and themes are known.
    """
    for fault in _faults(meeting):
        raise WrongSettings(f"meeting {meeting.id}: {fault}")
    return meeting


def to_toml(meeting: Meeting) -> str:
    """Return the file of a meeting; `from_toml` of it is the same meeting."""
    lines = [f"{key} = {_quoted(getattr(meeting, key))}" for key in ("id", "title")]
    lines += [f"date = {meeting.date.isoformat()}", f"url = {_quoted(meeting.url)}"]
    lines += ["# Restored, in simplified characters; `damaged` says span by span what the copy had in its place.", ""]
    lines[-1] = f"text = {_paragraphs(meeting.text)}"
    lines += ["damaged = [", *_packed(f"[{one.start}, {one.end}, {_quoted(one.raw)}]," for one in meeting.damaged), "]"]
    for theme in meeting.themes:
        lines += ["", "[[themes]]", f"id = {_quoted(theme.id)}", f"name = {_quoted(theme.name)}"]
    for directive in meeting.directives:
        lines += ["", "[[directives]]", f"id = {_quoted(directive.id)}", f"theme = {_quoted(directive.theme)}"]
        lines += _span(directive)
    for fact in meeting.facts:
        lines += ["", "[[facts]]", f"kind = {_quoted(fact.kind)}", f"value = {_quoted(fact.value)}"]
        lines += [f"unit = {_quoted(fact.unit)}"] if fact.unit is not None else []
        lines += _span(fact)
    return "\n".join(lines) + "\n"


def _as_meeting(file: _File) -> Meeting:
    return Meeting(
        **file.model_dump(include={"id", "title", "date", "url", "text"}),
        damaged=tuple(Damage(start=start, end=end, raw=raw) for start, end, raw in file.damaged),
        themes=tuple(Theme(**one.model_dump()) for one in file.themes),
        directives=tuple(Directive(**one.model_dump()) for one in file.directives),
        facts=tuple(Fact(**one.model_dump()) for one in file.facts),
    )


def _faults(meeting: Meeting) -> Iterator[str]:
    known = {theme.id for theme in meeting.themes} | {GENERAL}
    if len(known) <= len(meeting.themes):
        yield f"a theme twice, or one with the kept id {GENERAL!r}"
    ids = [directive.id for directive in meeting.directives]
    yield from (f"directive {one} twice" for one in sorted(set(ids)) if ids.count(one) > 1)
    for directive in meeting.directives:
        if directive.theme not in known:
            yield f"directive {directive.id}: unknown theme {directive.theme!r}, known are {', '.join(sorted(known))}"
        yield from _bad_span(f"directive {directive.id}", directive, meeting.text)
    for fact in meeting.facts:
        yield from _bad_span(f"fact {fact.value!r}", fact, meeting.text)
    for one in meeting.damaged:
        if not 0 <= one.start < one.end <= len(meeting.text):
            yield f"damaged span {one.start}:{one.end} is not inside the text of {len(meeting.text)} characters"


def _bad_span(what: str, span: Directive | Fact, text: str) -> Iterator[str]:
    if not span.text or not 0 <= span.start < span.end or text[span.start : span.end] != span.text:
        yield f"{what}: text {span.start}:{span.end} is {text[span.start : span.end]!r}, expected {span.text!r}"


def _span(one: Directive | Fact) -> list[str]:
    return [f"start = {one.start}", f"end = {one.end}", f"text = {_quoted(one.text)}"]


def _packed(items: Iterator[str]) -> Iterator[str]:
    line = ""
    for item in items:
        if line and len(line) + len(item) >= _WIDTH:
            yield line
            line = ""
        line += f" {item}" if line else f"  {item}"
    if line:
        yield line


def _paragraphs(text: str) -> str:
    if "'''" in text or any(_unprintable(sign) for sign in text if sign != "\n") or text.endswith("'"):
        return _quoted(text)
    return f"'''\n{text}'''"


def _quoted(value: Any) -> str:
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(f"\\u{ord(sign):04X}" if _unprintable(sign) else sign for sign in escaped) + '"'


def _unprintable(sign: str) -> bool:
    return sign < " " or sign == "\x7f"
