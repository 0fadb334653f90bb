"""What templates can ask: links into the archive, the words of an edit, where a quotation stands."""

from dataclasses import replace
from datetime import date

import pytest

from digest.context import come, context, copy_of, gone
from digest.edition import Edit, Edition
from digest.view import everything, view
from tests.announced import NOW, meeting
from tests.editions import EDITED, READER, edition_of


def asked(edition: Edition) -> dict[str, object]:
    return context(view(edition, everything(edition)))


def test_a_copy_is_linked_under_the_archives_address_whatever_its_id() -> None:
    edition = edition_of(1)
    line = edition.items[0].line
    assert copy_of(edition, line) == f"https://watch.example.org/announcements/{line.id}"
    assert (
        copy_of(edition, replace(line, id='../x?a="b')) == "https://watch.example.org/announcements/..%2Fx%3Fa%3D%22b"
    )
    assert copy_of(replace(edition, archive=""), line) == ""


@pytest.mark.parametrize(
    ("old", "new", "before", "after", "words"),
    [
        ("最高500万元", "最高300万元", 2, 2, ("500", "300")),
        ("", "新增一句", 0, 0, ("", "新增一句")),
        ("删去一句", "", 0, 0, ("删去一句", "")),
        ("前后", "前中后", 1, 1, ("", "中")),
    ],
)
def test_the_words_of_an_edit(old: str, new: str, before: int, after: int, words: tuple[str, str]) -> None:
    edit = Edit(part="body", kind="amount", old=old, new=new, before=before, after=after)
    assert (gone(edit), come(edit)) == words


def test_the_full_list_is_that_of_the_edition_or_none() -> None:
    assert asked(edition_of(1))["full_list"] == "https://watch.example.org/search?edition=daily-2026-11-19"
    assert asked(edition_of(1, archive=""))["full_list"] == ""


def test_a_list_by_hand_begins_with_the_first_day_of_the_new_items() -> None:
    edition = edition_of(3)
    first, *others = edition.items
    early = replace(first, line=replace(first.line, published=NOW.replace(month=2)))
    unknown = replace(others[0], line=replace(others[0].line, published=None))
    assert asked(replace(edition, items=(early, unknown)))["since_day"] == date(2026, 2, 19)
    assert asked(edition_of(0))["since_day"] == edition.date


def test_quiet_edits_and_withdrawals_in_one_line() -> None:
    assert asked(edition_of(1))["quiet"] == "悄然修改 1 处：数额变动 1；被撤下 1 条"
    assert asked(replace(edition_of(1), changes=()))["quiet"] == "被撤下 1 条"
    assert asked(edition_of(0))["quiet"] == ""
    assert EDITED.id in [one.line.id for one in edition_of(1).changes]


def test_only_a_reader_with_nothing_left_hears_of_others() -> None:
    nothing = replace(edition_of(0), reader=READER)
    assert asked(nothing)["not_yours"] == READER.left_out
    assert asked(edition_of(1, reader=READER))["not_yours"] == 0
    assert asked(edition_of(0))["not_yours"] == 0


def test_the_silence_of_a_directive_counts_from_its_last_answer() -> None:
    edition = edition_of(10, kind="weekly")
    (told,) = edition.ledgers
    said = asked(edition)["silence_of"]
    assert callable(said)
    silences = {entry.directive.id: said(told, entry) for entry in told.entries}
    assert silences["study.1"] == "636 天"
    assert silences["study.2"].endswith(" 天")
    assert len(silences) == len(meeting().directives)
