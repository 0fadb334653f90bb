"""However much is new: a page stays small, what is left out is counted, and what matters most is told in full."""

import re
import time
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from archive.clock import SHANGHAI
from archive.records import Answer, Attachment, Directive, Meeting, Quote, Theme
from digest.compose import compose
from digest.edition import SourceState
from digest.glance import due
from digest.overview import MANY
from digest.render import LIMIT, pages
from tests.announced import NOW, announcement, material, meeting, revision_of
from tests.crowds import many
from tests.editions import READER, edition_of
from tests.laid_out import addresses, document, headings, links


def counted(text: str) -> int:
    """How many items both layouts say that they leave out."""
    return sum(int(one) for one in re.findall(r"另有\s*(\d+)\s*条未在此列出；\s*(?:全部|列表)", text))


@pytest.mark.parametrize("archive", ["", "https://watch.example.org"])
@pytest.mark.parametrize("kind", ["daily", "weekly", "immediate"])
@pytest.mark.parametrize("count", [0, 1, 7, 40, 100, 101, 400, 3000])
def test_a_page_stays_small_and_counts_what_it_left_out(kind: str, count: int, archive: str) -> None:
    laid_out = pages(compose(material(kind=kind, untold=many(count), archive=archive)))
    assert len(laid_out.html.encode()) < LIMIT
    page = document(laid_out.html)
    told = len(page.xpath("//div[@class='item']")) + len(page.xpath("//p[@class='brief']"))
    plain = re.sub(r"\s+", " ", laid_out.text)
    for text in ("".join(page.find("body").itertext()), plain):
        assert told + counted(text) == count
    if kind != "immediate":
        assert page.xpath("//span[contains(@class, 'figure')]/text()")[0] == str(count)
    assert links(laid_out.html) == addresses(laid_out.text)
    whole = page.xpath("//a[contains(@href, '/search?edition=')]")
    assert bool(whole) == bool(archive and told < count)
    assert ("zswatch search" in laid_out.html) == bool(not archive and told < count)


def test_forty_are_all_named_and_most_of_them_told_in_full() -> None:
    laid_out = pages(edition_of(40, reader=READER))
    page = document(laid_out.html)
    full = len(page.xpath("//div[@class='item']")) - 1  # the edited one
    assert full >= 20
    assert full + len(page.xpath("//p[@class='brief' and not(contains(., '起不可访问'))]")) - 1 == 40


def test_near_deadlines_are_told_in_full_before_others() -> None:
    edition = edition_of(60)
    page = document(pages(edition).html)
    full = {"".join(one.itertext()).strip() for one in page.xpath("//div[@class='item']/h3")}
    soon = {one.line.title for one in due(edition)}
    assert 3 < len(soon) < len(full) < 60
    assert soon <= full


def test_hundreds_are_summed_up_by_theme() -> None:
    edition = edition_of(400)
    assert len(edition.items) > MANY
    laid_out = pages(edition)
    page = document(laid_out.html)
    assert len(page.xpath("//div[@class='overview']")) == 5
    assert len(page.xpath("//div[@class='item']/h3")) == 5 * 4 + 1
    for text in (laid_out.html, laid_out.text):
        for words in ("发布机构", "最近截止", "金额最大", "以下是最要紧的 4 条"):
            assert words in text
    assert len(links(laid_out.html)) == len(addresses(laid_out.text)) > 60


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
    assert len(compose(material(untold=(huge,), kind="immediate")).items) == 1
    assert len(pages(compose(material(untold=(huge,), kind="immediate"))).subject) < 120


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
    shown = len(document(laid_out.html).xpath("//div[@class='item']"))
    assert 10 < shown < 60
    for text in (laid_out.html, laid_out.text):
        assert f"另有 {60 - shown} 条未在此列出；本期全部内容：zswatch digest replay" in text
    assert "处修改" in laid_out.text


def test_every_list_gives_way_and_says_so() -> None:
    """All at once: hundreds of everything, from hostile lengths to a broken day on which no source is known."""
    long = "很长的名字" * 60
    directives = tuple(Directive(id=f"study.{n}", theme="study", start=0, end=1, text=long) for n in range(300))
    big = Meeting(
        id="2025-02-21",
        title=long,
        date=date(2025, 2, 21),
        url=meeting().url,
        text=long,
        themes=tuple(Theme(id=f"theme{n}", name=long) for n in range(3)),
        directives=directives,
    )
    edition = edition_of(400, reader=replace(READER, why=long, wants=long * 9))
    lines = tuple(item.line for item in edition.items)
    state = SourceState(
        source=long, publisher=long, column=long, status="blocked", why=long, last_success=None, healthy=False
    )
    full = compose(material(meetings=(big,), untold=many(400), archive=edition.archive))
    edition = replace(
        full,
        reader=replace(READER, why=long, wants=long * 9, earlier=lines),
        near_misses=lines,
        reprints=tuple(replace(line, first=long) for line in lines),
        sources=(state,) * 300 + tuple(replace(state, publisher=f"{n}{long}", healthy=True) for n in range(300)),
        withdrawn=edition_of(400).withdrawn * 200,
        changes=edition_of(1).changes * 200,
    )
    for one in (edition, replace(edition, kind="weekly"), replace(edition, kind="immediate")):
        laid_out = pages(one)
        assert len(laid_out.html.encode()) < LIMIT
        assert links(laid_out.html) == addresses(laid_out.text)
        assert len(headings(laid_out.html, "h2")) >= 5
        said = [int(n) for n in re.findall(r"另有 (\d+) 条未在此列出", laid_out.html)]
        assert said == [int(n) for n in re.findall(r"另有\s*(\d+)\s*条未在此列出", laid_out.text)]
        assert len(said) >= 4


def test_hundreds_of_personal_editions_take_seconds() -> None:
    """Laid out for 500 readers, an edition of 1,000 items has to take well under 40 s of one core."""
    edition = edition_of(1000)
    pages(edition)
    began = time.process_time()
    for number in range(20):
        kept = tuple(item for place, item in enumerate(edition.items) if (place * 7 + number) % 20 <= number)
        pages(replace(edition, items=kept, reader=replace(READER, left_out=len(edition.items) - len(kept))))
    assert (time.process_time() - began) / 20 * 500 < 40


def test_an_answer_after_a_silence_links_the_one_before() -> None:
    (one,) = many(1)
    assert one.analysis is not None
    (aligned,) = one.analysis.alignments
    before = Answer(
        meeting="2025-02-21",
        directive=aligned.directive,
        id="zs-1",
        canonical_id="zs-1",
        title="早前的回应",
        url="http://www.zs.gov.cn/content/post_1.html",
        issuer=None,
        day=date(2026, 1, 2),
        score=0.7,
        quote=Quote(part="body", revision=1, start=0, end=2, text="回应"),
    )
    own = replace(before, id=one.id, canonical_id=one.id, title=one.title, url=one.url, day=NOW.date())
    edition = compose(material(untold=(one,), answers=(before, own)))
    assert [(each.kind, each.days) for each in edition.items[0].novelties] == [("after_silence", 321)]
    laid_out = pages(edition)
    assert "时隔 321 天再获回应" in laid_out.html
    assert before.url in links(laid_out.html)
    assert links(laid_out.html) == addresses(laid_out.text)
    assert datetime(2026, 11, 19, tzinfo=SHANGHAI) - timedelta(days=321) == datetime(2026, 1, 2, tzinfo=SHANGHAI)
