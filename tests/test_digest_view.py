"""What is laid out when several meetings are compared: headings that both stand under, directives by their meeting."""

from dataclasses import replace

from archive.records import Theme
from digest import glance, view
from tests.editions import full_edition, meeting

SECOND = replace(
    meeting(), id="2026-05-20", themes=(Theme(id="application", name="扩大场景"), Theme(id="data", name="数据"))
)


def test_one_meeting_needs_no_name_beside_its_directives() -> None:
    edition = full_edition()
    assert view.asked(edition, "", "talent.1") == "talent.1"
    assert glance.heading(edition, "application") == "应用"


def test_two_meetings_are_told_apart() -> None:
    edition = replace(full_edition(), meetings=(meeting(), SECOND))
    assert view.asked(edition, "", "talent.1") == "2025-02-21/talent.1"
    assert view.asked(edition, "2026-05-20", "data.1") == "2026-05-20/data.1"
    assert glance.heading(edition, "application") == "应用／扩大场景"
    assert glance.heading(edition, "data") == "数据"
    assert glance.heading(edition, "general") == "总体要求"
    assert glance.heading(replace(edition, language="en"), "data") == "Data"
