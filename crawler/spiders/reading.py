"""The item that flows from the spider to the pipeline: one announcement as read, and who waits for it to be kept."""

import asyncio
from dataclasses import dataclass, field

from archive.records import Found, Kept, Validators


@dataclass(kw_only=True, eq=False, slots=True)
class Reading:
    """One announcement to keep; the bytes of its page and attachments are in the archive already.

    `validators` are remembered in the transaction that keeps it. `kept` is fulfilled with what keeping did, or broken
    with the error that prevented it.
    """

    found: Found
    validators: tuple[Validators, ...] = ()
    kept: asyncio.Future[Kept] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
