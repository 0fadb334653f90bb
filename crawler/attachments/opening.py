"""One file opened: its kind told, the reader of that kind asked, and what went wrong made into a status. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from archive.records import AttachmentStatus
from crawler.attachments import bundle, kinds, ofd, ole, pdf, picture, plain, rtf, sheets, slides, word
from crawler.attachments.limits import Locked, TooLarge, Unreadable, Unsupported, Words
from crawler.attachments.sight import Sight

READERS: Mapping[str, Callable[[bytes], str]] = {
    kinds.DOCX: word.text,
    kinds.XLSX: sheets.text,
    kinds.XLSB: sheets.text,
    kinds.PPTX: slides.text,
    kinds.OFD: ofd.text,
    kinds.RTF: rtf.text,
    kinds.TEXT: plain.text,
    **dict.fromkeys(kinds.OLE_KINDS, ole.text),
}
SEEING: Mapping[str, Callable[[bytes, Sight | None], Words]] = {
    kinds.PDF: pdf.words,
    **dict.fromkeys(kinds.PICTURES, picture.words),
}
KINDS = frozenset({*READERS, *SEEING, kinds.ZIP})
"""Media types that are read."""
_NO_CHARACTER = re.compile("[\x00\ud800-\udfff]")
"""What no database keeps."""
_STATUS: tuple[tuple[type[Exception], AttachmentStatus], ...] = (
    (Locked, "encrypted"),
    (TooLarge, "too_large"),
    (Unsupported, "unsupported"),
    (Unreadable, "unreadable"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What came of reading one file.

    `text` has what could be read, None when nothing could; `status` and `note` say what is missing and why.
    """

    status: AttachmentStatus
    text: str | None
    media_type: str | None
    note: str = ""


def read(raw: bytes, name: str, stated: str | None = None, *, sight: Sight | None = None, depth: int = 0) -> Reading:
    """Read one file; never raises for what it holds, short of the end of memory.

    `stated` is the media type that came with it; `depth` counts the archives that it lies in.
    """
    kind = kinds.media_type(raw, name, stated)
    try:
        words = _words(raw, kind or "", sight, depth)
    except tuple(error for error, _ in _STATUS) as reason:
        status = next(status for error, status in _STATUS if isinstance(reason, error))
        return Reading(status=status, text=None, media_type=kind, note=str(reason))
    except (MemoryError, RecursionError) as reason:
        return Reading(status="unreadable", text=None, media_type=kind, note=f"{type(reason).__name__} while reading")
    text = _NO_CHARACTER.sub("", words.text)
    if words.status in ("ok", "ocr") and not text:
        return Reading(status="no_words", text=None, media_type=kind, note="no words in it")
    return Reading(status=words.status, text=text or None, media_type=kind, note=words.note)


def _words(raw: bytes, kind: str, sight: Sight | None, depth: int) -> Words:
    if kind in READERS:
        return Words(text=READERS[kind](raw))
    if kind in SEEING:
        return SEEING[kind](raw, sight)
    if kind == kinds.ZIP and depth < bundle.MAX_DEPTH:
        return bundle.words(raw, lambda content, name, deeper: _member(content, name, sight, deeper), depth)
    raise Unsupported("an archive in an archive in an archive" if kind == kinds.ZIP else "a kind that is not read")


def _member(raw: bytes, name: str, sight: Sight | None, depth: int) -> Words:
    one = read(raw, name, sight=sight, depth=depth)
    return Words(text=one.text or "", status=one.status, note=one.note)
