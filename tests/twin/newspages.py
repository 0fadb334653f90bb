"""How the newspapers set their pages: 中山网 in its two templates, 中山+, and the e-paper."""

from collections.abc import Sequence
from html import escape

from tests.twin.stories import Story

RIGHTS = "版权与免责声明：凡本网注明来源的作品，均为本网合法拥有版权或有权使用的作品，未经授权不得转载、摘编。"
_NAV = (
    '<div class="topnav"><a href="http://www.zsnews.cn/">首页</a> | <a href="http://www.zsnews.cn/news/">新闻</a> | '
    '<a href="http://www.zsnews.cn/trade/">行业</a> | <a href="https://epaper.zsnews.cn/">电子报</a></div>'
)
_FOOT = '<div class="foot"><p>中山网 版权所有 粤ICP备09000000号</p></div></body></html>'


def _paragraphs(story: Story) -> str:
    return "\n".join(f"<p>　　{escape(line)}</p>" for line in story.paragraphs)


def article(story: Story, others: Sequence[Story]) -> str:
    """Set an article of 中山网."""
    if story.template == "old":
        return _old(story)
    hot = "".join(f'<li><a href="{one.url}">{escape(one.title)}</a></li>' for one in others)
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{escape(story.title)}_中山网</title></head><body>
{_NAV}<div class="crumbs"><a href="http://www.zsnews.cn/">中山网</a> &gt; 新闻 &gt; 正文</div>
<div class="detail-left"><div class="detail-tit">{escape(story.title)}</div>
<div class="detail-info">发布时间：{story.published:%Y-%m-%d %H:%M} 来源：{escape(story.source)}</div>
<div class="detail-con">
{_paragraphs(story)}
<p>编辑 林小满　二审 何一舟　三审 陈知行</p>
<p>{RIGHTS}</p>
</div></div>
<div class="detail-right"><h3>热点新闻</h3><ul>{hot}</ul></div>
{_FOOT}"""


def _old(story: Story) -> str:
    def marked(name: str, words: str) -> str:
        return f"<!-- {name} begin -->{words}<!-- {name} end -->"

    return f"""<html><head><title>{escape(story.title)} 东区街道_中山网</title><meta name="generator" content="ZSNEWS">
<meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body><center><table width="950"><tr><td>
现在位置： <a href="http://www.zsnews.cn/zsdongqu/index/index.html">首页</a> &gt;&gt; 正文<br>
<div style="display:none;">{marked("专题名称", "东区街道")}</div>
<span class="Title"><b>{marked("文章标题", escape(story.title))}</b></span><br>
<font color="#C30000">来源于：{marked("文章来源", escape(story.source))}</font>
<table><tr><td style="line-height:166%;">{marked("文章正文", _paragraphs(story))}</td></tr>
<tr><td>{marked("文章分页", "")}</td></tr></table>
<font color="#666666">发布日期：{marked("发布日期", f"{story.published:%Y-%m-%d}")}
责任编辑：{marked("文章编辑", "阿树")}</font>
【<a href="javascript:window.print();">打印本页</a>】【<a href="javascript:window.close();">关闭窗口</a>】
</td></tr></table></center></body></html>"""


def category(rows: Sequence[Story], hot: Sequence[Story], base: str, number: int, last: int) -> str:
    """Set a page of a category of 中山网; what is read most stands beside it."""
    items = "\n".join(
        f'<li><a href="{one.url}" title="{escape(one.title)}">{escape(one.title[:12])}…</a>'
        f"<span>{one.published:%Y-%m-%d}</span></li>"
        for one in rows
    )
    beside = "".join(f'<li><a href="{one.url}">{escape(one.title)}</a></li>' for one in hot)
    following = f'<a href="{base}/p/{number + 1}.html">下一页</a>' if number < last else ""
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>新闻_中山网</title></head><body>{_NAV}
<ul class="list-con">
{items}
</ul><div class="pages">{following}</div>
<div class="hot"><h3>热点</h3><ul>{beside}</ul></div>{_FOOT}"""


def shared(story: Story) -> str:
    """Set an article of 中山+ as it is shared."""
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{escape(story.title)}</title></head><body>
<div class="download"><a href="https://zsrbapp.zsnews.cn/home/download">打开APP</a></div>
<h1 class="news-title">{escape(story.title)}</h1>
<div class="news-info"><span>来源：{escape(story.source)}</span> <span>{story.published:%Y-%m-%d %H:%M}</span></div>
<div class="news-content">{_paragraphs(story)}
<p>◆编辑：林小满◆二审：何一舟◆三审：陈知行</p></div>
<div class="comment"><h3>最新评论</h3><p>暂无评论，快来抢沙发吧，说说你的看法。</p></div></body></html>"""


def paper(story: Story | None, part: Sequence[Story], links: dict[str, str], day: str, name: str) -> str:
    """Set a page of the e-paper: the frame with the part's articles, then an article, or none on the front."""
    around = " ".join(f'<a href="{url}">{word}</a>' for word, url in links.items())
    listed = "".join(f'<li>~~~——<a href="{one.url}">{escape(one.title)}</a></li>' for one in part)
    printed = f"{day[:4]}年{day[4:6]}月{day[6:]}日"
    head = f"A{int(part[0].place[2]):02}版"
    text = ""
    if story is not None:
        above = "".join(f"<p>{escape(line)}</p>" for line in (story.shoulder,) if line)
        below = "".join(f"<p>{escape(line)}</p>" for line in (story.under,) if line)
        text = f"<div>{above}<p><strong>{escape(story.title)}</strong></p>{below}{_paragraphs(story)}</div>"
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>中山日报电子报</title></head><body>
<table><tr><td>首页 | 中山网 | 新闻 | 政务 | 视频 | 中山Plus<br>{around} 版面概览<br>{head}:{escape(name)} 新闻列表
<ul>{listed}</ul>{printed[:4]}年{day[4:6]} {day[6:]}<br>中山日报微博<br>有奖新闻热线: 88881111<br>
国内统一刊号:CN44-0126  代号:45-47  中山日报社出版</td></tr>
<tr><td><div>{head} {printed} {escape(name)} 扩展 收缩 默认</div>
{text}</td></tr></table><div>中山日报社版权所有，未经书面授权，不得转载或建立镜像。</div></body></html>"""


def results(rows: Sequence[Story], count: int) -> str:
    """Set a page of the paper's search."""
    items = "\n".join(
        f'<div><div><a href="{one.url.removeprefix("https://epaper.zsnews.cn")}">{escape(one.title)}</a></div>'
        f"<div>{escape(one.paragraphs[0][:40])}</div><div>中山日报 {one.published:%Y-%m-%d}</div></div>"
        for one in rows
    )
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>检索</title></head><body>
<div class="num">约{count}个结果</div><div class="left">
{items}
</div></body></html>"""
