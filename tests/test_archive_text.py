"""Decoding never loses a byte; folding finds what people would call the same; fingerprints know equal words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.text import decode, fingerprint, fold, folded

NAME = "朱镕、陶喆、堃瑄、㙍瑛"


@pytest.mark.parametrize("declared", [None, "gb2312", "utf-8", "iso-8859-1", "no-such-charset", "rot13", "utf-16", ""])
def test_the_bytes_decide_not_the_declaration(declared: str | None) -> None:
    assert decode(NAME.encode("utf-8"), declared).text == NAME
    reading = decode(f"中山市公安局关于表彰{NAME}的通报".encode("gb18030"), declared)
    assert (reading.encoding, reading.damaged) == ("gb18030", 0)
    assert NAME in reading.text


def test_a_byte_order_mark_goes_first_and_is_no_text() -> None:
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        reading = decode("中山".encode(encoding), "gb2312")
        assert reading.text == "中山"
        assert reading.encoding in {"utf-8", "utf-16-le", "utf-32-le"}


def test_big5_is_read_when_it_is_declared_and_makes_more_sense() -> None:
    words = "這是中山市人民政府的公告，我們在這裡推動產業發展"
    assert decode(words.encode("big5"), "big5").text == words
    assert decode("这是中山市人民政府的公告".encode("gb18030"), "big5").encoding == "gb18030"


def test_a_torn_utf8_page_stays_utf8_and_shows_the_torn_bytes() -> None:
    raw = ("中山市人民政府关于印发若干措施的通知" * 30).encode()
    reading = decode(raw[:100] + raw[101:])
    assert reading.encoding == "utf-8"
    assert reading.damaged == 2
    assert reading.text.count("通知") >= 29


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_byte_is_lost_and_nothing_is_replaced(raw: bytes) -> None:
    reading = decode(raw)
    assert "\ufffd" not in reading.text or "\ufffd".encode() in raw or b"\xfd\xff" in raw or b"\xff\xfd" in raw
    assert (reading.damaged == 0) or reading.text.count("\\x") >= reading.damaged


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("推動產業發展", "推动产业发展"),
        ("ＤｅｅｐＳｅｅｋ", "deepseek"),
        ("“人工智能+”", '"人工智能+"'),
        ("「机器人」", "“机器人”"),
        ("中府〔2025〕1号", "中府[2025]1号"),
        ("中府﹝2025﹞1號", "中府【2025】1号"),
        ("人工\u200b智能", "人工智能"),
        ("2025—2027年", "2025-2027年"),
        ("着力", "著力"),
        ("⼈⼯智能", "人工智能"),
        ("３０％", "30%"),
    ],
)
def test_what_reads_the_same_folds_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_folding_leaves_words_that_only_look_traditional() -> None:
    assert fold("著名的乾隆皇帝与皇后") == "著名的乾隆皇帝与皇后"


def test_a_hit_in_the_folded_copy_can_be_quoted_exactly() -> None:
    original = "關於……推進“ＡＩ＋”產業②發展的通知"
    copy = folded(original)
    start = copy.text.index("推进")
    assert original[slice(*copy.span(start, start + 2))] == "推進"
    start = copy.text.index('"ai+"')
    assert original[slice(*copy.span(start, start + 5))] == "“ＡＩ＋”"
    assert copy.origin[-1] == len(original)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_folding_with_and_without_the_way_back_agree(text: str) -> None:
    copy = folded(text)
    assert copy.text == fold(text)
    assert len(copy.origin) == len(copy.text) + 1
    assert list(copy.origin) == sorted(copy.origin)


@settings(deadline=None)
@given(st.text(alphabet="人工智能產業發展，。AI＋ \n…①", max_size=40), st.data())
def test_any_folded_slice_has_an_original_that_folds_to_hold_it(text: str, data: st.DataObject) -> None:
    copy = folded(text)
    if copy.text:
        start = data.draw(st.integers(0, len(copy.text) - 1))
        end = data.draw(st.integers(start + 1, len(copy.text)))
        assert copy.text[start:end] in fold(text[slice(*copy.span(start, end))])


def test_fingerprints_ignore_spacing_and_width_only() -> None:
    assert fingerprint("题目", "第一段\n第二段（一）") == fingerprint("题目", "第一段 第二段(一)")
    assert fingerprint("题目", "300万元") != fingerprint("题目", "500万元")
    assert fingerprint("甲乙", "丙") != fingerprint("甲", "乙丙")
    assert fingerprint("甲", None) != fingerprint("甲", "")
    assert len(fingerprint()) == 64
