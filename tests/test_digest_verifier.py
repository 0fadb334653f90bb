"""A model's sentence stands only when what it cites carries it: no lie passes, whatever is copied does."""

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from digest.clauses import sentences
from digest.numerals import tokens
from digest.verifier import LEAST, LONGEST, faults
from tests.labelled import load

FIXTURES = Path(__file__).parent / "fixtures" / "summaries" / "sentences.toml"
STATED: dict[str, list[dict[str, Any]]] = tomllib.loads(FIXTURES.read_text(encoding="utf-8"))
MOST_REFUSED = {"about": 6, "unseen": 5}
"""True sentences that are refused today; the figure may only fall."""


def cases(part: str, key: str) -> list[tuple[list[str], str, dict[str, str]]]:
    return [(one["spans"], each, one.get("same", {})) for one in STATED[part] for each in one.get(key, [])]


@pytest.mark.parametrize("part", STATED)
def test_no_lie_passes(part: str) -> None:
    passed = [lie for spans, lie, same in cases(part, "lies") if not faults(lie, spans, same)]
    assert passed == []


@pytest.mark.parametrize("part", STATED)
def test_few_true_sentences_are_refused(part: str) -> None:
    refused = [true for spans, true, same in cases(part, "true") if faults(true, spans, same)]
    assert len(refused) <= MOST_REFUSED[part], refused


def test_there_are_enough_lies_and_true_sentences() -> None:
    assert sum(len(cases(part, "lies")) for part in STATED) >= 150
    assert sum(len(cases(part, "true")) for part in STATED) >= 50


def test_every_sentence_of_real_papers_carries_itself() -> None:
    refused = []
    for labelled in load("development"):
        for one in sentences(labelled.announcement):
            text = one.quote(labelled.announcement).text
            found = faults(text, [text])
            refused += [(text, found) for each in found[:1] if each.kind != "shape"]
    assert refused == []


@pytest.mark.parametrize(
    ("sentence", "kind", "words"),
    [
        ("对企业给予补贴，最高80万元。", "number", "80万"),
        ("对企业给予补贴，最高八十万元。", "number", "八十万"),
        ("企业应于2026年12月19日前申报。", "date", "19"),
        ("根据《中山市其他办法》，对企业给予补贴。", "document", "《中山市其他办法》"),
        ("根据中府〔2026〕9号，对企业给予补贴。", "document", "中府〔2026〕9号"),
        ("珠海市财政局对企业给予补贴，最高50万元。", "name", "珠海市财政局"),
        ("张建国同志对企业给予补贴，最高50万元。", "name", "张建国"),
        ("对企业不给予补贴，最高50万元。", "claim", "对企业不给予补贴，最高50万元。"),
    ],
)
def test_the_reason_is_named(sentence: str, kind: str, words: str) -> None:
    found = faults(sentence, ["对企业给予补贴，最高50万元", "企业应于2026年12月18日前申报"])
    assert (kind, words) in [(one.kind, one.words) for one in found]
    assert str(found[0]).startswith(f"{found[0].kind}: ")


@pytest.mark.parametrize(
    "sentence",
    [
        "对企业给予补贴\u200b，最高50万元",
        "对企业给予补贴\u202e，最高50万元",
        "对企业给予补贴\n最高50万元",
        "对企业给予补贴，最高50万元<b>",
        "对企业给予补贴，最高50万元 https://evil.example",
        "对企业给予补贴，最高50万元（",
        "对企业",
        "对企业给予补贴，最高50万元" * 20,
        "",
    ],
)
def test_what_is_no_plain_sentence_is_refused_for_its_shape(sentence: str) -> None:
    (found,) = faults(sentence, ["对企业给予补贴，最高50万元"])
    assert found.kind == "shape"


def test_what_cites_nothing_or_too_much_is_refused() -> None:
    span = "对企业给予补贴，最高50万元"
    assert faults(span, [])[0].kind == "shape"
    assert faults(span, [span] * 4)[0].kind == "shape"
    assert faults(span, [span + "一" * 3000])[0].kind == "shape"


