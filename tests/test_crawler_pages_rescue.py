"""The rescue reader and what it is made of."""

from archive.dates import find_moment
from crawler.pages import document, prose, rescue, tables
from crawler.pages.prose import Line

PROSE = "为推动人工智能产业发展，我市将于近期开展企业诊断服务，欢迎各企业报名参加。"
PAGE = f"""<html><head><title>关于开展诊断服务的通知 - 某市科技网</title></head><body>
<div><a href=/>首页</a> <a href=/a>新闻</a> <a href=/b>公告</a></div>
<div><b>关于开展诊断服务的通知</b></div><div>2026-03-09 10:20　来源：某市科学技术局</div>
<div class=x1><p>各镇街：</p><p>{PROSE}</p><p>一、时间安排</p><p>{PROSE}</p>
<p>附件：报名表</p><p>某市科学技术局</p><p>2026年3月7日</p></div>
<div>责任编辑：小陈</div><div>相关新闻</div>
<ul>{"".join(f"<li><a href=/{n}>另一条新闻的标题，很长很长，{n}</a></li>" for n in range(9))}</ul>
<div>地址：某路1号，邮编：528400，电话：0760-88888888。版权所有</div></body></html>"""


def test_a_page_of_which_nothing_is_known() -> None:
    page = rescue.page(PAGE.encode(), "")
    assert page.title == "关于开展诊断服务的通知"
    assert page.published == find_moment("2026-03-09 10:20")
    assert page.issuer == "某市科学技术局"
    assert page.body.split("\n") == [
        "各镇街：", PROSE, "一、时间安排", PROSE, "附件：报名表", "某市科学技术局", "2026年3月7日"
    ]  # fmt: skip
    assert page.reader == "rescue"


def test_values_of_lines() -> None:
    assert rescue.value(Line(text=PROSE)) == len(PROSE)
    assert rescue.value(Line(text="一、总体要求")) < 0
    assert rescue.value(Line(text="新闻 公告 专题", linked=6)) < rescue.value(Line(text="新闻 公告 专题"))
    assert rescue.value(Line(text="责任编辑：小陈")) <= -100
    assert rescue.body_span([]) == (0, 0)
    assert rescue.body_span([Line(text="首页"), Line(text="公告")]) == (0, 0)


def read(inner: str) -> list[str]:
    root = document.parse(f"<html><body>{inner}</body></html>".encode(), "http://x/").root
    return [line.text for line in prose.read(root).lines]


def test_inline_parts_are_joined_without_a_gap_or_a_loss() -> None:
    assert read("<p><span>国发</span><span>〔</span><b><i>2017</i></b>〕\n  <u>35</u>号</p>") == ["国发〔2017〕35号"]
    assert read("<p>Deep<b>Seek</b>\n模型 和\nGPT\n4</p>") == ["DeepSeek模型 和GPT 4"]
    assert read("<p>6\n月\n8\n日</p>") == ["6月8日"]
    assert read("甲<br>乙<br/><br>丙<div>丁</div>戊") == ["甲", "乙", "丙", "丁", "戊"]
    assert read("<p>&nbsp;　　段首\u200b空格&nbsp;&nbsp;中间　张　三　</p>") == ["段首空格 中间　张　三"]
    assert read("<pre>一行\n二行</pre>三行") == ["一行", "二行", "三行"]


def test_tables_are_rows_and_layout_is_not() -> None:
    assert read(
        "<table><tr><td>甲</td><td>乙</td></tr><tr><td></td><td></td></tr><tr><td>丙</td><td>丁</td></tr></table>"
    ) == [
        "| 甲 | 乙 |",
        "| 丙 | 丁 |",
    ]
    assert read("<table><tr><td><table><tr><td>甲</td><td>乙</td></tr></table></td><td>外</td></tr></table>") == [
        "| 甲 | 乙 |",
        "外",
    ]
    assert read("<table><tr><td><p>甲</p><p>乙</p></td></tr></table>") == ["甲", "乙"]
    long = "很长的正文。" * 100
    assert read(f"<table><tr><td>导航</td><td><p>{long}</p><p>{long}</p></td></tr></table>") == ["导航", long, long]


def test_a_cell_over_several_rows_keeps_the_columns_in_place() -> None:
    html = "<table><tr><td rowspan=2>甲</td><td>一</td></tr><tr><td>二</td></tr><tr><td>乙</td><td>三</td></tr></table>"
    assert read(html) == ["| 甲 | 一 |", "|  | 二 |", "| 乙 | 三 |"]
    assert tables.MAX_SPAN < 1000
