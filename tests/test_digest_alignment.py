"""Alignment: operative clauses answer directives, everything else does not."""

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from archive.records import Alignment, Announcement, Meeting
from digest.acts import acts
from digest.alignment import align
from digest.clauses import acting, operative, sentences
from digest.directives import parse
from digest.evidence import check
from digest.meetings import shipped
from digest.reading import read
from tests.papers import paper

FIXTURES = Path(__file__).parent / "fixtures" / "judgement"
MEETING = shipped()["2025-02-21"]


def aligned(found: Announcement, meeting: Meeting = MEETING) -> tuple[Alignment, ...]:
    alignments, _ = align(found, acts(read(found)), meeting)
    for one in alignments:
        check(found, one, meeting)
    return alignments


def test_clauses_carry_out_the_right_directive_and_theme() -> None:
    clauses = tomllib.loads((FIXTURES / "clauses.toml").read_text(encoding="utf-8"))["clauses"]
    floor = tomllib.loads((FIXTURES / "floors.toml").read_text(encoding="utf-8"))["floors"][-1]["clauses"]
    best = [(directive, aligned(paper(text))[:1]) for directive, text in clauses]
    themes = [
        (found[0].theme if found else "") in {one.partition(".")[0] for one in directive.split("+")}
        for directive, found in best
    ]
    directives = [(found[0].directive if found else "") in directive.split("+") for directive, found in best]
    assert sum(themes) / len(themes) >= floor["theme_accuracy"]
    assert sum(directives) / len(directives) >= floor["directive_accuracy"]


@pytest.mark.parametrize(
    ("clause", "directive"),
    [
        ("组织干部赴杭州学习考察大模型产业，对标先进城市做法", "study.4"),
        ("开设上机实操课，市民学员编写提示词、使用DeepSeek", "study.2"),
        ("12345热线上线大模型助手，自动分派工单", "application.4"),
        ("发布第二批人工智能应用场景清单，开放场景12个", "application.2"),
        ("焊接车间新增工业机器人20台，产线用工减少一半", "application.3"),
        ("对租用机器人的企业按租金的20%给予补贴", "application.1"),
        ("机器人零部件产业园签约9家减速器企业", "industry.1"),
        ("拨付人工智能专项资金3200万元，兑现政策", "industry.2"),
        ("面向大模型企业发放算力券，最高300万元", "industry.2"),
        ("新引进机器人领域博士的，给予安家补贴30万元", "talent.2"),
        ("设立人工智能训练师职业技能等级认定点", "talent.3"),
        ("深圳机器人工程师到中山驻点，职称两市互认", "talent.4"),
    ],
)
def test_a_clause_carries_out_its_directive(clause: str, directive: str) -> None:
    found = aligned(paper(clause))
    assert found, clause
    assert found[0].directive == directive


def test_the_quotation_leaves_off_what_does_nothing() -> None:
    body = "为解决漏检难题，我局遴选10家工厂部署视觉大模型质检，有关事项通知如下：\n一、时间\n12月。"
    (found,) = [one for one in aligned(paper(body)) if one.theme == "application"]
    assert found.announcement_quote.text == "我局遴选10家工厂部署视觉大模型质检"
    assert found.directive_quote.text in MEETING.text


def test_a_purpose_is_blotted_out_and_a_beneficiary_is_not() -> None:
    assert acting("为推动产业发展,建设基地").startswith("■")
    assert acting("为40家企业部署智能体").startswith("为40家")


def test_a_long_sentence_is_cut_to_the_telling_clauses() -> None:
    text = "，".join(["会上介绍了全年工作的总体情况和下一阶段的考虑"] * 5)
    found = sentences(paper(f"{text}，对租用机器人的企业按租金的20%给予补贴，单个企业最高50万元。"))[1]
    start = found.text.index("对租用")
    cut = found.text[slice(*operative(found, [(start, start + 20)]))]
    assert cut.startswith("对租用")
    assert "全年工作" not in cut


def test_offsets_hold_where_folding_changes_lengths() -> None:
    body = "㈠安排……\n对租用机器人的企业，按租金的２０％给予补贴；每家最高５０万元㎡。"
    found = aligned(paper(body, attachment="㎡㎡\n| 企业 | 机器人应用示范车间改造项目 | １２０ |"))
    assert found
    assert {one.announcement_quote.part.partition(":")[0] for one in found} <= {"body", "attachment"}


def test_attachments_and_tables_are_quoted_from() -> None:
    table = "| 序号 | 项目 |\n| 1 | 注塑车间机器人上下料应用示范 |"
    found = aligned(paper("详见附件。", attachment=table))
    assert any(one.announcement_quote.part.startswith("attachment:") for one in found)
    assert all(not one.announcement_quote.text.startswith("|") for one in found)


def test_a_row_belongs_to_what_its_table_is_about() -> None:
    table = "| 序号 | 单位 | 方向 | 资助（万元） |\n| 2 | 中山某传动公司 | 谐波减速器 | 200 |"
    funded = aligned(paper(table, "关于机器人产业专项资金拟安排项目的公示"))
    assert [one.theme for one in funded] == ["industry"]
    assert aligned(paper(table, "关于机器人维护保养单位名册的公示")) != funded


def test_a_contest_answers_nothing() -> None:
    assert not aligned(paper("36支机器人队伍进入决赛，冠军由香山中学获得。", "我市学生在机器人锦标赛夺冠"))


@pytest.mark.parametrize(
    ("clause", "directive"),
    [
        ("向全市企业和市民发出倡议：人人拥抱人工智能时代，从今天起主动学、大胆用", "general.1"),
        ("成立机器人产业发展工作专班，由市长任组长", "general.2"),
        ("全镇推行大模型学一课、用一件、谋一链，三项一起考核", "general.3"),
    ],
)
def test_cross_cutting_directives_are_aligned_where_a_clause_does_just_that(clause: str, directive: str) -> None:
    assert directive in {one.directive for one in aligned(paper(clause))}


def test_slogans_are_aligned_with_no_cross_cutting_directive() -> None:
    body = "全市上下要树立起强烈的拥抱人工智能时代的意识，全力以赴做好人工智能与机器人产业这篇大文章。"
    assert all(one.theme != "general" for one in aligned(paper(body)))


def test_a_meeting_with_unknown_themes_is_answered_by_its_words() -> None:
    report = (
        "会议强调，一是抓好道路开放。开放无人配送车测试道路，建设远程监控平台；二是抓好保险保障。推出专属保险产品。"
    )
    meeting = parse(report, held_on=date(2026, 1, 5))
    found = aligned(paper("首批开放无人配送车测试道路186公里，建设远程监控平台1个。"), meeting)
    assert [one.theme for one in found[:1]] == [meeting.directives[0].theme]
    assert not aligned(paper("决定开展机器人书法展览，展出作品30幅。"), meeting)


def test_the_account_tells_what_was_refused_and_why() -> None:
    found = paper("市图书馆购入导览机器人2台。\n各单位应当加强机器人安全管理，违反规定的予以通报。")
    _, account = align(found, acts(read(found)), MEETING)
    assert account["chosen"]
    assert all(one["because"] for one in account["refused"])


def test_a_meeting_without_directives_aligns_nothing() -> None:
    assert aligned(paper("部署大模型。"), replace(MEETING, directives=())) == ()
