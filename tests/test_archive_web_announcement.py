"""The page of an announcement over real HTTP: evidence in both texts, what it rests on, copies, states side by side."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from urllib.parse import quote

import html5lib
import pytest

from archive import clock
from archive.config import Settings
from archive.store import Archive, announcements, citations, indexing
from archive.web import basis, papers
from tests.filled_room import filled
from tests.found import HOUR, NOON, attachment, found
from tests.reading_room import HOSTILE, keep, page_of, words
from tests.web_server import Client, serving

NAME = "中山市支持具身智能机器人产业发展若干措施"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """An archive with everything: evidence, citations, copies, revisions."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(clock.VARIABLE, "2026-11-19T10:00:00+08:00")
        with filled(tmp_path_factory.mktemp("filled"), ordinary=4) as client:
            yield client


@pytest.fixture
def client(archive: Archive, settings: Settings, now: datetime) -> Iterator[Client]:
    with serving(archive, settings) as running:
        yield running


def test_evidence_is_marked_in_both_texts_and_linked_both_ways(room: Client) -> None:
    page = page_of(room.get("/announcements/zs-1"))
    for number in range(1, 7):
        (place,) = page.xpath(f"//*[@id='e{number}']")
        assert page.xpath(f"//a[@href='#e{number}']")
        (directive,) = page.xpath(f"//dt[@id='d{number}']")
        assert page.xpath(f"//a[@href='#d{number}']/@aria-label")
        said = "".join(directive.getnext().itertext())
        marked = place.xpath("following::mark")
        assert said.startswith("".join(marked[0].itertext())[:4]), number
    context = page.xpath("//section[@class='sides'][1]//dd[1]")[0]
    assert context.xpath("mark/text()") == ["打造一批人工智能应用场景"]
    assert "要加快出台一揽子鼓励支持" in words(context)
    links = page.xpath("//section[@class='sides']//h3/a/@href")
    assert links[0] == "../meetings/2025-02-21#application.2"
    for link in links:
        address, _, anchor = link.partition("#")
        assert page_of(room.get(address[2:])).xpath(f"//*[@id='{anchor}']"), link


def test_quotations_that_overlap_and_those_in_title_table_and_attachment(room: Client) -> None:
    page = page_of(room.get("/announcements/zs-1"))
    paragraph = next(one for one in page.xpath("//div[@class='text']/p") if words(one).startswith("一、"))
    marked = [one.text for one in paragraph.xpath("mark")]
    assert marked == ["打造一批人工智能和", "机器人应用场景", "。每年遴选不少于20个示范场景"]
    assert [one.text for one in paragraph.xpath("a[@class='ref']")] == ["1", "2"]
    assert page.xpath("//h1/mark/text()") == ["支持具身智能机器人产业发展"]
    assert [words(one) for one in page.xpath("//td[mark]")] == ["应用场景示范", "500万元6"]
    assert page.xpath("//details[@open]//mark/text()") == ["具备机器人整机或核心零部件研发能力"]


def test_hits_of_the_search_are_marked_beside_the_evidence(room: Client) -> None:
    page = page_of(room.get(f"/announcements/zs-1?q={quote('機器人')}"))
    hit = page.xpath("//mark[contains(@class, 'hit')]/text()")
    assert set(hit) == {"机器人"}
    assert page.xpath("//h1/mark[@class='evidence hit']")
    assert page.xpath("//p/mark[@class='hit']")
    for odd in ("字" * 2000, "((", '"', "%00"):
        assert room.get(f"/announcements/zs-1?q={quote(odd)}").status == 200


def test_what_it_rests_on_and_what_rests_on_it(room: Client) -> None:
    page = page_of(room.get("/announcements/zs-1"))
    heads = page.xpath("//h3[. = '被这些公告引用']/following-sibling::ul[1]/li")
    assert [words(one) for one in heads] == [
        f"转载 【转发】中山市人民政府办公室关于印发《{NAME}》的通知",
        f"解读 《{NAME}》政策解读",
        "落实 关于落实机器人产业措施有关工作的通知",
    ]
    page = page_of(room.get("/announcements/zs-4"))
    chain = [words(one) for one in page.xpath("//ol[@class='chain']/li")]
    assert "会议点名 中山市推进" in chain[1]
    assert chain[-1] == "落实 关于落实机器人产业措施有关工作的通知 中工信〔2026〕4号 （本篇）"
    cites = page.xpath("//h3[. = '引用的文件']/following-sibling::ul[1]/li")
    assert cites[0].xpath("a/@href") == ["../announcements/zs-1"]
    assert "未收录" in words(cites[1])


def test_copies_of_a_text_are_named_with_their_publishers_and_days(room: Client) -> None:
    for one, other in (("zs-1", "zs-2"), ("zs-2", "zs-1")):
        page = page_of(room.get(f"/announcements/{one}"))
        rows = page.xpath("//h2[@id='copies']/following-sibling::ol[1]/li")
        assert [words(row)[:10] for row in rows] == ["中山市人民政府办公室", "中山火炬高技术产业开"]
        assert page.xpath("//h2[@id='copies']/following-sibling::ol[1]//a/@href") == [f"../announcements/{other}"]
        assert "2026-10-19 · 2026-10-19 10:00 首次见到" in words(rows[1])


