"""Reading meetings: the report of 2025-02-21 from its damaged copy, and reports of other shapes."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import WrongUse
from digest.directives import parse
from digest.meetings import checked, faults, shipped

SEED = shipped()["2025-02-21"]

BRACKETS = """全市低空经济工作推进会
2025年3月12日，全市低空经济工作推进会召开。会议强调，各镇街、各部门要提高认识，抢抓机遇。要重点抓好以下工作：
（一）加快设施建设。统筹布局起降点和通信设施，年内建成20个起降点。完善空域管理机制。
（二）拓展应用场景。开展物流配送、城市治理等示范应用，推动10家企业开通航线。
（三）强化人才支撑。市人力资源社会保障局要会同有关部门制定引才办法，给予最高50万元安家补贴；支持职业院校开设相关专业。
会议要求，各级各部门要压实责任，确保各项任务落到实处。"""
RUNNING = """3月5日，市长主持召开市政府常务会议，研究机器人产业发展。会议强调，\
一是要抓好项目落地，推动重点企业增资扩产；二是要抓好要素保障，落实用地用电；三是要抓好政策兑现，让企业应享尽享。会议还研究了其他事项。"""
NUMBERED = """座谈会纪要
2024年11月8日
一、关于算力建设
由市政务和数据局牵头，建设全市统一的智算平台，年底前投入使用。
二、关于数据开放
各部门要开放公共数据资源，建立数据目录，每季度更新。
三、其他事项
请各单位于2024年12月31日前报送进展。"""
PLAIN = "2025年4月1日，全市科技创新大会召开。会议要求，各镇街要主动服务企业，推动科技成果转化；要深化深中合作。"


def damaged_copy() -> str:
    text = SEED.text
    for one in reversed(SEED.damaged):
        text = text[: one.start] + one.raw + text[one.end :]
    return text


def test_the_damaged_copy_gives_the_shipped_meeting() -> None:
    read = parse(damaged_copy(), meeting_id=SEED.id, title=SEED.title, held_on=SEED.date, url=SEED.url)
    assert read == SEED


def test_the_meeting_has_all_directives() -> None:
    counts = {
        theme: sum(one.theme == theme for one in SEED.directives) for theme in ("study", "application", "industry")
    }
    assert counts == {"study": 4, "application": 5, "industry": 3}
    assert [one.id for one in SEED.directives if one.theme == "talent"] == [f"talent.{n}" for n in (1, 2, 3, 4)]
    assert [one.id for one in SEED.directives if one.theme == "general"] == ["general.1", "general.2", "general.3"]
    texts = {one.id: one.text for one in SEED.directives}
    assert texts["study.2"] == "熟练掌握运用DeepSeek等新工具"
    assert texts["industry.2"] == "用足用好“人工智能+”产业创新发展政策"
    assert texts["application.5"].startswith("广大企业家")
    assert texts["application.5"].endswith("提质升级")


def shape(report: str, **given: object) -> dict[str, list[str]]:
    meeting = checked(parse(report, **given))  # type: ignore[arg-type]
    found: dict[str, list[str]] = {}
    for one in meeting.directives:
        found.setdefault(one.theme, []).append(one.text)
    return found


def test_items_in_brackets() -> None:
    assert shape(BRACKETS) == {
        "theme-1": ["统筹布局起降点和通信设施，年内建成20个起降点", "完善空域管理机制"],
        "application": ["开展物流配送、城市治理等示范应用", "推动10家企业开通航线"],
        "talent": [
            "市人力资源社会保障局要会同有关部门制定引才办法",
            "给予最高50万元安家补贴",
            "支持职业院校开设相关专业",
        ],
        "general": ["各镇街、各部门要提高认识，抢抓机遇", "各级各部门要压实责任，确保各项任务落到实处"],
    }
    assert parse(BRACKETS).title == "全市低空经济工作推进会"
    assert parse(BRACKETS).date == date(2025, 3, 12)


def test_items_in_one_sentence() -> None:
    assert shape(RUNNING, held_on=date(2025, 3, 5)) == {
        "project": ["抓好项目落地", "推动重点企业增资扩产"],
        "theme-2": ["抓好要素保障", "落实用地用电"],
        "policy": ["抓好政策兑现，让企业应享尽享"],
    }


def test_items_under_numbered_headings() -> None:
    assert shape(NUMBERED) == {
        "computing": ["由市政务和数据局牵头，建设全市统一的智算平台，年底前投入使用"],
        "data": ["各部门要开放公共数据资源", "建立数据目录，每季度更新"],
        "theme-3": ["请各单位于2024年12月31日前报送进展"],
    }


def test_in_a_report_without_items_each_demand_is_a_theme_unless_it_is_for_everybody() -> None:
    assert shape(PLAIN) == {"general": ["各镇街要主动服务企业", "推动科技成果转化"], "theme-1": ["深化深中合作"]}


@pytest.mark.parametrize(
    ("report", "words"),
    [(RUNNING, "states no date"), ("2025年1月1日，天气晴朗。", "no directive found"), ("", "states no date")],
)
def test_what_can_not_be_read_is_said(report: str, words: str) -> None:
    with pytest.raises(WrongUse, match=words):
        parse(report)


FORMS = ("一是", "一要", "（一）", "一、", "第一，", "其一，", "1．", "（1）", "①")
NUMBERS = dict(zip("123", "一二三", strict=True))


@pytest.mark.parametrize("form", FORMS)
def test_every_style_of_count_gives_themes(form: str) -> None:
    def mark(number: str) -> str:
        if "①" in form:
            return "①②③"[int(number) - 1]
        return form.replace("一", NUMBERS[number]) if "一" in form else form.replace("1", number)

    names = ("加快平台建设", "推进技术攻关", "壮大人才队伍")
    body = "\n".join(f"{mark(str(n))}{name}。引进两家企业，建设一个中心。" for n, name in enumerate(names, 1))
    read = shape(f"2025年5月6日，会议召开。会议强调：\n{body}\n会议要求，各级各部门要压实责任。")
    assert list(read) == ["platform", "innovation", "talent", "general"]
    assert all(texts[-2:] == ["引进两家企业", "建设一个中心"] for theme, texts in read.items() if theme != "general")
    assert read["general"] == ["各级各部门要压实责任"]


def test_unnumbered_items_and_words_of_order() -> None:
    dashes = shape("2025年5月6日会议部署：\n——抓创新。建设实验室。\n——抓人才。引进十名专家。")
    assert dashes == {"innovation": ["建设实验室"], "talent": ["引进十名专家"]}
    order = shape(
        "2025年5月6日，市长强调。首先，要抓创新，建设实验室。其次，要抓人才，引进专家。最后，要抓安全，排查隐患。"
    )
    assert order == {
        "innovation": ["抓创新", "建设实验室"], "talent": ["抓人才", "引进专家"], "safety": ["抓安全", "排查隐患"],
    }  # fmt: skip


def test_counts_that_begin_again_are_both_read() -> None:
    report = """2025年5月6日，市长强调：一是抓项目。引进十家企业。二是抓服务。推行一窗办理。