def test_our_office_may_be_named_where_it_is_the_subject() -> None:
    same = {"我局": "中山市科学技术局"}
    assert not faults("中山市科学技术局负责组织项目申报", ["我局负责组织项目申报"], same)
    assert not faults("由中山市科学技术局负责组织项目申报", ["由我局负责组织项目申报"], same)
    assert faults("中山市财政局负责组织项目申报", ["我局负责组织项目申报"], same)
    assert faults("中山市科学技术局负责组织项目申报", ["我局负责组织项目申报"])


# Clauses on which nothing hangs, with figures, names and dates in them.
WHO = st.sampled_from(["中山市科学技术局", "市财政局", "翠亨新区管委会", "火炬开发区管委会"])
DOES = st.sampled_from(["组织开展机器人项目申报", "安排算力券资金", "建设具身智能产业园", "举办人工智能培训班"])
FIGURE = st.integers(2, 99_999)
CLAUSE = st.one_of(
    st.builds("{}{}{}个".format, WHO, DOES, FIGURE),
    st.builds("{}{}".format, WHO, DOES),
    st.builds("安排资金{}万元".format, FIGURE),
    st.builds("参训学员{}人".format, FIGURE),
    st.builds("于2026年{}月{}日在市会议中心举行".format, st.integers(1, 12), st.integers(1, 28)),
    st.builds("印发《中山市{}办法》".format, st.sampled_from(["算力券", "人才补贴", "场景开放"])),
)
SPAN = st.lists(CLAUSE, min_size=1, max_size=5, unique=True)


@given(SPAN, st.data())
def test_a_run_of_whole_clauses_from_the_beginning_passes(span: list[str], data: st.DataObject) -> None:
    piece = "，".join(span[: data.draw(st.integers(1, len(span)))])
    assume(not piece.split("，")[-1].startswith("于") or piece == "，".join(span))  # it would wait for the next clause
    assume(len(tokens(piece)) >= LEAST)
    assert faults(piece + "。", ["，".join(span)]) == ()


@given(st.lists(SPAN, min_size=1, max_size=3))
def test_whole_sentences_that_follow_each_other_pass(spans: list[list[str]]) -> None:
    texts = ["，".join(one) for one in spans]
    for sign in "。；，":
        whole = sign.join(texts)
        assume(len(tokens(whole)) >= LEAST and len(whole) <= LONGEST)
        assert faults(whole, texts) == ()


@given(SPAN, st.data())
def test_a_changed_figure_is_refused(span: list[str], data: st.DataObject) -> None:
    text = "，".join(span)
    numbers = [one for one in tokens(text) if one.is_number]
    assume(numbers)
    one = data.draw(st.sampled_from(numbers))
    other = data.draw(st.integers(0, 10**6))
    assume(f"#{other}" not in {each.word for each in numbers})
    changed = text[: one.start] + str(other) + text[one.end :]
    assert faults(changed, [text])


@given(SPAN, st.data())
def test_a_changed_character_is_refused(span: list[str], data: st.DataObject) -> None:
    text = "，".join(span)
    assume(len(tokens(text)) >= LEAST)
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from("不未拟甲乙丙省县镇"))
    assume(text[at] not in "，" and other != text[at])
    assert faults(text[:at] + other + text[at + 1 :], [text])
    assert faults(text[:at] + other + text[at:], [text])


@given(SPAN, st.data())
def test_two_figures_that_changed_places_are_refused(span: list[str], data: st.DataObject) -> None:
    text = "，".join(span)
    numbers = [one for one in tokens(text) if one.is_number]
    assume(len({one.word for one in numbers}) >= 2)
    first, second = sorted(data.draw(st.permutations(numbers))[:2], key=lambda one: one.start)
    assume(first.word != second.word)
    swapped = text[: first.start] + text[second.start : second.end] + text[first.end : second.start]
    swapped += text[first.start : first.end] + text[second.end :]
    assert faults(swapped, [text])


@given(st.text(max_size=300), st.lists(st.text(max_size=300), max_size=4))
def test_whatever_is_said_there_is_a_verdict(sentence: str, spans: list[str]) -> None:
    assert isinstance(faults(sentence, spans), tuple)


def test_a_long_and_hostile_citation_takes_no_time() -> None:
    begun = time.perf_counter()
    for piece in ("，", "一", "(", "为", "甲公司，", "进一步", "1,000,"):
        faults(piece * (LONGEST // len(piece)), [piece * (1900 // len(piece))])
    assert time.perf_counter() - begun < 10
