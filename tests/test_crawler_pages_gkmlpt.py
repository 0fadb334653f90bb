"""The catalogue: shell, API and pages."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from archive.clock import SHANGHAI
from archive.errors import Challenged, PageChanged
from crawler import pages
from crawler.pages import gkmlpt
from crawler.sources import load

FOLDER = Path(__file__).parent / "fixtures" / "pages"
SOURCE = load()["zs_gkmlpt-all"]
API = "http://www.zs.gov.cn/gkmlpt/api/all/0?page=1&sid=760001"
PAGE = "http://www.zs.gov.cn/gkmlpt/content/2/2495/post_2495409.html"


def test_the_shell_tells_site_and_columns() -> None:
    shell = gkmlpt.shell((FOLDER / "catalogue_shell.html").read_bytes(), SOURCE.start_url)
    assert shell.sid == 760001
    assert [(column.id, column.name, column.parent) for column in shell.columns] == [
        (721, "机构职能", None),
        (722, "领导分工", 721),
    ]
    assert [column.leaf for column in shell.columns] == [False, True]
    assert [(column.id, column.post_count) for column in gkmlpt.tree(shell)] == [(722, shell.columns[1].post_count)]
    with pytest.raises(PageChanged, match="no SID"):
        gkmlpt.shell("<html><title>目录</title><body>目录</body></html>".encode(), SOURCE.start_url)


def test_the_shell_as_a_listing_leads_to_the_api() -> None:
    listing = pages.listing((FOLDER / "catalogue_shell.html").read_bytes(), SOURCE.start_url, SOURCE)
    assert (listing.entries, listing.next_url) == ((), API)
    assert gkmlpt.api_url(SOURCE, 3) == API.replace("page=1", "page=3")


def test_the_api_states_all_facts() -> None:
    listing = gkmlpt.api((FOLDER / "catalogue_api.json").read_bytes(), API, SOURCE)
    first, second = listing.entries
    assert (first.id, first.post_id, first.url) == ("zs-2495409", 2495409, PAGE)
    assert first.alternatives == ("http://www.zs.gov.cn/gxj/tzgg/content/post_2495409.html",)
    assert first.published == datetime(2026, 7, 7, 18, 25, 8, tzinfo=SHANGHAI)
    assert first.written_on == date(2026, 7, 7)  # midnight in Beijing, the day before in UTC
    assert (first.issuer, first.doc_number) == ("中山市工业和信息化局", "中工信规字〔2026〕1号")
    assert (first.index_number, first.validity) == ("114420007533600000/2026-00421", "有效")
    assert [link.name for link in first.attachments] == ["实施细则.pdf"]
    assert second.url == "http://www.zs.gov.cn/zwgk/content/post_2495500.html"  # its `url` leads out of the city
    assert second.published == datetime(2026, 7, 7, 9, tzinfo=SHANGHAI)
    assert (second.validity, second.doc_number, second.index_number) == ("失效", None, None)
    assert listing.foreign == ("https://mp.weixin.qq.com/s/abcdef",)
    assert listing.total == 2347
    assert listing.next_url == API.replace("page=1", "page=2")


def test_the_last_page_has_no_next() -> None:
    listing = gkmlpt.api(b'{"articles": [], "total": 203}', API.replace("page=1", "page=3"), SOURCE)
    assert (listing.entries, listing.next_url, listing.total) == ((), None, 203)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "no JSON"),
        (b"null", "no list `articles`"),
        (b"[]", "no list `articles`"),
        (b'{"articles": {}}', "no list `articles`"),
        (b'{"articles": ["x"]}', "an article that is str"),
        (b'{"articles": ' + b"[" * 100_000, "no JSON"),
        (b'{"articles": [' + b"9" * 6000 + b"]}", "no JSON"),
        (b"<html><title>x</title><body>y</body></html>", "a page where the API's JSON was expected"),
    ],
)
def test_another_shape_is_a_finding(raw: bytes, said: str) -> None:
    with pytest.raises(PageChanged, match=said):
        gkmlpt.api(raw, API, SOURCE)
    with pytest.raises(Challenged):
        gkmlpt.api((FOLDER / "challenge_script.html").read_bytes(), API, SOURCE)


def test_fields_of_the_wrong_type_say_nothing() -> None:
    article = {
        "title": "a\x00b\ud800c", "url": PAGE, "post_url": 5, "date": 10**30, "display_publish_time": "soon",
        "created_at": None, "publisher": [], "document_number": {}, "is_expired": None,
        "attachment": [1, {"url": 2}, {"url": "javascript:;"}],
    }  # fmt: skip
    (entry,) = gkmlpt.api(json.dumps({"articles": [article]}).encode(), API, SOURCE).entries
    assert entry.title == "abc"
    assert entry.published is entry.written_on is entry.issuer is entry.doc_number is entry.validity is None
    assert entry.attachments == ()


def test_a_page_with_its_table() -> None:
    page = pages.page((FOLDER / "catalogue_page.html").read_bytes(), PAGE, SOURCE)
    assert page.title == "中山市人工智能产业促进办法"
    assert page.published == datetime(2026, 7, 7, tzinfo=SHANGHAI)
    assert page.written_on == date(2026, 7, 6)
    assert (page.issuer, page.doc_number) == ("中山市工业和信息化局", "中工信规字〔2026〕1号")
    assert (page.index_number, page.validity) == ("114420007533600000/2026-00421", "有效")
    assert page.body == "第一条 为促进人工智能产业发展，制定本办法。\n第二条 本办法自印发之日起施行。"
    assert page.reader == "gkmlpt"


def test_the_body_from_the_pages_json_when_the_container_is_missing() -> None:
    page = pages.page((FOLDER / "catalogue_page_json.html").read_bytes(), PAGE, SOURCE)
    assert (page.body, page.reader) == ("来自数据的正文。", "gkmlpt-json")
    assert page.doc_number == "中工信规字〔2026〕1号"
    assert page.published == datetime(2026, 7, 7, tzinfo=SHANGHAI)


def test_a_catalogue_page_met_through_a_column_is_read_as_one() -> None:
    page = pages.page((FOLDER / "catalogue_page.html").read_bytes(), PAGE, load()["zs_gxj-tzgg"])
    assert page.reader == "gkmlpt"


def test_a_department_page_without_json_is_read_from_its_container() -> None:
    url = "http://gdii.gd.gov.cn/gkmlpt/content/4/4700/post_4700123.html"
    page = pages.page((FOLDER / "department_page.html").read_bytes(), url, load()["gd_rgznjqr-index"])
    assert page.title == "关于征集人形机器人应用场景的通知"
    assert page.body == "各地级以上市工业和信息化局：\n现面向全省征集人形机器人应用场景，请于4月30日前报送。"
    assert (page.issuer, page.doc_number) == ("广东省工业和信息化厅", "粤工信技改函〔2026〕40号")
    assert (page.index_number, page.written_on) == ("006940132/2026-00311", date(2026, 4, 2))
    assert page.published == datetime(2026, 4, 3, tzinfo=SHANGHAI)
    assert page.reader == "gkmlpt"


def test_page_0_is_page_1_and_leads_to_page_2() -> None:
    raw = (FOLDER / "catalogue_api.json").read_bytes()
    zero = gkmlpt.api(raw, API.replace("page=1", "page=0"), SOURCE)
    assert zero == gkmlpt.api(raw, API, SOURCE)
    assert zero.next_url == API.replace("page=1", "page=2")


def test_columns_that_jump_elsewhere_are_left_out_with_all_below_them() -> None:
    nodes = [
        {
            "id": 1,
            "name": "规划",
            "post_count": 9,
            "children": [{"id": 2, "name": "年度", "post_count": 9, "children": []}],
        },
        {"id": 3, "name": "他站", "jump_url": "http://x/", "children": [{"id": 4, "name": "甲", "post_count": 1}]},
        {"id": 5, "name": "公报", "post_count": "88"},
        "x",
    ]
    stated = f"SID: '760001', TREE: {json.dumps(nodes)}, SERVICE_AREA_ID: 1"
    raw = f"<title>x</title><script>window._CONFIG = {{ {stated} }}</script>".encode()
    found = gkmlpt.tree(gkmlpt.shell(raw, SOURCE.start_url))
    assert [(one.id, one.post_count, one.parent, one.leaf) for one in found] == [(2, 9, 1, True), (5, 88, None, True)]
