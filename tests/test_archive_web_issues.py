"""The whole list of what an edition told: every entry once, by theme, a hundred a page."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from archive.web import issues
from archive.web.issues import PAGE, Entry
from digest.edition import document
from tests.editions import edition_of, full_edition


def item(number: int, *themes: str) -> dict[str, Any]:
    return {"id": f"zs-{number}", "title": f"第{number}号", "themes": list(themes)}


def test_themes_stand_in_their_order_and_keep_that_of_the_edition() -> None:
    items = [
        item(1),
        item(2, "general"),
        item(3, "zz"),
        item(4, "talent", "study"),
        item(5, "study"),
        item(6, "talent"),
    ]
    found = issues.entries({"items": items})
    assert [(one.theme, one.id) for one in found] == [
        ("study", "zs-5"), ("talent", "zs-4"), ("talent", "zs-6"), ("zz", "zs-3"), ("general", "zs-2"), ("", "zs-1")
    ]  # fmt: skip


def test_everything_that_an_edition_told_is_listed() -> None:
    edition = full_edition()
    found = issues.entries(document(edition))
    assert sorted(one.id for one in found if one.under == "theme") == sorted(one.line.id for one in edition.items)
    assert [one.id for one in found if one.under == "changes"] == [one.line.id for one in edition.changes]
    assert [one.id for one in found if one.under == "withdrawn"] == [one.line.id for one in edition.withdrawn]
    assert [one.id for one in found if one.under == "near"] == [one.id for one in edition.near_misses]
    (fund,) = [one for one in found if one.id == "zs-2655001"]
    assert (fund.deadline, fund.directives[0]) == ("2026-11-30", "2025-02-21 · application.2")
    assert fund.summary


def test_documents_of_other_versions_are_read() -> None:
    assert issues.entries({}) == []
    assert issues.entries({"items": [item(1, "study")], "changes": None}) == [
        Entry(under="theme", id="zs-1", title="第1号", theme="study")
    ]


def test_sections_keep_the_order() -> None:
    found = issues.sections(issues.entries(document(edition_of(40))))
    named = [under for under, _ in found]
    assert len(named) == len(set(named))
    assert sum(len(some) for _, some in found) >= 40


@given(st.integers(0, 350))
def test_the_pages_make_up_the_list(total: int) -> None:
    every = list(range(total))
    told: list[int] = []
    number = 1
    while shown := issues.page(every[(number - 1) * PAGE : number * PAGE], number, total):
        told += shown.entries
        assert len(shown.entries) <= PAGE
        number += 1
    assert told == every
    assert number - 1 == max(1, -(-total // PAGE))
