"""Page and text say the same, escape everything, and need nothing from elsewhere."""

import re
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from archive.records import Health
from digest.columns import width
from digest.compose import compose
from digest.edition import Edition
from digest.render import pages, subject
from tests.announced import NOW, announcement, failed, healthy, material, meeting
from tests.editions import (
    CONTEST,
    COPY,
    EDITED,
    FUND,
    GONE,
    NEAR,
    READER,
    REPRINT,
    ROBOTS,
    TRAINING,
    edition_of,
    full_edition,
)
from tests.laid_out import (
    PAGE_TAGS,
    addresses,
    document,
    edits,
    headings,
    link_texts,
    links,
    pieces,
    quotations,
    quotations_of_text,
    shown,
    squeezed,
)

LANGUAGES = ("zh", "en")
EDITIONS = [
    *(full_edition(language=language) for language in LANGUAGES),
    *(edition_of(count, language=language) for language in LANGUAGES for count in (0, 1, 40, 400)),
    *(edition_of(40, language=language, kind="weekly", reader=READER) for language in LANGUAGES),
    *(edition_of(2, language=language, kind="immediate", reader=READER) for language in LANGUAGES),
    edition_of(40, archive=""),
    replace(edition_of(0), reader=READER, silence="news"),
]


def named(edition: Edition) -> str:
    return f"{edition.kind}-{edition.language}-{len(edition.items)}"


@pytest.mark.parametrize("edition", EDITIONS, ids=named)
def test_page_and_text_carry_the_same_links_in_the_same_order(edition: Edition) -> None:
    laid_out = pages(edition)
    assert links(laid_out.html)
    assert links(laid_out.html) == addresses(laid_out.text)


@pytest.mark.parametrize("edition", EDITIONS, ids=named)
def test_page_and_text_carry_the_same_titles_quotations_and_edits(edition: Edition) -> None:
    laid_out = pages(edition)
    plain = squeezed(laid_out.text)
    assert [one for one in link_texts(laid_out.html) if one not in plain] == []
    assert quotations(laid_out.html) == quotations_of_text(laid_out.text)
    assert all(one in plain for one in edits(laid_out.html))
    assert len(edits(laid_out.html)) == len(re.findall(r"(?m)^  ~ ", laid_out.text))


@pytest.mark.parametrize("edition", EDITIONS, ids=named)
def test_every_word_of_the_page_stands_in_the_text_too(edition: Edition) -> None:
    laid_out = pages(edition)
    plain = squeezed(laid_out.text) + "\n".join(quotations_of_text(laid_out.text))
    assert [one for one in pieces(laid_out.html) if one not in plain] == []


