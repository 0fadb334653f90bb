"""What the crawl and its recorder say to each other: a pickle each, after eight bytes that say how long it is."""

import pickle
from collections.abc import Callable
from typing import Any, NamedTuple

from archive.errors import WatchError
from archive.records import Found, Kept, Validators
from archive.sections import Store
from crawler.items import Entry, Page

SIZE = 8


class Opening(NamedTuple):
    """The first message: where the archive's database, data folder and kept bytes are; None opens no archive."""

    database: str
    data_dir: str
    store: Store = Store()


class Sheet(NamedTuple):
    """A page as it came, to be read and no more: `source` pickled, `declared` the server's charset."""

    raw: bytes
    url: str
    source: bytes
    declared: str | None


class Paper(NamedTuple):
    """An announcement's page as it came, to be read, and kept `at_once` unless it has attachments.

    `url` is where it came from in the end, `source` pickled, `declared` the server's charset; `given` is what the
    server gave to ask with next time.
    """

    raw: bytes
    url: str
    source: bytes
    declared: str | None
    entry: Entry
    given: Validators
    at_once: bool


class Writing(NamedTuple):
    """A function that takes a transaction and what follows here, to be called in a transaction that may write."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]


class Read(NamedTuple):
    """What came of a page; `kept` is None when it was not kept, since that was not asked for or it has attachments."""

    page: Page
    found: Found
    kept: Kept | None


class Answer(NamedTuple):
    """What came of a request; or why it can not be had; or how a mistake of ours ended it."""

    value: Any = None
    error: WatchError | None = None
    broke: str = ""


def packed(message: object) -> bytes:
    """Return a message as it goes through a pipe."""
    raw = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return len(raw).to_bytes(SIZE) + raw
