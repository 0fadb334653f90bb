"""A kept announcement read anew from its kept bytes, as a crawl would read them with the present readers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from archive.errors import NotFound, WatchError
from archive.records import Announcement, Attachment, Found
from archive.text import fingerprint
from crawler import pages
from crawler.attachments import names, read
from crawler.items import Link, Page
from crawler.pages.version import READER_VERSION
from crawler.sources import Source

Bytes = Callable[[str], bytes]
"""Gives the bytes of a hash; raises NotFound or WatchError when they are not there or damaged."""
FACTS = ("issuer", "doc_number", "index_number", "written_on", "validity")
WORDS = (*FACTS, "id", "post_id", "url", "title", "published", "body", "raw_sha256", "reader", "reader_version")


@dataclass(frozen=True, kw_only=True, slots=True)
class Reread:
    """What the kept bytes say now, and sentences on what could not be read of them."""

    found: Found
    problems: tuple[str, ...] = ()


def reread(held: Announcement, url: str, source: Source, *, alone: bool, blob: Bytes, seconds: float) -> Reread:
    """Return what an announcement's kept page and files say to the present readers.

    `url` and `source` are where its page was read. `alone`: nothing but this page states its facts and files; else
    facts that it does not print, and files that it does not name, stay, for a catalogue's record may state them.
    Raises PageChanged, Challenged or Gone when the page can not be read now, WatchError when it is not there.
    """
    stated = _stated(held, url, source, alone=alone and source.platform != "gkmlpt", blob=blob)
    problems: list[str] = []
    files = tuple(_file(one, blob, seconds, problems) for one in stated.attachments)
    found = Found(
        source=source.key,
        fingerprint=fingerprint(stated.title, stated.doc_number, stated.body),
        attachments=files,
        **{name: getattr(stated, name) for name in WORDS},
    )
    return Reread(found=found, problems=tuple(problems))


@dataclass(frozen=True, kw_only=True, slots=True)
class FilesRead:
    """What files that waited to be read say, and sentences on those that are broken or not there."""

    files: tuple[Attachment, ...]
    problems: tuple[str, ...]


def read_waiting(waiting: Iterable[Attachment], *, blob: Bytes, seconds: float, recognise: bool) -> FilesRead:
    """Read files that a crawl kept and left, as it would have read them; one whose bytes are not there goes on waiting.

    Raises WatchError other than NotFound when the store of bytes is away: then nothing is known of any.
    """
    done, problems = [], []
    for one in waiting:
        try:
            raw = blob(one.sha256 or "")
        except NotFound as error:
            problems.append(f"{one.name}: {error}")
            continue
        name = names.ending_in(one.name, names.of_url(one.url))
        reading = read(raw, name, media_type=one.media_type, seconds=seconds, recognise=recognise)
        if reading.status in {"unreadable", "timed_out"}:
            problems.append(f"{one.name}: {reading.note or reading.status}")
        media_type = reading.media_type or one.media_type
        done.append(replace(one, media_type=media_type, status=reading.status, text=reading.text))
    return FilesRead(files=tuple(done), problems=tuple(problems))


def _stated(held: Announcement, url: str, source: Source, *, alone: bool, blob: Bytes) -> Announcement:
    """Return the announcement as its page states it, its files as they are held; one without a page as it is held."""
    if not held.raw_sha256:
        return replace(held, reader_version=READER_VERSION)
    page = pages.page(blob(held.raw_sha256), url, source)
    # A catalogue's record is exacter than its page; and the page of another source only fills what is unknown.
    weaker = source.platform == "gkmlpt" or source.key != held.source
    facts: dict[str, Any] = {name: _fact(page, held, name, alone=alone, weaker=weaker) for name in FACTS}
    return replace(
        held,
        title=held.title if source.key != held.source else page.title or held.title,
        published=(held.published or page.published) if weaker else (page.published or held.published),
        body=page.body,
        reader=page.reader,
        reader_version=READER_VERSION,
        attachments=tuple(_named(page, held, alone=alone)),
        **facts,
    )


def _fact(page: Page, held: Announcement, name: str, *, alone: bool, weaker: bool) -> object:
    """Return a fact by the rule of a crawl: the exacter of two statements, and either before none."""
    printed, known = getattr(page, name), getattr(held, name)
    if alone:
        return printed
    return (known or printed) if weaker else (printed or known)


def _named(page: Page, held: Announcement, *, alone: bool) -> list[Attachment]:
    """Return the attachments that the page names, as they are held if they are, and those that another page names."""
    before = {one.url: one for one in held.attachments}
    links: dict[str, Link] = {link.url: link for link in reversed(page.attachments)}
    named = [_as_named(links[url], before.get(url)) for url in dict.fromkeys(link.url for link in page.attachments)]
    return named if alone else [*named, *(one for url, one in before.items() if url not in links)]


def _as_named(link: Link, held: Attachment | None) -> Attachment:
    return replace(held, name=link.name) if held is not None else Attachment(url=link.url, name=link.name)


def _file(one: Attachment, blob: Bytes, seconds: float, problems: list[str]) -> Attachment:
    """Return an attachment as its bytes are read now; one whose bytes are not there stays as it is."""
    if one.sha256 is None:
        return one
    try:
        raw = blob(one.sha256)
    except WatchError as error:
        problems.append(f"{one.name}: {error}")
        return one
    reading = read(raw, one.name, media_type=one.media_type, seconds=seconds)
    if reading.text is None and one.text is not None:
        problems.append(f"{one.name}: was read before and is {reading.status} now: {reading.note or 'no words'}")
        return one
    return replace(one, media_type=reading.media_type or one.media_type, status=reading.status, text=reading.text)