书记强调：一要抓人才，建设人才公寓；二要抓安全，排查隐患。"""
    assert list(shape(report)) == ["project", "service", "talent", "safety"]


def test_items_of_a_chapter_of_no_name_are_the_themes_and_nested_items_are_directives() -> None:
    report = """2025年5月6日
一、会议概况
市长出席会议。
二、下一步工作安排
（一）建设平台
1. 建设算力平台。
2. 开放公共数据。
（二）引育人才
1. 引进十名专家。
2. 开办两期培训班。"""
    assert shape(report) == {
        "platform": ["建设算力平台", "开放公共数据"],
        "talent": ["引进十名专家", "开办两期培训班"],
    }


def test_a_number_lost_in_the_damage_is_stepped_over() -> None:
    report = "2025年5月6日会议强调：\n一、抓项目。引进企业。\n\ufffd、抓服务。推行一窗办理。\n三、抓人才。建设公寓。"
    assert list(shape(report)) == ["project", "talent"]


def test_what_only_remarks_or_looks_back_is_no_directive() -> None:
    report = (
        "2025年5月6日会议指出，应用推广要稳妥有序。过去一年，全市引进企业十家。会议强调，要建设实验室，形势已经好转。"
    )
    assert [one.text for one in parse(report).directives] == ["建设实验室，形势已经好转"]


def test_the_day_is_that_of_the_meeting() -> None:
    body = "会议强调，要建设实验室。"
    assert parse(f"3月5日，会议召开。{body}", published=date(2025, 3, 6)).date == date(2025, 3, 5)
    assert parse(f"12月30日，会议召开。{body}", published=date(2026, 1, 2)).date == date(2025, 12, 30)
    assert parse(f"会议召开。{body}", published=date(2026, 1, 2)).date == date(2026, 1, 2)
    assert parse(f"3月5日，会议召开。{body}会议审议2024年1月9日的方案。").date == date(2024, 3, 5)


@pytest.mark.parametrize(
    ("report", "words"),
    [
        ("要建设。" * 30_000, "at most 100000"),
        ("2025年5月6日\n" + "".join(f"{n % 99 + 1}、抓好项目。\n" for n in range(800)), "counted items"),
        ("2025年5月6日会议强调，" + "要建设平台。" * 600, "600 directives; .* at most 500"),
    ],
)
def test_what_is_longer_than_any_report_is_refused(report: str, words: str) -> None:
    with pytest.raises(WrongUse, match=words):
        parse(report)


@given(
    st.text(alphabet="一二三是要、，。；：（）\n“”建设平台引进人才全市会议强调在把的年底前2025月日1.①—", max_size=300)
)
@settings(max_examples=300)
def test_whatever_is_read_holds_together(words: str) -> None:
    try:
        meeting = parse(f"2025年5月6日。{words}")
    except WrongUse:
        return
    assert list(faults(meeting)) == []
