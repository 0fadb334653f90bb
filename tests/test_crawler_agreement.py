"""Pages against their rows, against what is held of them, and against what a text can be."""

from dataclasses import replace
from datetime import datetime

import pytest

from archive.clock import SHANGHAI
from archive.records import Attachment
from crawler import agreement
from crawler.account import Account
from crawler.envelope import RUNS, Envelope, learn
from crawler.items import Entry, Link, Listing, Page
from tests.drift.saved import kept

DAY = datetime(2026, 11, 16, tzinfo=SHANGHAI)
BODY = "各有关单位：\n现将《中山市人工智能产业发展办法》印发给你们，请认真贯彻执行。"
URL = "http://www.zs.gov.cn/gxj/tzgg/content/post_2666281.html"
FILE = Link(url="http://www.zs.gov.cn/attachment/1/2666281.pdf", name="办法.pdf")
ENTRY = Entry(id="zs-2666281", url=URL, title="关于印发办法的通知", published=DAY, post_id=2666281)
PAGE = Page(
    title="关于印发办法的通知",
    published=DAY,
    issuer="中山市工业和信息化局",
    doc_number=None,
    index_number=None,
    written_on=None,
    validity=None,
    body=BODY,
    attachments=(FILE,),
    reader="columns",
    container="div.zw",
)
HELD = kept(ENTRY, PAGE, "zs_gxj-tzgg")


def test_a_page_and_its_row_agree_on_a_title_cut_short_and_on_a_day_more_or_less() -> None:
    row = replace(ENTRY, title="关于印发办法...", published=DAY.replace(day=17))
    assert agreement.with_row(PAGE, row) == {"title": True, "published": True}
    other = replace(ENTRY, title="关于公开征求意见的公告", published=DAY.replace(day=1))
    assert agreement.with_row(PAGE, other) == {"title": False, "published": False}
    assert agreement.with_row(PAGE, replace(ENTRY, title="", published=None)) == {}


def test_a_text_that_names_an_attachment_wants_one() -> None:
    naming = replace(PAGE, body=f"{BODY}\n附件：1. 申报表.docx")
    assert agreement.with_row(naming, ENTRY)["attachments"]
    assert not agreement.with_row(replace(naming, attachments=()), ENTRY)["attachments"]


def test_blanks_are_no_change_and_a_lost_fact_is_one() -> None:
    assert all(was == now for was, now in agreement.with_held(replace(PAGE, body=f" {BODY}\n"), ENTRY, HELD).values())
    lost = agreement.with_held(replace(PAGE, issuer=None, attachments=()), ENTRY, HELD)
    assert {name for name, (_, now) in lost.items() if not now} == {"issuer", "attachments", "names"}


def test_of_a_catalogue_only_the_words_are_compared_and_of_a_record_nothing() -> None:
    assert set(agreement.held(replace(HELD, reader="gkmlpt-json"))) == {"title", "body"}
    assert agreement.held(replace(HELD, reader="record")) == {}


@pytest.mark.parametrize(
    ("page", "says"),
    [
        (PAGE, ""),
        (replace(PAGE, body=BODY.replace("认真", "切实")), ""),
        (replace(PAGE, reader="rescue"), ""),
        (replace(PAGE, reader="rescue", body=BODY[:20]), "is not where it was"),
        (replace(PAGE, body="正在加载"), "the body has 4 characters"),
        (replace(PAGE, body="", reader="columns+images"), ""),
        (replace(PAGE, body=BODY + "市(shì)" * 9), "pinyin"),
        (replace(PAGE, body=BODY + "\ufffd" * 9), "broken"),
    ],
)
def test_what_may_not_take_the_place_of_what_is_kept(page: Page, says: str) -> None:
    why = agreement.unlike(page, HELD)
    assert says in why
    assert bool(why) == bool(says)


@pytest.mark.parametrize(
    "text",
    [
        "垚(yáo)字读音同尧。" + "本办法由市人民政府负责解释。" * 100,
        "公司 (limited) 与 A(b) 的合同",
        "中山市(Zhongshan)人工智能(AI)产业",
        "",
    ],
)
def test_sound_text_is_not_degraded(text: str) -> None:
    assert agreement.degraded("标题", text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "產(chǎn)業(yè)數(shù)字化關(guān)鍵術(shù)",
        "锟斤拷锟斤拷锟斤拷",
        "前\\xe5\\xb9\\xb4后",
        "年\ufffd月\ufffd日\ufffd",
    ],
)
def test_damaged_text_is(text: str) -> None:
    assert agreement.degraded("标题", text)


