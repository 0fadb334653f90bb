"""The doctor sets our clock beside that of the sites, and looks at the zone of the plan."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.clock import SHANGHAI, VARIABLE
from scheduler.doctor import clocks
from tests.doctored import installation, lines, only

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=SHANGHAI)


def said(apart: float) -> tuple[datetime, str]:
    """Return what a server says that is so many seconds behind us."""
    return NOW, format_datetime((NOW - timedelta(seconds=apart)).astimezone(UTC), usegmt=True)


def test_the_zone_is_right_and_another_one_is_a_fault() -> None:
    assert only(clocks.look, installation())[0] == "ok"
    assert clocks.zone(ZoneInfo("UTC")).mark == "fault"


def test_a_clock_that_is_set_by_hand_is_told() -> None:
    found = lines(clocks.look(installation(environ={VARIABLE: NOW.isoformat()})))
    assert [mark for mark, _ in found] == ["ok", "warning"]


@pytest.mark.parametrize(
    ("apart", "mark", "words"),
    [(0, "ok", "as that of"), (120, "ok", "120 s ahead of"), (-119, "ok", "119 s behind"), (121, "fault", "ahead of"),
     (-121, "fault", "behind"), (86_400, "fault", "86400 s ahead of")],
)  # fmt: skip
def test_more_than_two_minutes_apart_is_a_fault(apart: float, mark: str, words: str) -> None:
    found = clocks.beside(NOW, [said(apart)] * 3)
    assert found.mark == mark
    assert words in found.found


def test_one_server_that_is_wrong_does_not_make_our_clock_wrong() -> None:
    assert clocks.beside(NOW, [said(0), said(90_000), said(1)]).mark == "ok"


def test_no_server_that_says_the_time_is_a_warning() -> None:
    assert clocks.beside(NOW, []).mark == "warning"
    assert clocks.beside(NOW, [(NOW, ""), (NOW, "yesterday"), (NOW, "Thu, 99 Nov 2026 99:00:00 GMT")]).mark == "warning"


@given(st.text(max_size=64))
def test_any_header_is_read_or_left(stated: str) -> None:
    moment = clocks.read(stated)
    assert moment is None or moment.tzinfo is not None
