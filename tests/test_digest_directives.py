"""Reading meetings: the report of 2025-02-21 from its damaged copy, and reports of other shapes."""

from datetime import date

import pytest

from archive.errors import WrongUse
from digest.directives import parse
from digest.meetings import checked, shipped

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


def test_a_report_without_items_has_cross_cutting_directives_only() -> None:
    assert shape(PLAIN) == {"general": ["各镇街要主动服务企业", "推动科技成果转化", "深化深中合作"]}


@pytest.mark.parametrize(
    ("report", "words"),
    [(RUNNING, "states no date"), ("2025年1月1日，天气晴朗。", "no directive found"), ("", "states no date")],
)
def test_what_can_not_be_read_is_said(report: str, words: str) -> None:
    with pytest.raises(WrongUse, match=words):
        parse(report)
