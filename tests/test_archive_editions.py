"""Editions: what was told is not told again, what happened since is."""

from dataclasses import replace
from datetime import date, datetime

from archive.records import StoredEdition
from archive.store import Archive, Tx, announcements, editions, judgements
from tests.found import HOUR, NOON, analysis, found


def edition(day: int = 18, at: datetime = NOON, kind: str = "daily") -> StoredEdition:
    return StoredEdition(
        key=f"{kind}-2026-11-{day}",
        date=date(2026, 11, day),
        kind=kind,
        language="zh",
        composed_at=at,
        subject="中山观察",
        content={"date": f"2026-11-{day}", "items": [{"标题": "甲", "b": 1, "a": [None, 0.25]}]},
        html="<p>甲</p>",
        text="甲\r\n",
    )


def waiting(tx: Tx, until: datetime = NOON, kind: str = "daily") -> list[str]:
    return [one.id for one in editions.untold(tx, kind, until)]


def test_an_edition_comes_back_exactly(archive: Archive) -> None:
    with archive.begin() as tx:
        editions.put(tx, edition(), ())
        assert editions.get(tx, "daily-2026-11-18") == edition()
        assert list(editions.get(tx, edition().key).content["items"][0]) == ["标题", "b", "a"]
        assert editions.get(tx, "daily-2026-11-19") is None
        editions.put(tx, replace(edition(), subject="又一次"), ())
        assert editions.get(tx, edition().key).subject == "又一次"


def test_editions_of_a_day_and_the_last_one(archive: Archive) -> None:
    with archive.begin() as tx:
        assert editions.last(tx, "daily") is None
        later, earlier = edition(19, NOON + HOUR), edition(18)
        for one in (later, earlier, edition(20, kind="weekly")):
            editions.put(tx, one, ())
        assert editions.on(tx, date(2026, 11, 18), "daily") == [earlier]
        assert editions.on(tx, date(2026, 11, 20), "daily") == []
        assert editions.last(tx, "daily") == later


def test_headings_are_pages_of_a_list(archive: Archive) -> None:
    with archive.begin() as tx:
        assert (editions.count(tx), editions.headings(tx, most=2)) == (0, [])
        some = [edition(10 + n, NOON + HOUR * n) for n in range(5)]
        for one in some:
            editions.put(tx, replace(one, corrects="daily-2026-11-10" if one is some[4] else None), ())
        assert editions.count(tx) == 5
        found = [one for start in (0, 2, 4, 6) for one in editions.headings(tx, start=start, most=2)]
    assert [(one.key, one.date, one.composed_at) for one in found] == [
        (one.key, one.date, one.composed_at) for one in reversed(some)
    ]
    assert (found[0].corrects, found[0].subject, found[0].kind, found[1].corrects) == (
        "daily-2026-11-10", "中山观察", "daily", None
    )  # fmt: skip


def test_new_then_told_then_revised_then_withdrawn(archive: Archive) -> None:
    with archive.begin() as tx:
        announcements.keep(tx, found(1), NOON)
        assert waiting(tx, NOON - HOUR) == []
        assert waiting(tx) == ["zs-1"]
        assert editions.told_revisions(tx, "daily").get("zs-1") is None
        editions.put(tx, edition(18), [("zs-1", 1)])
        assert (waiting(tx), waiting(tx, kind="weekly")) == ([], ["zs-1"])
        assert editions.told_revisions(tx, "daily").get("zs-1") == 1
        assert editions.told_revisions(tx, "weekly").get("zs-1") is None

        announcements.keep(tx, found(1, body="改了"), NOON + HOUR)
        assert (waiting(tx), waiting(tx, NOON + HOUR)) == ([], ["zs-1"])
        editions.put(tx, edition(19, NOON + HOUR), [("zs-1", 2)])
        assert waiting(tx, NOON + HOUR) == []

        announcements.withdraw(tx, "zs-1", NOON + 2 * HOUR)
        assert (waiting(tx, NOON + HOUR), waiting(tx, NOON + 2 * HOUR)) == ([], ["zs-1"])
        editions.put(tx, edition(20, NOON + 2 * HOUR), [("zs-1", 2)])
        assert waiting(tx, NOON + 9 * HOUR) == []


def test_a_withdrawal_after_the_edition_was_composed_is_told_in_the_next(archive: Archive) -> None:
    with archive.begin() as tx:
        announcements.keep(tx, found(1), NOON)
        announcements.withdraw(tx, "zs-1", NOON + HOUR)
        editions.put(tx, edition(18, NOON), [("zs-1", 1)])
        assert waiting(tx, NOON + HOUR) == ["zs-1"]


