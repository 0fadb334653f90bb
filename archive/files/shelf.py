"""What every place of kept bytes can do, and how it names them."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Protocol

from archive.errors import NotFound, WatchError

SUFFIX = ".zst"
NAME = re.compile(r"[0-9a-f]{64}")


class Shelf(Protocol):
    """Bytes addressed by the SHA-256 of their content; what is given back is checked against its name."""

    @property
    def folder(self) -> Path:
        """The folder on this machine, whether or not other places hold more."""

    @property
    def slow(self) -> bool:
        """Whether keeping and reading go over a network, so that an event loop must not wait for them."""

    def put(self, raw: bytes) -> str:
        """Keep the bytes and return their SHA-256 in hex; bytes that are there and intact are not written again.

        Raises WatchError when they can not be kept, TryLater when they may be another time.
        """

    def pack(self, raw: bytes) -> str:
        """Keep bytes in the way that is best for thousands in a row, in one thread.

        They are kept for certain when `settle` has returned.
        """

    def settle(self) -> Mapping[str, WatchError]:
        """Wait until all that `pack` was given is kept; returns the hashes of what could not be, and why."""

    def get(self, sha256: str) -> bytes:
        """Return the bytes of that hash; raises NotFound, WatchError when they are damaged, TryLater or Refused."""

    def check(self, sha256: str) -> int:
        """Read the bytes of that hash from where they are kept for good; returns how many. Raises as `get` does."""

    def has(self, sha256: str) -> bool:
        """Tell whether bytes of that hash are there."""

    def every(self) -> Iterator[str]:
        """Give the hash of everything kept, in order."""

    def remove(self, sha256: str, before: datetime) -> bool:
        """Remove the bytes of that hash when they were kept before a moment; returns whether they were removed.

        What lies in a pack with others stays. Raises WatchError when it can not be done.
        """

    def close(self) -> None:
        """Let go of what is open."""


def place(sha256: str) -> str:
    """Return where the bytes of a hash are, below the folder or prefix: `ab/abcdef….zst`; raises NotFound."""
    if not NAME.fullmatch(sha256):
        raise NotFound(f"blob {sha256!r}: a name has 64 characters of 0-9a-f")
    return f"{sha256[:2]}/{sha256}{SUFFIX}"
