"""What a backup states of itself. Format 1 had no secret and only counted the kept files."""

import hashlib
import json
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from archive.errors import WatchError

FORMAT = 2
MANIFEST, TABLES, SECRET, BLOBS = "manifest.json", "tables/", "secret", "blobs/"
ROWS, PACKED = ".jsonl.gz", ".gz"
MOST_MANIFEST, MOST_SECRET, MOST_LINE, MOST_BLOB = 1 << 20, 1 << 12, 1 << 29, 1 << 30
"""Bytes of each that are read at most: more is no backup of ours."""
CHUNK, SMALL = 1 << 18, 1 << 20
"""Bytes that pass at a time, and that may wait in memory."""


class Tar(tarfile.TarFile):
    """A tar of a million files, read or written from its beginning to its end."""

    members: list[tarfile.TarInfo]

    def forget(self) -> None:
        """Let go of what passed by; a tar file holds something of each of its files otherwise."""
        self.members.clear()


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """How many rows of a table were written, and the SHA-256 of their lines."""

    rows: int
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """What must be in a backup. `names` is the SHA-256 of the kept files' names, a line each, in their order."""

    format: int
    schema: str
    made_at: str
    tables: Mapping[str, Table]
    blobs: int
    names: str | None
    secret: str | None

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return sum(table.rows for table in self.tables.values())

    def written(self) -> bytes:
        """Return it as the file has it."""
        tables = {name: {"rows": one.rows, "sha256": one.sha256} for name, one in self.tables.items()}
        heading = {"format": self.format, "schema": self.schema, "made_at": self.made_at}
        kept = {"blobs": {"count": self.blobs, "names_sha256": self.names}, "secret_sha256": self.secret}
        return json.dumps({**heading, "tables": tables, **kept}, indent=1).encode()


def read(raw: bytes) -> Manifest:
    """Read a manifest of any format; raises WatchError for a newer one, ValueError, KeyError or TypeError for none."""
    stated: dict[str, Any] = json.loads(raw)
    if not 1 <= int(stated["format"]) <= FORMAT:
        raise WatchError(f"format {stated['format']}; this program reads formats 1 to {FORMAT}: install the newer one")
    tables = {name: Table(rows=int(one["rows"]), sha256=str(one["sha256"])) for name, one in stated["tables"].items()}
    first = stated["format"] == 1
    return Manifest(
        format=int(stated["format"]),
        schema=str(stated["schema"]),
        made_at=str(stated["made_at"]),
        tables=tables,
        blobs=int(stated["blobs"] if first else stated["blobs"]["count"]),
        names=None if first else str(stated["blobs"]["names_sha256"]),
        secret=None if first else stated["secret_sha256"],
    )


class Names:
    """The names of kept files as they come, and their SHA-256."""

    def __init__(self) -> None:
        self.count = 0
        self._digest = hashlib.sha256()

    def add(self, sha256: str) -> None:
        """Count a name."""
        self.count += 1
        self._digest.update(f"{sha256}\n".encode())

    @property
    def sha256(self) -> str:
        """The SHA-256 of the names so far, in hex."""
        return self._digest.hexdigest()
