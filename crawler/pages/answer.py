"""An interface's answer: bytes as JSON, or what stands there in its place."""

import json
from typing import Any

from archive.errors import PageChanged
from archive.text import decode
from crawler.pages.document import MAX_BYTES, parse


def read(raw: bytes, url: str) -> Any:
    """Return the JSON value; raises PageChanged when it is none, Challenged or Gone for a page that says so."""
    if len(raw) > MAX_BYTES:
        raise PageChanged(f"{len(raw)} bytes, expected at most {MAX_BYTES}, at {url}")
    text = decode(raw).text
    if text.lstrip()[:1] == "<":
        parse(raw, url)  # says what stands there in place of the answer
        raise PageChanged(f"a page where the API's JSON was expected, at {url}")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise PageChanged(f"the API's answer is no JSON ({type(error).__name__}), at {url}") from None


def part(answer: Any, *path: str) -> Any:
    """Return what stands at a path of keys, None as soon as there is no such key."""
    for key in path:
        answer = answer.get(key) if isinstance(answer, dict) else None
    return answer
