"""Trends count what the ledger counts, by month, and say for how long each directive has been silent."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from archive.clock import SHANGHAI
from archive.records import Answer
from digest.compose import compose
from digest.edition import document
from digest.ledger import Silence, ledger
from digest.trends import MONTHS, trends
from tests.editions import FUND, NOW, TRAINING, answers, full_material, meeting

DIRECTIVES = [one.id for one in meeting().directives]


def answer(post: int, directive: str, day: date, **changed: object) -> Answer:
    facts = {"meeting": "2025-02-21", "directive": directive, "day": day, "id": f"zs-{post}"}
    return replace(answers(FUND)[0], **{"canonical_id": f"zs-{post}", **facts, **changed})


def test_answers_are_counted_by_the_month_of_their_publication() -> None:
    told = trends(
        [
            answer(1, "study.1", date(2026, 11, 1)),
            answer(2, "study.2", date(2026, 11, 2)),
            answer(3, "talent.2", date(2025, 12, 31)),
            answer(4, "talent.2", date(2025, 11, 30)),
        ],
        [meeting()],
        NOW,
    )
    assert told.months[0] == (2025, 12)
    assert told.months[-1] == (2026, 11)
    assert len(told.months) == MONTHS
    counted = {one.theme: (one.counts, one.total) for one in told.themes}
    assert list(counted) == ["study", "application", "industry", "talent", "general"]
    assert counted["study"] == ((0,) * 11 + (2,), 2)
    assert counted["talent"] == ((1,) + (0,) * 11, 2)
    assert counted["general"] == ((0,) * 12, 0)


def test_copies_count_once_and_so_does_a_text_that_answers_two_directives_of_a_theme() -> None:
    day = date(2026, 10, 3)
    given_ones = [
        answer(1, "study.1", day),
        answer(1, "study.2", day),
        answer(2, "study.1", day, canonical_id="zs-1"),
        answer(3, "study.1", date(2025, 1, 3)),
        answer(4, "study.1", day, withdrawn_at=NOW),
    ]
    study = trends(given_ones, [meeting()], NOW).themes[0]
    assert (sum(study.counts), study.total) == (1, 1)


def test_silence_runs_from_the_last_answer_or_from_the_meeting() -> None:
    told = trends([answer(1, "study.1", date(2026, 11, 9)), answer(2, "study.1", date(2026, 3, 1))], [meeting()], NOW)
    silent = {one.directive: (one.days, one.never) for one in told.silences}
    assert silent.pop("study.1") == (10, False)
    assert set(silent.values()) == {(636, True)}
    assert len(silent) == len(DIRECTIVES) - 1
    assert told.silences[-1].directive == "study.1"


def test_no_month_before_the_meeting_is_compared() -> None:
    soon = datetime(2025, 4, 2, 8, tzinfo=SHANGHAI)
    assert trends([], [meeting()], soon).months == ((2025, 2), (2025, 3), (2025, 4))
    before = datetime(2025, 1, 2, 8, tzinfo=SHANGHAI)
    assert trends([], [meeting()], before).months == ((2025, 1),)


def test_two_meetings_share_a_theme_and_keep_their_own_directives() -> None:
    other = replace(meeting(), id="2025-08-01", date=date(2025, 8, 1))
    told = trends([answer(1, "study.1", date(2026, 11, 1))], [meeting(), other], NOW)
    assert [one.theme for one in told.themes].count("study") == 1
    assert len(told.silences) == 2 * len(DIRECTIVES)
    assert {one.days for one in told.silences if one.meeting == "2025-08-01"} == {475}


def test_no_meeting_gives_no_directives() -> None:
    told = trends([], [], NOW)
    assert (told.themes, told.silences) == ((), ())


@given(
    st.lists(
        st.tuples(st.integers(1, 9), st.sampled_from(DIRECTIVES), st.dates(date(2025, 1, 1), date(2026, 12, 31))),
        max_size=30,
    ),
    st.integers(0, 900),
)
def test_trends_agree_with_the_ledger(stated: list[tuple[int, str, date]], after: int) -> None:
    as_of = datetime(2025, 2, 21, 23, tzinfo=SHANGHAI) + timedelta(days=after)
    given_ones = [answer(post, directive, day) for post, directive, day in stated]
    told = trends(given_ones, [meeting()], as_of)
    book = ledger(meeting(), given_ones, as_of=as_of, silence=Silence(sources=0))
    assert {one.directive for one in told.silences if one.never} == {one.directive.id for one in book.silent}
    assert all(one.days >= later.days for one, later in zip(told.silences, told.silences[1:], strict=False))
    assert len(told.months) <= MONTHS
    for one in told.themes:
        texts = {
            each.answer.canonical_id
            for entry in book.entries
            if entry.directive.theme == one.theme
            for each in entry.answers
        }
        assert one.total == len(texts)
        assert sum(one.counts) <= one.total


def test_an_edition_carries_its_trends() -> None:
    edition = compose(full_material(answers=answers(FUND, TRAINING), as_of=NOW - timedelta(hours=1)))
    assert edition.trends == trends(answers(FUND, TRAINING), [meeting()], NOW)
    carried = document(edition)["trends"]
    assert carried["months"][-1] == "2026-11"
    assert carried["themes"][0] == {"theme": "study", "counts": [0] * 11 + [1], "total": 1}
    assert carried["silences"][0] == {"meeting": "2025-02-21", "directive": "study.1", "days": 636, "never": True}
