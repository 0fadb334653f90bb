"""Every source that is crawled has a fixture of real bytes, a reviewed expectation, and a reader that meets it."""

import re
from functools import cache
from pathlib import Path

import pytest

from archive.errors import WrongUse
from archive.text import decode
from crawler import fixtures
from crawler.items import Page
from crawler.sources import Source, load
from tests.recording import FIXTURES
from tests.twin.announcements import load as written
from tests.twin.background import posts as everyday
from tests.twin.columns import CATALOGUES, COLUMNS
from tests.twin.truth import Expected, expected

SOURCES = {key: source for key, source in load().items() if source.enabled}
FACTS = ("title", "issuer", "doc_number", "index_number", "written_on", "validity", "body")


@cache
def truth() -> dict[str, Expected]:
    posts = written()
    return expected([*posts, *everyday(posts)], COLUMNS, 1)


@pytest.mark.parametrize("key", SOURCES)
def test_a_source_reads_its_fixture_as_a_person_did(key: str) -> None:
    stated = fixtures.stated(FIXTURES / key / fixtures.EXPECTED)
    assert stated.pop("reviewed") is True, f"compare {key}/expected.toml with the pages, then set reviewed = true"
    assert fixtures.draft(fixtures.read(FIXTURES / key, SOURCES[key])) == stated


@pytest.mark.parametrize("key", SOURCES)
def test_a_fixture_has_a_list_and_two_articles_and_tells_where_it_is_from(key: str) -> None:
    meta = fixtures.stated(FIXTURES / key / fixtures.META)
    names = [one["file"] for one in meta["files"]]
    wanted = {"robots.txt", "article-1.html", "article-2.html"}
    wanted |= {"shell.html", "listing.json"} if SOURCES[key].platform == "gkmlpt" else {"listing.html"}
    assert set(names) == wanted
    assert {file.name for file in (FIXTURES / key).iterdir()} == wanted | {fixtures.META, fixtures.EXPECTED}
    assert (meta["source"], bool(meta["origin"])) == (key, True)
    assert all(SOURCES[key].allows(one["url"]) for one in meta["files"])


@pytest.mark.parametrize("key", [key for key in SOURCES if key in COLUMNS or key in CATALOGUES])
def test_a_fixture_from_the_twin_says_what_was_written(key: str) -> None:
    """The expectation was drafted by the readers: here it is held against those who wrote the announcements."""
    meta = fixtures.stated(FIXTURES / key / fixtures.META)
    if "the twin" not in meta["origin"]:
        pytest.skip("a live recording has no other truth than its reviewer's")
    found = fixtures.read(FIXTURES / key, SOURCES[key])
    urls = {one["file"]: one["url"] for one in meta["files"]}
    for file, page in zip(found.files, found.articles, strict=True):
        same(page, truth()[f"{key.partition('_')[0] if key.startswith('gd_') else 'zs'}-{number(urls[file])}"])


def number(url: str) -> str:
    found = re.search(r"post_(\d+)\.html$", url)
    assert found
    return found[1]


def same(page: Page, wanted: Expected) -> None:
    assert {name: getattr(page, name) for name in FACTS} == {name: getattr(wanted, name) for name in FACTS}
    assert page.published is not None
    assert page.published.date() == wanted.published.date()
    links = [(link.url, link.name) for link in page.attachments]
    assert links == [(one.url, one.name) for one in wanted.attachments]


def test_no_fixture_is_without_its_source() -> None:
    there = {folder.name for folder in FIXTURES.iterdir()}
    assert SOURCES.keys() <= there <= load().keys()


def test_the_fixtures_show_numbers_attachments_and_every_reader() -> None:
    found = {key: fixtures.read(FIXTURES / key, SOURCES[key]) for key in SOURCES}
    pages = [page for one in found.values() for page in one.articles]
    assert {page.reader for page in pages} == {"columns", "gkmlpt", "gkmlpt-json", "rescue"}
    assert sum(bool(page.doc_number) for page in pages) >= 8
    assert sum(bool(page.attachments) for page in pages) >= 5
    assert any(one.listing.next_url for one in found.values())


@pytest.mark.parametrize("part", ["meta.toml", "listing.html", "article-2.html"])
def test_a_fixture_that_lacks_a_part_names_it(tmp_path: Path, part: str) -> None:
    key = "zs_fgj-zwdt"
    for file in (FIXTURES / key).iterdir():
        if file.name != part:
            (tmp_path / file.name).write_bytes(file.read_bytes())
    with pytest.raises(WrongUse, match=part):
        fixtures.read(tmp_path, SOURCES[key])


def test_a_change_in_the_bytes_breaks_the_expectation(tmp_path: Path) -> None:
    key = "zs_xlz-gggs"
    source: Source = SOURCES[key]
    for file in (FIXTURES / key).iterdir():
        text = decode(file.read_bytes()).text
        (tmp_path / file.name).write_text(
            text.replace("最高8万元", "最高6万元").replace("<h1>", "<h1>再"), encoding="utf-8"
        )
    stated = fixtures.stated(FIXTURES / key / fixtures.EXPECTED)
    assert fixtures.draft(fixtures.read(tmp_path, source)) != stated