def test_two_titles_under_one_id_are_told_and_two_ways_to_write_one_are_not() -> None:
    other = replace(ENTRY, title="中山市残疾人联合会招聘公告")
    assert "zs-2666281 stands for two announcements" in agreement.doubles([ENTRY, other])[0]
    assert agreement.doubles([ENTRY, replace(ENTRY, title="关于印发办法…"), replace(ENTRY, title="图片新闻")]) == []


def test_a_date_still_to_come_is_told_and_is_not_the_newest() -> None:
    account = Account(source="s", began=DAY)
    ahead = replace(ENTRY, id="zs-2", published=DAY.replace(year=2062))
    account.listed(Listing(entries=(ENTRY, ahead), next_url=None), URL)
    assert [error.reason for error in account.errors] == ["doubt"]
    assert account.facts()["newest"] == 20261116


def test_a_page_that_was_not_changed_counts_as_saying_the_same() -> None:
    account = Account(source="s", began=DAY)
    account.not_changed(replace(HELD, attachments=(Attachment(url=FILE.url, name=FILE.name),)))
    facts = account.facts()
    assert facts["had.body"] == facts["same.body"] == facts["had.names"] == 1


LINE = "本页面由系统自动生成，仅供参考，请以原件为准。"


def test_furniture_by_itself_is_a_sentence_without_a_number() -> None:
    lines = (LINE, "各有关单位：", "特此公告。", "联系电话：0760-88888888，请于工作日拨打。")
    assert [line for line in lines if agreement.is_sentence(line)] == [LINE]
    assert agreement.ends("\n".join(lines)) == set(lines)
    assert agreement.ends("") == frozenset()
    between = "\n".join([BODY, "一", "二", LINE, "三", "四"])
    assert LINE not in agreement.ends(between)


def test_lines_that_all_bodies_of_a_visit_share_are_furniture_and_told_when_nobody_wrote_them_before() -> None:
    account = Account(source="s", began=DAY)
    for words in ("现将有关事项公告如下，请予以配合。", "我局定于下周召开企业座谈会。"):
        account.page(replace(PAGE, body=f"{words}\n{LINE}"), ENTRY, None)
    assert account.furniture == {LINE}
    account.page(replace(PAGE, body=""), ENTRY, None)
    assert account.furniture == {LINE}
    account.furnished(account.furniture)
    assert [error.reason for error in account.errors] == ["doubt"]
    assert LINE in account.errors[0].detail
    account.page(PAGE, ENTRY, None)
    assert account.furniture == frozenset()


def test_any_line_that_a_kept_body_has_gained_may_be_furniture() -> None:
    contact = "技术支持电话：0760-88888888"
    account = Account(source="s", began=DAY)
    account.page(replace(PAGE, body=f"我局定于下周召开企业座谈会。\n{contact}"), ENTRY, None)
    changed = replace(PAGE, body=f"{BODY}\n{contact}")
    account.page(changed, ENTRY, None)
    assert account.furniture == frozenset()
    account.page(changed, ENTRY, HELD)
    assert account.furniture == {contact}


def test_one_body_alone_has_no_furniture() -> None:
    account = Account(source="s", began=DAY)
    account.page(replace(PAGE, body=LINE), ENTRY, None)
    assert account.furniture == frozenset()


def test_rows_are_compared_with_what_this_source_keeps_of_their_announcements() -> None:
    account = Account(source="zs_gxj-tzgg", began=DAY)
    moved = replace(ENTRY, title="查看详情", published=DAY.replace(day=2))
    for row in (ENTRY, moved, replace(ENTRY, id="zs-1"), replace(ENTRY, published=None)):
        account.rows([row], {HELD.id: HELD})
    account.rows([ENTRY], {HELD.id: replace(HELD, source="portal-tzgg")})
    account.rows([ENTRY], {HELD.id: replace(HELD, reader="record")})
    facts = account.facts()
    assert [facts[name] for name in ("known.title", "kept.title", "known.day", "kept.day")] == [3, 2, 2, 1]


@pytest.mark.parametrize(("plain", "told"), [(None, 1), (10, 1), (2, 0)])
def test_a_page_that_hides_most_of_its_text_is_told_unless_the_source_does_so(plain: int | None, told: int) -> None:
    counted = {"entries": 3, "read": 10, "page.plain": plain or 0}
    envelope = Envelope() if plain is None else learn([counted] * RUNS)
    account = Account(source="s", began=DAY, envelope=envelope)
    account.page(replace(PAGE, hidden=len(BODY) + 1), ENTRY, None)
    assert len(account.errors) == told


def test_a_page_that_breaks_off_is_told_where_none_ever_did() -> None:
    envelope = learn([{"entries": 3, "read": 10, "page.end": 10}] * RUNS)
    account = Account(source="s", began=DAY, envelope=envelope)
    account.page(replace(PAGE, whole=False), ENTRY, None)
    assert [error.detail for error in account.errors] == ["the page breaks off before its end, as it never did"]
