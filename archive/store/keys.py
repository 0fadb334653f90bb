"""The keys under which the archive finds things again: pages, titles, readings, and the folded copies for searching."""

import hashlib
import re

from archive.records import Attachment, Found
from archive.text import BRACKETS, matching

__all__ = ["BRACKETS", "matching", "of_exact_url", "of_reading", "of_url"]

_SCHEME = re.compile(r"^[a-z]+://", re.IGNORECASE)


def of_url(url: str) -> str:
    """Return the key of a page.

    http and https, with and without www, `post_N` and `mpost_N` are one page; a fragment counts for nothing.
    """
    host, slash, path = _SCHEME.sub("", url.partition("#")[0]).partition("/")
    return _sha256(host.lower().removeprefix("www.") + slash + path.replace("/mpost_", "/post_"))


def of_exact_url(url: str) -> str:
    """Return the key of one URL and no other."""
    return _sha256(url)


def of_reading(found: Found) -> str:
    """Return the key of all that one reading said; equal keys mean that there is nothing to do."""
    facts = (found.published, found.issuer, found.doc_number, found.index_number, found.written_on, found.validity)
    files = None if found.attachments is None else tuple(map(_file, found.attachments))
    return _sha256(repr((found.fingerprint, bool(found.body), [str(fact) for fact in facts], files)))


def _file(one: Attachment) -> tuple[str, str, str | None, str, int]:
    return one.url, one.name, one.sha256, one.status, len(one.text or "")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
