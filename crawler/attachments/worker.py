"""The process that opens files: one request after the other on standard input, answers on standard output.

A request is a line of JSON (`name`, `media_type`, `seconds`, `size`) and so many bytes; an answer is a line of JSON.
Each file is read by a copy of the process (fork) that ends with it: nothing a file does there outlasts it, and no file
pays for starting Python. The copy is bounded in memory, time and files it may write, the last to none.
"""

import json
import logging
import os
import resource
import select
import signal
import sys
import warnings
from dataclasses import asdict
from typing import IO, Any, NoReturn

from crawler.attachments import opening
from crawler.attachments.recognition import Recogniser

READY = b'{"ready": true}\n'
SEE = "--see"
MEMORY, MEMORY_TO_SEE = 1_000_000_000, 6_000_000_000
"""Address space of a copy in bytes, without and with recognition."""
GRACE = 5
"""A copy ends itself so many seconds after a request's time is up, should nobody be there to end it."""
MAX_ANSWER = 64_000_000


def serve(requests: IO[bytes], answers: IO[bytes], *, sees: bool) -> None:
    """Answer requests until there are no more."""
    answers.write(READY)
    answers.flush()
    while line := requests.readline():
        asked = json.loads(line)
        raw = requests.read(asked["size"])
        answers.write(_asked_of_a_copy(asked, raw, sees=sees) + b"\n")
        answers.flush()


def _asked_of_a_copy(asked: dict[str, Any], raw: bytes, *, sees: bool) -> bytes:
    reading, writing = os.pipe()
    copy = os.fork()
    if copy == 0:
        os.close(reading)
        _read_and_end(asked, raw, writing, sees=sees)
    os.close(writing)
    answer = _answer_of(copy, reading)
    _, status = os.waitpid(copy, 0)
    return answer if status == 0 and answer.endswith(b"}") else json.dumps({"broke": _ended(status)}).encode()


def _answer_of(copy: int, reading: int) -> bytes:
    """Return what a copy says; when whoever asked has gone in between, the copy is ended."""
    pieces: list[bytes] = []
    watched = [reading, sys.stdin.fileno()]
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        while sum(map(len, pieces)) < MAX_ANSWER:
            if reading not in select.select(watched, [], [])[0]:
                os.kill(copy, signal.SIGKILL)  # nothing is asked while an answer is due: it is the end of the input
                watched = [reading]
            elif piece := pipe.read(1 << 20):
                pieces.append(piece)
            else:
                break
    return b"".join(pieces)


def _ended(status: int) -> str:
    """Return how a copy ended that gave no answer."""
    if not os.WIFSIGNALED(status):
        return f"the reading process ended with {os.waitstatus_to_exitcode(status)}"
    if os.WTERMSIG(status) in (signal.SIGALRM, signal.SIGXCPU):
        return "its time was up"
    return f"the reading process ended by {signal.Signals(os.WTERMSIG(status)).name}"


def _read_and_end(asked: dict[str, Any], raw: bytes, writing: int, *, sees: bool) -> NoReturn:
    """Read the file in this copy of the process, write the answer and end, whatever happens."""
    code = 1
    try:
        _bound(asked["seconds"], MEMORY_TO_SEE if sees else MEMORY)
        said = _said(asked, raw, sees=sees)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(json.dumps(asdict(said)).encode())
        code = 0
    except MemoryError:
        code = 3
    finally:
        os._exit(code)


def _said(asked: dict[str, Any], raw: bytes, *, sees: bool) -> opening.Reading:
    try:
        sight = Recogniser(asked["seconds"]) if sees else None
    except (ImportError, OSError, RuntimeError, ValueError) as error:  # no fault of the file
        note = f"recognition does not start: {type(error).__name__}: {error}"
        return opening.Reading(status="no_text_layer", text=None, media_type=None, note=note)
    return opening.read(raw, asked["name"], asked["media_type"], sight=sight)


def _bound(seconds: float, memory: int) -> None:
    """Bound this process; where a system does not know one of the bounds, time is still kept by whoever asks."""
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    signal.alarm(int(seconds) + GRACE)
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, 2 * int(seconds) + GRACE),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):  # macOS refuses a bound of the address space
            continue


def main() -> None:
    """Serve on standard input and output; what libraries warn of is nobody's to read here."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    serve(sys.stdin.buffer, sys.stdout.buffer, sees=SEE in sys.argv)


if __name__ == "__main__":
    main()