def test_two_states_stand_side_by_side(room: Client) -> None:
    page = page_of(room.get("/announcements/zs-1/compare"))
    assert page.xpath("//h1/text()") == ["第 1 版与第 2 版对照"]
    (changed,) = page.xpath("//tr[@class='changed']")
    assert [words(one) for one in changed.xpath("td[1]/del")] == ["300"]
    assert [words(one) for one in changed.xpath("td[2]/ins")] == ["500"]
    assert "这个附件是新增的" in words(page)
    assert page.xpath("//tr[@class='skipped']")
    assert page.xpath("//link[@rel='stylesheet']/@href")[0] == "../../style.css"
    back = page_of(room.get("/announcements/zs-1/compare?from=2&to=1"))
    assert back.xpath("//tr[@class='changed']/td[1]/del/text()") == ["500"]
    same = page_of(room.get("/announcements/zs-1/compare?from=2&to=2"))
    assert "文字相同" in words(same)
    assert page_of(room.get("/announcements/zs-3/compare")).xpath("//h1/text()") == ["第 1 版与第 1 版对照"]


@pytest.mark.parametrize("asked", ["from=0", "from=3", "to=99999999", "from=x", "from=²", "to=-1", "from=1&to=1e3"])
def test_states_that_are_none_are_not_found(room: Client, asked: str) -> None:
    assert room.get(f"/announcements/zs-1/compare?{quote(asked, safe='=&')}").status == 404
    assert room.get("/announcements/zs-999/compare").status == 404


@pytest.mark.parametrize("path", ["/announcements/zs-1", "/announcements/zs-4", "/announcements/zs-1/compare"])
def test_every_link_within_the_site_leads_somewhere(room: Client, path: str) -> None:
    page = page_of(room.get(path))
    ids = set(page.xpath("//@id"))
    for one in set(page.xpath("//main//a/@href")):
        if one.startswith("#"):
            assert one[1:] in ids, one
        elif not one.startswith("http"):
            assert room.get("/" + one.replace("../", "").partition("#")[0]).status == 200, one
    assert len(ids) == len(page.xpath("//@id"))


def test_headings_are_in_order_and_parts_are_labelled(room: Client) -> None:
    for path in ("/", "/search?q=x", "/search", "/announcements/zs-1?q=x", "/announcements/zs-1/compare"):
        got = room.get(path)
        html5lib.HTMLParser(strict=True).parse(got.body)
        page = page_of(got)
        levels = [int(one.tag[1]) for one in page.xpath("//h1 | //h2 | //h3 | //h4")]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels)), path
        assert page.xpath("//a[@class='skip']/@href") == ["#content"]
        assert page.xpath("//main[@id='content']")
        assert len(page.xpath("//form[@role='search']")) == 1
        ids = set(page.xpath("//@id"))
        assert {one for each in page.xpath("//@aria-labelledby") for one in each.split()} <= ids


def test_a_text_of_twenty_megabytes_is_never_on_one_page(client: Client, archive: Archive) -> None:
    keep(archive, body="机器人正文")
    files = tuple(attachment(n, f"附件{n}，机器人。" + "字" * 1_500_000) for n in range(2))
    keep(archive, NOON + HOUR, body="机器人正文改\n" * 600_000, attachments=files)
    for path in ("/announcements/zs-1", f"/announcements/zs-1?q={quote('机器人')}", "/announcements/zs-1/compare"):
        got = client.get(path)
        assert got.status == 200
        assert len(got.body.encode()) < 2_000_000, path
    assert "未显示，存档中完整" in client.get("/announcements/zs-1").body


def test_hostile_states_are_words_in_the_comparison(client: Client, archive: Archive) -> None:
    for number, title in enumerate(("甲", HOSTILE)):
        with archive.begin() as tx:
            one = found(1, title=title, body=f"{HOSTILE}\n{title}", attachments=(attachment(1, title, name=HOSTILE),))
            announcements.keep(tx, one, NOON + HOUR * number)
    got = client.get("/announcements/zs-1/compare")
    page = page_of(got)
    assert page.xpath("//script[not(@src)] | //img | //@onerror | //@style") == []
    assert "\u202e" not in got.body
    assert papers.printable(HOSTILE) in words(page)


def test_kept_bytes_are_linked_when_they_are_there(client: Client, archive: Archive) -> None:
    page, file = archive.blobs.put(b"<p>page</p>"), archive.blobs.put(b"file")
    keep(archive, raw_sha256=page, attachments=(attachment(1, sha256=file), attachment(2)))
    shown = page_of(client.get("/announcements/zs-1"))
    assert set(shown.xpath("//a[contains(@href, 'kept/')]/@href")) == {
        f"../kept/{page}/page",
        *(f"../kept/{one}?of=zs-1" for one in (page, file)),
    }
    assert client.get(f"/kept/{page}").body == "<p>page</p>"


def test_who_cites_is_found_by_number_or_telling_name_only(archive: Archive) -> None:
    keep(archive, title="停水公告", doc_number=None, body="停水。" * 30)
    keep(archive, post_id=2, id="zs-2", title="关于管网改造的通知", body="根据《停水公告》，" + "管网改造。" * 30)
    named = "中山市管网改造三年行动方案"
    keep(
        archive,
        post_id=3,
        id="zs-3",
        title=f"关于印发《{named}》的通知",
        doc_number="中府〔2026〕3号",
        body="方案。" * 40,
    )
    keep(archive, post_id=4, id="zs-4", title="关于落实方案的通知", body=f"为落实《{named}》，" + "各单位。" * 30)
    keep(archive, post_id=5, id="zs-5", title="关于检查的通知", body="根据中府（2026）3号文件精神，" + "检查。" * 40)
    indexing.bring_up(archive)
    with archive.begin() as tx:
        while citations.refresh(tx):
            pass
    with archive.read() as tx:
        told = basis.cited_by(tx, announcements.get(tx, "zs-3"))
        assert sorted(one.id for one in told) == ["zs-4", "zs-5"]
        assert {one.id: one.relation for one in told}["zs-4"] == "implements"
        assert basis.cited_by(tx, announcements.get(tx, "zs-1")) == ()
