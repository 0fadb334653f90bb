"""What kind of file some bytes are, told by the bytes themselves and only then by the name."""

import struct
from pathlib import PurePosixPath

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
PDF, ZIP, TEXT, HTML = "application/pdf", "application/zip", "text/plain", "text/html"
OFD = "application/ofd"
XLSB = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
OLE = "application/x-ole-storage"
RTF = "application/rtf"
DOC, XLS, PPT = "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"
WPS = "application/vnd.ms-works"
OLE_KINDS = frozenset({OLE, DOC, XLS, PPT, WPS})
PNG, JPEG, GIF, BMP, TIFF, WEBP = "image/png", "image/jpeg", "image/gif", "image/bmp", "image/tiff", "image/webp"
PICTURES = frozenset({PNG, JPEG, GIF, BMP, TIFF, WEBP})

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", RTF),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF8", GIF),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"\x1f\x8b", "application/gzip"),
)
_OLE_BY_NAME = {".doc": DOC, ".wps": WPS, ".xls": XLS, ".et": XLS, ".ppt": PPT, ".dps": PPT}
_OLE_BY_STREAM = (("WordDocument", DOC), ("Workbook", XLS), ("Book", XLS), ("PowerPoint Document", PPT))
_INSIDE_ZIP = (
    (b"word/document", DOCX),
    (b"xl/workbook.xml", XLSX),
    (b"xl/workbook.bin", XLSB),
    (b"ppt/presentation.xml", PPTX),
    (b"OFD.xml", OFD),
)
_HTML_MARKS = (b"<!doctype html", b"<html", b"<head", b"<script")
BITMAP_HEADER = 54
MAX_NAMES = 5000
"""Names of parts that are looked at."""
PDF_WITHIN = 1024
"""A PDF's mark may stand a little behind junk (readers of PDF accept that)."""


def media_type(raw: bytes, name: str, stated: str | None = None) -> str | None:
    """Return the media type of a file, None when neither its bytes nor its name nor its server tell.

    A name or a header that contradicts the bytes is wrong: `.docx` over a PDF is a PDF.
    """
    if b"%PDF-" in raw[:PDF_WITHIN]:
        return PDF
    suffix = PurePosixPath(name.strip().lower()).suffix
    if raw.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(raw, suffix)
    if raw.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole_kind(raw, suffix)
    if known := next((kind for magic, kind in _MAGIC if raw.startswith(magic)), None):
        return known
    if picture := _picture(raw):
        return picture
    return _kind_of_text(raw, suffix) or (stated.partition(";")[0].strip().lower() or None if stated else None)


def _ole_kind(raw: bytes, suffix: str) -> str:
    """Tell by the one kind of stream it has; where there are several (files inside files) or none, by the name."""
    kinds = {kind for stream, kind in _OLE_BY_STREAM if f"{stream}\0".encode("utf-16-le") in raw}
    named = _OLE_BY_NAME.get(suffix)
    if len(kinds) != 1:
        return named or OLE
    return WPS if kinds == {DOC} and named == WPS else kinds.pop()


def _picture(raw: bytes) -> str | None:
    """Tell pictures whose mark is too short to be trusted without what follows."""
    if raw.startswith(b"BM") and raw[6:10] == b"\0\0\0\0" and len(raw) > BITMAP_HEADER:
        return BMP
    return WEBP if raw.startswith(b"RIFF") and raw[8:12] == b"WEBP" else None


def _kind_of_text(raw: bytes, suffix: str) -> str | None:
    if raw[:PDF_WITHIN].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_HTML_MARKS):
        return HTML
    if suffix in {".txt", ".csv", ".text"} and b"\x00" not in raw[:PDF_WITHIN]:
        return TEXT
    return None


def _zip_kind(raw: bytes, suffix: str) -> str:
    """Tell office files apart by the names of their parts; an archive that holds office files is none.

    The archive is not opened for that, as its directory may be a trap; where that makes no sense, the bytes tell.
    """
    names = _names(raw)
    for part, kind in _INSIDE_ZIP:
        if any(name.startswith(part) for name in names) if names else part in raw:
            return kind
    return DOCX if suffix == ".docx" else ZIP


def _names(raw: bytes) -> list[bytes]:
    """Return the names in the directory at the end of an archive, none when it makes no sense."""
    end = raw.rfind(b"PK\x05\x06")
    if end < 0 or len(raw) < end + 22:
        return []
    at = end - int.from_bytes(raw[end + 12 : end + 16], "little")
    names: list[bytes] = []
    while 0 <= at < end and raw[at : at + 4] == b"PK\x01\x02" and len(names) < MAX_NAMES:
        name, extra, comment = struct.unpack_from("<HHH", raw, at + 28) if at + 46 <= end else (0, 0, 0)
        names.append(raw[at + 46 : at + 46 + name])
        at += 46 + name + extra + comment
    return names
