"""The newspapers of the twin, on each of its days: lists are walked to their end, articles are read word for word."""

from urllib.parse import urlsplit

import pytest

from crawler import pages
from crawler.items import Entry
from crawler.sources import Source, load
from tests.twin.announcements import DAYS
from tests.twin.columns import COLUMNS
from tests.twin.news import HOSTS
from tests.twin.replies import Asked, Resource
from tests.twin.site import Site
from tests.twin.stories import Story, standing

SOURCES = {key: source for key, source in load().items() if urlsplit(source.start_url).hostname in HOSTS}
SITE = Site([], COLUMNS)
LISTED = {
    "zsnews-news": ("zsnews", "news", "35"),
    "zsnews-page": ("zsnews", "news", "35"),
    "zsnews-trade": ("zsnews", "trade", "45"),
    "zsplus-news": ("zsplus", "94"),
    "zsrb-paper": ("paper",),
}
WORDS = {"zsrb-rgzn": "人工智能", "zsrb-jqr": "机器人"}


def get(url: str, day: int) -> Resource:
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return SITE.answer(Asked(method="GET", scheme=parts.scheme, host=parts.netloc, path=path), day)


def walk(source: Source, day: int) -> list[Entry]:
    url: str | None = source.start_url
    found: list[Entry] = []
    visited = set()
    while url is not None:
        assert url not in visited
        visited.add(url)
        listing = pages.listing(get(url, day).body, url, source)
        found += listing.entries
        url = listing.next_url
    return found


def wanted(key: str, day: int) -> list[Story]:
    if key in WORDS:
        return [one for one in standing(day, "paper") if WORDS[key] in one.title + one.body]
    return standing(day, *LISTED[key])


def test_every_source_of_the_newspapers_is_tried_here_and_none_is_crawled_unless_named() -> None:
    assert set(SOURCES) == LISTED.keys() | WORDS.keys()
    assert not any(source.enabled for source in SOURCES.values())


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("key", SOURCES)
def test_a_list_is_walked_to_its_end(key: str, day: int) -> None:
    found = walk(SOURCES[key], day)
    truth = wanted(key, day)
    assert sorted(entry.id for entry in found) == sorted(one.id for one in truth)
    titles = {one.id: one for one in truth}
    for entry in found:
        assert entry.title == titles[entry.id].title
        assert entry.url == titles[entry.id].url
        if entry.published is not None:
            assert entry.published.date() == titles[entry.id].published.date()


@pytest.mark.parametrize("key", SOURCES)
def test_an_article_says_what_was_written(key: str) -> None:
    for one in wanted(key, 3):
        page = pages.page(get(one.url, 3).body, one.url, SOURCES[key])
        assert (page.title, page.body) == (one.title, one.body)
        assert (page.published, page.issuer) == (one.published, one.source)
        assert page.reader == SOURCES[key].platform
        assert page.doubts == ()


def test_the_old_template_and_the_application_are_read_on_any_list() -> None:
    for one in standing(3):
        page = pages.page(get(one.url, 3).body, one.url, load()["portal-tzgg"])
        assert (page.title, page.body, page.published, page.issuer) == (one.title, one.body, one.published, one.source)
