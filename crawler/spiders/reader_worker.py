"""The child process that reads articles' pages and keeps their bytes: one after the other, through pipes.

A request and an answer are each so many bytes of pickle, after eight bytes that say how many. The process ends with
its standard input, so that it never outlives the crawl; it leaves the signals that end a crawl to its parent.
"""

import pickle
import resource
import signal
import sys
from pathlib import Path
from traceback import format_exc
from typing import IO, NamedTuple

from archive.errors import Challenged, Gone, PageChanged, WatchError
from archive.files import Blobs
from crawler import pages
from crawler.items import Page
from crawler.sources import Source

MEMORY = 1_500_000_000
"""Address space of the process in bytes; a page has 10 MB at most."""
SECONDS = 60
"""The process ends itself when a page takes longer, should nobody be there to end it."""
SIZE = 8


class Request(NamedTuple):
    """A page as it came: `url` is where it came from in the end, `source` pickled, `declared` the server's charset."""

    raw: bytes
    url: str
    source: bytes
    declared: str | None


class Answer(NamedTuple):
    """What the page says, and the hash under which it is kept; or why it was not read; or how a reader broke."""

    page: Page | None = None
    sha256: str = ""
    error: WatchError | None = None
    broke: str = ""


def answer(request: Request, blobs: Blobs) -> Answer:
    """Read a page and keep its bytes; one that can not be read is not kept."""
    source: Source = pickle.loads(request.source)  # noqa: S301 - our parent's
    try:
        page = pages.page(request.raw, request.url, source, declared=request.declared)
        return Answer(page=page, sha256=blobs.put(request.raw))
    except (PageChanged, Challenged, Gone, WatchError) as error:
        return Answer(error=error)
    except Exception:  # noqa: BLE001 - a mistake of ours costs this page only, and the parent tells it
        return Answer(broke=format_exc())


def packed(message: object) -> bytes:
    """Return a message as it goes through a pipe."""
    raw = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return len(raw).to_bytes(SIZE) + raw


def serve(requests: IO[bytes], answers: IO[bytes], blobs: Blobs) -> None:
    """Answer requests until there are no more."""
    while len(size := requests.read(SIZE)) == SIZE:
        raw = requests.read(int.from_bytes(size))
        if len(raw) < int.from_bytes(size):
            return
        signal.alarm(SECONDS)
        said = answer(pickle.loads(raw), blobs)  # noqa: S301 - our parent's
        signal.alarm(0)
        answers.write(packed(said))
        answers.flush()


def main() -> None:
    """Bound the process, then serve; the one argument is the folder of kept bytes."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    serve(sys.stdin.buffer, sys.stdout.buffer, Blobs(Path(sys.argv[1])))


if __name__ == "__main__":
    main()
