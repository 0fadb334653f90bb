"""Every page of the twin, on each of its days, is read word for word."""

import unicodedata
from collections.abc import Iterator
from functools import cache
from urllib.parse import urlsplit

import pytest

from crawler import attachments, pages
from crawler.items import Entry
from crawler.pages import gkmlpt
from crawler.sources import Source, load
from tests.twin.announcements import DAYS
from tests.twin.announcements import load as written
from tests.twin.background import posts as everyday
from tests.twin.columns import CATALOGUES, COLUMNS
from tests.twin.replies import Asked, Resource
from tests.twin.site import Site
from tests.twin.truth import Expected, expected

SOURCES = {key: source for key, source in load().items() if key in COLUMNS or key in CATALOGUES}


@cache
def site() -> Site:
    posts = written()
    return Site([*posts, *everyday(posts)], COLUMNS)


def get(url: str, day: int) -> Resource:
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return site().answer(Asked(method="GET", scheme=parts.scheme, host=parts.netloc, path=path), day)


def entries(source: Source, day: int) -> Iterator[Entry]:
    url: str | None = source.start_url
    if source.platform == "gkmlpt":
        shell = gkmlpt.shell(get(source.start_url, day).body, source.start_url)
        assert shell.sid == int(CATALOGUES[source.key].sid)
        assert source.sid in {None, shell.sid}
        url = gkmlpt.api_url(source, 1, sid=shell.sid)
    while url is not None:
        answer = get(url, day)
        if answer.status != 200:
            return
        listing = pages.listing(answer.body, url, source)
        yield from listing.entries
        url = listing.next_url


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("key", SOURCES)
def test_a_source_lists_what_stands_there(key: str, day: int) -> None:
    truth = expected(site().posts, COLUMNS, day)
    found = {entry.id: entry for entry in entries(SOURCES[key], day)}
    assert set(found) == {one.id for one in truth.values() if key in one.sources}
    for entry in found.values():
        assert entry.title == truth[entry.id].title
        assert entry.published is not None
        assert entry.published.date() == truth[entry.id].published.date()


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("key", SOURCES)
def test_a_sources_pages_say_what_was_written(key: str, day: int) -> None:
    truth = expected(site().posts, COLUMNS, day)
    for entry in entries(SOURCES[key], day):
        same(entry, truth[entry.id], get(entry.url, day), SOURCES[key])


def same(entry: Entry, wanted: Expected, answer: Resource, source: Source) -> None:
    page = pages.page(answer.body, entry.url, source)
    assert page.title == wanted.title
    assert page.body == wanted.body
    assert page.published is not None
    if wanted.printed == "minute" and "/gkmlpt/" not in entry.url:
        assert page.published.replace(second=0) == wanted.published.replace(second=0)
    assert page.published.date() == wanted.published.date()
    for name in ("issuer", "doc_number", "index_number", "written_on", "validity"):
        assert getattr(page, name) == getattr(wanted, name), (entry.url, name)
    links = [(link.url, link.name) for link in page.attachments]
    assert links == [(one.url, one.name) for one in wanted.attachments]


def words(text: str | None) -> str | None:
    return None if text is None else "".join(unicodedata.normalize("NFKC", text).split())


@pytest.mark.parametrize("day", DAYS)
def test_attachments_say_what_was_written(day: int) -> None:
    files = [file for one in expected(site().posts, COLUMNS, day).values() for file in one.attachments]
    assert files
    for file in files:
        got = attachments.read(get(file.url, day).body, file.name)
        if file.name.endswith(".pdf"):  # only the words of a PDF are certain, not its lines
            assert words(got.text) == words(file.text), file.name
        else:
            assert got.text == file.text, file.name
