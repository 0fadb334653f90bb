"""What `zswatch sources` and `zswatch status` show of a source's envelope, trend and silence."""

from dataclasses import replace
from datetime import date, timedelta

from archive.records import SourceRun
from archive.store import Archive, runs
from crawler.sources import load
from scheduler import trend
from tests.found import NOON

SOURCE = load()["zs_gxj-tzgg"]
TODAY = date(2026, 11, 21)
RUN = SourceRun(
    run_id="r",
    source=SOURCE.key,
    started_at=NOON,
    finished_at=NOON,
    status="ok",
    new=2,
    facts={"entries": 20, "read": 4, "page.issuer": 3, "newest": 20261010},
)


def test_a_source_that_was_never_visited_has_its_declared_bounds(archive: Archive) -> None:
    with archive.read() as tx:
        shown = trend.of_source(tx, SOURCE, TODAY)
        assert trend.quiet(tx, [SOURCE], TODAY) == {}
    assert shown["envelope"] == {
        "entries_min": 1,
        "quiet_days": 30,
        "fill": {"published": 0.95, "body": 0.6},
        "learnt": None,
    }
    assert shown["trend"] == {"visits": [], "quiet_days": None, "quiet": ""}
    assert trend.short(**shown) == ("– ≥1", "– ≤30")


def test_bounds_are_learnt_the_newest_visit_stands_last_and_silence_is_told(archive: Archive) -> None:
    with archive.begin() as tx:
        for day in range(3):
            runs.add(tx, replace(RUN, finished_at=NOON + timedelta(days=day)))
        runs.add(tx, replace(RUN, status="drift", new=0, facts={"entries": 2}))
        shown = trend.of_source(tx, SOURCE, TODAY)
        assert trend.quiet(tx, [SOURCE], TODAY) == {SOURCE.key: "quiet for 42 days; up to 30 are normal"}
    learnt = shown["envelope"]["learnt"]
    assert (shown["envelope"]["entries_min"], learnt["runs"], learnt["shares"]) == (10, 3, {"page.issuer": 0.75})
    assert [(one["status"], one["entries"], one["new"]) for one in shown["trend"]["visits"]] == [
        *[("ok", 20, 2)] * 3,
        ("drift", 2, 0),
    ]
    assert trend.short(**shown) == ("2 ≥10", "42 ≤30!")
