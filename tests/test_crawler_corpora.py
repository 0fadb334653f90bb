"""Real pages: every one is read, in the right charset, and the rescue reader keeps its quality."""

import os
import re
from pathlib import Path

import pytest

from archive.text import decode
from crawler.reading import read_file
from tests.bench.readers import DISPUTED, dates, ours, score, truth

CORPORA = Path(os.environ.get("ZSWATCH_TEST_CORPORA") or os.devnull)
pytestmark = pytest.mark.skipif(not CORPORA.is_dir(), reason="ZSWATCH_TEST_CORPORA names no folder of real pages")

# Floors: they only rise.
BODY_F1, HALF_F1, DAYS = 0.945, 0.94, 22
DECLARED = re.compile(rb'^\s*<text [^>]*encoding="([\w-]+)"')
FAMILY = {"gb2312": "gb18030", "gbk": "gb18030", "utf8": "utf-8", "utf-8": "utf-8"}


def web_pages() -> list[Path]:
    return sorted((CORPORA / "chinese-web" / "original").glob("*.html"))


def test_no_real_page_breaks_a_reader() -> None:
    every = sorted(CORPORA.rglob("*.html"))
    assert len(every) >= 40
    for page in every:
        found = read_file(page.read_bytes(), page.name, url="http://www.example.cn/a/")
        assert found["title"], page.name
        assert found["body"], page.name


def test_the_charset_of_every_page_is_right() -> None:
    pages = web_pages()
    assert len(pages) == 34
    for page in pages:
        raw = page.read_bytes()
        reading = decode(raw)
        stated = DECLARED.match(raw[:2000])
        if stated and stated[1] != b"unset":
            assert reading.encoding == FAMILY[stated[1].decode().lower()], page.name
        assert reading.damaged < 20, page.name
        assert reading.text.count("\ufffd") == raw.count("\ufffd".encode()) * (reading.encoding == "utf-8"), page.name
        # The hand-made truth is UTF-8: what it quotes stands in the page letter by letter.
        words = re.findall(r"[\u3400-\u9fff]{6,}", truth(CORPORA / "chinese-web", page))
        whole = re.sub(r"<[^>]*>|\s+", "", reading.text)
        found = sum(word in whole for word in words)
        assert found >= 0.95 * len(words), page.name


def test_names_with_rare_characters_are_whole() -> None:
    rare = re.compile(r"[\u3400-\u4dbf\ue000-\uf8ff\U00020000-\U0003ffff]|[镕喆堃珺犇淼骞瑀昇崑峯]")
    seen = 0
    for page in web_pages():
        text = decode(page.read_bytes()).text
        for character in set(rare.findall(truth(CORPORA / "chinese-web", page))):
            seen += 1
            assert character in text, (page.name, character)
    assert seen > 0


def test_body_and_date_of_the_rescue_reader() -> None:
    folder = CORPORA / "chinese-web"
    scores = [score(truth(folder, page), ours(page.read_bytes()))[2] for page in web_pages()]
    assert sum(scores) / len(scores) >= BODY_F1
    for half in (scores[::2], scores[1::2]):
        assert sum(half) / len(half) >= HALF_F1
    wrong, of = dates(folder)
    assert of - len(wrong) >= DAYS
    assert wrong <= DISPUTED.keys()
