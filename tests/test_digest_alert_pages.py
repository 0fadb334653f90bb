"""An alert laid out: the same in page and text, bounded, and nothing of it but words whatever sites and servers say."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from digest.alert_pages import NAMES_SHOWN, Alert, Notice, pages, subject
from digest.columns import COLUMNS, width
from digest.printable import one_line
from digest.render import LIMIT
from tests import browser
from tests.found import HOUR, NOON
from tests.markup import faults

LEADER = Notice(headline="No service leads", since=NOON - HOUR, advice="Start it.")
SOURCES = Notice(
    headline="23 sources at www.zs.gov.cn: failed",
    since=NOON - 27 * HOUR,
    why="answered 503, at http://www.zs.gov.cn/zwgk/",
    names=tuple(f"zs_source-{number}" for number in range(23)),
)
OVER = Notice(headline="There is room on the disk again", since=NOON - 5 * HOUR, until=NOON)
ALERT = Alert(
    key="alert-1", language="en", at=NOON, where="zs1", new=(LEADER, SOURCES), lasting=(), over=(OVER,), others=2
)
HOSTILE = (
    "</p><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}{% raw %}\r\n\r\nBcc: x@y.z\r\n\x1b[31m\u202e"
    "<a href='http://evil.example/'>www.zs.gov.cn</a>&amp;\x00"
)


def words(page: str) -> str:
    return " ".join(html.fromstring(page.encode()).text_content().split())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_both_forms_say_the_same(language: str) -> None:
    laid_out = pages(replace(ALERT, language=language))  # type: ignore[arg-type]
    for form in (words(laid_out.html), " ".join(laid_out.text.split())):
        for said in (LEADER.headline, LEADER.advice, SOURCES.headline, SOURCES.why, OVER.headline, "zs_source-11"):
            assert said in form
        assert "zs_source-12" not in form
        times = ("自 2026-11-17 09:00 起", "2026-11-18 07:00 至 2026-11-18 12:00")
        english = ("since 2026-11-17 09:00", "2026-11-18 07:00 to 2026-11-18 12:00")
        for said in times if language == "zh" else english:
            assert said in form
        assert ("等 23 个" if language == "zh" else f"and {23 - NAMES_SHOWN} more") in form
        assert ("另有 2 项" if language == "zh" else "2 more were told before") in form
    assert all(width(line) <= COLUMNS or "http" in line for line in laid_out.text.splitlines())


def test_the_subject_says_the_worst_first() -> None:
    assert subject(ALERT) == "[Zhongshan Watch alert] No service leads; 2 more"
    assert subject(replace(ALERT, new=(), lasting=(SOURCES,), over=())).startswith("[Zhongshan Watch alert] still: 23")
    assert subject(replace(ALERT, new=())) == "[Zhongshan Watch] over: There is room on the disk again"
    chinese = replace(ALERT, language="zh", new=(Notice(headline="没有主服务", since=NOON),), over=())
    assert subject(chinese) == "【中山观察告警】没有主服务"


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=300) | st.just(HOSTILE), st.sampled_from(["zh", "en"]))
def test_whatever_is_said_is_words_and_nothing_else(said: str, language: str) -> None:
    notice = Notice(headline=f"x {said}", since=NOON, why=said, names=(said, "b"), advice="Start it.")
    plain = Notice(headline="x", since=NOON, why="y", names=("a", "b"), advice="Start it.")
    hostile, harmless = (
        pages(replace(ALERT, language=language, new=(one,)))  # type: ignore[arg-type]
        for one in (notice, plain)
    )
    trees = [[one.tag for one in html.fromstring(each.html.encode()).iter()] for each in (hostile, harmless)]
    assert [tag for tag in trees[0] if tag != "p"] == [tag for tag in trees[1] if tag != "p"]
    assert hostile.subject == one_line(hostile.subject, 10_000)
    assert faults(hostile.html) == []
    for form in (hostile.html, hostile.text):
        assert not any(one in form for one in "\x00\x1b\r\u202e")


def test_a_flood_is_bounded_and_counted() -> None:
    long = Notice(headline="y" * 5_000, since=NOON, why="é" * 50_000, names=("n" * 5_000,) * 500, advice="a")
    laid_out = pages(replace(ALERT, new=(long,) * 300, lasting=(long,) * 300))
    assert len(laid_out.html.encode()) < LIMIT
    assert "more are not listed" in laid_out.text
    assert len(laid_out.text) < LIMIT
    assert len(laid_out.subject) < 200


def test_it_is_read_on_a_phone_in_light_and_dark() -> None:
    page = pages(replace(ALERT, new=(replace(SOURCES, why=f"at http://www.zs.gov.cn/{'a' * 200}"), LEADER))).html
    with browser.started() as chromium:
        for scheme in ("light", "dark"):
            shown = chromium.new_page(viewport={"width": browser.PHONE, "height": 740}, color_scheme=scheme)  # type: ignore[arg-type]
            shown.set_content(page)
            assert shown.evaluate("document.documentElement.scrollWidth") == browser.PHONE
            assert shown.inner_text("h3").startswith("23 sources")
            shown.close()


def test_times_are_those_of_the_alert() -> None:
    later = replace(ALERT, at=NOON + timedelta(days=1))
    assert "2026-11-19 12:00" in pages(later).text
