"""The twin's extras: any number of made-up announcements, and saved pages under a made-up list."""

import os
from pathlib import Path

import pytest

from crawler import sources
from tests.twin import Twin
from tests.twin.columns import COLUMNS
from tests.twin.corpus import HOST
from tests.twin.multiplied import EACH
from tests.twin.visitor import visit


def test_filler_goes_to_the_portal_by_default() -> None:
    with Twin(filler=2000) as twin:
        told = twin.expected(3)
        assert sum("portal-tzgg" in one.sources for one in told.values()) > 2000
        column = COLUMNS["portal-tzgg"]
        last = visit(twin, f"{column.url}index_40.html")
        assert last.status == 200
        assert visit(twin, f"{column.url}index_41.html").status == 404
        assert len(twin.expected(1)) < len(twin.expected(2)) < len(told)


def test_filler_on_made_up_hosts_has_sources(tmp_path: Path) -> None:
    with Twin(filler=300, filler_hosts=3) as twin:
        keys = twin.write_sources(tmp_path)
        known = sources.load(tmp_path)
        assert keys == ["made_up1-tzgg", "made_up2-tzgg", "made_up3-tzgg"]
        for key in keys:
            assert visit(twin, known[key].start_url).status == 200
            assert sum(one.sources == (key,) for one in twin.expected(3).values()) == 100


def test_cities_have_hosts_lists_and_files_of_their_own(tmp_path: Path) -> None:
    with Twin(hosts=5, everyday=False) as twin:
        keys = twin.write_sources(tmp_path)
        every = sources.load(tmp_path)
        known = {key: every[key] for key in keys}
        assert len(known) == len({one.publisher for one in known.values()}) == 5
        told = {id_: one for id_, one in twin.expected(1).items() if one.sources[0].startswith("city")}
        assert len(told) == 5 * EACH
        assert sum(len(one.attachments) for one in told.values()) == 5
        for source in known.values():
            assert visit(twin, source.start_url).status == 200
        for one in told.values():
            assert visit(twin, one.addresses[0]).status == 200
            assert all(visit(twin, file.url).status == 200 for file in one.attachments)


@pytest.mark.parametrize("charset", [True, False])
def test_a_corpus_is_served_byte_for_byte(tmp_path: Path, charset: bool) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    page = '<html><head><meta charset="gb2312"><title>龑</title></head></html>'.encode("gb18030")
    for number in range(25):
        (folder / f"page-{number:02}.html").write_bytes(page + str(number).encode())
    with Twin(corpus=folder, corpus_charset=charset) as twin:
        assert twin.write_sources(tmp_path / "sources") == ["corpus-list"]
        source = sources.load(tmp_path / "sources")["corpus-list"]
        first, second = visit(twin, source.start_url), visit(twin, f"{source.start_url}index_2.html")
        assert (first.text.count("<li>"), second.text.count("<li>")) == (20, 5)
        saved = visit(twin, f"http://{HOST}/page/3.html")
        assert saved.body == page + b"2"
        assert saved.headers["content-type"] == ("text/html; charset=gb2312" if charset else "text/html")
        assert source.identify(f"http://{HOST}/page/3.html") is not None
        assert visit(twin, f"http://{HOST}/page/26.html").status == 404


def test_the_real_pages_go_through_unharmed() -> None:
    folder = os.environ.get("ZSWATCH_TEST_CORPORA")
    if not folder or not Path(folder).is_dir():
        pytest.skip("ZSWATCH_TEST_CORPORA names no folder of saved pages")
    with Twin(corpus=Path(folder), corpus_charset=True) as twin:
        assert twin.corpus
        assert len(twin.corpus.pages) >= 40
        for number, file in twin.corpus.pages.items():
            answer = visit(twin, twin.corpus.url(number), accept_encoding="gzip")
            assert (answer.status, answer.content) == (200, file.read_bytes()), file
