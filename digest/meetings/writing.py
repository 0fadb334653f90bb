"""A meeting as its file: TOML that a person can edit and that reads back as the same meeting."""

from collections.abc import Iterable, Iterator
from typing import Any

from archive.records import Directive, Fact, Meeting

_WIDTH = 116
_HELP = """\
# A meeting as the program keeps it. Edit it, check it with `zswatch meetings check FILE` and take it over with
# `zswatch meetings import FILE`. Every text of a directive or fact is a slice start:end of `text`; leave start and end
# out where its words stand only once, and they are found. The theme general is always there.
"""


def to_toml(meeting: Meeting) -> str:
    """Return the file of a meeting; `from_toml` of it is the same meeting."""
    lines = [_HELP.rstrip(), ""]
    lines += [f"{key} = {_quoted(getattr(meeting, key))}" for key in ("id", "title")]
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


def _span(one: Directive | Fact) -> list[str]:
    return [f"start = {one.start}", f"end = {one.end}", f"text = {_quoted(one.text)}"]


def _packed(items: Iterable[str]) -> Iterator[str]:
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
