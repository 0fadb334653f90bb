"""The mail that asks for consent says who asked, what will come, and that nothing comes without a click."""

from dataclasses import replace

import pytest
from lxml import html

from digest.consent import Question, lay_out
from tests.found import CHEN

LINK = "https://zswatch.example.org/subscriptions/confirm/abc.def"
WISHED = replace(CHEN, why="李处长请管理员登记")
ASKED = Question(subscriber=WISHED, wants="主题：产业", link=LINK, code="ABCD2345", days=7)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_both_forms_say_the_same(language: str) -> None:
    question = replace(ASKED, subscriber=replace(ASKED.subscriber, language=language))
    laid_out = lay_out(question)
    words = html.fromstring(laid_out.html.encode()).text_content()
    for said in ("李处长请管理员登记", "主题：产业", LINK, "ABCD2345", "chen@example.org", "7"):
        assert said in laid_out.text
        assert said in words
    for form in (laid_out.text, words):
        assert ("daily, weekly" if language == "en" else "每日、每周") in form
        nothing = "no further mail comes without your confirmation" if language == "en" else "未经您确认，不会再有邮件"
        assert nothing in form
    assert laid_out.subject == ("Please confirm: Zhongshan Watch" if language == "en" else "请确认订阅：中山观察")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_where_no_page_is_served_the_code_is_asked_for(language: str) -> None:
    question = replace(ASKED, link="", wants="", subscriber=replace(ASKED.subscriber, language=language))
    laid_out = lay_out(question)
    for form in (laid_out.text, laid_out.html):
        assert "http" not in form
        assert "ABCD2345" in form


def test_what_others_wrote_is_escaped() -> None:
    asked = replace(ASKED, subscriber=replace(CHEN, why='<script>alert("x")</script>'), wants="<b>&")
    page = lay_out(asked).html
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "&lt;b&gt;&amp;" in page


def test_the_page_needs_nothing_from_elsewhere() -> None:
    page = lay_out(ASKED).html
    tree = html.fromstring(page.encode())
    assert tree.xpath("//img | //script | //link | //style | //iframe") == []
    assert tree.xpath("//a/@href") == [LINK]
