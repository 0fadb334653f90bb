"""The verdict on a visit: every status, its sentence, and the bounds of what is recorded."""

from datetime import datetime
from typing import Any

import pytest

from archive.clock import SHANGHAI
from crawler.health import ERRORS_KEPT, Account, record, verdict
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
