"""What healthy runs teach, and that no collapse ever unteaches it."""

import pytest

from crawler.envelope import PAGES, RUNS, WINDOW, Envelope, is_rare, learn

HEALTHY = {
    "entries": 20,
    "row.dated": 20,
    "pager": 1,
    "read": 10,
    "page.issuer": 10,
    "way.columns div.zw": 10,
    "body.median": 800,
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
        ({"body.median": 100}, "at most 100 characters; 800 are usual"),
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


def test_one_odd_run_does_not_move_what_is_usual() -> None:
    assert learn([HEALTHY | {"entries": 1000}, *[HEALTHY] * 4]).entries_min == 10


def test_always_needs_experience() -> None:
    assert USUAL.always("page.issuer", "read")
    assert not learn([HEALTHY | {"read": 1, "page.issuer": 1}] * RUNS).always("page.issuer", "read")
    assert PAGES > RUNS


@pytest.mark.parametrize(
    ("found", "of", "usual", "usual_of", "rare"),
    [
        (0, 10, 50, 50, True),
        (0, 1, 5, 5, False),
        (0, 2, 500, 500, False),
        (0, 3, 500, 500, True),
        (9, 10, 50, 50, False),
        (10, 10, 50, 50, False),
        (4, 10, 20, 50, False),
        (0, 10, 0, 50, False),
        (0, 10, 0, 0, False),
        (0, 0, 50, 50, False),
    ],
)
def test_rare_is_what_experience_excludes(found: int, of: int, usual: int, usual_of: int, rare: bool) -> None:
    assert is_rare(found, of, usual, usual_of) is rare
