from collections.abc import Iterator
from http.client import IncompleteRead
from time import monotonic

import pytest

from tests.twin import Twin, faults
from tests.twin.visitor import connect, visit

URL = "http://www.zs.gov.cn/gxj/tzgg/"


@pytest.fixture(scope="module")
def shared() -> Iterator[Twin]:
    with Twin() as running:
        yield running


@pytest.fixture
def twin(shared: Twin) -> Twin:
    shared.faults.clear()
    shared.log.clear()
    return shared


@pytest.mark.parametrize(
    ("code", "mark"),
    [(403, "403 Forbidden"), (412, "$_ts"), (500, "500"), (503, "503"), (521, "_clearance"), (202, "")],
)
def test_statuses_with_their_pages(twin: Twin, code: int, mark: str) -> None:
    twin.faults.set("www.zs.gov.cn/gxj/*", faults.status(code))
    answer = visit(twin, URL)
    assert answer.status == code
    assert mark in answer.text
    assert "etag" not in answer.headers
    assert visit(twin, "http://www.zs.gov.cn/zwgk/gzdt/tzgg/").status == 200


def test_pages_that_are_not_what_they_seem(twin: Twin) -> None:
    twin.faults.set("*", faults.captcha())
    assert "验证码" in visit(twin, URL).text
    twin.faults.set("*", faults.soft_404())
    answer = visit(twin, URL)
    assert (answer.status, "<title>404" in answer.text) == (200, True)
    twin.faults.set("*", faults.replaced(b"{}", "application/json"))
    assert visit(twin, URL).headers["content-type"] == "application/json"


def test_an_edited_page(twin: Twin) -> None:
    twin.faults.set("*", faults.edited(lambda page: page.replace("通知公告".encode(), "公告".encode())))
    answer = visit(twin, URL, accept_encoding="gzip")
    assert "通知公告" not in answer.text
    assert "<li>" in answer.text


def test_an_empty_list_keeps_its_frame(twin: Twin) -> None:
    twin.faults.set("*", twin.empty_list())
    answer = visit(twin, URL)
    assert answer.status == 200
    assert "<li>" not in answer.text
    assert '<div class="newsList">' in answer.text


def test_a_body_cut_short(twin: Twin) -> None:
    twin.faults.set("*", faults.truncated(0.5))
    with pytest.raises(IncompleteRead):
        visit(twin, URL)


def test_a_body_that_drips(twin: Twin) -> None:
    size = len(visit(twin, URL).body)
    twin.faults.set("*", faults.slow(size * 2))
    start = monotonic()
    assert len(visit(twin, URL).body) == size
    assert monotonic() - start >= 0.3


def test_an_answer_that_comes_late_is_whole(twin: Twin) -> None:
    twin.faults.set("www.zs.gov.cn/gxj/*", faults.late(0.3))
    began = monotonic()
    answer = visit(twin, URL)
    assert monotonic() - began >= 0.3
    twin.faults.clear()
    assert answer.text == visit(twin, URL).text
    (request, _) = twin.log.of("www.zs.gov.cn/gxj/*")
    assert request.finished is not None
    assert request.finished - request.started >= 0.3


def test_no_answer_at_all(twin: Twin) -> None:
    twin.faults.set("*", faults.silent())
    connection = connect(twin, URL)
    connection.timeout = 0.3
    connection.request("GET", URL)
    with pytest.raises(TimeoutError):
        connection.getresponse()
    connection.close()
    assert [one.status for one in twin.log.requests] == [0]


@pytest.mark.parametrize("url", [URL, URL.replace("http:", "https:")])
def test_a_broken_connection(twin: Twin, url: str) -> None:
    twin.faults.set("*", faults.reset())
    with pytest.raises(ConnectionResetError):
        visit(twin, url)


def test_redirects_home_and_in_a_circle(twin: Twin) -> None:
    twin.faults.set("*", faults.redirect("/"))
    assert visit(twin, URL).headers["location"] == "/"
    twin.faults.set("*", faults.redirect())
    answer = visit(twin, URL)
    assert (answer.headers["location"], answer.headers["set-cookie"]) == (URL, "CT6T=1; path=/")


def test_too_much(twin: Twin) -> None:
    twin.faults.set("*", faults.big(3_000_000))
    assert len(visit(twin, URL).body) == 3_000_000
    twin.faults.set("*", faults.bomb(5_000_000))
    answer = visit(twin, URL)
    assert len(answer.body) < 10_000
    assert len(answer.content) == 5_000_000


def test_a_fault_that_passes(twin: Twin) -> None:
    twin.faults.set("*", faults.status(500), times=2)
    assert [visit(twin, URL).status for _ in range(3)] == [500, 500, 200]


def test_the_newest_rule_that_matches_wins(twin: Twin) -> None:
    twin.faults.set("*", faults.status(500))
    twin.faults.set("www.zs.gov.cn/gxj/*", faults.status(403))
    assert visit(twin, URL).status == 403
    twin.faults.clear()
    assert visit(twin, URL).status == 200
