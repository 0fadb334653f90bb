"""The calendar is RFC 5545 to the byte: read back by two libraries, folded, escaped, stable."""

import re
from dataclasses import replace
from datetime import UTC, date, timedelta

import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from archive.web.calendar import calendar
from archive.web.closings import Closing, closing
from tests.found import HOUR, NOON
from tests.reading_room import HOSTILE
from tests.test_archive_web_closings import BODY, announcement, figure

START = BODY.index("2026")
ARCHIVE = "https://zswatch.example.org"


def closings(**changed: object) -> list[Closing]:
    one = replace(announcement(figures=[figure("body", START, START + 11)]), **changed)  # type: ignore[arg-type]
    found = closing(one)
    assert found is not None
    return [found]


def event(raw: bytes) -> icalendar.Event:
    (found,) = icalendar.Calendar.from_ical(raw).walk("VEVENT")
    assert not found.errors
    return found


def test_an_event_is_a_whole_day_with_two_reminders() -> None:
    one = event(calendar(closings(issuer="中山市工业和信息化局"), "zh", ARCHIVE))
    assert one["DTSTART"].dt == date(2026, 12, 15)
    assert one["DTEND"].dt == date(2026, 12, 16)
    assert one["DTSTART"].params["VALUE"] == "DATE"
    assert (str(one["SUMMARY"]), one["STATUS"], int(one["SEQUENCE"])) == ("截止：通知", "CONFIRMED", 0)
    assert [alarm["TRIGGER"].dt for alarm in one.walk("VALARM")] == [timedelta(days=-7), timedelta(days=-1)]
    assert all(alarm["ACTION"] == "DISPLAY" and alarm["DESCRIPTION"] for alarm in one.walk("VALARM"))
    assert str(one["DESCRIPTION"]).split("\n") == [
        "中山市工业和信息化局",
        "「申报截止时间为2026年12月15日，逾期不予受理」",
        "金额：最高500万元、xy",
        f"存档与依据：{ARCHIVE}/announcements/zs-1",
        "原文：http://www.zs.gov.cn/1.html",
    ]
    assert one["URL"] == f"{ARCHIVE}/announcements/zs-1"
    assert one["DTSTAMP"].dt == NOON.astimezone(UTC)


def test_without_an_address_of_ours_the_original_is_linked() -> None:
    one = event(calendar(closings(), "en"))
    assert one["URL"] == "http://www.zs.gov.cn/1.html"
    assert str(one["SUMMARY"]) == "Closes: 通知"
    assert "URL" not in event(calendar(closings(url="javascript:alert(1)"), "en"))


def test_what_was_withdrawn_is_cancelled_under_the_same_name_and_reminds_nobody() -> None:
    before, after = event(calendar(closings(), "zh")), event(calendar(closings(withdrawn_at=NOON + HOUR), "zh"))
    assert before["UID"] == after["UID"]
    assert (after["STATUS"], after.walk("VALARM")) == ("CANCELLED", [])
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert after["LAST-MODIFIED"].dt > before["LAST-MODIFIED"].dt
    revised = event(calendar(closings(revision=3, revised_at=NOON + 2 * HOUR), "zh"))
    assert revised["UID"] == before["UID"]
    assert int(revised["SEQUENCE"]) > int(after["SEQUENCE"])
    copy = event(calendar(closings(id="zs-9"), "zh"))
    assert copy["UID"] == before["UID"]


def strictly(raw: bytes) -> list[str]:
    """Return the unfolded lines; fails on what RFC 5545 forbids: other line ends, long lines, control characters."""
    assert raw.endswith(b"\r\n")
    physical = raw[:-2].split(b"\r\n")
    assert all(len(line) <= 75 for line in physical)
    assert b"\n" not in raw.replace(b"\r\n", b"")
    for line in physical:
        line.decode("utf-8")  # no character is cut in two
    lines = raw.decode("utf-8")[:-2].replace("\r\n ", "").split("\r\n")
    for line in lines:
        assert re.fullmatch(r"[A-Z-]+(?:;[A-Z-]+=(?:\"[^\"]*\"|[^;:,\"]*))*:[^\x00-\x08\x0a-\x1f\x7f]*", line), line
    return lines


@pytest.mark.parametrize("language", ["zh", "en"])
def test_hostile_words_stay_words_and_lines_are_folded(language: str) -> None:
    title = f"{HOSTILE};,:\\n\r\nBEGIN:VEVENT\r\nUID:x\x00\x1b\u2028" + "很长的标题" * 60
    raw = calendar(closings(title=title, issuer=title, id='x"\r\nATTACH:y'), language, ARCHIVE)  # type: ignore[arg-type]
    lines = strictly(raw)
    assert sum(line == "BEGIN:VEVENT" for line in lines) == 1
    assert not [line for line in lines if line.startswith("ATTACH")]
    assert "\u202e" not in raw.decode()
    assert HOSTILE.replace("\u202e", "")[:40] in str(event(raw)["SUMMARY"])


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_words_are_read_back_by_another_library(title: str, words: str) -> None:
    one = replace(closings(title=title, issuer=words)[0], before=words)
    raw = calendar([one], "zh", ARCHIVE)
    strictly(raw)
    read = vobject.readOne(raw.decode("utf-8"))
    assert read.vevent.summary.value == str(event(raw)["SUMMARY"])
    assert read.vevent.description.value == str(event(raw)["DESCRIPTION"])
    assert read.vevent.dtstart.value == date(2026, 12, 15)
    assert [alarm.trigger.value for alarm in read.vevent.valarm_list] == [timedelta(days=-7), timedelta(days=-1)]
    read.vevent.validate(raiseException=True)


def test_the_same_is_the_same_to_the_byte_and_an_empty_one_is_a_calendar() -> None:
    assert calendar(closings(), "zh") == calendar(closings(), "zh")
    lines = strictly(calendar([], "zh"))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert "VERSION:2.0" in lines
    assert "X-WR-TIMEZONE:Asia/Shanghai" in lines
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT6H" in lines
