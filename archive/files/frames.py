"""Frames: bytes as they are kept, compressed by zstd; those that earlier programs kept are gzip and are read as well.

What is unpacked is bounded whatever a frame says of itself, and it is unpacked bit by bit.
"""

import hashlib
import sys
import zlib
from collections.abc import Iterator

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LEVEL = 3
"""Of zstd's 1 to 22: a real page is 6 % smaller than by gzip at its 2, in a third of the time (docs/keeping.md)."""
MOST = 1 << 29
"""Bytes of one page or attachment at most. What unpacks to more is no page but a bomb."""
MOST_PACKED = MOST + (MOST >> 7)
"""What can not be compressed grows a little."""
WINDOW_LOG = 27
"""A frame that needs more memory than 2 to this power is refused; ours need 8 MB at most."""
CHUNK = 1 << 18
"""Bytes compressed, unpacked or compared at a time, so that a large file is not in memory twice."""
_GZIP = 31
"""What zlib calls a gzip file with the largest window."""
_GZIP_BEGINS = b"\x1f\x8b"


class Damaged(Exception):
    """What is kept is not what its name says; the text ends a sentence about it."""


def compressed(raw: bytes) -> bytes:
    """Return the bytes as one frame."""
    return zstd.compress(raw, LEVEL)


def in_pieces(raw: bytes) -> Iterator[bytes]:
    """Give the same frame as `compressed` bit by bit."""
    packer = zstd.ZstdCompressor(LEVEL)
    packer.set_pledged_input_size(len(raw))
    whole = memoryview(raw)
    for start in range(0, len(whole), CHUNK):
        yield packer.compress(whole[start : start + CHUNK])
    yield packer.flush()


def checked(packed: bytes, sha256: str) -> bytes:
    """Return the bytes of a frame when they have that hash; raises Damaged."""
    raw = unpacked(packed)
    if hashlib.sha256(raw).hexdigest() != sha256:
        raise Damaged("holds other bytes than its name says")
    return raw


def unpacked(packed: bytes, most: int = MOST) -> bytes:
    """Return the bytes of a frame; raises Damaged when it is none, is not whole, or holds more than so many bytes."""
    pieces, size = [], 0
    for piece in _pieces(packed):
        size += len(piece)
        if size > most:
            raise Damaged(f"can not be read, it unpacks to more than {most} bytes")
        pieces.append(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def holds(packed: bytes, raw: bytes) -> bool:
    """Tell whether a frame holds these very bytes."""
    whole, at = memoryview(raw), 0
    try:
        for piece in _pieces(packed):
            if whole[at : at + len(piece)] != piece:
                return False
            at += len(piece)
    except Damaged:
        return False
    return at == len(whole)


def is_old(packed: bytes) -> bool:
    """Tell whether an earlier program compressed this."""
    return packed[:2] == _GZIP_BEGINS


def _pieces(packed: bytes) -> Iterator[bytes]:
    if is_old(packed):
        yield from _of_gzip(packed)
        return
    reader = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: WINDOW_LOG})
    try:
        piece = reader.decompress(packed, CHUNK)
        while piece or not (reader.eof or reader.needs_input):
            yield piece
            piece = b"" if reader.eof else reader.decompress(b"", CHUNK)
    except zstd.ZstdError:
        raise Damaged("can not be read, it is no zstd frame") from None
    _whole(reader.eof and not reader.unused_data, "zstd")


def _of_gzip(packed: bytes) -> Iterator[bytes]:
    reader, rest = zlib.decompressobj(_GZIP), packed
    try:
        while not reader.eof and (piece := reader.decompress(rest, CHUNK)):
            yield piece
            rest = reader.unconsumed_tail
    except zlib.error:
        raise Damaged("can not be read, it is no gzip file") from None
    _whole(reader.eof and not reader.unused_data, "gzip")


def _whole(is_whole: bool, kind: str) -> None:
    if not is_whole:
        raise Damaged(f"can not be read, it is no whole {kind} file")
