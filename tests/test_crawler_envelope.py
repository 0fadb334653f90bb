"""What healthy runs teach, and that no collapse ever unteaches it."""

from dataclasses import replace

import pytest

from crawler.chances import habits
from crawler.envelope import PAGES, RUNS, WINDOW, Envelope, learn

HEALTHY = {
    "entries": 20,
    "row.dated": 20,
    "pager": 1,
    "read": 10,
    "page.issuer": 10,
    "way.columns div.zw": 10,
    "body.median": 800,
    "size.200": 10,
    "told.title": 10,
    "agree.title": 10,
}
USUAL = learn([HEALTHY] * 5)


def test_a_run_like_the_others_has_no_fault() -> None:
    assert USUAL.faults(HEALTHY) == []


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"entries": 2, "row.dated": 2}, "2 entries; 20 are usual"),
        ({"pager": 0}, "leads to no second one"),
        ({"row.dated": 0}, "row.dated on 0 of 20"),
        ({"page.issuer": 3}, "page.issuer on 3 of 10 pages; usual are 100%"),
        ({"agree.title": 0}, "agree.title on 0 of 10"),
        ({"way.columns div.zw": 0, "way.rescue": 10}, "10 of 10 pages were read in a way never used before (rescue)"),
        ({"size.200": 1}, "size.200 on 1 of 10 pages; usual are 100%"),
    ],
)
def test_what_is_unlike_healthy_runs_is_said(changed: dict[str, int], says: str) -> None:
    facts = {name: count for name, count in (HEALTHY | changed).items() if count}
    assert says in USUAL.faults(facts)[0]


def test_a_shorter_list_without_a_second_page_is_only_shorter() -> None:
    assert USUAL.faults(HEALTHY | {"entries": 19, "row.dated": 19, "pager": 0}) == []


def test_a_new_way_to_the_same_words_is_no_fault() -> None:
    again = {"had.body": 10, "same.body": 10}
    facts = {name: count for name, count in HEALTHY.items() if not name.startswith("way.")} | again
    assert USUAL.faults(facts | {"way.rescue": 10}) == []
    assert USUAL.faults(facts | {"way.rescue": 10, "same.body": 9})


def test_nothing_is_learnt_from_few_runs_or_from_runs_without_counts() -> None:
    assert learn([HEALTHY] * (RUNS - 1)) == Envelope()
    assert learn([{}] * 10) == Envelope()
    assert learn([HEALTHY] * RUNS).entries == 20
    assert learn([]).faults({"entries": 0}) == []


def test_only_the_newest_runs_count() -> None:
    grown = learn([HEALTHY | {"entries": 40}] * WINDOW + [HEALTHY] * 100)
    assert (grown.runs, grown.entries) == (WINDOW, 40)


def test_of_older_runs_those_that_read_pages_still_tell_of_pages() -> None:
    quiet = {"entries": 20, "row.dated": 20}
    learnt = learn([quiet] * WINDOW + [HEALTHY | {"entries": 9}])
    assert (learnt.runs, learnt.entries, learnt.fewest, learnt.sums["read"]) == (WINDOW, 20, 20, 10)


def test_nothing_is_learnt_from_a_run_in_which_a_habit_was_lost() -> None:
    lost = HEALTHY | {"page.issuer": 9, "doubted": 1}
    assert learn([lost, *[HEALTHY] * RUNS]) == learn([HEALTHY] * RUNS)
    assert learn([lost, *[HEALTHY] * (RUNS - 1)]) == Envelope()


PAGE = {"read": 1, "page.issuer": 1, "page.doc_number": 1, "entries": 3, "had.body": 1, "same.body": 1}
SIBLINGS = habits([{"read": 20, "page.issuer": 20, "page.doc_number": 5 + at % 9, "entries": 60} for at in range(20)])
LITTLE = replace(learn([PAGE] * RUNS), habits=SIBLINGS)


def test_a_habit_lost_on_two_pages_is_doubted_where_little_is_known_and_on_more_it_is_a_fault() -> None:
    two = {"entries": 3, "read": 2, "page.doc_number": 0}
    assert [doubt.partition(";")[0] for doubt in LITTLE.doubts(two)] == ["page.issuer on 0 of 2"]
    assert LITTLE.faults(two) == []
    assert replace(LITTLE, habits={}).doubts(two) == []
    assert "page.issuer on 0 of 3 pages" in LITTLE.faults(two | {"read": 3})[0]


def test_a_source_that_has_its_own_way_does_not_have_to_follow_its_siblings() -> None:
    own = replace(learn([PAGE | {"page.issuer": 0}] * RUNS), habits=SIBLINGS)
    assert own.doubts({"entries": 3, "read": 2}) == own.faults({"entries": 3, "read": 5}) == []


def test_what_comes_and_goes_with_the_siblings_may_do_so_where_little_is_known() -> None:
    without = {"entries": 3, "read": 5, "page.issuer": 5}
    assert LITTLE.faults(without) == []
    assert "page.doc_number on 0 of 5" in replace(LITTLE, habits={}).faults(without)[0]


def test_edits_of_words_are_no_lost_habit() -> None:
    steady = replace(LITTLE, habits=habits([{"had.body": 50, "same.body": 50}] * 20))
    assert steady.doubts({"entries": 3, "had.body": 2, "same.body": 0}) == []


def test_a_new_source_may_be_doubted_by_what_its_siblings_do_and_never_condemned() -> None:
    new = Envelope(habits=SIBLINGS)
    assert new.faults({"entries": 3, "read": 9}) == []
    assert new.doubts({"entries": 3, "read": 9})


def test_a_list_that_lost_rows_of_pages_that_are_still_there_is_told() -> None:
    usual = learn([{"entries": 3}] * RUNS)
    assert "2 entries, never fewer than 3 until now, and 1 pages" in usual.rows_lost({"entries": 2, "unlisted": 1})
    assert usual.rows_lost({"entries": 2}) == usual.rows_lost({"entries": 3, "unlisted": 1}) == ""
    assert Envelope().rows_lost({"entries": 2, "unlisted": 1}) == ""


def test_one_odd_run_does_not_move_what_is_usual() -> None:
    assert learn([HEALTHY | {"entries": 1000}, *[HEALTHY] * 4]).entries_min == 10


def test_always_needs_experience() -> None:
    assert USUAL.always("page.issuer", "read")
    assert not learn([HEALTHY | {"read": 1, "page.issuer": 1}] * RUNS).always("page.issuer", "read")
    assert PAGES > RUNS
