"""What a new reading of a known announcement changes: the rules, without the database.

The source that first met an announcement is its reference: only its pages revise title, body, document number, day of
publication and attachments. Any other source (the same post in the catalogue, on the portal) fills what is unknown
and states the validity; so two sites that print the same post a little differently do not revise it in turns.
Only the publisher's change of words is a revision. That something unknown became known, that a file moved, that blanks
or what stands around the words moved (`archive.furniture`), is not; that something could not be read this time takes
nothing away. The same bytes are never a revision: what is read in them anew is written over what was read before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from archive.doc_numbers import normal
from archive.furniture import spelled
from archive.records import READ, Attachment, Found


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """An attachment as it is kept, with the source whose page names it."""

    stated_by: str
    file: Attachment


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """All that a revision says."""

    title: str
    published: datetime | None
    issuer: str | None
    doc_number: str | None
    index_number: str | None
    written_on: date | None
    validity: str | None
    body: str
    raw_sha256: str
    reader: str
    reader_version: int
    attachments: tuple[Held, ...]


NOT_READ = frozenset({"unreadable", "timed_out", "too_large", "not_fetched", "refused"})
"""When a reading this time says nothing of a file; in any other status one without words is sound, and another file."""
FACTS = ("published", "issuer", "doc_number", "index_number", "written_on", "validity")


def first(found: Found) -> State:
    """Return the state of an announcement that was never seen before."""
    held = tuple(Held(stated_by=found.source, file=one) for one in found.attachments or ())
    return State(attachments=held, **{name: getattr(found, name) for name in STATED})


STATED = tuple(field.name for field in fields(State) if field.name != "attachments")


def merge(state: State, found: Found, *, reference: bool) -> tuple[State, bool]:
    """Return the state after a reading, and whether that is a revision; an equal state without one changes nothing."""
    same = reference and _same_bytes(state, found)
    files, files_revised = _files(state.attachments, found, reference=reference, same=same)
    facts: dict[str, Any] = {name: _fact(name, state, found, reference=reference) for name in FACTS}
    after = replace(state, attachments=files, **facts)
    if same:
        older = found.reader_version < state.reader_version
        return (replace(state, attachments=files) if older else _reworded(after, found)), files_revised
    if not (_revised(state, found) if reference else _fills_body(state, found)) and not files_revised:
        return after, False
    return replace(_reworded(after, found), title=(reference and found.title) or state.title), True


def reread(state: State, found: Found) -> State:
    """Return the state as its own bytes are read now: what the reading says stands, also where it says nothing."""
    files, _ = _files(state.attachments, found, reference=True, same=True)
    facts: dict[str, Any] = {name: getattr(found, name) for name in FACTS}
    return replace(_reworded(state, found), attachments=files, **facts)


def is_reread(before: State, after: State) -> bool:
    """Tell whether the same bytes are read as other words, or by other readers as other facts, than before."""
    if (before.title, before.body) != (after.title, after.body):
        return True
    other_readers = before.reader_version != after.reader_version
    if other_readers and any(getattr(before, name) not in {None, getattr(after, name)} for name in FACTS):
        return True
    texts = {one.file.sha256: one.file.text for one in after.attachments}
    known = [one.file for one in before.attachments if one.file.text is not None]
    return any(texts.get(file.sha256) != file.text for file in known)


def _same_bytes(state: State, found: Found) -> bool:
    """Tell whether the page is the very one that is kept: whatever is read in it now, the publisher changed nothing."""
    return bool(found.raw_sha256) and found.raw_sha256 == state.raw_sha256


def _reworded(state: State, found: Found) -> State:
    return replace(
        state,
        title=found.title or state.title,
        body=found.body or state.body,
        raw_sha256=found.raw_sha256,
        reader=found.reader,
        reader_version=found.reader_version,
    )


def _fact(name: str, state: State, found: Found, *, reference: bool) -> object:
    known, said = getattr(state, name), getattr(found, name)
    if said is None or (known is not None and not reference and name != "validity"):
        return known
    return said


def _fills_body(state: State, found: Found) -> bool:
    return bool(found.body) and not state.body


def _revised(state: State, found: Found) -> bool:
    """Tell whether the reference's page says other words; what it does not say this time is not a change."""
    said = ((found.title, state.title), (found.body, state.body))
    if any(new and new != old and spelled(new) not in {"", spelled(old)} for new, old in said):
        return True
    if found.doc_number and state.doc_number and normal(found.doc_number) != normal(state.doc_number):
        return True
    return bool(found.published and state.published and found.published.date() != state.published.date())


def _files(held: Sequence[Held], found: Found, *, reference: bool, same: bool) -> tuple[tuple[Held, ...], bool]:
    """Return the attachments after a reading, and whether one was added, replaced or taken away.

    In the `same` bytes of a page no link comes or goes by the publisher's hand; a file behind one can be replaced.
    """
    if found.attachments is None:
        return tuple(held), False
    speaks = reference or not held or any(one.stated_by == found.source for one in held)
    left = list(held)
    after, revised = [], False
    for file in found.attachments:
        old = _same(left, file)
        if old is not None:
            left.remove(old)
            new = _better(old.file, file)
            revised |= reference and new is None
            after.append(replace(old, file=new or (file if reference else old.file)))
        elif speaks:
            after.append(Held(stated_by=found.source, file=file))
            revised |= reference and not same
    gone = [one for one in left if reference and one.stated_by == found.source]
    return (*after, *(one for one in left if one not in gone)), revised or (bool(gone) and not same)


def _same(held: Sequence[Held], file: Attachment) -> Held | None:
    """Return the kept attachment that a link means: of the same URL, else of the same bytes."""
    by_url = (one for one in held if one.file.url == file.url)
    by_bytes = (one for one in held if file.sha256 is not None and one.file.sha256 == file.sha256)
    return next(by_url, None) or next(by_bytes, None)


def _better(old: Attachment, new: Attachment) -> Attachment | None:
    """Return what is to be kept of two readings of one link; None when the publisher put another file there."""
    named = replace(old, url=new.url, name=new.name or old.name)
    same_bytes = old.sha256 == new.sha256
    less = new.text is None and old.text is not None and (same_bytes or new.status in NOT_READ)
    if new.sha256 is None or less:
        return named if old.sha256 is not None or old.status == new.status else new
    if old.sha256 is None:
        return new
    if same_bytes:
        return named if old.status in READ and new.status not in READ else replace(new, name=named.name)
    same_words = old.text is not None and new.text is not None and spelled(old.text) == spelled(new.text)
    return named if same_words else None
