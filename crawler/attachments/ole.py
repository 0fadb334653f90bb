"""Files of the old Office (OLE compound files): what they are is told by their streams, not by their names."""

import io

import olefile

from crawler.attachments import doc, sheets
from crawler.attachments.limits import Locked, TooLarge, Unreadable, Unsupported

MAX_STREAM = 64_000_000
"""Bytes of one stream; the file is not larger, but its table of sectors may lead in circles."""
BOOKS = ("Workbook", "Book")


def text(raw: bytes) -> str:
    """Return the words of a document or workbook.

    Raises Unreadable, Locked, TooLarge, and Unsupported for what is neither (an old presentation, a mail).
    """
    try:
        with olefile.OleFileIO(io.BytesIO(raw)) as file:
            return _read(file, raw)
    except (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise Unreadable(f"{type(error).__name__}: {error}") from None


def _read(file: olefile.OleFileIO, raw: bytes) -> str:
    top = {names[0] for names in file.listdir(streams=True, storages=False) if len(names) == 1}
    if "EncryptedPackage" in top:
        raise Locked("the file is encrypted")
    if "WordDocument" in top:
        return doc.text(_stream(file, "WordDocument"), [_stream(file, name) for name in ("0Table", "1Table")])
    if any(book in top for book in BOOKS):
        return sheets.text(raw)
    raise Unsupported(f"neither document nor workbook, its streams are {', '.join(sorted(top)[:8]) or 'none'}")


def _stream(file: olefile.OleFileIO, name: str) -> bytes:
    if not file.exists(name):
        return b""
    size = file.get_size(name)
    if size > MAX_STREAM:
        raise TooLarge(f"{name} has {size} bytes, expected at most {MAX_STREAM}")
    stream: io.BytesIO = file.openstream(name)
    return stream.read()
