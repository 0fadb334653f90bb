"""Two revisions of an announcement part by part, side by side. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from archive.records import Attachment, Revision
from archive.web.beside import Beside, beside

MOST_FILES = 20
"""Attachments that are compared."""
_PLAIN = ("title", "published", "issuer", "doc_number")


@dataclass(frozen=True, slots=True)
class Part:
    """A part in two states; `name` is that of an attachment, of which `old` or `new` says that it was there."""

    part: str
    name: str
    beside: Beside
    old: bool = True
    new: bool = True


def parts(old: Revision, new: Revision) -> list[Part]:
    """Return the parts that differ, and the body in any case."""
    plain = [Part(name, "", beside(_said(old, name), _said(new, name))) for name in _PLAIN]
    body = Part("body", "", beside(old.body, new.body))
    return [*(one for one in plain if one.beside.differs), body, *_files(old.attachments, new.attachments)]


def _said(state: Revision, name: str) -> str:
    value = getattr(state, name)
    return value.strftime("%Y-%m-%d %H:%M") if isinstance(value, datetime) else str(value or "")


def _files(old: tuple[Attachment, ...], new: tuple[Attachment, ...]) -> Iterator[Part]:
    """Give the attachments that came, went or say something else; they are the same by name."""
    was, now = {one.name: one for one in old}, {one.name: one for one in new}
    names = [name for name in dict.fromkeys([*was, *now]) if _differ(was.get(name), now.get(name))]
    for name in names[:MOST_FILES]:
        before, after = was.get(name), now.get(name)
        texts = (before and before.text) or "", (after and after.text) or ""
        yield Part("attachment", name, beside(*texts), old=before is not None, new=after is not None)


def _differ(before: Attachment | None, after: Attachment | None) -> bool:
    if before is None or after is None:
        return True
    return (before.text, before.text is None and before.sha256) != (after.text, after.text is None and after.sha256)
