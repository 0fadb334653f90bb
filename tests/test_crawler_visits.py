"""The small rules of a visit: titles, windows, pauses, and what errors are called."""

from datetime import datetime

import pytest
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError, IgnoreRequest
from scrapy.http import Response

from archive.clock import SHANGHAI
from crawler.spiders import faults
from crawler.spiders.finding import retitled
from crawler.spiders.patience import LONGEST_PAUSE_SECONDS, pause
from crawler.spiders.recheck import Window


@pytest.mark.parametrize(
    ("listed", "kept", "is_another"),
    [
        ("关于人工智能的通知", "关于人工智能的通知", False),
        ("关于人工智能的...", "关于人工智能的通知", False),
        ("关于人工智能的通知（2026年）", "关于人工智能的通知", False),
        ("關於人工智能的通知", "关于人工智能的通知", False),
        ("关于机器人的通知", "关于人工智能的通知", True),
    ],
)
def test_a_title_cut_short_is_not_another_title(listed: str, kept: str, is_another: bool) -> None:
    assert retitled(listed, kept) is is_another


def test_a_walk_speaks_only_for_what_it_walked() -> None:
    old, new = datetime(2026, 1, 1, tzinfo=SHANGHAI), datetime(2026, 11, 1, tzinfo=SHANGHAI)
    assert Window(sound=True, at_end=False, oldest=old).misses(new)
    assert not Window(sound=True, at_end=False, oldest=new).misses(old)
    assert not Window(sound=True, at_end=False, oldest=old).misses(None)
    assert Window(sound=True, at_end=True, oldest=None).misses(None)
    assert not Window(sound=False, at_end=True, oldest=old).misses(new)


@pytest.mark.parametrize(
    ("stated", "seconds"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "86400"}, LONGEST_PAUSE_SECONDS),
        ({"Retry-After": "Wed, 18 Nov 2026 12:00:05 GMT", "Date": "Wed, 18 Nov 2026 12:00:00 GMT"}, 5.0),
        ({"Retry-After": "Wed, 18 Nov 2026 11:00:00 GMT", "Date": "Wed, 18 Nov 2026 12:00:00 GMT"}, 0.0),
        ({"Retry-After": "soon"}, 0.0),
        ({}, 0.0),
    ],
)
def test_the_pause_that_a_busy_server_asks_for_is_kept_within_bounds(stated: dict[str, str], seconds: float) -> None:
    assert pause(Response("http://www.zs.gov.cn/", status=429, headers=stated)) == seconds


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (DownloadTimeoutError("x"), "timeout"),
        (DownloadCancelledError("x"), "too_large"),
        (IgnoreRequest("Forbidden by robots.txt"), "robots"),
        (IgnoreRequest("exceeded DOWNLOAD_MAXSIZE"), "too_large"),
        (OSError("no route"), "unreachable"),
    ],
)
def test_an_error_of_the_downloader_becomes_one_of_our_words(error: Exception, reason: str) -> None:
    fault = faults.of_exception(error, "http://www.zs.gov.cn/", limit=8, seconds=3)
    assert fault.reason == reason
    assert fault.detail
    assert "\n" not in str(fault)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        *[(status, "blocked") for status in (401, 403, 412, 521)],
        *[(status, "gone") for status in (404, 410)],
        *[(status, "busy") for status in (408, 429, 503)],
        *[(status, "server_error") for status in (500, 502, 522)],
        (202, "challenge"),
        (400, "refused"),
    ],
)
def test_a_status_that_is_no_answer_becomes_one_of_our_words(status: int, reason: str) -> None:
    assert faults.of_status(status, "http://www.zs.gov.cn/").reason == reason
