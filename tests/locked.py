"""The locks of deploy/ as pip reads them: name, version, marker and hashes of each line."""

import re
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

DEPLOY = Path(__file__).parents[1] / "deploy"
LOCK, WITHOUT_OCR, BUILD = (DEPLOY / f"requirements{kind}.lock" for kind in ("", "-without-ocr", "-build"))
HASH = re.compile(r"--hash=(\S+)")


@dataclass(frozen=True)
class Locked:
    """One line of a lock; `marker` is None when it is installed everywhere."""

    name: NormalizedName
    version: str
    marker: Marker | None
    hashes: tuple[str, ...]


def read(file: Path) -> list[Locked]:
    """Return the lines of a lock; raises ValueError for a line that pins no version exactly, or names a place."""
    text = re.sub(r"^\s*#.*$", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE).replace("\\\n", " ")
    return [_read(line) for line in text.splitlines() if line.strip()]


def _read(line: str) -> Locked:
    stated = Requirement(HASH.sub("", line).strip())
    pins = [one.version for one in stated.specifier if one.operator == "=="]
    if stated.url or len(pins) != 1 or len(stated.specifier) != 1:
        raise ValueError(f"pins no version: {line[:100]}")
    return Locked(canonicalize_name(stated.name), pins[0], stated.marker, tuple(HASH.findall(line)))
