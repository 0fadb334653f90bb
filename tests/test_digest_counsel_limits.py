"""Consulting a model is bounded in time, tokens and cost; a bad address costs no announcement."""

import time
from datetime import timedelta
from typing import Any

import pytest

from archive.config import Model
from archive.store import Archive, announcements, consultations
from digest.counsel import Counsel
from tests.found import found
from tests.model_server import Behaviour, dripping, flooding, hanging, saying, sending, serving
from tests.test_digest_counsel import (
    MEASURE,
    MORNING,
    Asked,
    analysis,
    answering,
    citing,
    extract_of,
    judged,
    keep,
    several,
)

BAD: dict[str, tuple[Behaviour, str, int]] = {
    "hangs": (hanging, "no whole answer within 0.6 seconds", 2),
    "drips": (dripping(b"HTTP/1.1 200 OK\r\n\r\n"), "no whole answer within 0.6 seconds", 2),
    "floods": (flooding, "an answer of more than 400000 bytes", 2),
    "garbage": (sending(bytes(range(256))), "an answer that can not be read", 2),
    "HTML": (sending(b"<html>", kind="text/html"), "an answer that can not be read", 2),
    "429": (
        sending(b"{}", status="429 No", more="Retry-After: 3600\r\n"),
        "busy (429, to be asked again after 3600 s",
        1,
    ),
    "500": (sending(b"{}", status="500 No"), "refused (500)", 2),
    "redirect": (
        sending(b"", status="307 No", more="Location: http://127.0.0.1:1/\r\n"),
        "redirected elsewhere (307)",
        1,
    ),
    "wrong model": (sending(b"{}", status="404 No"), "no such model or address (404)", 1),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_address_costs_little_time_and_no_announcement(archive: Archive, case: str) -> None:
    behave, why, questions = BAD[case]
    keep(archive, *several(6))
    begun = time.monotonic()
    with serving(behave) as endpoint:
        found_ones = judged(archive, endpoint)
        took = time.monotonic() - begun
    assert took < 15
    assert len(endpoint.asked) == questions
    assert [analysis(one).summary for one in found_ones] == [extract_of(one) for one in found_ones]
    told = [analysis(one).account["summary"]["why"] for one in found_ones]
    assert told[0].startswith(why)
    assert told[-1].startswith(f"not asked any more in this run after: {why}")
    assert all(analysis(one).account["second_opinion"]["why"] for one in found_ones)


def test_nobody_listens(archive: Archive) -> None:
    keep(archive)
    with serving(hanging) as endpoint:
        gone = endpoint.url
    (one,) = judged(archive, gone)
    assert analysis(one).account["summary"]["why"].startswith("no connection")
    with archive.read() as tx:
        assert consultations.spent(tx, MORNING.date()).tokens == 0


def test_the_time_of_a_run_is_bounded(archive: Archive) -> None:
    keep(archive, *several(4))

    def slow(peer: Any, asked: Asked) -> None:
        time.sleep(0.4)
        answering(citing(MEASURE, "设备投入"))(peer, asked)

    with serving(slow) as endpoint:
        found_ones = judged(archive, endpoint, run_seconds=0.9, timeout_seconds=5)
    assert len(endpoint.asked) < 4
    assert analysis(found_ones[-1]).account["summary"]["why"] == "the time for asking in one run is over"


def test_the_days_limit_of_tokens_is_told_and_holds(archive: Archive) -> None:
    keep(archive, *several(5))
    with serving(answering(citing("x", "设备投入"))) as endpoint:
        found_ones = judged(archive, endpoint, most_tokens_per_day=5000, second_opinion=False)
    assert 1 <= len(endpoint.asked) < 5
    assert analysis(found_ones[-1]).account["summary"]["why"] == consultations.LIMIT
    assert analysis(found_ones[-1]).summary == extract_of(found_ones[-1])
    with archive.read() as tx:
        assert consultations.spent(tx, MORNING.date()).tokens <= 5000
        assert consultations.last_outcome(tx) == consultations.LIMIT


def test_the_days_limit_of_cost_counts_by_the_prices(archive: Archive) -> None:
    keep(archive, *several(5))
    prices = {"price_in": 2.0, "price_out": 8.0, "second_opinion": False}
    with serving(answering(citing("x", "设备投入"))) as endpoint:
        judged(archive, endpoint, most_cost_per_day=0.02, **prices)
    with archive.read() as tx:
        spent = consultations.spent(tx, MORNING.date())
    assert spent.cost == pytest.approx(len(endpoint.asked) * (900 * 2 + 60 * 8) / 1e6)
    assert 1 <= spent.calls < 5
    assert spent.cost <= 0.02


@pytest.mark.parametrize("stated", [0, -1, "9", None, 10**30])
def test_lies_about_tokens_do_not_open_the_purse(archive: Archive, stated: Any) -> None:
    keep(archive, *several(6))
    usage = {"prompt_tokens": stated, "completion_tokens": stated}
    with serving(saying({"sentences": [{"text": "x", "cites": ["s1"]}]}, usage=usage)) as endpoint:
        judged(archive, endpoint, most_tokens_per_day=9_000, second_opinion=False)
    assert 1 <= len(endpoint.asked) < 6


def test_what_is_old_or_not_relevant_is_not_asked_about(archive: Archive) -> None:
    keep(archive, now=MORNING - timedelta(days=8))
    with archive.begin() as tx:
        announcements.keep(tx, found(2, title="关于停水的通知", body="因管网检修，11月20日停水。"), MORNING)
    with serving(answering(citing(MEASURE, "设备投入"))) as endpoint:
        found_ones = judged(archive, endpoint)
    assert [analysis(one).relevance.relevant for one in found_ones] == [True, False]
    assert endpoint.asked == []


def test_an_answer_of_another_shape_is_counted_and_not_kept(archive: Archive) -> None:
    keep(archive)
    with serving(saying("服务繁忙，请稍后再试")) as endpoint:
        (one,) = judged(archive, endpoint, second_opinion=False)
        assert analysis(one).account["summary"]["why"] == "the answer is no JSON"
        endpoint.behave = answering(citing(MEASURE, "设备投入"))
        counsel = Counsel(archive, Model(url=endpoint.url, name="test", second_opinion=False), MORNING)
        assert counsel.on(one, analysis(one)).summary == MEASURE
    with archive.read() as tx:
        assert consultations.spent(tx, MORNING.date()).calls == 2
