"""Figures beside those of the meeting and of named policies: only where they speak of the same thing."""

import json
from dataclasses import replace
from datetime import date

import pytest

from archive.records import Announcement, Meeting
from digest import comparisons
from digest.comparisons import Comparison, is_named, key, names, sound, with_meeting, with_policy
from digest.meetings import shipped
from digest.stated import stated
from tests.papers import paper

MEETING = shipped()["2025-02-21"]
NAME = "中山市推进“人工智能+”产业创新发展的若干政策措施"
POLICY = replace(
    paper(
        "第一条 支持行业大模型研发。对牵头研发行业大模型并通过备案实现商用的企业，按不超过研发投入的30%给予资助，"
        "单个项目最高1000万元。\n"
        "第二条 支持机器人核心零部件攻关。对减速器、伺服电机、灵巧手等核心零部件研发项目，给予资助，"
        "单个项目最高500万元。\n"
        "第六条 支持企业用算。对购买智算服务的企业，给予后补助，单个企业最高80万元。\n"
        "第九条 到2027年，建成人工智能应用示范场景不少于150个。",
        f"中山市人民政府关于印发《{NAME}》的通知",
    ),
    id="zs-1",
    doc_number="中府〔2025〕1号",
)


def beside(body: str, policy: Announcement = POLICY, attachment: str | None = None) -> list[tuple[str, str, str]]:
    one = paper(body, attachment=attachment)
    found = with_policy(one, stated(one), policy)
    assert all(sound(each, one, [MEETING], policy) for each in found)
    return [(each.relation, each.ours.text, each.theirs.text) for each in found]


@pytest.mark.parametrize(
    ("sum_", "relation"), [("最高800万元", "within"), ("最高1000万元", "at_cap"), ("最高1200万元", "above")]
)
def test_a_sum_beside_the_cap_of_its_clause(sum_: str, relation: str) -> None:
    body = f"对在我市牵头研发行业大模型，通过备案并实现商用的企业给予资助，单个项目{sum_}。"
    assert beside(body) == [(relation, sum_, "最高1000万元")]


def test_another_subject_another_unit_or_another_period_is_not_compared() -> None:
    assert beside("对古镇灯饰外观设计获奖的设计师给予奖励，单个项目最高800万元。") == []
    assert beside("对在我市牵头研发行业大模型，通过备案并实现商用的企业给予资助，招收最高80名。") == []
    assert beside("对在我市牵头研发行业大模型，通过备案并实现商用的企业，每人每月最高800万元。") == []


def test_a_row_that_names_the_clause_is_compared_with_it() -> None:
    table = "| 单位 | 事项 | 依据条款 | 金额（万元） |\n"
    table += "| 甲 | 智算服务后补助 | 人工智能+第六条 | 87.5 |\n| 乙 | 保险 | 新材料第六条 | 64 |"
    assert beside("公示如下。", attachment=table) == [("above", "87.5", "最高80万元")]


def test_a_target_is_reached_or_not() -> None:
    assert beside("全市已建成人工智能应用示范场景160个。") == [("reached", "160个", "不少于150个")]
    assert beside("全市已建成人工智能应用示范场景120个。") == [("below", "120个", "不少于150个")]


def test_where_a_sentence_has_several_figures_of_a_kind_nothing_is_said() -> None:
    body = "对在我市牵头研发行业大模型，通过备案并实现商用的企业，分档给予300万元、600万元资助。"
    assert beside(body) == []


def test_the_meeting_s_own_figures_are_compared() -> None:
    body = "市财政安排60亿元财政资金支持传统制造业改造升级。\n已推动65%规上企业实现了数字化智能化转型。"
    one = paper(body)
    found = with_meeting(one, stated(one), MEETING)
    told = [(each.relation, each.ours.text, each.theirs.text) for each in found]
    assert told == [("reached", "60亿元", "不低于50亿元"), ("below", "65%", "超过70%")]
    assert all(MEETING.text[each.theirs.start : each.theirs.end] == each.theirs.text for each in found)
    assert (
        with_meeting(
            paper("规上工业企业人工智能应用普及率超过60%。"),
            stated(paper("规上工业企业人工智能应用普及率超过60%。")),
            MEETING,
        )
        == []
    )


def test_policies_are_known_by_number_and_by_name() -> None:
    one = paper("根据中府〔2025〕1号文，现组织申报。")
    assert is_named(POLICY.title, POLICY.doc_number, names(one, []), one)
    called = paper("根据《中山市推进“人工智能+”产业创新发展若干政策措施》，现组织申报。")
    assert is_named(POLICY.title, None, names(called, []), called)
    assert not is_named("《中山市推进“人工智能+”产业创新发展的若干政策措施》政策解读", None, names(called, []), called)
    assert not is_named("关于停水的通知", None, names(called, []), called)
    assert not is_named(POLICY.title, POLICY.doc_number, names(POLICY, []), POLICY)
    assert is_named(POLICY.title, None, names(paper("无。"), [MEETING]), one)
    assert key(POLICY.title) == key(NAME)


def test_a_comparison_falls_with_either_text() -> None:
    one = paper("对在我市牵头研发行业大模型，通过备案并实现商用的企业给予资助，单个项目最高800万元。")
    (found,) = with_policy(one, stated(one), POLICY)
    assert sound(found, one, [], POLICY)
    assert not sound(found, one, [], None)
    assert not sound(found, one, [], replace(POLICY, body="改了。"))
    assert not sound(found, one, [], replace(POLICY, revision=2))
    assert not sound(found, replace(one, body="改了。"), [], POLICY)
    assert comparisons.from_document(json.loads(json.dumps(comparisons.document(found)))) == found


def test_many_figures_are_bounded() -> None:
    many = paper("对牵头研发行业大模型并通过备案实现商用的企业，单个项目最高8万元。\n" * 2000)
    text = "对牵头研发行业大模型并通过备案实现商用的企业，单个项目最高9万元。\n" * 2000
    other = Meeting(id="m", title="m", date=date(2025, 2, 21), url="", text=text)
    found: list[Comparison] = with_meeting(many, stated(many), other)
    assert len(found) == comparisons.MOST
