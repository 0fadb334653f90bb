"""Every rendered edition is valid HTML of the kind that mail programs show: styles inlined, nothing remote, no scripts
and no forms."""

import re

import pytest

from digest.edition import Language
from digest.render import pages
from tests.editions import full_edition
from tests.markup import faults
from tests.test_browser_layout import SIZES, page_of

GOOD = '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>t</title></head><body>{}</body></html>'
WRONG = {
    "<p>a<div>b</div></p>": "parse",
    "<p><b>a</p>": "parse",
    "<p>a &nosuch; b</p>": "parse",
    "<span><table><tbody><tr><td>a</td></tr></tbody></table></span>": "<table> in <span>",
    "<script>a()</script>": "not for mail",
    '<form action="/"></form>': "not for mail",
    '<p onclick="a()">b</p>': "onclick at <p>",
    '<a href="javascript:a()">b</a>': "a link to javascript",
    '<a href="http://a.example"></a>': "without words",
    '<img src="http://a.example/b.png" alt="c" width="1" height="1">': "a picture from",
    '<img src="cid:a" alt="" width="1" height="1">': "without words",
    '<img src="cid:a" alt="b">': "without a size",
    '<p style="background: url(http://a.example)">b</p>': "load something",
    '<p id="a">b</p><p id="a">c</p>': "id twice",
    "<h1>a</h1><h3>b</h3>": "level 3 after 1",
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_a_page_is_valid(size: str, language: Language) -> None:
    assert faults(page_of(size, language)) == []


def test_a_page_of_hostile_words_is_valid() -> None:
    edition = full_edition()
    assert faults(pages(edition).html.replace(edition.items[0].line.title, "&lt;script&gt;&amp;amp;")) == []


@pytest.mark.parametrize(("body", "fault"), WRONG.items())
def test_what_is_wrong_is_found(body: str, fault: str) -> None:
    assert any(fault in one for one in faults(GOOD.format(body)))
    assert faults(GOOD.format("<p>well</p>")) == []


@pytest.mark.parametrize("size", SIZES)
def test_styles_are_inlined_and_only_media_rules_remain(size: str) -> None:
    page = page_of(size, "zh")
    (kept,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    outside = re.sub(r"@media[^{]+\{(?:[^{}]*\{[^{}]*\})*\s*\}", "", kept).strip()
    assert outside == ""
    assert "prefers-color-scheme: dark" in kept
    assert page.count(' style="') > 10


def test_a_head_without_what_it_needs_is_found() -> None:
    bare = "<!DOCTYPE html><html><head></head><body><p>a</p></body></html>"
    assert faults(bare) == ["no encoding where it is looked for", "no language", "no title"]
    assert faults(bare.replace("<!DOCTYPE html>", ""))[0].startswith("does not parse")
