"""What kind of file some bytes are, told by the bytes themselves and only then by the name."""

from pathlib import PurePosixPath

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
PDF, ZIP, TEXT, HTML = "application/pdf", "application/zip", "text/plain", "text/html"
OLE = "application/x-ole-storage"

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", "application/rtf"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"\x1f\x8b", "application/gzip"),
)
_OLE_BY_NAME = {
    ".doc": "application/msword",
    ".wps": "application/vnd.ms-works",
    ".xls": "application/vnd.ms-excel",
    ".et": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
}
_INSIDE_ZIP = (
    (b"word/document.xml", DOCX),
    (b"xl/workbook.xml", XLSX),
    (b"ppt/presentation.xml", PPTX),
    (b"OFD.xml", "application/ofd"),
)
_HTML_MARKS = (b"<!doctype html", b"<html", b"<head", b"<script")
PDF_WITHIN = 1024
"""A PDF's mark may stand a little behind junk (readers of PDF accept that)."""


def media_type(raw: bytes, name: str, stated: str | None = None) -> str | None:
    """Return the media type of a file, None when neither its bytes nor its name nor its server tell.

    A name or a header that contradicts the bytes is wrong: `.docx` over a PDF is a PDF.
    """
    if b"%PDF-" in raw[:PDF_WITHIN]:
        return PDF
    suffix = PurePosixPath(name.strip().lower()).suffix
    if raw.startswith(b"PK\x03\x04"):
        return _zip_kind(raw, suffix)
    if raw.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _OLE_BY_NAME.get(suffix, OLE)
    if known := next((kind for magic, kind in _MAGIC if raw.startswith(magic)), None):
        return known
    return _kind_of_text(raw, suffix) or (stated.partition(";")[0].strip().lower() or None if stated else None)


def _kind_of_text(raw: bytes, suffix: str) -> str | None:
    if raw[:PDF_WITHIN].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_HTML_MARKS):
        return HTML
    if suffix in {".txt", ".csv", ".text"} and b"\x00" not in raw[:PDF_WITHIN]:
        return TEXT
    return None


def _zip_kind(raw: bytes, suffix: str) -> str:
    """Tell office files apart by the names of their parts, which stand in the bytes as they are.

    The archive is not opened for that: its directory may be a trap.
    """
    kind = next((kind for part, kind in _INSIDE_ZIP if part in raw), None)
    return kind or (DOCX if suffix == ".docx" else ZIP)
