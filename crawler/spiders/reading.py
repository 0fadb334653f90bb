"""The item that flows from the spider to the pipeline: something to be read or kept, and who waits for it."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from crawler.spiders.messages import Paper, Writing


@dataclass(kw_only=True, eq=False, slots=True)
class Reading:
    """An announcement's page to read and keep, or a whole announcement to keep.

    `done` is fulfilled with what came of it (Read or Kept), or broken with the error that prevented it.
    """

    id: str
    request: Paper | Writing
    done: asyncio.Future[Any] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