@pytest.mark.parametrize("edition", EDITIONS, ids=named)
def test_headings_stand_in_order_and_say_the_same(edition: Edition) -> None:
    laid_out = pages(edition)
    levels = [int(one.tag[1]) for one in document(laid_out.html).iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    plain = squeezed(laid_out.text)
    assert all(squeezed(one) in plain for one in headings(laid_out.html, "h2"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_tell_everything_of_the_edition(language: str) -> None:
    laid_out = pages(full_edition(language=language))
    for seen in (shown(laid_out.html), squeezed(laid_out.text)):
        for one in (FUND, TRAINING, ROBOTS, CONTEST, EDITED, GONE, NEAR, REPRINT):
            assert squeezed(one.title) in seen
        for item in (FUND, TRAINING, ROBOTS):
            assert item.analysis is not None
            for alignment in item.analysis.alignments:
                assert squeezed(alignment.announcement_quote.text) in seen
                assert squeezed(alignment.directive_quote.text) in seen
        for words in (
            "单个企业最高",
            "中工信〔2026〕301号",
            "最高3000万元",
            "zs_kj-zjdc",
            "附件1：申报指南.pdf",
            "study.1",
        ):
            assert words in seen
    assert "单个企业最高[-500-]{+300+}万元" in laid_out.text
    assert edits(laid_out.html) == ["[-500-]{+300+}", "[-30-]{+25+}"]
    told = {one.url for one in (FUND, COPY, EDITED, GONE, NEAR, REPRINT)} | {"http://www.zs.gov.cn/a.pdf"}
    assert told < set(links(laid_out.html))


def test_each_item_stands_once() -> None:
    told = [one.title for one in (FUND, TRAINING, ROBOTS, CONTEST, EDITED)]
    page = document(pages(full_edition()).html)
    assert sorted("".join(one.itertext()).strip() for one in page.xpath("//h3[a or .//a]")) == sorted(told)


def test_the_page_of_the_archive_is_linked_when_readers_reach_it() -> None:
    linked, bare = pages(full_edition(archive="https://watch.example.org/zs/")), pages(full_edition())
    own = f"https://watch.example.org/zs/announcements/{GONE.id}"
    assert own in links(linked.html)
    assert f"zswatch show {GONE.id}" in bare.text
    assert f"zswatch show {GONE.id}" in bare.html
    assert "watch.example.org" not in bare.html


def test_headings_follow_the_language_and_quotations_stay_chinese() -> None:
    laid_out = pages(full_edition(language="en"))
    for words in ("Application", "Directives without an answer so far", "Quiet edits", "Thu 19 November 2026"):
        assert words in laid_out.text
        assert words in laid_out.html
    assert FUND.title in laid_out.html
    assert "会议要求" not in laid_out.html


@pytest.mark.parametrize("count", [0, 1, 40, 400])
@pytest.mark.parametrize("kind", ["daily", "weekly", "immediate"])
def test_the_english_edition_says_nothing_of_its_own_in_chinese(kind: str, count: int) -> None:
    page = document(pages(edition_of(count, kind=kind, language="en", reader=READER)).html)
    said = page.xpath("//body//text()[not(ancestor::*[@lang='zh-CN'])]")
    assert said
    assert [text for text in said if re.search("[\u3400-\u9fff]", text)] == []


HOSTILE = announcement(
    7,
    '<script>alert(1)</script>"><img src=x onerror=alert(2)>\r\nBcc: all@example.org\x00\u202e',
    "支持</td></table><style>*{display:none}</style>机器人 {{ 7*7 }} {% raw %}应用",
    issuer="<b>假</b>",
    url="javascript:alert(3)",
    doc_number="〔2026〕<i>1</i>",
    amounts=("<u>1</u>万元",),
    aligned={"application.2": "支持</td></table><style>*{display:none}</style>机器人 {{ 7*7 }}"},
)


def test_nothing_from_outside_becomes_markup() -> None:
    laid_out = pages(compose(material(untold=(HOSTILE,), health=healthy() | failed("portal-tzgg", why="<a href=//x>"))))
    page = document(laid_out.html)
    assert not page.xpath("//script | //img | //b[text()='假'] | //i | //u | //*[@onerror]")
    assert len(page.xpath("//style")) == 1
    assert page.xpath("//a/@href") == [meeting().url]
    assert "{{ 7*7 }}" in laid_out.html
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e]", laid_out.html + laid_out.text)
    assert "javascript:alert(3)" in laid_out.html
    assert "javascript:alert(3)" in laid_out.text
    assert "\r" not in subject(compose(material(untold=(HOSTILE,))))
    assert "\x00" not in subject(compose(material(untold=(HOSTILE,), kind="immediate")))


@pytest.mark.parametrize("edition", EDITIONS, ids=named)
def test_the_page_needs_nothing_from_elsewhere(edition: Edition) -> None:
    page = document(pages(edition).html)
    assert {one.tag for one in page.iter() if isinstance(one.tag, str)} <= PAGE_TAGS
    assert not page.xpath(
        "//@src[not(starts-with(., 'data:image/png;base64,'))] | //@background | //@srcset | //@action | //comment()"
    )
    (style,) = page.xpath("//style/text()")
    assert "prefers-color-scheme: dark" in style
    assert "max-width: 600px" in style
    assert "url(" not in style
    assert all("font-size" in one.get("style", "") for one in page.iter("h1", "h2", "h3"))


@pytest.mark.parametrize("edition", EDITIONS, ids=named)
def test_tables_are_for_layout_but_the_ledger(edition: Edition) -> None:
    page = document(pages(edition).html)
    tables = [one for one in page.iter("table") if one.get("role") != "presentation"]
    assert len(tables) == (edition.kind == "weekly")
    for one in tables:
        assert len(one.xpath(".//th[@scope='col']")) == 4
        assert len(one.xpath(".//th[@scope='row']")) == len(meeting().directives)


@pytest.mark.parametrize("edition", EDITIONS, ids=named)
def test_lines_of_the_text_fit(edition: Edition) -> None:
    for line in pages(edition).text.splitlines():
        assert width(line) <= 78 or line.strip().startswith("http"), line
        assert line == line.rstrip()
        assert not re.match(r"\s*[，。、；：！？）》”]", line), line


def test_laying_out_again_gives_the_same() -> None:
    assert pages(full_edition()) == pages(full_edition())


def test_undated_and_unnamed_is_said() -> None:
    bare = replace(CONTEST, published=None, issuer=None, first_seen=NOW - timedelta(hours=1))
    text = pages(compose(material(untold=(bare,)))).text
    assert "发布机构不详 · 日期不详" in text


@pytest.mark.parametrize("unwell", [0, 1, 3])
def test_an_alert_is_short_and_says_what_is_unknown(unwell: int) -> None:
    health: dict[str, Health] = healthy()
    for one in list(health)[:unwell]:
        health |= failed(one)
    laid_out = pages(edition_of(2, kind="immediate", health=health))
    assert len(headings(laid_out.html, "h3")) == 3  # two new, one edited
    assert headings(laid_out.html, "h2")[-2:] == ["悄然修改 1", "已被撤下 1"]
    assert "接近入选" not in laid_out.html + laid_out.text
    assert ("状况不明" in laid_out.text) == (unwell > 0)


def test_the_weekly_table_has_every_directive_with_its_silence() -> None:
    laid_out = pages(edition_of(40, kind="weekly"))
    for seen in (shown(laid_out.html), squeezed(laid_out.text)):
        for one in meeting().directives:
            assert one.text in seen
        assert re.search("0·?(首条–最近)?无·?(静默)?636天", seen)
        assert "2026-11-13–2026-11-19" in seen
    assert subject(edition_of(40, kind="weekly")).startswith("中山观察周报 2026-11-13 – 2026-11-19：新增 40 条")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reader_learns_why_and_how_to_stop(language: str) -> None:
    earlier = edition_of(1).items[0].line
    laid_out = pages(edition_of(1, language=language, reader=replace(READER, earlier=(earlier,))))
    for seen in (shown(laid_out.html), squeezed(laid_out.text)):
        for words in (READER.why, READER.wants, "2026-10-01", earlier.title):
            assert squeezed(words) in seen
    for text in (laid_out.html, laid_out.text):
        assert ("未列入：3 条" if language == "zh" else "filters: 3 new announcements") in text
        assert ("有 2 期未寄" if language == "zh" else "2 editions were not sent") in text
    assert READER.leave in links(laid_out.html)
    assert READER.leave in laid_out.text
    astray = pages(edition_of(1, reader=replace(READER, leave="https://elsewhere.example/x")))
    assert "https://elsewhere.example/x" not in links(astray.html)


def test_nothing_for_a_readers_filters_is_said_and_the_rest_linked() -> None:
    edition = replace(edition_of(0), reader=replace(READER, left_out=7), silence="news")
    laid_out = pages(edition)
    assert "没有符合您筛选条件的新公告；另有 7 条新公告未列入。" in laid_out.text
    assert f"https://watch.example.org/search?edition={edition.key}" in links(laid_out.html)
    assert subject(edition).endswith("没有符合筛选条件的新公告")
    assert "没有未知情况" in laid_out.html


def test_sections_stand_in_the_order_of_their_weight() -> None:
    told = [one.rpartition(" ")[0] for one in headings(pages(full_edition()).html, "h2")]
    assert told == [
        *("学习", "应用", "产业", "悄然修改", "已被撤下", "早前已报公告的转载", "相关，但未对应任何要求"),
        *("尚无公告回应的要求", "接近入选，请人工判断", "来源状况"),
    ]
