"""Editions after an outage: one for each missed day, or one for all of them, and what they say of it."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from archive.config import Settings
from archive.sections import Schedule
from archive.store import Archive, announcements, editions, runs
from digest import run
from digest.lateness import lateness
from tests.days import DAY, EIGHT, crawled, keep, person, scene, send, subscribe, water
from tests.editions import SOURCES
from tests.test_digest_sending import queued, text_of

HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
BACK = EIGHT + 5 * A_DAY + 4 * HOUR
"""Monday at noon; the service has not run since Wednesday."""


def worked(archive: Archive, *moments: datetime, job: str = "digest") -> None:
    """A service was at work at these moments."""
    with archive.begin() as tx:
        for moment in moments:
            runs.finish(tx, runs.start(tx, job, moment, moment), moment + HOUR / 60, 0, "done")


@pytest.fixture
def interrupted(archive: Archive, settings: Settings) -> Archive:
    """An archive whose service worked on Wednesday and came back on Monday at noon, and has crawled since."""
    keep(archive, scene(2655001))
    crawled(archive)
    worked(archive, EIGHT)
    send(archive, settings)
    caught = BACK + HOUR / 4
    worked(archive, BACK, job="crawl")
    keep(
        archive,
        scene(2655010, published=EIGHT + 2 * HOUR),
        scene(2655011, published=EIGHT + A_DAY + HOUR),
        scene(2655012, published=EIGHT + 4 * A_DAY + HOUR),
        scene(2655013, published=BACK - HOUR),
        water(2655014),
        now=caught,
    )
    crawled(archive, caught)
    return archive


def composed(archive: Archive, settings: Settings, day: date, now: datetime = BACK + HOUR) -> Any:
    run.send(archive, settings, day, (), sources=SOURCES, now=now)
    with archive.read() as tx:
        return editions.get(tx, f"daily-{day}")


def words(text: str) -> str:
    """A text without the blanks at which it was wrapped."""
    return "".join(text.split())


def ids(edition: Any, what: str = "items") -> set[str]:
    return {one["id"] for one in edition.content[what]}


def test_each_missed_day_has_its_edition_and_nothing_is_told_twice_or_lost(
    interrupted: Archive, settings: Settings
) -> None:
    subscribe(interrupted, person("chen"), person("john", language="en"))
    days = [DAY + n * A_DAY for n in range(1, 6)]
    made = [composed(interrupted, settings, day) for day in days]
    assert [ids(one) for one in made] == [
        {"zs-2655010"},
        {"zs-2655011"},
        set(),
        set(),
        {"zs-2655012", "zs-2655013"},
    ]
    assert [one.content["silence"] for one in made] == ["news", "news", "unknown", "unknown", "news"]
    for day, one in zip(days, made, strict=True):
        assert one.content["late"] == {
            "planned": f"{day}T08:00:00+08:00",
            "composed": "2026-11-23T13:00:00+08:00",
            "since": "2026-11-18T08:01:00+08:00",
            "stands_for": [],
        }
        assert "（补发）" in one.subject
        assert f"本期补发：应于{day}08:00编成，实际于2026-11-2313:00编成。" in words(one.text)
        assert "服务自2026-11-1808:01起停止运行。" in words(one.text)
        assert "补发" in one.html
    assert "此后发布的见下一期" in words(made[0].text)
    assert "此后发布的见下一期" not in words(made[-1].text)
    english = [text_of(one) for one in queued(interrupted) if one.subscriber == "john"]
    assert len(english) == 5
    assert all("The service had not run since 2026-11-18 08:01." in " ".join(one.split()) for one in english)
    assert "Nothing new was seen, but that can not be confirmed: not every source was read" in " ".join(
        english[2].split()
    )


def test_the_next_edition_on_time_is_as_always(interrupted: Archive, settings: Settings) -> None:
    for day in range(1, 6):
        composed(interrupted, settings, DAY + day * A_DAY)
    tomorrow = EIGHT + 6 * A_DAY
    crawled(interrupted, tomorrow - HOUR)
    worked(interrupted, tomorrow)
    made = composed(interrupted, settings, tomorrow.date(), tomorrow)
    assert "late" not in made.content
    assert made.content["silence"] == "proven"
    assert "补发" not in made.subject + made.text


def test_what_was_seen_before_the_outage_and_edits_stand_in_the_right_edition(
    archive: Archive, settings: Settings
) -> None:
    keep(archive, scene(2655001), scene(2655002))
    crawled(archive)
    worked(archive, EIGHT)
    send(archive, settings)
    keep(archive, scene(2655003, published=EIGHT - 100 * A_DAY), now=EIGHT + HOUR)
    worked(archive, EIGHT + HOUR, job="crawl")
    body = scene(2655001).body.replace("最高500万元", "最高300万元")
    keep(archive, scene(2655001, body=body), now=BACK)
    with archive.begin() as tx:
        announcements.withdraw(tx, "zs-2655002", BACK)
    crawled(archive, BACK)
    worked(archive, BACK, job="crawl")
    made = [composed(archive, settings, DAY + n * A_DAY) for n in range(1, 6)]
    assert [ids(one) for one in made] == [{"zs-2655003"}, set(), set(), set(), set()]
    assert [ids(one, "changes") for one in made][-1] == {"zs-2655001"}
    assert [ids(one, "withdrawn") for one in made][-1] == {"zs-2655002"}
    assert not any(ids(one, "changes") | ids(one, "withdrawn") for one in made[:-1])


def test_combined_one_edition_stands_for_all_the_days(interrupted: Archive, settings: Settings) -> None:
    stated = settings.model_copy(update={"schedule": Schedule(missed_editions="combined")})
    made = composed(interrupted, stated, BACK.date())
    assert ids(made) == {"zs-2655010", "zs-2655011", "zs-2655012", "zs-2655013"}
    assert made.content["late"]["stands_for"] == [f"2026-11-{day}" for day in (19, 20, 21, 22)]
    assert "本期也代表2026-11-19–2026-11-22，这些日期没有单独的一期。" in words(made.text)
    assert "（含此前 4 天）" in made.subject


def test_combined_on_time_the_next_morning_says_which_days_it_stands_for(
    interrupted: Archive, settings: Settings
) -> None:
    tomorrow = EIGHT + 6 * A_DAY
    crawled(interrupted, tomorrow - HOUR)
    worked(interrupted, tomorrow)
    made = composed(interrupted, settings, tomorrow.date(), tomorrow)
    assert len(made.content["late"]["stands_for"]) == 5
    assert "本期补发" not in made.text
    assert "服务自2026-11-1808:01起停止运行。" in words(made.text)


def test_an_hour_of_outage_over_the_moment_makes_it_late_and_what_was_crawled_before_still_proves(
    archive: Archive, settings: Settings
) -> None:
    crawled(archive)
    worked(archive, EIGHT - 2 * HOUR, job="crawl")
    made = composed(archive, settings, DAY, EIGHT + HOUR)
    assert made.content["late"]["since"] == "2026-11-18T06:01:00+08:00"
    assert made.content["silence"] == "proven"
    assert "本期补发：应于2026-11-1808:00编成，实际于2026-11-1809:00编成。" in words(made.text)


@pytest.mark.parametrize("at_work", [(), (EIGHT - 2 * HOUR, EIGHT + HOUR / 60)], ids=["by hand", "at work"])
def test_an_edition_of_today_is_late_only_when_a_service_was_away(
    archive: Archive, settings: Settings, at_work: tuple[datetime, ...]
) -> None:
    worked(archive, *at_work)
    with archive.read() as tx:
        for now in (EIGHT, EIGHT + HOUR / 5, EIGHT + 10 * HOUR):
            assert lateness(tx, settings, "daily", DAY, now, SOURCES) is None
            assert lateness(tx, settings, "weekly", date(2026, 11, 16), now, SOURCES) is None or at_work
            assert lateness(tx, settings, "immediate", DAY, now, SOURCES) is None


def test_an_edition_that_failed_while_the_service_was_at_work_blames_no_outage(
    archive: Archive, settings: Settings
) -> None:
    worked(archive, EIGHT - 2 * HOUR, EIGHT, EIGHT + A_DAY)
    with archive.read() as tx:
        late = lateness(tx, settings, "daily", DAY, EIGHT + 26 * HOUR, SOURCES)
    assert late is not None
    assert (late.overdue, late.since, late.followed) == (True, None, True)


def test_days_left_are_counted_from_when_it_was_composed(interrupted: Archive, settings: Settings) -> None:
    made = composed(interrupted, settings, DAY + A_DAY)
    assert "还有 7 天" in made.text  # until 30 November, read on the 23rd


def test_a_run_of_a_time_still_to_come_proves_nothing(archive: Archive, settings: Settings) -> None:
    crawled(archive, EIGHT + 1000 * A_DAY)
    made = composed(archive, settings, DAY, EIGHT)
    assert made.content["silence"] == "unknown"


def test_a_missed_weekly_edition_says_so_too(archive: Archive, settings: Settings) -> None:
    keep(archive, scene(2655001))
    crawled(archive)
    worked(archive, EIGHT)
    subscribe(archive, person("weekly", editions=("weekly",)))
    run.send(archive, settings, date(2026, 11, 25), (), sources=SOURCES, now=BACK + 2 * A_DAY, kind="weekly")
    with archive.read() as tx:
        made = editions.get(tx, "weekly-2026-11-23")
    assert made is not None
    assert made.content["late"]["planned"] == "2026-11-23T08:10:00+08:00"
    assert "（补发）" in made.subject
