"""Where bytes are kept: something is written, read and removed again."""

from collections.abc import Iterator
from datetime import UTC, datetime
from secrets import token_bytes

from archive.files import opened
from scheduler.doctor.finding import Finding, Installation, warning, well

NAME = "kept bytes"
EVER = datetime.max.replace(tzinfo=UTC)


def look(it: Installation) -> Iterator[Finding]:
    """Keep some bytes, read them past every cache, and remove them. Raises what the store says, which is told."""
    store, folder = it.settings.blobs, it.settings.data_dir.absolute()
    if store.url.startswith("memory://"):
        yield warning(NAME, "they are kept in memory, gone with each command", "set blobs.url to a bucket or a folder")
        return
    if not store.url and not folder.is_dir():
        yield well(NAME, f"{folder / 'blobs'}: not there yet")
        return
    shelf = opened(store, folder)
    try:
        written = shelf.put(token_bytes(64))
        shelf.check(written)
        shelf.remove(written, EVER)
    finally:
        shelf.close()
    yield well(NAME, f"{store.url or folder / 'blobs'}: written, read and removed")
