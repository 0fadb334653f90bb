"""The text of a DOCX file: a paragraph a line, a row of a table as `| a | b |`; automatic numbering is left out."""

import io
import zipfile
from collections.abc import Iterator
from typing import IO

from lxml import etree

from crawler.attachments.limits import TooLarge, Unreadable

MAX_PART = 64_000_000
"""Bytes of one part after unpacking; what a file says of its own size is only a claim."""
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_UNSEEN = frozenset({f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", f"{_COMPATIBILITY}Fallback"})
"""What the reader of the document does not see: deletions, field codes, the second rendering of drawings."""
_BREAKS = frozenset({f"{W}tab", f"{W}br", f"{W}cr", f"{W}ptab"})


def text(raw: bytes) -> str:
    """Return the words of the document, footnotes at its end.

    Raises Unreadable for a broken file and TooLarge for one that unpacks to more than 64 MB a part.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            lines = list(_part(archive, "word/document.xml"))
            if "word/footnotes.xml" in archive.namelist():
                lines += _part(archive, "word/footnotes.xml")
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, NotImplementedError, RuntimeError) as error:
        raise Unreadable(f"{type(error).__name__}: {error}") from None
    except (EOFError, OSError, ValueError) as error:
        raise Unreadable(f"{type(error).__name__}: {error}") from None
    return "\n".join(line for line in lines if line)


class _Counted:
    """A part as it unpacks, counted while it comes."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._stream, self._name, self._left = stream, name, MAX_PART

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(min(size, 1 << 20) if size > 0 else 1 << 20)
        self._left -= len(piece)
        if self._left < 0:
            raise TooLarge(f"{self._name} unpacks to more than {MAX_PART} bytes")
        return piece


def _part(archive: zipfile.ZipFile, name: str) -> Iterator[str]:
    """Give the lines of a part; what has been read is dropped at once, so that a long part needs little memory."""
    with archive.open(name) as stream:
        parsed = etree.iterparse(
            _Counted(stream, name),
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=True,
        )
        depth = 0
        for event, element in parsed:
            depth += 1 if event == "start" else -1
            # Blocks are the children of the body, or of one footnote.
            if event == "end" and depth == 2:  # noqa: PLR2004 - document and body, footnotes and footnote
                yield from _lines(element)
                element.clear()


def _lines(block: etree._Element) -> Iterator[str]:
    """Walk a block; a row of a table is read as a whole, its paragraphs not a second time."""
    walker = etree.iterwalk(block, events=("start",))
    for _, element in walker:
        if element.tag == f"{W}p":
            yield _paragraph(element)
            walker.skip_subtree()
        elif element.tag == f"{W}tr":
            yield _row(element)
            walker.skip_subtree()
        elif element.tag in _UNSEEN:
            walker.skip_subtree()


def _row(row: etree._Element) -> str:
    cells = []
    for cell in row.iterchildren(f"{W}tc", f"{W}sdt"):
        texts = [_paragraph(paragraph) for paragraph in cell.iter(f"{W}p")]
        cells.append(" ".join(words for words in texts if words))
    return f"| {' | '.join(cells)} |" if any(cells) else ""


def _paragraph(paragraph: etree._Element) -> str:
    parts: list[str] = []
    walker = etree.iterwalk(paragraph, events=("start",))
    for _, element in walker:
        if element.tag in _UNSEEN:
            walker.skip_subtree()
        elif element.tag == f"{W}t":
            parts.append(element.text or "")
        elif element.tag in _BREAKS:
            parts.append(" ")
        elif element.tag == f"{W}noBreakHyphen":
            parts.append("-")
    return " ".join("".join(parts).split(" ")).strip()
