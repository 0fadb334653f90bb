"""One article's record in the catalogue's JSON: its fields, of whatever type they come, as facts."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from archive.dates import epoch_moment, find_moment
from archive.doc_numbers import find as find_numbers
from crawler.identity import resolve
from crawler.items import Link
from crawler.pages.prose import tidy

_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
FUTURE = 4_102_444_800
"""2100-01-01 in Unix seconds: no post is published later."""


def published(stated: Mapping[str, Any]) -> datetime | None:
    """Return when an article was published: the true instants first, then the naive string, then the bare day."""
    for name in ("display_publish_time", "first_publish_time"):
        if found := moment(stated, name):
            return found
    naive = text(stated, "created_at")
    return (find_moment(naive) if naive else None) or moment(stated, "date")


def moment(stated: Mapping[str, Any], name: str) -> datetime | None:
    """Return the moment of a field in Unix seconds, None for 0 and for what is no moment."""
    seconds = number(stated, name)
    return epoch_moment(seconds) if seconds and 0 < seconds < FUTURE else None


def validity(stated: Mapping[str, Any]) -> str | None:
    """Return 有效, 失效 or 废止 by the two flags, None when there are none."""
    if number(stated, "is_abolished") == 1:
        return "废止"
    expired = number(stated, "is_expired")
    return None if expired is None else "失效" if expired == 1 else "有效"


def attachments(stated: Mapping[str, Any], url: str) -> tuple[Link, ...]:
    """Return the files of a record, each address once."""
    given = stated.get("attachment")
    found: dict[str, Link] = {}
    for one in given if isinstance(given, list) else []:
        address = resolve(url, text(one, "url") or "") if isinstance(one, dict) else None
        if address:
            name = text(one, "name") or address.rpartition("/")[2]
            found.setdefault(address, Link(url=address, name=tidy(name)))
    return tuple(found.values())


def numbers(stated: str | None) -> str | None:
    """Return document numbers in their normal form, several joined by one space; as written when of no known form."""
    if stated is None:
        return None
    return " ".join(find_numbers(stated)) or tidy(stated)


def text(stated: Mapping[str, Any], name: str) -> str | None:
    """Return a string field without what no text may hold (JSON can spell NUL and half characters), None when empty."""
    value = stated.get(name)
    return _NO_TEXT.sub("", value).strip() or None if isinstance(value, str) else None


def number(stated: Mapping[str, Any], name: str) -> int | None:
    """Return a whole number, also when it is written as a string."""
    value = stated.get(name)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < len(str(FUTURE)) + 2:
        return int(value)
    return value if isinstance(value, int) else None
