"""What a subscriber gets of an edition, and the reason for each thing that is or is not in it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.records import Announcement, Attachment, Filters, Subscriber
from archive.towns import TOWNS
from digest.compose import compose
from digest.edition import Edition
from digest.selection import Selection, select
from digest.wishes import facts_of
from tests.editions import CONTEST, COPY, EDITED, FUND, GONE, NOW, REPRINT, ROBOTS, TRAINING, full_material

MATERIAL = full_material()
EDITION = compose(MATERIAL)
ENGLISH = replace(EDITION, language="en")
FACTS = {one.id: facts_of(one) for one in MATERIAL.untold}


def reader(**filters: Any) -> Subscriber:
    return Subscriber(
        name="chen",
        channel="smtp",
        address="chen@example.org",
        language="zh",
        editions=("daily",),
        status="active",
        asked_at=NOW - timedelta(days=9),
        why="asked on the web page",
        nonce="n1",
        filters=Filters(**filters),
        confirmed_at=NOW - timedelta(days=8),
    )


def chosen(edition: Edition = EDITION, /, **filters: Any) -> Selection:
    return select(edition, reader(**filters), facts=FACTS)


def included(selection: Selection, kind: str = "item") -> set[str]:
    return {one.id for one in selection.verdicts if one.kind == kind and one.included}


def why(selection: Selection, announcement: Announcement) -> str:
    return next(one.why for one in selection.verdicts if one.id == announcement.id)


def test_who_wants_everything_gets_the_edition_with_their_name_on_it() -> None:
    selection = chosen()
    assert replace(selection.edition, reader=None) == EDITION
    assert {one.why for one in selection.verdicts} == {"没有设筛选条件，全部照报"}
    told = selection.edition.reader
    assert told is not None
    assert (told.name, told.since, told.why, told.wants, told.leave) == (
        "chen", date(2026, 11, 11), "asked on the web page", "", "",
    )  # fmt: skip
    assert (told.left_out, told.earlier) == (0, ())


@pytest.mark.parametrize(
    ("filters", "items"),
    [
        ({"themes": ("study",)}, {TRAINING.id}),
        ({"themes": ("talent", "study")}, {TRAINING.id, ROBOTS.id}),
        ({"directives": ("application.2",)}, {FUND.id}),
        ({"directives": ("2025-02-21/application.2",)}, {FUND.id}),
        ({"directives": ("2024-01-01/application.2",)}, set()),
        ({"bodies": ("党校",)}, {TRAINING.id}),
        ({"bodies": ("黨校",)}, {TRAINING.id}),
        ({"bodies": ("工业和信息化局", "教育和体育局")}, {FUND.id, ROBOTS.id, CONTEST.id}),
        ({"bodies": ("火炬高技术",)}, {FUND.id}),  # it has a copy there
        ({"towns": ("火炬开发区",)}, {FUND.id}),
        ({"towns": ("小榄镇",)}, set()),
        ({"words": ("算力券",)}, {FUND.id}),  # in the body only
        ({"words": ("ＤｅｅｐＳｅｅｋ",)}, {TRAINING.id}),
        ({"words": ("deep",)}, set()),  # a Latin word stands by itself
        ({"words": ("機器人",)}, {ROBOTS.id, CONTEST.id}),
        ({"deadline": True}, {FUND.id, ROBOTS.id}),
        ({"money": True}, {FUND.id, ROBOTS.id}),
        ({"themes": ("industry",), "words": ("中试基地",)}, {ROBOTS.id}),
        ({"themes": ("study",), "money": True}, set()),
    ],
)
def test_a_filter_lets_through_what_it_names(filters: dict[str, Any], items: set[str]) -> None:
    assert included(chosen(**filters)) == items


@pytest.mark.parametrize(
    ("filters", "announcement", "chinese", "english"),
    [
        ({"themes": ("industry",)}, FUND, "符合：主题为产业", "for you: theme Industry"),
        (
            {"themes": ("industry",)}, TRAINING,
            "不符合：主题学习不在产业之中", "not for you: theme Study is not among Industry",
        ),
        (
            {"themes": ("industry",)}, CONTEST,
            "不符合：主题（无）不在产业之中", "not for you: theme (none) is not among Industry",
        ),
        ({"words": ("机器人",)}, ROBOTS, "符合：含词语“机器人”", "for you: has the word “机器人”"),
        (
            {"words": ("机器人",), "deadline": True}, TRAINING,
            "不符合：不含词语“机器人”；没有尚未到期的截止日期",
            "not for you: has none of the words “机器人”; no deadline to come",
        ),
        ({"deadline": True}, FUND, "符合：2026-11-30 截止", "for you: closes 2026-11-30"),
        ({"directives": ("study.2",)}, TRAINING, "符合：对应要求 study.2", "for you: answers study.2"),
        ({"towns": ("火炬开发区",)}, FUND, "符合：涉及火炬开发区", "for you: about 火炬开发区"),
        (
            {"bodies": ("党校",)}, CONTEST,
            "不符合：发布机构“中山市教育和体育局”不含“党校”",
            "not for you: publisher “中山市教育和体育局” is none of “党校”",
        ),
    ],
)  # fmt: skip
def test_the_reason_names_the_filter(
    filters: dict[str, Any], announcement: Announcement, chinese: str, english: str
) -> None:
    assert why(chosen(**filters), announcement) == chinese
    assert why(chosen(ENGLISH, **filters), announcement) == english


def test_the_filters_stand_in_words() -> None:
    filters: dict[str, Any] = {
        "themes": ("industry", "general"),
        "directives": ("application.2",),
        "towns": ("小榄镇",),
        "words": ("算力",),
        "money": True,
    }
    told = chosen(**filters).edition.reader
    assert told is not None
    assert told.wants == "主题：产业、总体要求；要求：application.2；镇区：小榄镇；词语：“算力”；仅限有金额的"
    told = chosen(ENGLISH, **filters).edition.reader
    assert told is not None
    assert (
        told.wants
        == "themes: Industry, Overall; directives: application.2; towns: 小榄镇; words: “算力”; only with money"
    )


def test_a_deadline_that_has_passed_is_none() -> None:
    later = replace(EDITION, date=date(2026, 12, 1))
    assert included(select(later, reader(deadline=True), facts=FACTS)) == {ROBOTS.id}


def test_words_are_found_in_attachments_and_across_their_line_ends() -> None:
    file = Attachment(
        url="http://www.zs.gov.cn/b.pdf", name="清单.pdf", status="ok", text="谐波\n 减 速 器 清单 AI chip\nset"
    )
    facts = FACTS | {TRAINING.id: facts_of(replace(TRAINING, attachments=(file,)))}
    for word in ("谐波减速器", "ai chip set", "清单.pdf"):
        assert included(select(EDITION, reader(words=(word,)), facts=facts)) == {TRAINING.id}, word


def test_without_the_texts_only_title_and_summary_are_known_and_nothing_is_guessed() -> None:
    assert included(select(EDITION, reader(words=("算力券",)))) == set()
    assert included(select(EDITION, reader(words=("最高500万元",)))) == {FUND.id}


def test_what_a_filter_can_not_know_is_told() -> None:
    selection = select(EDITION, reader(themes=("talent",), money=True))
    assert included(selection, "withdrawn") == {GONE.id}
    assert why(selection, REPRINT) == "符合：无从判断，照报；无从判断，照报"
    assert included(selection, "change") == set()


def test_what_becomes_of_an_announcement_that_was_told_before_is_told_whatever_the_filters() -> None:
    wants = reader(words=("没有的词",))
    assert included(select(EDITION, wants, facts=FACTS), "change") == set()
    selection = select(EDITION, wants, told=frozenset({EDITED.id, GONE.id, FUND.id}), facts=FACTS)
    assert included(selection, "change") == {EDITED.id}
    assert included(selection, "withdrawn") == {GONE.id}
    assert included(selection) == set()
    assert why(selection, EDITED) == "此前向您报告过，其变动必报"
    assert selection.edition.changes == EDITION.changes


def test_what_was_sent_at_once_stands_among_the_earlier_and_is_not_left_out_by_filters() -> None:
    selection = select(EDITION, reader(themes=("study",)), sent=frozenset({FUND.id, EDITED.id}), facts=FACTS)
    told = selection.edition.reader
    assert told is not None
    assert [one.id for one in told.earlier] == [FUND.id, EDITED.id]
    assert told.left_out == 2
    assert [one.line.id for one in selection.edition.items] == [TRAINING.id]
    assert why(selection, FUND) == "此前已即时发送给您"


def test_near_misses_are_chosen_by_their_words_only() -> None:
    assert chosen(themes=("study",), money=True, deadline=True).edition.near_misses == EDITION.near_misses
    assert chosen(words=("水务",)).edition.near_misses == EDITION.near_misses
    assert chosen(words=("机器人",)).edition.near_misses == ()


def test_an_edition_of_which_nothing_is_left_still_proves_its_silence() -> None:
    selection = chosen(words=("没有的词",)).edition
    assert (selection.items, selection.changes, selection.withdrawn, selection.reprints) == ((), (), (), ())
    for kept in ("silence", "sources", "gaps", "ledgers", "told", "unjudged", "meetings", "key", "date"):
        assert getattr(selection, kept) == getattr(EDITION, kept)
    assert selection.reader is not None
    assert selection.reader.left_out == len(EDITION.items)


IDS = [one.id for one in (FUND, TRAINING, ROBOTS, CONTEST, COPY, EDITED, GONE, REPRINT)]
some = st.builds(
    Filters,
    themes=st.lists(st.sampled_from(["study", "application", "industry", "talent", "general"]), max_size=2).map(tuple),
    directives=st.lists(st.sampled_from(["study.2", "application.2", "industry.3"]), max_size=2).map(tuple),
    bodies=st.lists(st.sampled_from(["中山", "党校", "x"]) | st.text(max_size=3), max_size=2).map(tuple),
    towns=st.lists(st.sampled_from(TOWNS), max_size=2).map(tuple),
    words=st.lists(st.sampled_from(["机器人", "AI", "500万"]) | st.text(max_size=3), max_size=2).map(tuple),
    deadline=st.booleans(),
    money=st.booleans(),
)
ids = st.frozensets(st.sampled_from(IDS))


@settings(max_examples=150, deadline=None)
@given(filters=some, sent=ids, told=ids, known=st.booleans())
def test_filters_never_add_and_verdicts_cover_everything_once_in_order(
    filters: Filters, sent: frozenset[str], told: frozenset[str], known: bool
) -> None:
    selection = select(EDITION, replace(reader(), filters=filters), sent, told, FACTS if known else {})
    edition = selection.edition
    whole = [*EDITION.items, *EDITION.changes, *EDITION.withdrawn, *EDITION.reprints]
    left = [*edition.items, *edition.changes, *edition.withdrawn, *edition.reprints]
    flags = [one.included for one in selection.verdicts]
    assert len(flags) == len(whole)
    assert left == [one for one, kept in zip(whole, flags, strict=True) if kept]
    assert set(edition.near_misses) <= set(EDITION.near_misses)
    assert all(one.why and one.title for one in selection.verdicts)
    assert not {one.id for one in selection.verdicts if one.included} & sent
    assert edition.told == EDITION.told
    assert edition.reader is not None
    if filters.none and not sent:
        assert replace(edition, reader=None) == EDITION
    assert edition.reader.left_out == sum(
        not one.included and one.id not in sent for one in selection.verdicts if one.kind == "item"
    )


@settings(max_examples=100, deadline=None)
@given(filters=some, more=some)
def test_a_further_filter_never_lets_more_through(filters: Filters, more: Filters) -> None:
    """Filters that are stated besides others only narrow; more names within one filter only widen."""
    before = replace(reader(), filters=filters)
    both = replace(filters, **{
        name: getattr(filters, name) or getattr(more, name) for name in Filters.__slots__
    })  # fmt: skip
    wider = replace(filters, themes=(*filters.themes, *more.themes) if filters.themes else ())
    narrow = included(select(EDITION, replace(before, filters=both), facts=FACTS))
    plain = included(select(EDITION, before, facts=FACTS))
    wide = included(select(EDITION, replace(before, filters=wider), facts=FACTS))
    assert narrow <= plain <= wide
