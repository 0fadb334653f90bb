"""The whole judgement of one announcement: pure, repeatable, quick, and written as the schema says."""

import json
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from digest.judge import METHOD, judge
from digest.meetings import shipped
from digest.verdicts import account_of
from digest.vocabulary import vocabulary
from tests.labelled import load
from tests.papers import paper

MEETING = shipped()["2025-02-21"]
WHY = json.loads((Path(__file__).parents[1] / "docs" / "schemas" / "why.schema.json").read_text(encoding="utf-8"))
CALL = (
    "为促进应用，现组织申报机器人应用示范项目。\n一、支持标准\n购置工业机器人的，按购置额的15%给予补助，单个企业最高300万元。\n"
    "二、时间\n申报企业应于2026年12月18日前在线提交材料，各镇街于2026年12月25日前报送汇总表。\n附件：申报书"
)


def test_a_call_is_judged_with_deadline_and_amounts() -> None:
    analysis = judge(paper(CALL, "关于组织申报机器人应用示范项目的通知"), [MEETING])
    assert analysis.relevance.relevant
    assert {one.theme for one in analysis.alignments} == {"application"}
    assert analysis.deadline == date(2026, 12, 18)
    assert analysis.amounts == ("最高300万元",)
    assert analysis.method == METHOD
    assert vocabulary().mark in METHOD


def test_what_is_not_relevant_has_no_alignments_and_an_account() -> None:
    analysis = judge(paper("修剪绿篱3公里。", "绿化公告"), [MEETING])
    assert not analysis.relevance.relevant
    assert analysis.alignments == ()
    assert analysis.amounts == ()
    jsonschema.validate(json.loads(json.dumps(account_of(paper("修剪绿篱3公里。", "绿化公告"), [MEETING]))), WHY)


@pytest.mark.parametrize("one", load("development"), ids=lambda one: one.name)
def test_every_account_can_be_printed(one: object) -> None:
    analysis = judge(one.announcement, [MEETING])  # type: ignore[attr-defined]
    jsonschema.validate(json.loads(json.dumps(account_of(one.announcement, [MEETING]), ensure_ascii=False)), WHY)  # type: ignore[attr-defined]
    assert 0 <= analysis.relevance.score <= 1
    assert all(0 <= each.score <= 1 for each in analysis.alignments)


def test_judging_twice_gives_the_same() -> None:
    found = paper(CALL)
    assert judge(found, [MEETING]) == judge(found, [MEETING])


def test_a_meeting_twice_under_two_ids_is_answered_twice() -> None:
    other = replace(MEETING, id="copy")
    analysis = judge(paper(CALL), [MEETING, other])
    assert {one.meeting for one in analysis.alignments} == {MEETING.id, "copy"}


def test_a_thousand_announcements_take_less_than_a_minute() -> None:
    papers = [one.announcement for one in load("development")]
    begun = time.perf_counter()
    for found in papers:
        judge(found, [MEETING])
    assert (time.perf_counter() - begun) / len(papers) < 0.06


@pytest.mark.parametrize(
    "body",
    [
        "机器人" * 40_000,
        "对租用机器人的企业给予补贴，" * 4_000,
        "|" * 50_000,
        "机器人，\n" * 60_000,
        "（" * 50_000,
        "。\n" * 30_000,
        "绿化。\n" * 30_000,
        "数字化，人才。" * 20_000,
        "一、机器人\n" * 20_000,
        "| 机器人 | 3 |\n" * 20_000,
        "深圳市机器人企业很多。\n" * 20_000,
    ],
)
@pytest.mark.parametrize("title", ["关于机器人应用的通知", "绿化公告"])
def test_a_hostile_page_does_not_stall_the_judgement(title: str, body: str) -> None:
    begun = time.process_time()
    judge(paper(body, title), [MEETING])
    assert time.process_time() - begun < 20
