"""The child process that reads articles' pages, keeps their bytes, and writes what the crawl found into the archive.

Answers come in the order of the requests. What waits in the pipe is written in one transaction, so that a busy crawl
pays for one commit where it would pay for many; when that fails each is written by itself, so that none suffers for
another. The process ends with its standard input, so that it never outlives the crawl; it leaves the signals that end
a crawl to its parent.
"""

import gc
import os
import pickle
import resource
import select
import signal
import sys
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from traceback import format_exc
from typing import IO, Any, NamedTuple

from archive.clock import now
from archive.errors import DatabaseAway, Refused, TryLater, WatchError
from archive.store import Archive, indexing, reopen
from crawler import pages
from crawler.sources import Source
from crawler.spiders import finding
from crawler.spiders.messages import SIZE, Answer, Opening, Paper, Read, Sheet, Writing, packed
from crawler.spiders.writings import keep

MEMORY = 1_500_000_000
"""Address space of the process in bytes; a page has 10 MB at most."""
SECONDS = 60
"""The process ends itself when a page takes longer, should nobody be there to end it."""
TOGETHER = 12
"""Requests that are written in one transaction at most."""
SELDOM = (10_000, 20, 20)
"""How often the collector of reference cycles looks: at its usual pace it takes a tenth of the process's time."""
OFTEN = 500
"""So many are written before they are indexed, if the crawl has not ended by then."""
PIECE = 65_536
"""What a pipe holds; memory for more would be asked for, and given back, at every reading."""

Finish = Callable[[Any], Answer]
"""Makes the answer to a request of what its writing returned."""


@dataclass(kw_only=True, slots=True)
class Inbox:
    """Requests from a pipe, one by one; tells whether another one is there already."""

    pipe: int
    _held: bytearray = field(default_factory=bytearray)

    def take(self, *, wait: bool) -> bytes | None:
        """Return the next request; None when there is none yet and we do not wait, or there will be no more."""
        while not self._whole():
            if not wait and not select.select([self.pipe], [], [], 0)[0]:
                return None
            piece = os.read(self.pipe, PIECE)
            if not piece:
                return None
            self._held += piece
        size = int.from_bytes(self._held[:SIZE])
        message = bytes(self._held[SIZE : SIZE + size])
        del self._held[: SIZE + size]
        return message

    def _whole(self) -> bool:
        return len(self._held) >= SIZE and len(self._held) - SIZE >= int.from_bytes(self._held[:SIZE])


class Step(NamedTuple):
    """What is left to do for a request: what to write if anything, how to answer, and the hash of bytes it rests on."""

    writing: Writing | None
    finish: Finish
    kept: str | None = None


def prepared(request: Sheet | Paper | Writing, archive: Archive | None) -> Step:
    """Do what comes before the writing: a page is read, and its bytes are kept unless it can not be read."""
    if isinstance(request, Writing):
        return Step(request, Answer)
    source: Source = pickle.loads(request.source)  # noqa: S301 - our parent's
    try:
        page = pages.page(request.raw, request.url, source, declared=request.declared)
        if isinstance(request, Sheet) or archive is None:
            return Step(None, lambda _: Answer(page))
        kept = archive.blobs.pack(request.raw)
        found = finding.of_page(request.entry, page, source, raw_sha256=kept, now=now())
    except WatchError as error:
        refused = Answer(error=error)
        return Step(None, lambda _: refused)
    except Exception:  # noqa: BLE001 - a mistake of ours costs this page only, and the parent tells it
        broke = Answer(broke=format_exc())
        return Step(None, lambda _: broke)
    if not request.at_once or finding.links(page, request.entry):
        return Step(None, lambda _: Answer(Read(page=page, found=found, kept=None)), kept)
    whole = replace(found, attachments=())
    writing = Writing(keep, (whole, (request.given,)))
    return Step(writing, lambda outcome: Answer(Read(page=page, found=found, kept=outcome)), kept)


def settled(archive: Archive | None, steps: list[Step]) -> list[Step]:
    """Return the steps when their bytes are kept for certain: what could not be kept has its error for an answer.

    A store that is away or says no is as bad as a database that is away: the crawl ends.
    """
    lost = archive.blobs.settle() if archive else {}
    if not lost:
        return steps
    errors = [lost.get(step.kept) if step.kept else None for step in steps]
    return [
        step if error is None else Step(None, partial(_refused, error))
        for step, error in zip(steps, errors, strict=True)
    ]


def _refused(error: WatchError, _: object) -> Answer:
    return Answer(error=DatabaseAway(str(error)) if isinstance(error, TryLater | Refused) else error)


def written(archive: Archive | None, steps: list[Step]) -> list[Answer]:
    """Write what the steps have to write, in one transaction if that works, and return their answers."""
    try:
        if archive is None or not any(step.writing for step in steps):
            return [step.finish(None) for step in steps]
        with archive.begin() as tx:
            outcomes = [step.writing and step.writing.function(tx, *step.writing.arguments) for step in steps]
        return [step.finish(outcome) for step, outcome in zip(steps, outcomes, strict=True)]
    except DatabaseAway as error:  # it is away for all of them, and was waited for long enough
        return [Answer(error=error) if step.writing else step.finish(None) for step in steps]
    except Exception as error:  # noqa: BLE001 - one of several may be to blame: each is tried by itself
        if len(steps) > 1:
            return [answer for step in steps for answer in written(archive, [step])]
        return [Answer(error=error) if isinstance(error, WatchError) else Answer(broke=format_exc())]


def serve(inbox: Inbox, answers: IO[bytes], archive: Archive | None) -> None:
    """Answer requests until there are no more."""
    unindexed = 0
    while (raw := inbox.take(wait=True)) is not None:
        steps = []
        while raw is not None:
            signal.alarm(SECONDS)
            steps.append(prepared(pickle.loads(raw), archive))  # noqa: S301 - our parent's
            signal.alarm(0)
            raw = inbox.take(wait=False) if len(steps) < TOGETHER else None
        for answer in written(archive, settled(archive, steps)):
            answers.write(packed(answer))
        answers.flush()
        unindexed += sum(step.writing is not None for step in steps)
        if archive is not None and unindexed >= OFTEN:
            indexed(archive)
            unindexed = 0


def indexed(archive: Archive) -> None:
    """Index what was written: the end of a crawl does so, but a first one takes hours, and people search meanwhile."""
    with suppress(DatabaseAway):  # the next writing tells it
        indexing.bring_up(archive)


def main() -> None:
    """Bound the process, open the archive that the first message names, then serve."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.freeze()
    gc.set_threshold(*SELDOM)
    inbox = Inbox(pipe=sys.stdin.fileno())
    first = inbox.take(wait=True)
    if first is None:
        return
    opening: Opening | None = pickle.loads(first)  # noqa: S301 - our parent's
    with reopen(opening.database, Path(opening.data_dir), opening.store) if opening else nullcontext() as archive:
        try:
            serve(inbox, sys.stdout.buffer, archive)
        except BrokenPipeError:  # the parent is gone; what it asked for is written
            os._exit(0)


if __name__ == "__main__":
    main()
