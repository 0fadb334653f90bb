"""Read a meeting's file with everything that is wrong in it, line by line."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from archive.config import nearest
from archive.records import Damage, Directive, Fact, Meeting, Theme
from digest.meetings.checking import Fault, faults, places, shortened, standing

MAX_BYTES = 5_000_000
MOST = 2_000
"""Parts of one kind in a file."""
_OFFSET = Annotated[int, Field(ge=0)]


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
    title: str = Field(min_length=1)
    date: date
    url: str = ""
    text: str = Field(min_length=1)
    damaged: list[tuple[int, int, str]] = []
    themes: list[_Theme] = Field(default=[], max_length=MOST)
    directives: list[_Directive] = Field(default=[], max_length=MOST)
    facts: list[_Fact] = Field(default=[], max_length=MOST)


@dataclass(frozen=True, slots=True)
class Read:
    """What a file says: its id when it states one, the meeting when its form is right, and all that is wrong."""

    id: str
    meeting: Meeting | None
    faults: tuple[Fault, ...]


def read(raw: bytes) -> Read:
    """Read a meeting's file; a meeting with faults must not be used."""
    if len(raw) > MAX_BYTES:
        return Read("", None, (Fault("", f"more than {MAX_BYTES} bytes"),))
    try:
        written = raw.decode("utf-8-sig").replace("\r\n", "\n")
        stated = tomllib.loads(written)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        return Read("", None, (_syntax(error),))
    lines = Lines(written)
    name = stated.get("id")
    found = list(_located(stated)) or list(_form(stated))
    if found:
        return Read(name if isinstance(name, str) else "(without id)", None, tuple(lines.of(one) for one in found))
    meeting = _as_meeting(_File.model_validate(stated))
    return Read(meeting.id, meeting, tuple(lines.of(one) for one in faults(meeting)))


def _syntax(error: Exception) -> Fault:
    where = re.search(r"at line (\d+)", str(error))
    return Fault("", str(error), int(where[1]) if where else None)


def _located(stated: dict[str, Any]) -> Iterator[Fault]:
    """Put start and end in where a directive or fact leaves both out and its words stand once."""
    text = stated.get("text")
    for kind in ("directives", "facts"):
        parts = stated.get(kind)
        for at, one in enumerate(parts if isinstance(parts, list) else ()):
            words = one.get("text") if isinstance(one, dict) else None
            if not isinstance(text, str) or not isinstance(words, str) or not words or {"start", "end"} & set(one):
                continue
            found = places(words, text)
            if len(found) == 1:
                one |= {"start": found[0], "end": found[0] + len(words)}
            else:
                hint = "; give start and end" if found else ""
                what = f"{kind[:-1]} {one.get('id', one.get('value', ''))}"
                yield Fault(f"{kind}.{at}.text", f"{what}: {words!r} {standing(words, text)}{hint}")


def _form(stated: Mapping[str, Any]) -> Iterator[Fault]:
    for key in stated:
        if key not in _File.model_fields:
            yield Fault(key, f"unknown key {key}{nearest(key, _File.model_fields)}")
            return
    try:
        _File.model_validate(stated)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            key = ".".join(str(step) for step in one["loc"])
            given = repr(one["input"])
            yield Fault(key, f"{key}: {one['msg']} (given: {shortened(given)})")


def _as_meeting(file: _File) -> Meeting:
    return Meeting(
        **file.model_dump(include={"id", "title", "date", "url", "text"}),
        damaged=tuple(Damage(start=start, end=end, raw=raw) for start, end, raw in file.damaged),
        themes=tuple(Theme(**one.model_dump()) for one in file.themes),
        directives=tuple(Directive(**one.model_dump()) for one in file.directives),
        facts=tuple(Fact(**one.model_dump()) for one in file.facts),
    )


class Lines:
    """On which line of a file each of its parts stands."""

    def __init__(self, written: str) -> None:
        self._lines: dict[str, int] = {}
        counted: dict[str, int] = {}
        prefix, fence = "", ""
        for number, line in enumerate(written.split("\n"), 1):
            if fence:
                fence = "" if fence in line else fence
                continue
            if table := re.match(r"\s*\[\[\s*(\w+)\s*\]\]", line):
                at = counted[table[1]] = counted.get(table[1], -1) + 1
                prefix = f"{table[1]}.{at}"
                self._lines.setdefault(prefix, number)
                self._lines.setdefault(table[1], number)
            elif key := re.match(r"\s*([\w-]+)\s*=\s*(.*)", line):
                self._lines.setdefault(f"{prefix}.{key[1]}" if prefix else key[1], number)
                fence = next((one for one in ("'''", '"""') if key[2].startswith(one) and key[2].count(one) == 1), "")

    def of(self, fault: Fault) -> Fault:
        """Return the fault with the line of its part, or of the nearest thing around it."""
        part = fault.part
        while part and part not in self._lines:
            part = part.rpartition(".")[0]
        return Fault(fault.part, fault.words, self._lines.get(part))
