"""Relevance: what counts, what does not, and why."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from archive.records import Relevance
from digest.acts import acts
from digest.reading import read
from digest.relevance import THRESHOLD, relevance
from tests.papers import paper
from tests.training import REPORT, REPORTED

PAPERS = Path(__file__).parent / "fixtures" / "judgement" / "papers.toml"
FLOORS = tomllib.loads((PAPERS.parent / "floors.toml").read_text(encoding="utf-8"))["floors"][-1]
NEAR = THRESHOLD - 0.25
COURSE = "定于12月3日举办大模型应用培训班，招收学员80人。"


def judged(body: str, title: str, **more: Any) -> tuple[Relevance, dict[str, Any]]:
    reading = read(paper(body, title, **more))
    return relevance(reading, acts(reading))


@pytest.mark.parametrize(("yes", "title", "body"), tomllib.loads(PAPERS.read_text(encoding="utf-8"))["papers"])
def test_papers_with_traps_and_disguises(yes: bool, title: str, body: str) -> None:
    verdict, account = judged(body, title)
    assert verdict.relevant == yes, (verdict, account)
    assert (verdict.score >= THRESHOLD) == yes
    assert verdict.reasons
    assert bool(verdict.topics) == yes


@pytest.mark.parametrize(
    ("sentence", "word", "because"),
    [
        ("中标单位为中山市灵犀人工智能科技有限公司", "人工智能", "name"),
        ("作品格式为AI、CDR", "ai", "other sense"),
        ("珠海市将给予大模型企业1000万元奖励", "大模型", "another city"),
        ("位于机器人大道北侧", "机器人", "name"),
    ],
)
def test_words_that_do_not_count_are_told_with_the_reason(sentence: str, word: str, because: str) -> None:
    _, account = judged(f"本市新建公园一座。\n{sentence}。", "关于有关事项的公告")
    assert (word, because) in {(one["word"], one["because"]) for one in account["not_counted"]}


def test_every_word_told_stands_where_the_account_says() -> None:
    found = paper(f"一、安排\n{COURSE}", "关于培训的通知", attachment="智能体课程表\n第１课：ＤｅｅｐＳｅｅｋ入门")
    reading = read(found)
    _, account = relevance(reading, acts(reading))
    assert len(account["counted"]) >= 3
    for one in account["counted"]:
        stored = found.part(one["part"])
        assert stored is not None
        assert one["word"][0] in stored[one["at"]].lower() or stored[one["at"]] in "ＤＡ"


def test_another_city_s_paper_is_not_ours_unless_our_people_go_there() -> None:
    body = "杭州人工智能小镇集聚大模型企业120家，给予最高1000万元奖励。"
    assert not judged(body, "杭州打造人工智能高地", issuer="杭州市人民政府")[0].relevant
    ours = f"我市党政代表团赴杭州学习考察，走访5家企业。\n{body}"
    assert judged(ours, "我市代表团赴杭州考察人工智能产业")[0].relevant


def test_one_measure_of_its_own_in_a_long_paper_is_enough_and_a_passing_word_is_not() -> None:
    filler = "\n".join(f"{number}月完成道路养护{number}公里。" for number in range(1, 40))
    measure = "对租用巡检机器人的物业企业按租金的30%给予补贴，每家最高20万元。"
    passing = "前瞻布局低空经济、人工智能等未来产业。"
    assert judged(f"{filler}\n{measure}", "2026年重点工作安排")[0].relevant
    assert not judged(f"{filler}\n{passing}", "2026年重点工作安排")[0].relevant


def test_traditional_characters_and_full_width_letters_are_read() -> None:
    assert judged("市民學堂開設ＡＩ課程，招收學員四十名，學費全免。", "關於舉辦人工智能課程的通知")[0].relevant


def test_an_empty_page_is_judged_too() -> None:
    verdict, account = judged("", "公告")
    assert not verdict.relevant
    assert verdict.reasons == ("no word of AI or robotics",)
    assert account["flip"]


def test_the_flip_is_told_both_ways() -> None:
    assert "would be left out without" in judged(COURSE, "人工智能培训通知")[1]["flip"]
    assert "would be selected" in judged("本市新建公园一座。", "公告")[1]["flip"]


def test_one_sentence_of_a_general_report_is_found_and_a_mere_mention_is_not() -> None:
    between = tomllib.loads(PAPERS.read_text(encoding="utf-8"))["between"]
    scores = [(yes, judged(REPORT.format(text), REPORTED)[0].score) for yes, text in between]
    found = [score >= THRESHOLD for yes, score in scores if yes]
    assert sum(found) / len(found) >= FLOORS["papers"]["recall"]
    assert all(score < THRESHOLD for yes, score in scores if not yes)


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("关于中山市力维智能科技有限公司扩建项目环评审批意见的公示", "年产五金件200万件，设注塑机20台、机械手6台。"),
        ("关于公布高新技术企业名单的通知", "| 1 | 中山市博睿机器人有限公司 |\n| 2 | 中山智云人工智能科技有限公司 |"),
        ("关于南朗街道道路命名的公告", "| 机器人北街 | 东起沿江路 |\n| 智算路 | 南起香海大道 |"),
        ("关于儿童玩具监督抽查结果的通告", "| 1 | 变形机器人 | 小零件 | 召回 |\n| 2 | 编程机器人 | 增塑剂 | 召回 |"),
        ("关于公开招聘工作人员的公告", "| 岗位1 | 1人 | 法学硕士（含境外LLM） |\n| 岗位2 | 熟练使用AI、PS软件 |"),
    ],
)
def test_trivial_mentions_are_no_near_misses(title: str, body: str) -> None:
    assert judged(body, title)[0].score < NEAR


def test_guests_from_elsewhere_bring_no_other_city_with_them() -> None:
    body = "邀请深圳大学教授授课，讲解大模型办公应用，招收学员60名。\n报名截至12月1日。"
    assert judged(body, "关于举办干部专题培训的通知", issuer="中山市人力资源和社会保障局")[0].relevant
    assert judged("赴哈尔滨揽才，发布机器人岗位120个。", "市人社局组团赴哈尔滨揽才", issuer="中山日报")[0].relevant
