"""Errata, the mail that asks for consent, and the web door in a real browser, as strictly as an edition."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser

from archive.web import pages as web
from digest import erratum_pages
from digest.consent import lay_out
from digest.corrections import Correction, Fact
from digest.edition import Edition, Language
from tests.browser import PHONE, WIDE, shown, started
from tests.editions import DAY, edition_of
from tests.markup import faults
from tests.test_browser_accessibility import grave
from tests.test_digest_consent import ASKED

TOKEN = "c-1.eyJuYW1lIjoiY2hlbkBleGFtcGxlLm9yZyJ9." + "aB3-" * 12
FACTS = (
    Fact(name="deadline", old="2026-11-30", new="2026-12-18"),
    Fact(name="amounts", old="最高500万元、30%", new="最高300万元", quote="单个企业最高300万元"),
    Fact(name="directive:2025-02-21/application.2", old="application.2", new="", asks="打造一批人工智能应用场景"),
)
PLACES: dict[str, dict[str, Any]] = {
    "phone": {"width": PHONE},
    "phone, dark": {"width": PHONE, "dark": True},
    "wide, dark": {"width": WIDE, "height": 800, "dark": True},
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as running:
        yield running


def erratum(language: Language) -> Edition:
    wrong = Correction(
        id="zs-2654001",
        title="关于下达2026年机器人应用奖补资金计划的通知",
        url="http://www.zs.gov.cn/gxj/tzgg/content/post_2654001.html",
        issuer="中山市工业和信息化局",
        published=date(2026, 11, 18),
        kind="wrong",
        facts=FACTS,
    )
    untold = replace(wrong, id="zs-1", issuer=None, published=None, kind="not_relevant", facts=FACTS[:1])
    return replace(
        edition_of(1, language=language),
        kind="erratum",
        key=f"erratum-1-of-daily-{DAY}",
        corrections=(wrong, untold),
        corrects=f"daily-{DAY}",
        reason="旧版页面被当成了新版",
    )


def mailed(name: str, language: Language) -> str:
    if name == "erratum":
        return erratum_pages.pages(erratum(language)).html
    link = f"https://watch.example.org/subscriptions/confirm/{TOKEN}"
    return lay_out(replace(ASKED, subscriber=replace(ASKED.subscriber, language=language), link=link)).html


def served(name: str, language: Language) -> str:
    """A page of the web door, with its style sheet in it: a browser of the tests fetches nothing."""
    one = replace(ASKED.subscriber, language=language)
    made = {
        "confirm": lambda: web.question("confirm", one),
        "leave": lambda: web.question("leave", one, TOKEN),
        "pause": lambda: web.pause(one, DAY, "wrong"),
        "message": lambda: web.message(language, "title", "a line", root="../"),
    }
    return made[name]().replace("</head>", f"<style>{web.style()}</style></head>")


def wrong_with(browser: Browser, page: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for place, how in PLACES.items():
        with shown(browser, page, **how) as one:
            questions = ["sideways", "cut", "overlapping", "pictures", "faint", *(["small"] * (how["width"] == PHONE))]
            found |= {f"{place}: {each}": answer for each in questions if (answer := one.ask(each))}
            found |= {f"{place}: asked for": one.asked} if one.asked else {}
        found |= {f"{place}: axe": answer} if (answer := grave(browser, page, **how)) else {}
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["erratum", "invitation"])
def test_other_mails_look_well(browser: Browser, name: str, language: Language) -> None:
    assert wrong_with(browser, mailed(name, language)) == {}
    assert faults(mailed(name, language)) == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["confirm", "leave", "pause", "message"])
def test_the_web_door_looks_well(browser: Browser, name: str, language: Language) -> None:
    assert wrong_with(browser, served(name, language)) == {}
