"""What is measured is the real thing: made-up archives are whole, and the queries that are chosen are found in them."""

import pytest

from archive import places
from archive.records import Query
from archive.search import search
from archive.store import Archive, announcements, indexing
from tests.bench import made_up_archive, others
from tests.bench.made_up_archive import FIRST_ID, Writer
from tests.bench.questions import LENGTHS, Question, choose

COUNT = 60


@pytest.fixture(scope="module")
def writer() -> Writer:
    return Writer()


@pytest.fixture
def filled(archive: Archive, writer: Writer) -> Archive:
    with archive.begin() as tx:
        made_up_archive.put(tx, writer.part(0, COUNT, COUNT), places.Following())
    indexing.bring_up(archive)
    return archive


def test_the_same_number_is_the_same_announcement(writer: Writer) -> None:
    assert writer.part(3, 5, COUNT) == writer.part(3, 5, COUNT)
    assert writer.part(3, 4, COUNT) != writer.part(4, 5, COUNT)


def test_a_made_up_archive_is_read_and_searched_as_any_other(filled: Archive) -> None:
    with filled.read() as tx:
        every = list(announcements.select(tx, Query(limit=None)))
        assert len(every) == COUNT
        assert all(15 <= len(one.title) <= 50 and 150 <= len(one.body) <= 3_500 for one in every)
        published = [one.published for one in every]
        assert published == sorted(published, reverse=True)  # type: ignore[type-var]
        found = search(tx, Query(words=f'"{every[7].title[2:10]}"'))
        assert f"zs-{FIRST_ID}" in {one.id for one in every}
        assert every[7].id in {hit.id for hit in found.hits}


def test_chosen_queries_have_the_counts_of_a_scan(filled: Archive) -> None:
    copies = list(made_up_archive.sample(filled, COUNT))
    assert len(copies) == COUNT
    asked = choose(copies)
    assert {one.kind for one in asked} >= set(LENGTHS)
    ask = others.scan(filled)
    for one in asked[::10]:
        with filled.read() as tx:
            count = search(tx, Query(words=one.words)).count
        assert count == ask(one, Query()) == others.exact(filled, one) == round(one.part * COUNT)


def test_filters_of_a_scan_are_those_of_a_search(filled: Archive) -> None:
    ask = others.scan(filled)
    every = Question("1 character", ("中",), 1.0)
    counts = []
    for filters in (Query(theme="industry"), Query(has=("attachment",)), Query(relevant=True)):
        with filled.read() as tx:
            count = search(tx, Query(words="中", theme=filters.theme, has=filters.has, relevant=filters.relevant)).count
        assert count == ask(every, filters)
        counts.append(count)
    assert all(counts)
