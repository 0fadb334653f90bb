"""The top of an edition and its subject: counts by theme, edits by kind, deadlines, and what is unknown."""

from dataclasses import replace
from datetime import timedelta

import pytest

from digest.compose import compose
from digest.glance import SUBJECT_TITLE, certainty, counts, due, edits, subject
from digest.render import pages
from digest.view import DUE_SHOWN
from tests.announced import DAY, announcement, failed, healthy, material, revision_of
from tests.editions import CONTEST, EDITED, FUND, GONE, ROBOTS, TRAINING, edition_of, full_edition


def test_subjects() -> None:
    assert subject(compose(material(untold=(FUND, TRAINING, ROBOTS, CONTEST)))) == (
        "中山观察 2026-11-19：新增 4 条（学习 1 · 应用 1 · 产业 1 · 其他 1），1 项 14 天内截止"
    )
    assert subject(compose(material())) == "中山观察 2026-11-19：无新公告"
    assert subject(compose(material(health={}))) == "中山观察 2026-11-19：无新公告，但不能确认"
    assert subject(full_edition(language="en")) == (
        "Zhongshan Watch 2026-11-19: 4 new items (Study 1 · Application 1 · Industry 1 · Other 1), "
        "2 deadlines within 14 days, 1 quiet edit, 1 withdrawn, 1 source unknown"
    )


def test_the_subject_of_an_alert_is_what_it_tells() -> None:
    one, two = (edition_of(count, kind="immediate", language="en") for count in (1, 3))
    assert subject(one) == f"Zhongshan Watch Alert 2026-11-19: {one.items[0].line.title}"
    assert subject(two).endswith("; and 2 more")
    item = replace(one.items[0], line=replace(one.items[0].line, title="长" * 500))
    assert len(subject(replace(one, items=(item,)))) < SUBJECT_TITLE + 60


def test_the_top_says_whether_anything_is_unknown() -> None:
    well, unwell = pages(compose(material())), pages(compose(material(health=healthy() | failed("zs_kj-zjdc"))))
    assert "4 个来源全部在 26 小时内成功采集，可以确认" in well.html
    assert "可以确认" in well.text
    assert "但不能确认“没有”：1 个来源状况不明（中山市科学技术局 征集调查）" in unwell.html
    assert "answered with a challenge page" in unwell.text
    assert "不明" not in well.text


@pytest.mark.parametrize(("kind", "words"), [("daily", "No news today."), ("weekly", "No news this week.")])
def test_a_silence_names_its_time(kind: str, words: str) -> None:
    assert certainty(edition_of(0, kind=kind, language="en")).startswith(words)


def test_the_counts_add_up_and_the_meetings_themes_always_stand() -> None:
    for count in (0, 1, 40, 400):
        told = counts(edition_of(count))
        assert sum(n for _, _, n in told) == count
        assert [theme for theme, _, _ in told][:4] == ["study", "application", "industry", "talent"]


def test_edits_are_counted_by_what_changed() -> None:
    edition = edition_of(1)
    (change,) = edition.changes
    kinds = ("typo", "amount", "amount", "date")
    several = replace(edition, changes=tuple(replace(change, kind=kind) for kind in kinds))
    assert edits(several) == [("amount", 2), ("date", 1), ("typo", 1)]
    for text in (pages(several).html, pages(several).text):
        assert "悄然修改 4 处：数额变动 2、日期变动 1、文字订正 1；被撤下 1 条" in text


def test_deadlines_ahead_stand_nearest_first_with_those_of_edited_ones() -> None:
    found = due(full_edition())
    assert [(one.line.id, one.days) for one in found] == [(EDITED.id, 6), (FUND.id, 11)]
    text = pages(full_edition()).text
    top = text[: text.index("=" * 78, 200)]
    assert top.index("2026-11-25") < top.index("2026-11-30")
    assert "2026-12-18" not in top


@pytest.mark.parametrize(("days", "near"), [(-1, False), (0, True), (14, True), (15, False)])
def test_a_deadline_is_near_from_today_on_for_two_weeks(days: int, near: bool) -> None:
    one = announcement(1, "通知", "人工智能", deadline=DAY + timedelta(days=days))
    assert bool(due(compose(material(untold=(one,))))) is near


def test_few_deadlines_stand_at_the_top_and_the_others_are_counted() -> None:
    several = [announcement(n, f"第{n}号通知", "人工智能", deadline=DAY + timedelta(days=n)) for n in range(1, 9)]
    text = pages(compose(material(untold=several))).text
    assert "另有 3 项，见下文" in text
    assert text[: text.index("另有 3 项")].count("还有") == DUE_SHOWN


def test_what_was_withdrawn_is_counted_at_the_top() -> None:
    edition = compose(material(untold=(GONE,), told={GONE.id: revision_of(GONE)}, language="en"))
    assert "1 withdrawn" in pages(edition).text.split("=" * 78)[1]
