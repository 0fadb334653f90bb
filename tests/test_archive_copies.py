"""Titles brought to their core, keys, and the rules by which two texts are one."""

import time
from dataclasses import replace
from datetime import date

import pytest

from archive.copies import PHRASE, TITLE, Copy, are_copies, core, key_of, keys, likeness, shared
from archive.store.keys import matching

BODY = matching(
    "各镇街：\n现组织申报2026年机器人应用示范项目，单个项目最高补助500万元。\n"
    "请于2026年12月10日前将申报材料报送至市工业和信息化局。\n联系人：陈志强，逾期不予受理，特此通知。"
)
ONE = Copy(title=matching("关于组织申报机器人应用示范项目的通知"), doc_number=None, day=date(2026, 11, 18), body=BODY)


@pytest.mark.parametrize(
    "title",
    [
        "关于组织申报机器人应用示范项目的通知",
        "【转发】关于组织申报机器人应用示范项目的通知",
        "转发：关于组织申报机器人应用示范项目的通知",
        "转发《关于组织申报机器人应用示范项目的通知》",
        "中山市工业和信息化局关于组织申报机器人应用示范项目的通知",
        "转发广东省工业和信息化厅关于组织申报机器人应用示范项目的通知",
        "古镇镇关于转发市工信局《关于组织申报机器人应用示范项目的通知》的通知",
        "关于组织申报“机器人”应用示范项目的通知",
    ],
)
def test_titles_of_one_text_have_one_core(title: str) -> None:
    assert core(matching(title)) == "组织申报机器人应用示范项目的通知"


def test_a_title_of_nothing_but_marks_is_left() -> None:
    assert [core(matching(one)) for one in ("转发", "关于转发", "【转发】", "")] == ["转发", "关于转发", "", ""]


def test_keys_are_few_and_copies_share_them() -> None:
    mine, theirs = keys(ONE.title, "中府〔2026〕1号", BODY), keys("另一标题", "中府[2026]1号", BODY)
    assert len(mine) == len(set(mine)) == 5
    assert len(set(mine) & set(theirs)) == 4
    assert all(0 <= key < 2**63 for key in mine)
    assert [key_of(key) for key in keys(ONE.title, None, BODY)] == [TITLE, PHRASE, PHRASE, PHRASE]
    assert len(keys("甲", None, "见附件。")) == 1


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"body": BODY.replace("500万元", "300万元")}, False),
        ({"body": BODY.replace("12月10日", "12月20日")}, False),
        ({"title": "市工信局征集一批示范项目", "body": BODY.replace("陈志强", "李志勇")}, False),
        ({"body": BODY.replace("请于2026年12月10日前", "请于下月初")}, True),
        ({"title": matching("《机器人应用示范项目管理办法》政策解读")}, False),
        ({"title": matching("关于组织申报机器人应用示范项目(第二批)的通知")}, True),
        ({"day": date(2027, 2, 18)}, False),
        ({"day": None}, True),
        ({"body": BODY.split("\n")[1]}, True),
        ({"body": "\n".join(BODY.split("\n")[:3])}, True),
        ({"body": "正文见附件"}, True),
        ({"body": "正文见附件", "day": date(2026, 11, 19)}, False),
    ],
)
def test_the_rules(change: dict[str, object], same: bool) -> None:
    other = replace(ONE, **change)  # type: ignore[arg-type]
    assert are_copies(ONE, other) is are_copies(other, ONE) is same


def test_what_is_shared_is_between_nothing_and_all() -> None:
    assert shared(ONE, ONE) == 1.0
    assert shared(ONE, replace(ONE, body="")) == 0.0
    assert shared(ONE, replace(ONE, body="春节期间燃放烟花爆竹有关事项的通告。禁止区域内一律不得燃放")) == 0.0
    assert likeness("", "") == 0.0


@pytest.mark.parametrize(
    "body", ["甲乙" * 500_000, "".join(f"第{n}句话说的是另一件事情。" for n in range(50_000)), "1" * 10**6]
)
def test_texts_made_to_be_slow_to_compare_are_not(body: str) -> None:
    hostile = replace(ONE, body=body, title="关于" * 50_000)
    started = time.process_time()
    keys(hostile.title, None, body)
    are_copies(hostile, replace(hostile, body=body.replace("乙", "丙").replace("件", "种")))
    assert time.process_time() - started < 5
