"""The verdict on a visit: every status, its sentence, and the bounds of what is recorded."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from archive.clock import SHANGHAI
from archive.store import Archive, runs
from crawler.chances import habits
from crawler.envelope import WINDOW, Envelope, learn
from crawler.health import ERRORS_KEPT, Account, record, silence, too_quiet, verdict
from crawler.sources.declaration import Expect

BEGAN = datetime(2026, 11, 18, 6, 30, tzinfo=SHANGHAI)
EXPECT = Expect(entries_min=5, fill={"published": 0.9})
PAGE = "http://www.zs.gov.cn/gxj/tzgg/"


def visited(**counted: Any) -> Account:
    stated = {"listings": 1, "entries": 20, "articles": 10, "pages": 11} | counted
    return Account(source="zs_gxj-tzgg", began=BEGAN, **stated)


def test_a_visit_without_a_fault_is_ok_and_needs_no_sentence() -> None:
    assert verdict(visited(), EXPECT) == ("ok", "")


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        ("unreachable", "failed"),
        ("timeout", "failed"),
        ("certificate", "failed"),
        ("robots", "failed"),
        ("server_error", "failed"),
        ("blocked", "blocked"),
        ("challenge", "blocked"),
        ("page_changed", "drift"),
        ("reader_failed", "failed"),
    ],
)
def test_a_listing_that_can_not_be_read_decides(reason: str, status: str) -> None:
    account = visited(listings=0, entries=0, articles=0)
    account.fault("listing", PAGE, reason, "said so")
    assert verdict(account, EXPECT) == (status, f"said so, at {PAGE}")


def test_a_later_listing_page_that_fails_makes_the_visit_partial() -> None:
    account = visited(listings=2)
    account.fault("listing", f"{PAGE}index_3.html", "timeout", "no whole answer within 30 s")
    assert verdict(account, EXPECT)[0] == "partial"


@pytest.mark.parametrize("where", ["article", "attachment"])
def test_one_page_or_file_that_fails_makes_the_visit_partial(where: Any) -> None:
    account = visited()
    account.fault(where, f"{PAGE}content/post_1.html", "blocked", "answered 403")
    account.fault(where, f"{PAGE}content/post_2.html", "gone", "answered 404")
    assert verdict(account, EXPECT) == ("partial", f"answered 403, at {PAGE}content/post_1.html (and 1 more)")


def test_a_firewall_before_every_article_is_blocked() -> None:
    account = visited(articles=2)
    account.fault("article", f"{PAGE}content/post_1.html", "challenge", "a captcha")
    account.fault("article", f"{PAGE}content/post_2.html", "challenge", "a captcha")
    assert verdict(account, EXPECT)[0] == "blocked"


def test_an_article_of_another_shape_is_drift() -> None:
    account = visited()
    account.fault("article", f"{PAGE}content/post_1.html", "page_changed", "no title")
    assert verdict(account, EXPECT)[0] == "drift"


def test_a_vanished_page_of_which_we_hold_a_copy_is_told_and_no_fault() -> None:
    account = visited()
    account.fault("copy", f"{PAGE}content/post_1.html", "gone", "answered 404")
    run = record(account, EXPECT, run_id="r", finished_at=BEGAN)
    assert (run.status, run.why) == ("ok", "")
    assert [error.reason for error in run.errors] == ["gone"]


def test_no_entry_where_some_are_declared_is_empty_and_too_few_are_drift() -> None:
    assert verdict(visited(entries=0), EXPECT)[0] == "empty"
    assert verdict(visited(entries=4), EXPECT)[0] == "drift"
    assert verdict(visited(entries=0), Expect(entries_min=0)) == ("ok", "")


def test_a_fact_found_on_too_few_pages_is_drift_and_names_it() -> None:
    account = visited()
    for number in range(10):
        account.fill({"published": number < 8, "body": "x"})
    status, why = verdict(account, EXPECT)
    assert status == "drift"
    assert "published was found on 8 of 10 pages" in why


def test_few_pages_say_nothing_about_fill_rates() -> None:
    account = visited()
    account.fill({"published": None})
    assert verdict(account, EXPECT) == ("ok", "")


def test_a_stopped_visit_is_partial_even_before_its_listing() -> None:
    assert verdict(visited(stopped="stopped"), EXPECT) == ("partial", "stopped")
    assert verdict(Account(source="s", began=BEGAN, stopped="stopped"), EXPECT) == ("partial", "stopped")


def test_a_visit_that_read_no_listing_and_says_no_reason_is_not_ok() -> None:
    assert verdict(Account(source="s", began=BEGAN), EXPECT)[0] == "failed"


def test_errors_are_kept_to_a_bound_and_the_rest_is_counted() -> None:
    account = visited()
    for number in range(ERRORS_KEPT + 7):
        account.fault("article", f"{PAGE}content/post_{number}.html", "timeout", "late")
    run = record(account, EXPECT, run_id="r", finished_at=BEGAN)
    assert len(run.errors) == ERRORS_KEPT + 1
    assert run.errors[-1].reason == "more"
    assert run.errors[-1].detail == "7 more errors that are not listed"
    assert run.why.endswith(f"(and {ERRORS_KEPT + 6} more)")


def test_the_record_carries_what_was_counted() -> None:
    account = visited(new=3, changed=2, unchanged=1, withdrawn=1)
    run = record(account, EXPECT, run_id="r", finished_at=BEGAN)
    assert (run.pages, run.new, run.changed, run.unchanged, run.withdrawn) == (11, 3, 2, 1, 1)
    assert (run.source, run.run_id, run.started_at, run.finished_at) == ("zs_gxj-tzgg", "r", BEGAN, BEGAN)


def test_a_blocked_article_beyond_the_bound_still_counts_as_one_of_many() -> None:
    account = visited(articles=60)
    for number in range(60):
        account.fault("article", f"{PAGE}content/post_{number}.html", "blocked", "answered 403")
    assert verdict(account, EXPECT)[0] == "blocked"


def remembered(archive: Archive, since: date | None = None) -> Envelope:
    with archive.read() as tx:
        return learn(runs.healthy(tx, "zs_gxj-tzgg", WINDOW, since=since))


def keep(archive: Archive, account: Account, at: datetime) -> str:
    run = record(account, EXPECT, run_id=f"{at:%j}", finished_at=at)
    with archive.begin() as tx:
        runs.add(tx, run)
    return run.status


def test_however_often_a_source_collapses_its_bounds_stay_where_they_were(archive: Archive) -> None:
    assert {keep(archive, visited(), BEGAN + timedelta(days=day)) for day in range(5)} == {"ok"}
    healthy = remembered(archive)
    assert healthy.entries_min == 10
    for day in range(5, 35):
        collapsed = visited(entries=6, envelope=remembered(archive))
        assert keep(archive, collapsed, BEGAN + timedelta(days=day)) == "drift"
    assert remembered(archive) == healthy
    assert keep(archive, visited(envelope=healthy), BEGAN + timedelta(days=35)) == "ok"


def test_a_change_that_was_looked_at_is_learnt_anew(archive: Archive) -> None:
    for day in range(5):
        keep(archive, visited(), BEGAN + timedelta(days=day))
    changed = (BEGAN + timedelta(days=5)).date()
    assert remembered(archive, since=changed) == Envelope()
    for day in range(5, 8):
        few = visited(entries=6, envelope=remembered(archive, since=changed))
        assert keep(archive, few, BEGAN + timedelta(days=day)) == "ok"
    assert remembered(archive, since=changed).entries_min == 3


def test_a_list_that_lost_most_rows_says_nothing_of_what_it_does_not_show() -> None:
    usual = learn([visited().facts()] * 3)
    assert visited(entries=9, envelope=usual).shrunk
    assert not visited(entries=10, envelope=usual).shrunk
    assert not visited(entries=0).shrunk


def test_a_drift_of_the_counts_goes_before_single_faults_and_after_unread_pages() -> None:
    usual = learn([visited().facts()] * 3)
    account = visited(entries=6, envelope=usual)
    account.fault("article", PAGE, "gone", "answered 404")
    status, why = verdict(account, EXPECT)
    assert (status, "20 are usual" in why) == ("drift", True)
    account.fault("article", PAGE, "page_changed", "no title")
    assert verdict(account, EXPECT) == ("drift", f"no title, at {PAGE}")


def test_pages_that_contradict_their_list_are_drift_without_any_experience() -> None:
    account = visited()
    account.counts.update({"told.title": 6, "agree.title": 2})
    assert verdict(account, EXPECT) == ("drift", "title of 4 of 6 pages is not what the list says")


def test_what_is_told_and_no_fault_leaves_a_visit_ok() -> None:
    account = visited()
    account.fault("doubt", PAGE, "doubt", "dated 2062-11-16, which is still to come")
    run = record(account, EXPECT, run_id="r", finished_at=BEGAN)
    assert (run.status, [error.reason for error in run.errors]) == ("ok", ["doubt"])


def test_a_lost_habit_is_told_and_such_a_run_teaches_nothing() -> None:
    siblings = habits([{"entries": 20, "read": 9, "page.issuer": 9}] * 9)
    account = visited(envelope=Envelope(habits=siblings), read=2)
    run = record(account, EXPECT, run_id="r", finished_at=BEGAN)
    assert (run.status, [error.detail.partition(";")[0] for error in run.errors]) == ("ok", ["page.issuer on 0 of 2"])
    assert run.facts["doubted"] == 1
    assert learn([run.facts] * 9) == Envelope()
    account.counts["page.issuer"] = 2
    run = record(account, EXPECT, run_id="r", finished_at=BEGAN)
    assert (run.errors, "doubted" in run.facts) == ((), False)


def test_a_visit_with_a_fault_tells_that_and_no_doubts() -> None:
    siblings = habits([{"entries": 20, "read": 9, "page.issuer": 9}] * 9)
    account = visited(envelope=Envelope(habits=siblings), read=2)
    account.fault("article", PAGE, "timeout", "late")
    run = record(account, EXPECT, run_id="r", finished_at=BEGAN)
    assert [error.reason for error in run.errors] == ["timeout"]


def test_silence_is_counted_from_the_newest_row_and_told_when_it_is_too_long() -> None:
    run = record(visited(), EXPECT, run_id="r", finished_at=BEGAN)
    seen = replace(run, facts={"newest": 20261101})
    today = date(2026, 11, 18)
    assert silence([run, seen], today) == 17
    assert silence([run], today) is None
    assert too_quiet(17, Expect(quiet_days=17)) == too_quiet(None, EXPECT) == ""
    assert too_quiet(17, Expect(quiet_days=16)) == "quiet for 17 days; up to 16 are normal"
