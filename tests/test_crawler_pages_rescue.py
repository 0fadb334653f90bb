"""The rescue reader and what it is made of."""

from pathlib import Path

from archive.dates import find_moment
from crawler.pages import density, document, prose, rescue, tables
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
    assert density.value(Line(text=PROSE)) == len(PROSE)
    assert density.value(Line(text="总体要求")) < 0 < density.value(Line(text="一、总体要求"))
    assert density.value(Line(text="| 发布机构: | 某市科学技术局 |")) < 0 < density.value(Line(text="| 甲 | 乙 |"))
    assert density.value(Line(text="新闻 公告 专题", linked=6)) < density.value(Line(text="新闻 公告 专题"))
    assert density.value(Line(text="责任编辑：小陈")) <= -100
    assert density.body_span([]) == (0, 0)
    assert density.body_span([Line(text="首页"), Line(text="公告")]) == (0, 0)


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


def test_a_short_notice_with_clauses_and_a_table_is_whole() -> None:
    lines = [
        *("一、征集内容", "| 序号 | 场景 | 单位 |", "| 1 | 缺陷检测 | 岭澜电器 |", "| 2 | 外观设计 | 灯饰中心 |"),
        *(
            "（一）能开放的场景",
            "（二）能验证的产品",
            "其余详见附件。",
            "特此通知。",
            "某市公安局交通警察支队",
            "2026年3月7日",
        ),
    ]
    around = "<div><a href=/>首页</a> <a href=/a>新闻</a></div><div>发布日期:2026-03-09 信息来源:本网</div>"
    page = rescue.page(
        f"<title>关于征集的通知</title>{around}<p>{PROSE}</p>{''.join(f'<p>{line}</p>' for line in lines)}".encode(), ""
    )
    assert page.body.split("\n") == [PROSE, *lines]


def test_what_stands_under_the_foot_is_another_article_however_long() -> None:
    first = f"<p>{PROSE * 5}</p><p>[打印]</p><p>共 11 篇评论</p>"
    raw = (
        f"<title>日志</title><p>2026-03-09 10:20</p>{first}<p>2026-03-08 09:00</p>{f'<p>{PROSE * 9}</p>' * 9}".encode()
    )
    page = rescue.page(raw, "")
    assert page.body == PROSE * 5
    assert page.published == find_moment("2026-03-09 10:20")


def test_the_date_of_a_newspaper_stands_in_the_head_of_the_body_and_not_in_its_sentences() -> None:
    sentence = f"2019年5月1日，{PROSE}"
    page = rescue.page(f"<title>x</title><p>谁来“埋单”？</p><p>2003-7-24 某某晚报</p><p>{sentence}</p>".encode(), "")
    assert page.published == find_moment("2003-07-24")
    assert rescue.page(f"<title>关于某事</title><p>{sentence}</p>".encode(), "").published is None
    linked = f'<script type="application/ld+json">{{"datePublished":"2011-06-17T11:26:10Z"}}</script><p>{sentence}</p>'
    assert rescue.page(f"<title>关于某事</title>{linked}".encode(), "").published == find_moment("2011-06-17 19:26:10")


def test_what_a_site_calls_itself_is_its_owner_when_the_site_is_known() -> None:
    raw = f"<title>通知</title><p>信息来源:本网 发布日期:2026-03-09</p><p>{PROSE}</p>".encode()
    assert rescue.page(raw, "http://kj.zs.gov.cn/a/content/post_1.html").issuer == "中山市科学技术局"
    assert rescue.page(raw, "http://www.example.cn/a").issuer == "本网"


def test_a_page_pasted_from_a_word_processor_loses_nothing() -> None:
    pasted = (
        "<p><span>根据国发</span><span>〔</span><span><b>2017</b></span><span>〕</span><span>35</span><span>号文件，"
        "于</span><span lang=EN>6</span><span>月</span><span>8</span><o:p>日</o:p><span>前报送，逾期不候。</span></p>"
    )
    page = rescue.page(f"<title>通知</title>{pasted}<p>{PROSE}</p>".encode(), "")
    assert page.body == f"根据国发〔2017〕35号文件，于6月8日前报送，逾期不候。\n{PROSE}"


def test_an_article_of_wechat() -> None:
    raw = f"""<html><head><meta property="og:title" content="一图读懂"><title></title></head><body>
<h1 class="rich_media_title" id="activity-name">一图读懂｜中山人工智能措施</h1>
<div id="meta_content"><a id="js_name">中山发布</a> <em id="publish_time">昨天</em></div>
<div class="rich_media_content" id="js_content" style="visibility: hidden;"><section>
<p>{PROSE}</p><p>{PROSE}</p></section></div><script>var ct = "1773022800";</script></body></html>""".encode()
    page = rescue.page(raw, "https://mp.weixin.qq.com/s/abcdef")
    assert page.title == "一图读懂｜中山人工智能措施"
    assert (page.issuer, page.published) == ("中山发布", find_moment("2026-03-09 10:20"))
    assert page.body == f"{PROSE}\n{PROSE}"


def test_a_page_of_the_catalogue_that_hides_its_text_in_a_script() -> None:
    raw = (Path(__file__).parent / "fixtures" / "pages" / "catalogue_page_json.html").read_bytes()
    page = rescue.page(raw, "http://www.zs.gov.cn/gkmlpt/content/2/2495/post_2495409.html")
    assert page.body == "来自数据的正文。"
    assert page.doc_number == "中工信规字〔2026〕1号"
