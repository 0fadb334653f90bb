"""Snippets of large texts: the right place, in a bounded time, and no more of it than can be shown."""

from dataclasses import replace
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.asking import parse
from archive.search.ranking import wanted as ranked_by
from archive.search.snippets import LONGEST, snippet
from archive.search.tracing import original
from archive.store.reading import Told
from archive.terms import Copy, wanted
from archive.text import matching

LARGE = 5_000_000


@pytest.fixture(scope="module")
def one() -> Told:
    nothing = dict.fromkeys(("published", "issuer", "doc_number", "index_number"))
    return Told(id="zs-1", url="http://x", title="无题", body="", attachments=(), **nothing)


def shown(one: Told, body: str, words: str) -> tuple[str, float]:
    copy = Copy("无题", "", "\n", matching(body), len(matching(body)))
    began = process_time()
    found = snippet(replace(one, body=body), copy, ranked_by(wanted(parse(words))))
    return found.text, process_time() - began


@pytest.mark.parametrize(
    "line", ["字　，１２.\n", "字　，１２.", "㍿字"], ids=["lines", "one line", "of other lengths"]
)
def test_a_hit_at_the_end_of_a_large_text(one: Told, line: str) -> None:
    body = line * (LARGE // len(line)) + "终于谐 波减速器。"
    text, seconds = shown(one, body, "谐波减速器")
    assert text.endswith("终于【谐 波减速器】。")
    assert seconds < 10


def test_many_hits_in_a_large_text(one: Told) -> None:
    text, seconds = shown(one, "算力补贴" * (LARGE // 4), " ".join(["算", "力", "补", "贴", "算力", "补贴", "力补"]))
    assert "【" in text
    assert seconds < 5


def test_blanks_without_end_within_a_hit(one: Told) -> None:
    text, _ = shown(one, "算" + " " * 100_000 + "力", "算力")
    assert text.startswith("【算 ")
    assert len(text) < LONGEST + 100


@given(st.text("算力補贴 \n（）ＡßﬁⅧ㍿1\u3000\u200b𠮷", max_size=40), st.integers(0, 39), st.integers(1, 5))
def test_the_way_back_leads_to_the_characters_that_the_copy_was_made_of(text: str, start: int, length: int) -> None:
    copy = matching(text)
    part = copy[start : start + length]
    if not part or "\n" in part:
        return
    low, high = original(text, copy, start, start + len(part))
    assert part in matching(text[low:high])
    assert len(matching(text[low:high])) <= len(part) + 2 * 3  # at each end one of four may be what was asked for
    assert matching(text[:low]).rstrip("\n") == copy[: len(matching(text[:low]))].rstrip("\n")
