"""Tags: what an announcement carries and what a query asks for meet."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.clock import SHANGHAI
from archive.records import Announcement, Attachment, Query, Relevance
from archive.tags import LONGEST, months, tags_of, wanted
from tests.found import NOON, analysis

PLAIN = Announcement(
    id="zs-1",
    url="http://www.zs.gov.cn/gxj/tzgg/content/post_1.html",
    source="zs_gxj-tzgg",
    post_id=1,
    title="通知",
    published=datetime(2026, 10, 31, 17, tzinfo=UTC),
    issuer="中山市工業和信息化局（中山市 國防科工辦）",
    doc_number="中工信 [2026] 第1号",
    index_number=None,
    written_on=None,
    validity=None,
    body="见附件。",
    raw_sha256="0" * 64,
    reader="columns",
    first_seen=NOON,
    last_seen=NOON,
    withdrawn_at=None,
    revision=1,
    revised_at=NOON,
    canonical_id="zs-1",
    met_by=("zs_gxj-tzgg", "portal-zhxx-gs"),
)
FILE = Attachment(url="http://www.zs.gov.cn/1.docx", name="附件：小榄镇名单.docx", text="补贴500万元", status="ok")


def judged(one: Announcement, **changed: Any) -> Announcement:
    return replace(one, analysis=analysis(one, one.body[:2], **changed))


def of_kind(one: Announcement, kind: str) -> list[str]:
    return [tag.removeprefix(f"{kind}:") for tag in tags_of(one) if tag.startswith(f"{kind}:")]


def test_the_tags_of_an_announcement_that_nobody_judged() -> None:
    assert tags_of(PLAIN) == (
        "body:中山市工业和信息化局[中山市国防科工办]",
        "month:2026-11",
        "number:中工信[2026]1号",
        "relevant:unjudged",
        "source:portal-zhxx-gs",
        "source:zs_gxj-tzgg",
        "stem:portal",
        "stem:portal-zhxx",
        "stem:portal-zhxx-gs",
        "stem:zs_gxj",
        "stem:zs_gxj-tzgg",
    )


def test_what_a_judgement_adds() -> None:
    added = set(tags_of(judged(PLAIN, deadline=date(2026, 11, 30), amounts=("500万元",)))) - set(tags_of(PLAIN))
    assert added == {
        "directive:2025-02-21/application.2",
        "directive:application.2",
        "has:deadline",
        "has:money",
        "relevant:yes",
        "theme:application",
        "topic:ai",
    }
    no = Relevance(relevant=False, score=0.1)
    assert of_kind(judged(PLAIN, relevance=no), "relevant") == ["no"]


def test_traits() -> None:
    assert of_kind(replace(PLAIN, attachments=(FILE,)), "has") == ["attachment", "money"]
    assert of_kind(replace(PLAIN, attachments=(FILE,)), "town") == ["小榄镇"]
    assert of_kind(replace(PLAIN, revision=2, withdrawn_at=NOON), "has") == ["revision", "withdrawn"]
    undated = replace(PLAIN, published=None, issuer=None, doc_number=None, met_by=())
    assert of_kind(undated, "month") == ["none"]
    assert of_kind(undated, "body") == of_kind(undated, "number") == []
    assert of_kind(undated, "source") == ["zs_gxj-tzgg"]


@pytest.mark.parametrize(
    ("query", "tags"),
    [
        (Query(words="机器人", since=date(2026, 1, 1), until=date(2026, 1, 31), issuer="局"), ()),
        (Query(source="zs_gxj"), ("stem:zs_gxj",)),
        (Query(source="portal-zhxx-gs"), ("stem:portal-zhxx-gs",)),
        (Query(body="中山市工业和信息化局〔中山市国防科工办〕"), ("body:中山市工业和信息化局[中山市国防科工办]",)),
        (Query(town="小欖"), ("town:小榄镇",)),
        (Query(town="广州"), ("town:广州",)),
        (Query(theme="industry", topic="ai", relevant=True), ("theme:industry", "topic:ai", "relevant:yes")),
        (Query(directive="application.2"), ("directive:application.2",)),
        (Query(directive="2025-02-21/application.2"), ("directive:2025-02-21/application.2",)),
        (Query(has=("money", "attachment"), relevant=False), ("has:money", "has:attachment", "relevant:no")),
        (Query(source="a\nstem:b", theme="\x00\udcff"), ("stem:astem:b", "theme:\ufffd\ufffd")),
        (Query(source=" ", body="\n", town=""), ()),
    ],
)
def test_the_tags_that_a_query_asks_for(query: Query, tags: tuple[str, ...]) -> None:
    assert wanted(query) == tags


@pytest.mark.parametrize(
    "number",
    [
        "中工信〔2026〕1号",
        "中工信[2026]1号",
        "中工信（2026）1号",
        "中工信(2026)1号",
        "中工信【2026】 1 号",
        "中工信〔２０２６〕第1号",
    ],
)
def test_a_number_is_asked_for_in_any_brackets(number: str) -> None:
    assert set(wanted(Query(doc_number=number))) <= set(tags_of(PLAIN))


def test_the_months_of_a_period() -> None:
    assert months(date(2025, 11, 30), date(2026, 2, 1)) == tuple(
        f"month:{month}" for month in ("2025-11", "2025-12", "2026-01", "2026-02")
    )
    assert months(date(2026, 2, 1), date(2026, 1, 31)) == ()
    assert months(None, date(2026, 1, 1)) == months(date(2026, 1, 1), None) == ()
    assert months(date(1990, 1, 1), date(2026, 1, 1)) == ()


NAMES = st.text(max_size=2 * LONGEST)


@given(issuer=NAMES, number=NAMES, source=NAMES, theme=NAMES, topic=NAMES, directive=NAMES)
def test_whatever_a_value_is_it_is_found_by_itself(
    issuer: str, number: str, source: str, theme: str, topic: str, directive: str
) -> None:
    one = judged(
        replace(PLAIN, issuer=issuer, doc_number=number, met_by=(source,)),
        relevance=Relevance(relevant=True, score=1, topics=(topic,)),
    )
    assert one.analysis is not None
    aligned = replace(one.analysis.alignments[0], theme=theme, directive=directive)
    one = replace(one, analysis=replace(one.analysis, alignments=(aligned,)))
    tags = tags_of(one)
    asked = Query(body=issuer, doc_number=number, source=source, theme=theme, topic=topic, directive=directive)
    assert set(wanted(asked)) <= set(tags)
    assert not any(character.isspace() for tag in tags for character in tag)
    assert max(map(len, tags)) <= LONGEST + len("directive:")


@given(st.integers(631152000, 4102444800).map(lambda at: datetime.fromtimestamp(at, UTC)), st.data())
def test_the_months_of_a_period_have_all_that_was_published_in_it(moment: datetime, data: st.DataObject) -> None:
    day = moment.astimezone(SHANGHAI).date()
    since = data.draw(st.dates(date(day.year - 1, 1, 1), day))
    until = data.draw(st.dates(day, date(day.year + 1, 12, 31)))
    (mine,) = of_kind(replace(PLAIN, published=moment), "month")
    assert f"month:{mine}" in months(since, until)
