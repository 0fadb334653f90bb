"""A meeting: its restored text and the spans of it that matter."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True, slots=True)
class Directive:
    """One thing that the meeting asked for; `text` is the slice start:end of the meeting's restored text."""

    id: str
    theme: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """A figure or name that the meeting states: kind amount, percentage, deadline, policy, body or place."""

    kind: str
    value: str
    unit: str | None
    start: int
    end: int
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Damage:
    """A span of the restored text that the damaged copy had differently: `raw` is what stood there."""

    start: int
    end: int
    raw: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Theme:
    """A key word of the meeting under which directives stand; cross-cutting ones have the theme `general`."""

    id: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Meeting:
    """A meeting: its restored text in simplified characters, and spans of it."""

    id: str
    title: str
    date: date
    url: str
    text: str
    damaged: tuple[Damage, ...] = ()
    themes: tuple[Theme, ...] = ()
    directives: tuple[Directive, ...] = ()
    facts: tuple[Fact, ...] = ()

    def directive(self, directive_id: str) -> Directive | None:
        """Return the directive of that id, None when there is none."""
        return next((one for one in self.directives if one.id == directive_id), None)
