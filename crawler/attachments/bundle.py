"""The text of a ZIP archive: the members' names, each followed by its words. Nothing is written to disk."""

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator

from archive.records import AttachmentStatus
from crawler.attachments.limits import MAX_TEXT, Locked, TooLarge, Unreadable, Words

MAX_MEMBERS = 200
MAX_MEMBER = 50_000_000
MAX_ALL = 150_000_000
"""Bytes after unpacking, of one member and of all that are read; what the archive says of sizes is only a claim."""
MAX_DEPTH = 2
"""An archive in an archive is read, one in that one is not."""
_ENCRYPTED, _UTF8 = 0x1, 0x800
_UNICODE_PATH = 0x7075
_NOISE = ("__MACOSX/",)
_HIDDEN = (".DS_Store", "Thumbs.db", "desktop.ini")
_GRAVEST: tuple[AttachmentStatus, ...] = (
    "unreadable", "encrypted", "too_large", "no_text_layer", "unsupported", "no_words", "ocr", "ok",
)  # fmt: skip
"""What is said of the whole: the first of these that is true of a member."""

Opens = Callable[[bytes, str, int], Words]
"""Reads one member: bytes, name, depth."""


def words(raw: bytes, opens: Opens, depth: int = 1) -> Words:
    """Return the names and words of all members, with the gravest of their statuses.

    Raises Unreadable, TooLarge, or Locked when every member is encrypted.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = [one for one in archive.infolist() if not one.is_dir() and not _is_noise(one.filename)]
            if len(members) > MAX_MEMBERS:
                raise TooLarge(f"{len(members)} members, expected at most {MAX_MEMBERS}")
            if members and all(one.flag_bits & _ENCRYPTED for one in members):
                raise Locked("every member is encrypted")
            read = list(_members(archive, members, opens, depth))
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Unreadable(f"{type(error).__name__}: {error}") from None
    if not read:
        return Words(text="", status="no_words", note="an archive without members")
    return _together(read)


def _together(read: list[tuple[str, Words]]) -> Words:
    lines = [line for name, one in read for line in (name, one.text) if line]
    size = sum(map(len, lines))
    if size > MAX_TEXT:
        raise TooLarge(f"{size} characters, expected at most {MAX_TEXT}")
    gravest = min((one.status for _, one in read), key=_GRAVEST.index)
    notes = [f"{name}: {one.note or one.status}" for name, one in read if one.status not in ("ok", "ocr")]
    return Words(text="\n".join(lines), status=gravest, note="; ".join(notes[:5]))


def _members(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], opens: Opens, depth: int
) -> Iterator[tuple[str, Words]]:
    left = MAX_ALL
    for member in members:
        name = shown(member)
        if member.flag_bits & _ENCRYPTED:
            yield name, Words(text="", status="encrypted")
            continue
        try:
            content = _unpacked(archive, member, min(MAX_MEMBER, left))
        except TooLarge as reason:
            if left <= MAX_MEMBER:
                raise
            yield name, Words(text="", status="too_large", note=str(reason))
            continue
        except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, zlib.error) as error:
            yield name, Words(text="", status="unreadable", note=f"{type(error).__name__}: {error}")
            continue
        left -= len(content)
        yield name, opens(content, name, depth + 1)


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> bytes:
    with archive.open(member) as stream:
        content = stream.read(limit + 1)
    if len(content) > limit:
        raise TooLarge(f"unpacks to more than {limit} bytes")
    return content


def shown(member: zipfile.ZipInfo) -> str:
    """Return a member's name as its maker saw it: UTF-8 where marked, else UTF-8 or GB18030 as the bytes tell.

    Chinese systems write names in GBK without saying so, and the format's own rule (code page 437) makes rubbish of it.
    """
    name = _stated(member) or member.filename
    if not member.flag_bits & _UTF8 and name == member.filename:
        name = _guessed(name)
    return posixpath.normpath("/" + " ".join(name.replace("\\", "/").split())).lstrip("/")


def _guessed(name: str) -> str:
    raw = name.encode("cp437", "surrogateescape")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


def _stated(member: zipfile.ZipInfo) -> str | None:
    """Return the name in Unicode that stands in an extra field beside the other, when it belongs to it."""
    extra, at = member.extra, 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        field = extra[at + 4 : at + 4 + size]
        at += 4 + size
        if kind != _UNICODE_PATH or len(field) < 5:  # noqa: PLR2004 - version and checksum come first
            continue
        try:
            if struct.unpack_from("<I", field, 1)[0] == zlib.crc32(member.filename.encode("cp437")):
                return field[5:].decode()
        except UnicodeError:
            return None
    return None


def _is_noise(name: str) -> bool:
    return name.startswith(_NOISE) or posixpath.basename(name) in _HIDDEN
