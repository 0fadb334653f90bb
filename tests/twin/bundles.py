"""ZIP archives as Chinese systems make them, and pictures that look like a page."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable

EPOCH = (2026, 11, 18, 8, 0, 0)
MEMBER = re.compile(r"^\S{1,60}\.(?:docx?|xlsx?|pptx|txt|wps|ofd|pdf|zip)$")


class Gbk(zipfile.ZipInfo):
    """A member whose name is written in GBK, without a word about that."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 (a method of the library)
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def bundle(text: str, made: Callable[[str, str], bytes]) -> bytes:
    """Return an archive: a line that is a file's name begins a member, the lines behind it are its words."""
    members: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if MEMBER.match(line):
            members.append((line, []))
        else:
            members[-1][1].append(line)
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for name, lines in members:
            archive.writestr(Gbk(name, EPOCH), made(name, "\n".join(lines)), zipfile.ZIP_DEFLATED)
    return raw.getvalue()


def png(width: int = 420, height: int = 594) -> bytes:
    """Return a picture of grey bars, which from afar is a page."""
    rows = []
    for y in range(height):
        inked = 40 < y < height - 60 and y % 22 < 9
        rows.append(
            b"\0" + b"".join(b"\x50" if inked and 40 < x < width - 50 - y % 90 else b"\xff" for x in range(width))
        )
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"".join(rows))),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
