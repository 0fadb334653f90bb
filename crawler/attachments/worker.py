"""The child process that opens files: one request after the other on standard input, answers on standard output.

A request is a line of JSON (`name`, `media_type`, `seconds`, `size`) and so many bytes; an answer is a line of JSON.
"""

import json
import resource
import signal
import sys
from collections.abc import Callable, Mapping
from typing import IO, Any

from archive.text import decode
from crawler.attachments import kinds, pdf, word
from crawler.attachments.limits import NoText, TooLarge, Unreadable

READY = b'{"ready": true}\n'
MEMORY = 1_000_000_000
"""Address space of the process in bytes."""
GRACE = 5
"""The process ends itself so many seconds after a request's time is up, should nobody be there to end it."""


def plain(raw: bytes) -> str:
    """Return the lines of a plain text."""
    lines = decode(raw).text.replace("\x00", "").splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())


READERS: Mapping[str, Callable[[bytes], str]] = {kinds.PDF: pdf.text, kinds.DOCX: word.text, kinds.TEXT: plain}


def answer(raw: bytes, name: str, media_type: str | None) -> dict[str, Any]:
    """Return status, text, media type and a note on one file."""
    kind = kinds.media_type(raw, name, media_type)
    reader = READERS.get(kind or "")
    found: dict[str, Any] = {"status": "unsupported", "text": None, "media_type": kind, "note": ""}
    if reader is None:
        return found
    try:
        words = reader(raw)
    except NoText as reason:
        return {**found, "note": str(reason)}
    except TooLarge as reason:
        return {**found, "status": "too_large", "note": str(reason)}
    except Unreadable as reason:
        return {**found, "status": "unreadable", "note": str(reason)}
    except (MemoryError, RecursionError) as reason:
        return {**found, "status": "unreadable", "note": f"{type(reason).__name__} while reading"}
    return {**found, "status": "ok", "text": words} if words else {**found, "note": "no words in it"}


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answer requests until there are no more."""
    answers.write(READY)
    answers.flush()
    while line := requests.readline():
        asked = json.loads(line)
        raw = requests.read(asked["size"])
        signal.alarm(int(asked["seconds"]) + GRACE)
        said = answer(raw, asked["name"], asked["media_type"])
        signal.alarm(0)
        answers.write(json.dumps(said).encode() + b"\n")
        answers.flush()


def main() -> None:
    """Bound the process, then serve."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    serve(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
