"""The XML parts of an office file (a zip archive), unpacked and parsed bit by bit and never beyond bounds."""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from lxml import etree

from crawler.attachments.limits import Locked, TooLarge, Unreadable

MAX_PART = 64_000_000
"""Bytes of one part after unpacking; what a file says of its own size is only a claim."""
MAX_TREE = 16_000_000
"""Bytes of a part that is held as a whole; as a tree it takes up to fifty times as many."""
MAX_ALL = 256_000_000
"""Bytes of all parts that are read of one file."""
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_ENCRYPTED = 0x1


class Parts:
    """The parts of one file; all that is read of them is counted together."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive, self._left = archive, MAX_ALL
        self.names = frozenset(archive.namelist())

    def events(self, name: str, *events: str, most: int = MAX_PART) -> etree.iterparse:
        """Parse a part of at most so many bytes; entities are not unfolded, nothing is loaded from elsewhere."""
        if self._archive.getinfo(name).flag_bits & _ENCRYPTED:
            raise Locked(f"{name} is encrypted")
        return etree.iterparse(
            _Counted(self, self._archive.open(name), name, most),
            events=events,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=True,
        )

    def blocks(self, name: str, depth: int) -> Iterator[etree._Element]:
        """Give the elements of a depth (1 is the root) as they end; each is dropped after its turn to save memory."""
        level = 0
        for event, element in self.events(name, "start", "end"):
            level += 1 if event == "start" else -1
            if event == "end" and level == depth - 1:
                yield element
                element.clear()

    def root(self, name: str) -> etree._Element:
        """Return a part as a whole; raises Unreadable when there is no such part, TooLarge beyond MAX_TREE bytes."""
        if name not in self.names:
            raise Unreadable(f"{name} is missing")
        parsed = self.events(name, "end", most=MAX_TREE)
        for _ in parsed:
            pass
        root: etree._Element = parsed.root
        return root

    def targets(self, name: str) -> dict[str, str]:
        """Return the parts that a part refers to by the names of the references."""
        folder, file = posixpath.split(name)
        relations = f"{folder}/_rels/{file}.rels"
        if relations not in self.names:
            return {}
        every = self.root(relations).iter(_RELATION)
        return {one.get("Id", ""): joined(folder, one.get("Target", "")) for one in every}

    def spend(self, size: int, name: str) -> None:
        """Count bytes that were unpacked."""
        self._left -= size
        if self._left < 0:
            raise TooLarge(f"with {name} it unpacks to more than {MAX_ALL} bytes")


class _Counted:
    """A part as it unpacks, counted while it comes."""

    def __init__(self, parts: Parts, stream: IO[bytes], name: str, most: int) -> None:
        self._parts, self._stream, self._name, self._most, self._left = parts, stream, name, most, most

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(min(size, 1 << 20) if size > 0 else 1 << 20)
        self._left -= len(piece)
        if self._left < 0:
            raise TooLarge(f"{self._name} unpacks to more than {self._most} bytes")
        self._parts.spend(len(piece), self._name)
        return piece


def joined(folder: str, target: str) -> str:
    """Return the name of a part that is named from within a folder; one that begins with `/` is named from the top."""
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


@contextmanager
def opened(raw: bytes) -> Iterator[Parts]:
    """Open an office file; whatever is wrong in it while it is read becomes Unreadable, Locked or TooLarge."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            yield Parts(archive)
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, NotImplementedError, RuntimeError) as error:
        raise Unreadable(f"{type(error).__name__}: {error}") from None
    except (EOFError, OSError, ValueError, zlib.error) as error:
        raise Unreadable(f"{type(error).__name__}: {error}") from None
