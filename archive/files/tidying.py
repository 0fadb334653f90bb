"""What earlier programs kept, written anew: gzip as zstd, and a folder's bytes into an object store."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from archive.errors import WatchError
from archive.files import frames
from archive.files.folder import OLD_SUFFIX, Blobs
from archive.files.packs import HEADER, records
from archive.files.shelf import NAME, SUFFIX, Shelf

ASIDE = ".part"


@dataclass(slots=True)
class Tidied:
    """What was written anew: how many kept bytes, their size on disk before and after, and what was damaged."""

    written: int = 0
    before: int = 0
    after: int = 0
    damaged: int = 0


def recompress(folder: Path) -> Tidied:
    """Write all that is gzip in a folder of kept bytes anew as zstd; what is damaged stays as it is.

    Each file and pack is removed when its successor is whole and was read back, so it can be interrupted and run
    again. Who reads meanwhile finds all; nobody may write packs meanwhile, which is for the caller to see to. Raises
    WatchError when the folder can not be written.
    """
    done = Tidied()
    try:
        for file in sorted(folder.glob(f"[0-9a-f][0-9a-f]/*{OLD_SUFFIX}")):
            if NAME.fullmatch(file.stem):
                _file(Blobs(folder), file, done)
        for pack in sorted((folder / "packs").glob("*.pack")):
            _pack(pack, done)
    except OSError as error:
        raise WatchError(f"{folder}: can not be written: {error.strerror}") from None
    return done


def hand_over(here: Shelf, there: Shelf) -> int:
    """Put all that one place keeps into another; returns how much was new there. Nothing is removed.

    What is damaged raises WatchError, after all else is there.
    """
    known, new = set(there.every()), 0
    damage: WatchError | None = None
    for sha256 in here.every():
        if sha256 in known:
            continue
        try:
            raw = here.get(sha256)
        except WatchError as error:
            damage = damage or error
            continue
        there.put(raw)
        new += 1
    if damage is not None:
        raise damage
    return new


def _file(blobs: Blobs, file: Path, done: Tidied) -> None:
    packed = file.read_bytes()
    try:
        raw = frames.checked(packed, file.stem)
    except frames.Damaged:
        done.damaged += 1
        return
    blobs.write(file.stem, b"".join(frames.in_pieces(raw)))
    successor = file.with_suffix(SUFFIX)
    if frames.holds(successor.read_bytes(), raw):
        file.unlink()
        _count(done, packed, successor.stat().st_size)


def _pack(pack: Path, done: Tidied) -> None:
    """Write a pack anew under another name, if there is gzip in it."""
    all_of_it = list(records(pack))
    if not any(frames.is_old(packed) for _, packed in all_of_it):
        return
    # Names sort by time, and of two records the later counts: the successor keeps its predecessor's place in time.
    successor = pack.with_name(f"{pack.name.partition('-')[0]}-{token_hex(4)}.pack")
    aside = successor.with_suffix(ASIDE)
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        for key, packed in all_of_it:
            anew = _anew(key, packed, done)
            out.write(HEADER.pack(key, len(anew)) + anew)
        out.flush()
        os.fsync(out.fileno())
    aside.replace(successor)
    pack.unlink()


def _anew(key: bytes, packed: bytes, done: Tidied) -> bytes:
    if not frames.is_old(packed):
        return packed
    try:
        raw = frames.checked(packed, key.hex())
    except frames.Damaged:
        done.damaged += 1
        return packed
    anew = frames.compressed(raw)
    if hashlib.sha256(frames.unpacked(anew)).digest() != key:
        return packed
    _count(done, packed, len(anew))
    return anew


def _count(done: Tidied, packed: bytes, after: int) -> None:
    done.written += 1
    done.before += len(packed)
    done.after += after
