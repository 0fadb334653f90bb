"""What a check found, and what it looks at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from archive.config import Settings

if TYPE_CHECKING:
    from crawler.sources import Source

Mark = Literal["ok", "warning", "fault"]
SIGNS: dict[Mark, str] = {"ok": "✓", "warning": "!", "fault": "✗"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One line: what was looked at, what was found, and for all that is not well what to do."""

    check: str
    mark: Mark
    found: str
    do: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Installation:
    """What is examined: the settings, the file they come from, the variables around them, the sources in force."""

    settings: Settings
    file: Path | None
    environ: Mapping[str, str]
    sources: "Sequence[Source]"


def well(check: str, found: str) -> Finding:
    """Return a line about what is well."""
    return Finding(check=check, mark="ok", found=found)


def warning(check: str, found: str, do: str) -> Finding:
    """Return a line about what works today and will trouble somebody."""
    return Finding(check=check, mark="warning", found=found, do=do)


def fault(check: str, found: str, do: str) -> Finding:
    """Return a line about what does not work."""
    return Finding(check=check, mark="fault", found=found, do=do)
