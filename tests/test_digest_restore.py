"""Restoring damaged copies: what is certain is repaired and listed, what is not is left and said."""

from itertools import pairwise

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.meetings import shipped
from digest.restore import readings, restore

RAW = "聽取相關行業(yè)領域?qū)<摇⑵髽I(yè)家的意見建議,,動員全市上下主動學習AI,、擁抱AI,努力搶占制高點,。"


def put_back(text: str, damaged: object) -> str:
    for one in reversed(damaged):  # type: ignore[call-overload]
        text = text[: one.start] + one.raw + text[one.end :]
    return text


def test_the_three_kinds_of_damage_and_the_broken_bytes_are_undone() -> None:
    restored = restore(RAW)
    assert restored.text == "听取相关行业领域专家、企业家的意见建议，动员全市上下主动学习AI、拥抱AI，努力抢占制高点。"
    assert restored.unrepaired == ()
    assert put_back(restored.text, restored.damaged) == RAW
    assert any(one.raw == "?qū)<摇⑵髽I(yè)" for one in restored.damaged)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("產(chǎn)業(yè)發(fā)展", "产业发展"),
        ("們?cè)谶@裡推動產(chǎn)業(yè)發(fā)展", "们在这里推动产业发展"),
        ("市委理論學習中心組(擴大)的發(fā)展;質(zhì)量", "市委理论学习中心组（扩大）的发展；质量"),
        ("制造業(yè)當家:增長5.6%,完成1,200家", "制造业当家：增长5.6%，完成1,200家"),
    ],
)
def test_repairs(raw: str, text: str) -> None:
    restored = restore(raw)
    assert restored.text == text
    assert restored.unrepaired == ()
    assert put_back(restored.text, restored.damaged) == raw


@pytest.mark.parametrize(
    "raw",
    [
        "會議指出?。ㄒ唬┘訌產(chǎn)業(yè)",
        "致辭?！澳好,產(chǎn)業(yè)",
        "好(chǎn)的產(chǎn)業(yè)",
        "發(fā)展?xyz)ㄒ唬業(yè)",
    ],
)
def test_what_is_not_certain_is_marked_and_left(raw: str) -> None:
    restored = restore(raw)
    assert put_back(restored.text, restored.damaged) == raw
    if "xyz" not in raw or "ㄒ" in raw:
        assert restored.unrepaired
        for one in restored.unrepaired:
            assert restored.text[one.start : one.end] == one.raw


def test_a_reading_that_is_not_the_character_s_is_no_damage_we_may_drop() -> None:
    assert "chǎn" in readings("產")
    assert restore("好(chǎn)的產(chǎn)業(yè)").text == "好(chǎn)的产业"


@pytest.mark.parametrize("text", ["会议强调，要加快发展。", "报名(须)在12月前,逾期不候", "問：可以(kě yǐ)嗎?", ""])
def test_clean_text_keeps_its_signs(text: str) -> None:
    restored = restore(text)
    assert restored.text == opencc.OpenCC("t2s").convert(text)
    assert restored.unrepaired == ()


@given(st.text(alphabet="產業發展領域專家們在這裡質量會議，。、()?,;A1<摇āè \n", max_size=60))
def test_nothing_is_ever_lost(raw: str) -> None:
    restored = restore(raw)
    assert put_back(restored.text, restored.damaged) == raw
    spans = [(one.start, one.end) for one in restored.damaged]
    assert spans == sorted(spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))


def garble(text: str) -> str:
    """Damage a text as the copies were: traditional, GBK, bytewise replacement of characters, half-width signs."""
    raw = opencc.OpenCC("s2t").convert(text).encode("gbk")
    for sign in "業產發質專領驅冊數術經轉":
        reading = sorted(readings(sign))[0]
        pair = sign.encode("gbk")
        raw = raw.replace(pair, pair + b"(" + reading.encode("gbk") + b")")
    wide = raw.decode("gbk", "replace").replace("\ufffd", "?")
    return "".join(chr(ord(sign) - 0xFEE0) if "！" <= sign <= "～" else sign for sign in wide)


def test_the_damage_remade_is_undone() -> None:
    text = "要加快推进产业发展，提高经济质量，推动数字技术转化。"
    assert restore(garble(text)).text == text


def test_the_shipped_meeting_is_what_restoring_gives() -> None:
    meeting = shipped()["2025-02-21"]
    raw = put_back(meeting.text, meeting.damaged)
    assert "產(chǎn)業(yè)" in raw
    assert restore(raw).text == meeting.text
    assert restore(raw).damaged == meeting.damaged


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("加快\\xe5\\xbb设", "加快\\xe5\\xbb设"),
        ("加快\ufffd设", "加快\ufffd设"),
        ("加\x1b[31m快", "加\ufffd[31m快"),
        ("加\u202e快", "加\ufffd快"),
    ],
)
def test_broken_bytes_and_signs_that_nobody_sees_are_marked(raw: str, text: str) -> None:
    restored = restore(raw)
    assert restored.text == text
    assert len(restored.unrepaired) == 1
    assert put_back(restored.text, restored.damaged) == raw


def test_runs_of_damage_take_bounded_time() -> None:
    assert put_back((one := restore("?qū)" * 20_000)).text, one.damaged) == "?qū)" * 20_000
