"""How a log line looks: for people, or one JSON object; bounded, without secrets, and never more than its own line.

Built on structlog's ProcessorFormatter over the standard library's records.
"""

import json
import logging
import math
from collections.abc import Callable, Mapping, MutableMapping
from datetime import UTC, date, datetime
from functools import partial
from os import environ
from pathlib import PurePath
from re import compile as pattern
from typing import Any

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import Processor

from archive import clock
from archive.errors import WrongSettings
from archive.printable import shown
from scheduler.redaction import MARK, REDACTOR

Event = MutableMapping[str, Any]
MOST_LINE = 32_000
"""Bytes of a line, so that journals and collectors take it whole."""
MOST_EVENT, MOST_FIELD, MOST_EXCEPTION = 4_000, 1_000, 8_000
MOST_FIELDS, MOST_ITEMS, MOST_DEPTH = 20, 20, 4
MOST_INTEGER = 2**63
HEAD = ("timestamp", "level", "logger", "event", "command", "run_id", "trace_id", "span_id", "source")
"""The fields that have a meaning of ours; a record can not state the others of them itself, only `source`."""
_FOREIGN = frozenset(vars(logging.makeLogRecord({}))) | {"spider", "color_message", "message", "asctime", "taskName"}
"""What every record has, what others put into records that says nothing, and what other formatters leave there."""
_PLAIN = pattern(r"[\w.:/@+,-]+")


def formatter(form: str, about: Callable[[], Mapping[str, str]], *, colours: bool) -> logging.Formatter:
    """Return what makes a line of a record: `form` is human or json, `about` gives what is said in every line."""
    steps: tuple[Processor, ...] = (partial(_told, about), structlog.processors.format_exc_info, _harmless)
    if form == "json":
        return ProcessorFormatter(processors=[*steps, _as_json])
    console = structlog.dev.ConsoleRenderer(
        colors=colours,
        pad_event_to=0,
        pad_level=False,
        sort_keys=False,
        exception_formatter=structlog.dev.plain_traceback,
    )
    return ProcessorFormatter(processors=[*steps, _for_people, console, _one_record])


def _told(about: Callable[[], Mapping[str, str]], _logger: Any, _name: str, said: Event) -> Event:
    """Put what is known of every line before what a record states itself."""
    record: logging.LogRecord = said["_record"]
    stated = {key: value for key, value in vars(record).items() if key not in _FOREIGN}
    head = {
        "timestamp": moment(record.created),
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": said["event"],
        **about(),
    }
    if "source" in stated:
        head["source"] = stated["source"]
    raised = {key: said[key] for key in ("exc_info", "stack_info") if key in said}
    return head | {key: value for key, value in stated.items() if key not in HEAD} | raised


def moment(created: float) -> str:
    """Return when a record was made, by the one clock where that is not the machine's."""
    if clock.VARIABLE in environ:
        try:
            return clock.now().isoformat()
        except WrongSettings:
            pass  # the command says so itself; here it is said when
    return datetime.fromtimestamp(created, UTC).astimezone(clock.SHANGHAI).isoformat(timespec="milliseconds")


def _harmless(_logger: Any, _name: str, said: Event) -> Event:
    """Bound every field, make visible what is hidden in it, and take secrets out."""
    exception = said.pop("exception", None)
    kept: Event = {}
    for key, value in list(said.items())[: MOST_FIELDS + len(HEAD)]:
        name = key if key in HEAD else words(key, 100)
        kept[name] = words(value, MOST_EVENT) if key == "event" else value_of(value)
    if exception is not None:
        lines = redacted(str(exception), MOST_EXCEPTION, end=True).split("\n")
        kept["exception"] = "\n".join(map(shown, lines))
    return kept


def value_of(value: Any, depth: int = 0) -> Any:
    """Return what JSON can hold of a value, harmless at every depth."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and abs(value) < MOST_INTEGER:
        return int(value)
    if isinstance(value, float) and math.isfinite(value):
        return float(value)
    if depth < MOST_DEPTH and isinstance(value, Mapping):
        return {words(key, 100): value_of(one, depth + 1) for key, one in list(value.items())[:MOST_ITEMS]}
    if depth < MOST_DEPTH and isinstance(value, list | tuple | set | frozenset):
        return [value_of(one, depth + 1) for one in list(value)[:MOST_ITEMS]]
    return words(value, MOST_FIELD)


def words(value: Any, most: int) -> str:
    """Return a value as one line of text without secrets, of at most so many characters."""
    return shown_redacted(_text(value), most)


def shown_redacted(text: str, most: int) -> str:
    """Return a text on one line; what hides in it is made visible, and no secret hides behind that."""
    return redacted(shown(redacted(text, most * 2)), most)


def redacted(text: str, most: int, *, end: bool = False) -> str:
    """Return a text without secrets, and its beginning or its end when it is longer than `most`.

    A very long one is cut before, with room for what a secret at the cut would leave half.
    """
    longest = most + 4 * REDACTOR.longest
    cut = len(text) > longest
    if cut:
        text = text[-longest:] if end else text[:longest]
    text = REDACTOR.redacted(text)
    if cut or len(text) > most:
        text = f"[…]{text[-most:]}" if end else f"{text[:most]}[…]"
    return text


def _text(value: Any) -> str:
    try:
        if isinstance(value, str):
            return str(value)
        if isinstance(value, date):
            return value.isoformat()
        return str(value) if isinstance(value, PurePath | BaseException) else repr(value)
    except Exception as error:  # noqa: BLE001 - whatever an object does when it is asked for its words
        return f"<{type(value).__name__} that raises {type(error).__name__}>"


def _as_json(_logger: Any, _name: str, said: Event) -> str:
    line = json.dumps(said, ensure_ascii=False, allow_nan=False)
    if len(line.encode("utf-8", "replace")) > MOST_LINE or REDACTOR.knows(line):
        head = {key: said[key] for key in HEAD[:3] if key in said}
        event = MARK if REDACTOR.knows(line) else str(said.get("event", ""))[:1_000]
        line = json.dumps(head | {"event": event, "cut": True}, ensure_ascii=False)
    return json.dumps({"event": MARK, "cut": True}) if REDACTOR.knows(line) else line


def _for_people(_logger: Any, _name: str, said: Event) -> Event:
    """Leave out what a person sees anyway; values that would read like another field are quoted by the renderer."""
    plain = {key: said[key] for key in ("timestamp", "level", "logger", "event", "exception") if key in said}
    fields = {key: one for key, one in said.items() if key not in plain and key not in {"command", "run_id"}}
    return plain | {
        key if _PLAIN.fullmatch(key) else json.dumps(key): one
        if isinstance(one, str)
        else json.dumps(one, ensure_ascii=False)
        for key, one in fields.items()
    }


def _one_record(_logger: Any, _name: str, line: Any) -> str:
    """Indent what follows the first line, so that no line of a traceback can be taken for a record."""
    whole = REDACTOR.known_taken_out(str(line).replace("\n", "\n    "))
    return whole if len(whole) <= MOST_LINE else f"{whole[:MOST_LINE]}[…]"
