"""What can be applied for, by when and how much: only what the text carries, each part a span of it."""

import json
from datetime import date

import pytest

from archive.records import Announcement
from digest import offers
from digest.clauses import Sentence
from digest.reading import read
from digest.stated import stated
from digest.substance import nearness
from tests.labelled import load
from tests.papers import paper

CALL = (
    "为促进应用，现组织申报机器人应用示范项目，拟支持30个项目。\n一、支持标准\n购置工业机器人且年度投入超过200万元的，"
    "按购置额的15%给予补助，单个企业最高300万元；每新增一台的，给予5万元奖励。\n"
    "二、时间\n申报企业应于2026年12月18日前在线提交材料，各镇街于2026年12月15日前完成初审。\n附件：申报书"
)
TITLE = "关于组织申报2026年机器人应用示范项目的通知"


def near(one: Announcement) -> list[Sentence]:
    reading = read(one)
    pairs = zip(nearness(reading), reading.sentences, strict=True)
    return [sentence for value, sentence in pairs if value and sentence.part != "title" and not sentence.heading]


def offered(body: str, title: str = TITLE) -> offers.Offer | None:
    one = paper(body, title)
    return offers.offer(one, stated(one), near(one))


def test_a_call_says_what_until_when_and_how_much() -> None:
    found = offered(CALL)
    assert found is not None
    assert found.what.text == "2026年机器人应用示范项目"
    assert [day for day, _ in found.days] == [date(2026, 12, 18)]
    assert [one.text for one in found.sums] == ["最高300万元", "5万元"]
    assert [one.text for one in found.shares] == ["15%"]
    assert [one.text for one in found.places] == ["30个"]
    assert found.source is not None
    assert "最高300万元" in found.source.text


def test_conditions_are_no_sums() -> None:
    one = paper(CALL, TITLE)
    assert offers.sums(one, stated(one), near(one)) == ("最高300万元", "5万元")


@pytest.mark.parametrize(
    "title",
    [
        "关于2026年机器人应用示范项目拟资助名单的公示",
        "关于下达2026年机器人应用示范项目资金的通知",
        "关于机器人应用示范项目申报指南公开征求意见的公告",
        "市领导调研机器人应用示范项目",
    ],
)
def test_what_is_over_or_only_a_draft_offers_nothing(title: str) -> None:
    assert offered(CALL, title) is None


def test_a_policy_offers_what_it_gives_without_a_day() -> None:
    body = "一、支持机器人应用。对购置机器人的企业，按购置额的15%给予补助，每家企业每年最高300万元。\n"
    body += "二、本措施有效期至2028年12月31日。"
    found = offered(body, "中山市人民政府办公室关于印发中山市支持机器人应用若干措施的通知")
    assert found is not None
    assert (found.what.text, found.days) == ("中山市支持机器人应用若干措施", ())
    assert [one.text for one in found.sums] == ["每家企业每年最高300万元"]


def test_how_many_are_taken() -> None:
    found = offered("拟征集150个以上示范项目，建设机器人应用场景。\n企业请于2026年12月18日前提交，每家企业限报2个。")
    assert found is not None
    assert [one.text for one in found.places] == ["150个以上", "限报2个"]
    assert offered("已征集场景300个。", "关于机器人应用场景的通知") is None


def test_a_call_in_rounds_has_a_day_for_each() -> None:
    body = "企业申报分两批受理，第一批截止2026年12月1日，第二批截止2027年5月31日。给予补助，最高9万元。"
    found = offered(f"为促进机器人应用，{body}")
    assert found is not None
    first, second = date(2026, 12, 1), date(2027, 5, 31)
    days = [offers.until(found, day) for day in (first, date(2026, 12, 2), date(2028, 1, 1))]
    assert days == [first, second, second]


def test_a_call_without_money_is_an_offer_when_it_has_a_day() -> None:
    found = offered("现征集机器人应用场景。\n请企业于2026年12月18日前提交申报表。", "关于征集机器人应用场景的公告")
    assert found is not None
    assert (found.days[0][0], found.sums) == (date(2026, 12, 18), ())
    assert offered("现征集机器人应用场景。", "关于征集机器人应用场景的公告") is None


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ("请于2026年12月18日前报名。\n镇街于2026年12月1日前汇总报送。", date(2026, 12, 18)),
        ("公示期为2026年11月18日至11月24日。", date(2026, 11, 24)),
        ("本办法有效期至2028年12月31日，申报常年受理。", None),
        ("请于2026年10月30日前报名。", None),
        ("无。", None),
    ],
)
def test_the_deadline_is_the_next_day_for_whoever_applies_or_objects(body: str, day: date | None) -> None:
    one = paper(body)
    assert offers.deadline(one, stated(one)) == day


@pytest.mark.parametrize("part", ["twin", "more"])
def test_every_quotation_of_an_offer_is_a_slice_and_its_document_comes_back(part: str) -> None:
    found = 0
    for labelled in load(part):
        one = labelled.announcement
        offer = offers.offer(one, stated(one), near(one))
        assert offers.from_document(json.loads(json.dumps(offers.document(offer)))) == offer
        for quote in offers.quotes(offer) if offer else ():
            assert (one.part(quote.part) or "")[quote.start : quote.end] == quote.text
            found += 1
    assert found > 20
