"""Saved pages read as a crawl would: the document of `zswatch read --json`."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from archive.errors import PageChanged
from crawler.reading import read_file
from crawler.sources import load

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "tests" / "fixtures" / "pages"
SCHEMA = json.loads((ROOT / "docs" / "schemas" / "read.schema.json").read_text(encoding="utf-8"))


def test_with_and_without_a_source_it_fits_the_schema() -> None:
    raw = (FOLDER / "portal_policy.html").read_bytes()
    url = "http://www.zs.gov.cn/zwgk/fggw/szfwj/content/post_2601234.html"
    with_source = read_file(raw, "a.html", url=url, source=load()["portal-szfwj"])
    without = read_file(raw, "b.html")
    Draft202012Validator(SCHEMA).validate([with_source, without])
    assert (with_source["reader"], without["reader"]) == ("columns", "rescue")
    assert with_source["encoding"] == "utf-8"
    assert with_source["published"] == "2026-03-09T16:42:00+08:00"
    assert with_source["title"] == without["title"]
    assert with_source["doc_number"] == without["doc_number"] == "中府〔2026〕12号"
    # Without an address only absolute links lead anywhere.
    assert len(with_source["attachments"]) == 2
    assert [one["url"].rpartition("/")[2] for one in without["attachments"]] == ["2601234.docx"]


def test_the_encoding_is_told() -> None:
    assert read_file((FOLDER / "gbk_old.html").read_bytes(), "a.html")["encoding"] == "gb18030"


def test_what_is_no_page_is_an_error() -> None:
    with pytest.raises(PageChanged, match="a PDF file where a page was expected"):
        read_file(b"%PDF-1.7", "a.pdf")