def test_what_was_left_out_does_not_come_back_and_does_not_count_as_told(archive: Archive) -> None:
    with archive.begin() as tx:
        for number in (1, 2):
            announcements.keep(tx, found(number), NOON)
        editions.put(tx, edition(18), [("zs-1", 1)], left_out=[("zs-2", 1)])
        assert waiting(tx) == []
        assert editions.told_revisions(tx, "daily").get("zs-2") is None
        announcements.keep(tx, found(2, body="改了"), NOON)
        assert waiting(tx) == ["zs-2"]


def test_untold_comes_with_newest_revision_and_analysis(archive: Archive) -> None:
    with archive.begin() as tx:
        announcements.keep(tx, found(1), NOON)
        announcements.keep(tx, found(1, body="改了"), NOON)
        judged = analysis(announcements.get(tx, "zs-1"), "改了")
        judgements.put(tx, judged, NOON)
        assert [(one.revision, one.body, one.analysis) for one in editions.untold(tx, "daily", NOON)] == [
            (2, "改了", judged)
        ]


def test_relevant_is_all_that_was_judged_so(archive: Archive) -> None:
    with archive.begin() as tx:
        for number in (1, 2):
            announcements.keep(tx, found(number), NOON)
        judgements.put(tx, analysis(announcements.get(tx, "zs-2")), NOON)
        assert [one.id for one in editions.relevant(tx)] == ["zs-2"]


def test_what_happened_since_a_moment(archive: Archive) -> None:
    with archive.begin() as tx:
        announcements.keep(tx, found(1), NOON)
        announcements.keep(tx, found(2), NOON + HOUR)
        assert [one.id for one in editions.untold(tx, "weekly", NOON + HOUR, since=NOON + HOUR)] == ["zs-2"]
        announcements.keep(tx, found(1, body="改了"), NOON + 2 * HOUR)
        later = [one.id for one in editions.untold(tx, "weekly", NOON + 2 * HOUR, since=NOON + 2 * HOUR)]
        assert later == ["zs-1"]


def test_what_editions_told_by_day_and_what_one_dealt_with(archive: Archive) -> None:
    with archive.begin() as tx:
        for number in (1, 2, 3):
            announcements.keep(tx, found(number), NOON)
        editions.put(tx, edition(18), [("zs-1", 1)], left_out=[("zs-3", 1)])
        editions.put(tx, edition(20), [("zs-1", 2), ("zs-2", 1)])
        day = date(2026, 11, 20)
        assert editions.told_revisions(tx, "daily") == {"zs-1": 2, "zs-2": 1}
        assert editions.told_revisions(tx, "daily", before=day) == {"zs-1": 1}
        assert editions.told_revisions(tx, "daily", since=day) == {"zs-1": 2, "zs-2": 1}
        assert editions.told_revisions(tx, "weekly") == {}
        assert editions.dealt_with(tx, "daily-2026-11-18") == {"zs-1": (1, True), "zs-3": (1, False)}
        assert editions.days_of(tx, "daily") == [date(2026, 11, 18), day]
        assert [one.key for one in editions.every(tx, 1)] == ["daily-2026-11-20"]


def test_an_erratum_tells_for_the_kind_that_it_corrects(archive: Archive) -> None:
    with archive.begin() as tx:
        announcements.keep(tx, found(1), NOON)
        editions.put(tx, edition(18), [], left_out=[("zs-1", 1)])
        erratum = replace(edition(18, kind="erratum"), key="erratum-1-of-daily-2026-11-18", corrects="daily-2026-11-18")
        editions.put(tx, erratum, [("zs-1", 1)])
        assert editions.told_revisions(tx, "daily") == {"zs-1": 1}
        assert editions.told_revisions(tx, "weekly") == {}
        assert editions.corrections(tx, "daily-2026-11-18") == [erratum]
        assert editions.corrections(tx, erratum.key) == []


def test_an_edition_kept_whole(archive: Archive) -> None:
    with archive.begin() as tx:
        editions.put(tx, edition(18), (), record=b"\x00\xff")
        editions.put(tx, edition(19), ())
        assert editions.record_of(tx, "daily-2026-11-18") == b"\x00\xff"
        assert editions.record_of(tx, "daily-2026-11-19") is None
        assert editions.record_of(tx, "daily-2026-11-20") is None


def test_what_was_withdrawn_after_the_edition_looked_is_told_in_the_next(archive: Archive) -> None:
    with archive.begin() as tx:
        announcements.keep(tx, found(1), NOON)
        announcements.withdraw(tx, "zs-1", NOON)
        editions.put(tx, edition(18), [("zs-1", 1)], gone=())
        assert waiting(tx) == ["zs-1"]
        editions.put(tx, edition(19, NOON + HOUR), [("zs-1", 1)], gone=["zs-1"])
        assert waiting(tx, NOON + HOUR) == []
