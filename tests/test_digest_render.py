"""Page and text say the same, escape everything, link only where they may, and never cut silently."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from string import Formatter

import pytest
from lxml import html as reader

import digest
from archive.amendments import GRAVITY
from archive.records import Attachment
from digest import compose as compose_module
from digest import render, view, wording
from digest.columns import width, wrap
from digest.compose import compose
from digest.edition import Edition
from digest.render import LIMIT, linkable, pages, subject
from tests.editions import (
    CONTEST,
    COPY,
    EDITED,
    FUND,
    GONE,
    NEAR,
    NOW,
    REPRINT,
    ROBOTS,
    TRAINING,
    announcement,
    failed,
    full_edition,
    healthy,
    many,
    material,
    meeting,
    revision_of,
)

HOSTS = ("*.zs.gov.cn", "www.gd.gov.cn")


def squeezed(text: str) -> str:
    return re.sub(r"\s|\||>|(?m:^\s*[-+]\s)", "", text)


def shown(page: str) -> str:
    """All that a reader of the page sees."""
    body = reader.document_fromstring(page).find("body")
    return squeezed("".join(body.itertext()))


def links(page: str) -> set[str]:
    return set(reader.document_fromstring(page).xpath("//a/@href"))


def addresses(text: str) -> set[str]:
    return set(re.findall(r"https?://\S+", text))


EDITIONS = [
    made
    for language in ("zh", "en")
    for made in (
        full_edition(language=language),
        compose(material(language=language, untold=many(60))),
        compose(material(language=language, untold=many(400))),
        compose(material(language=language)),
    )
]


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda one: f"{one.language}-{len(one.items)}")
def test_page_and_text_carry_the_same_links(edition: Edition) -> None:
    laid_out = pages(edition)
    assert links(laid_out.html) == addresses(laid_out.text)


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda one: f"{one.language}-{len(one.items)}")
def test_page_and_text_carry_the_same_titles_and_quotations(edition: Edition) -> None:
    laid_out = pages(edition)
    plain = squeezed(laid_out.text)
    titles = ["".join(one.itertext()) for one in reader.document_fromstring(laid_out.html).iter("a")]
    assert titles
    assert all(squeezed(one) in plain for one in titles if "委员会" not in one)
    sides = reader.document_fromstring(laid_out.html).xpath("//td[contains(@class, 'side')]//span[@lang]")
    words = [squeezed("".join(one.itertext())) for one in sides]
    assert all(one in plain for one in words)
    quoted_in_text = len(
        re.findall(r"(?m)^ {3}(?:会议要求|公告原文|The meeting asks|The announcement says) · ", laid_out.text)
    ) + len(re.findall(r"(?m)^  [-+] (原|现|was|now)", laid_out.text))
    assert quoted_in_text == len(words)


@pytest.mark.parametrize("language", ["zh", "en"])
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
            "单个企业最高500万元",
            "单个企业最高300万元",
            "中工信〔2026〕301号",
            "最高3000万元",
            "zs_kj-zjdc",
        ):
            assert words in seen
        assert "study.1" in seen
    assert {one.url for one in (FUND, COPY, EDITED, GONE, NEAR, REPRINT)} < links(laid_out.html)


def test_each_item_stands_once() -> None:
    page = reader.document_fromstring(pages(full_edition()).html)
    headings = ["".join(one.itertext()).strip() for one in page.iter("h3")]
    assert sorted(headings) == sorted(one.title for one in (FUND, TRAINING, ROBOTS, CONTEST, EDITED))


def test_headings_follow_the_language_and_quotations_stay_chinese() -> None:
    laid_out = pages(full_edition(language="en"))
    for words in ("Application", "Directives without an answer so far", "Quiet edits", "Thu 19 November 2026"):
        assert words in laid_out.text
        assert words in laid_out.html
    assert FUND.title in laid_out.html
    assert "会议要求" not in laid_out.html


def test_subjects() -> None:
    assert subject(compose(material(untold=(FUND, TRAINING, ROBOTS, CONTEST)))) == (
        "中山观察 2026-11-19：新增 4 条（学习 1 · 应用 1 · 产业 1 · 其他 1），1 项 14 天内截止"
    )
    assert subject(compose(material())) == "中山观察 2026-11-19：无新公告"
    assert subject(compose(material(health={}))) == "中山观察 2026-11-19：无新公告，但不能确认"
    assert subject(full_edition(language="en")) == (
        "Zhongshan Watch 2026-11-19: 4 new items (Study 1 · Application 1 · Industry 1 · Other 1), "
        "2 deadlines within 14 days, 1 quiet edit, 1 withdrawn, 1 source unknown"
    )


def test_the_top_says_whether_anything_is_unknown() -> None:
    well, unwell = pages(compose(material())), pages(compose(material(health=healthy() | failed("zs_kj-zjdc"))))
    assert "4 个来源全部在 26 小时内成功采集，可以确认" in well.html
    assert "可以确认" in well.text
    assert "但不能确认“没有”：1 个来源状况不明（中山市科学技术局 征集调查）" in unwell.html
    assert "answered with a challenge page" in unwell.text
    assert "不明" not in well.text


def test_deadlines_ahead_stand_at_the_top_nearest_first() -> None:
    text = pages(full_edition()).text
    top = text[: text.index("=", 400)]
    assert top.index("2026-11-25") < top.index("2026-11-30")
    assert "2026-12-18" not in top


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
    page = reader.document_fromstring(laid_out.html)
    assert not page.xpath("//script | //img | //b[text()='假'] | //i | //u | //*[@onerror]")
    assert len(page.xpath("//style")) == 1
    assert page.xpath("//a/@href") == [meeting().url]
    assert "{{ 7*7 }}" in laid_out.html
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e]", laid_out.html + laid_out.text)
    assert "javascript:alert(3)" in laid_out.html
    assert "javascript:alert(3)" in laid_out.text
    assert "\r" not in subject(compose(material(untold=(HOSTILE,))))


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("http://www.zs.gov.cn/a/content/post_1.html", True),
        ("https://www.gd.gov.cn/x", True),
        ("https://WWW.ZS.GOV.CN/x", True),
        ("http://www.zs.gov.cn:80/x", True),
        ("http://www.zs.gov.cn:8080/x", False),
        ("http://www.zs.gov.cn.evil.example/x", False),
        ("http://evilzs.gov.cn/x", False),
        ("http://www.zs.gov.cn@evil.example/x", False),
        ("http://evil.example\\@www.zs.gov.cn/x", False),
        ("//www.zs.gov.cn/x", False),
        ("ftp://www.zs.gov.cn/x", False),
        ("javascript:alert(1)//www.zs.gov.cn", False),
        ("http://www.zs.gov.cn/\nx", False),
        ("http://[www.zs.gov.cn/", False),
        ("http://www.zs.gov.cn:99999/", False),
        ("", False),
    ],
)
def test_links_lead_to_the_sources_only(url: str, may: bool) -> None:
    assert linkable(url, HOSTS) is may


def test_the_page_needs_nothing_from_elsewhere() -> None:
    page = reader.document_fromstring(pages(full_edition()).html)
    assert not page.xpath("//script | //link | //img | //iframe | //form | //@src | //@background")
    (style,) = page.xpath("//style/text()")
    assert "prefers-color-scheme: dark" in style
    assert "max-width: 600px" in style
    assert "url(" not in style
    assert all("font-size" in one.get("style", "") for one in page.iter("h2", "h3"))


@pytest.mark.parametrize("count", [60, 400, 3000])
def test_a_page_stays_small_and_says_what_it_left_out(count: int) -> None:
    laid_out = pages(compose(material(untold=many(count))))
    assert len(laid_out.html.encode()) < LIMIT
    page = reader.document_fromstring(laid_out.html)
    told = len(page.xpath("//h3")) + len(page.xpath("//p[contains(@class, 'brief')]"))
    for text in ("".join(page.itertext()), laid_out.text):
        left_out = sum(int(one) for one in re.findall(r"另有 (\d+)\s*条未列出", text))
        assert told + left_out == count
    assert page.xpath("//span[contains(@class, 'figure')]/text()")[0] == str(count)


def test_near_deadlines_are_told_in_full_before_others() -> None:
    edition = compose(material(untold=many(60)))
    page = reader.document_fromstring(pages(edition).html)
    full = {"".join(one.itertext()).strip() for one in page.iter("h3")}
    soon = {one.line.title for one in edition.items if one.deadline and 0 <= (one.deadline - edition.date).days <= 14}
    assert len(full) < 60
    assert soon <= full


def test_one_huge_announcement_does_not_break_the_page() -> None:
    words = "支持机器人应用" * 20_000
    huge = announcement(
        8,
        "机器人" * 5_000,
        words,
        summary=words,
        amounts=tuple(f"{n}万元" * 500 for n in range(500)),
        aligned={"application.2": words},
        issuer="局" * 9_000,
        attachments=(Attachment(url="u", name="附件" * 5_000, sha256="a" * 64, status="ok", text="x"),),
    )
    laid_out = pages(compose(material(untold=(huge,))))
    assert len(laid_out.html.encode()) < LIMIT
    assert "…（140000 字）" in laid_out.html


def test_many_changes_stay_within_the_limit() -> None:
    changed = [
        announcement(
            number, f"通知{number}", "\n".join(f"第{n}条金额{n}万元，{'说明' * 50}" for n in range(40)), revision=2
        )
        for number in range(60)
    ]
    told = {one.id: replace(revision_of(one, revision=1), body=one.body.replace("金额", "额度")) for one in changed}
    laid_out = pages(compose(material(untold=changed, told=told)))
    assert len(laid_out.html.encode()) < LIMIT
    assert "未列出" in laid_out.html
    assert "处修改" in laid_out.text


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda one: f"{one.language}-{len(one.items)}")
def test_lines_of_the_text_fit(edition: Edition) -> None:
    for line in pages(edition).text.splitlines():
        assert width(line) <= 78 or line.strip().startswith("http"), line
        assert line == line.rstrip()
        assert not re.match(r"\s*[，。、；：！？）》”]", line), line


def test_an_address_is_never_broken() -> None:
    address = "http://www.zs.gov.cn/" + "a" * 100
    assert address in wrap(f"见 {address} 。", "  ")


def test_widths() -> None:
    assert width("ab") == 2
    assert width("中山") == 4
    assert width("e\u0301") == 1
    assert wrap("a" * 200).count("\n") == 2


def test_laying_out_again_gives_the_same() -> None:
    assert pages(full_edition()) == pages(full_edition())


def test_undated_and_unnamed_is_said() -> None:
    bare = replace(CONTEST, published=None, issuer=None, first_seen=NOW - timedelta(hours=1))
    text = pages(compose(material(untold=(bare,)))).text
    assert "发布机构不详 · 日期不详" in text


def test_every_phrase_exists_in_both_languages_with_the_same_places() -> None:
    templates = "".join(
        one.read_text(encoding="utf-8") for one in (Path(digest.__file__).parent / "templates").iterdir()
    )
    code = "".join(Path(module.__file__ or "").read_text(encoding="utf-8") for module in (view, render, compose_module))
    named = set(re.findall(r"""(?:\bt\(|say\([\w.]+, )['"](\w+)['"]""", templates + code))
    assert len(named) > 40
    named = named - {"kind_"} | {f"kind_{kind}" for kind in GRAVITY}
    assert named <= set(wording._WORDS)
    for phrase, (chinese, english) in wording._WORDS.items():
        places = [{name for _, name, _, _ in Formatter().parse(words) if name} for words in (chinese, english)]
        assert places[0] == places[1], phrase


def test_unused_phrases_are_taken_out() -> None:
    files = [*Path(digest.__file__).parent.glob("*.py"), *(Path(digest.__file__).parent / "templates").iterdir()]
    text = "".join(one.read_text(encoding="utf-8") for one in files if one.name != "wording.py")
    prefixes = ("status_", "part_", "kind_", "relation_")
    assert [
        one for one in wording._WORDS if not re.search(f"['\"]{one}['\"]", text) and not one.startswith(prefixes)
    ] == []
