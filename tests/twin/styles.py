"""The fashions of the sites' article pages: header lines, containers, tags and hands."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from tests.twin.announcements import Post

SHARE = '<span class="share">分享：<a class="wx" href="javascript:;"></a><a class="wb" href="javascript:;"></a></span>'
PRINT = """<div class="tools"><a href="javascript:window.print()">【打印】</a>
<a href="javascript:window.close()">【关闭】</a></div>"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Style:
    """How one site sets an article. `around` has `{title}`, `{line}`, `{facts}`, `{body}`, `{papers}`, `{crumb}`.

    `metas` and `written` are taken in turn by post id; with `inside`, words of the body carry the attachment links.
    """

    around: str
    line: Callable[[Post], str]
    metas: tuple[str, ...]
    written: tuple[str, ...]
    inside: bool = False


def number(post: Post, between: str = " ") -> str:
    """Return the 文号 as a header line prints it, nothing when there is none."""
    if not post.doc_number:
        return ""
    return f"<span>文号:{escape(between.join(post.doc_number.split(' ')))}</span> "


def _portal(post: Post) -> str:
    own_line = f'<div class="wh">{number(post)}</div>\n' if post.doc_number else ""
    source = f"<span>信息来源:{escape(post.issuer_printed)}</span>"
    return f"{own_line}{source} <span>发布日期:{post.published:%Y年%m月%d日}</span>"


def _gxj(post: Post) -> str:
    return (
        f"{number(post, '、')}<span>信息来源:{escape(post.issuer_printed)}</span> "
        f"<span>发布日期:{post.published:%Y-%m-%d}</span> <span>浏览次数:-</span> {SHARE}"
    )


def _plain(post: Post) -> str:
    return (
        f"{number(post)}<span>信息来源:{escape(post.issuer_printed)}</span> "
        f"<span>发布日期:{post.published:%Y-%m-%d}</span> {SHARE}"
    )


def _date_first(post: Post) -> str:
    return (
        f"{number(post)}<span>发布日期:{post.published:%Y-%m-%d}</span>&nbsp; "
        f"<span>信息来源:{escape(post.issuer_printed)}</span>\n<div>{SHARE}</div>"
    )


def _glued(post: Post) -> str:
    """Nothing at all between source and date."""
    glued = f"文号:{escape(post.doc_number)} " if post.doc_number else ""
    return f"{glued}信息来源:{escape(post.issuer_printed)}发布日期:{post.published:%Y-%m-%d}"


def _hrss(post: Post) -> str:
    bold = f"<b>文号：{escape(post.doc_number)}</b>\n" if post.doc_number else ""
    return f"{bold}<i>发布日期:{post.published:%Y-%m-%d}</i>&emsp;<i>来源:{escape(post.issuer_printed)}</i>\n{SHARE}"


def _department(post: Post) -> str:
    return (
        f"{number(post)}<span>来源：{escape(post.issuer_printed)}</span> "
        f"<span>发布日期：{post.published:%Y-%m-%d}</span> <span>浏览次数：-</span>"
    )


def _province(post: Post) -> str:
    return (
        f'<div class="row"><span>时间 : {post.published:%Y-%m-%d %H:%M:%S}</span> '
        f'<span class="ly">来源 : {escape(post.issuer_printed)}</span> '
        '<a href="javascript:window.print()">【打印】</a> <span>【字体：<a>大</a> <a>中</a> <a>小</a>】</span></div>'
    )


_CRUMB = '<div class="position">{words}<a href="{{root}}">首页</a> {sign} <a href="./">{{column}}</a></div>\n'
STYLES = {
    "portal": Style(
        around=_CRUMB.format(words="所在位置: ", sign="&gt; 政务公开 &gt;")
        + '<div class="main">\n{facts}<h1 class="title">{title}</h1>\n<div class="info">{line}</div>\n'
        + '<div class="article">\n{body}\n</div>\n{papers}</div>\n'
        + PRINT,
        line=_portal,
        metas=("full",),
        written=("typed", "word", "wps"),
        inside=True,
    ),
    "gxj": Style(
        around=_CRUMB.format(words="您当前的位置: ", sign="&gt;政务公开 &gt;")
        + '<div class="content">\n<div class="article-title">{title}</div>\n{facts}<div class="xx">{line}</div>\n'
        + '<div class="TRS_Editor"><style>.TRS_Editor P{{line-height:2}}</style>\n{body}\n</div>\n{papers}</div>\n',
        line=_gxj,
        metas=("full", "html_in_title"),
        written=("word", "typed"),
        inside=False,
    ),
    "fgj": Style(
        around=_CRUMB.format(words="您当前的位置: ", sign="&gt;")
        + '<h2 class="biaoti">{title}</h2>\n{facts}<p class="laiyuan">{line}</p>\n'
        + '<div class="TRS_Editor">\n{body}\n</div>\n{papers}'
        + PRINT,
        line=_plain,
        metas=("html_in_title", "full"),
        written=("wps", "typed"),
        inside=True,
    ),
    "town": Style(
        around='<div class="position">您当前的位置: &gt; &gt;公告公示</div>\n'
        '<div class="xxxq">\n<h1>{title}</h1>\n{facts}'
        '<div class="xxxq_info">{line}</div>\n<div class="xxxq_text_cont">\n{body}\n</div>\n{papers}</div>\n',
        line=_plain,
        metas=("none",),
        written=("breaks", "word"),
    ),
    "newtown": Style(
        around='<div class="position">您当前的位置: &gt; &gt;公告公示</div>\n'
        '<div class="detail">\n<p class="bt">{title}</p>\n{facts}'
        '<div class="sj">{line}</div>\n<div class="con_txt">\n{body}\n</div>\n{papers}</div>\n' + PRINT,
        line=_plain,
        metas=("none",),
        written=("wps", "typed"),
        inside=True,
    ),
    "kj": Style(
        around=_CRUMB.format(words="当前位置:", sign="&gt; 交流互动 &gt;")
        + '<div class="wrap">\n<h1>{title}</h1>\n{facts}<div class="time">{line}</div>\n'
        + '<div class="content">\n{body}\n</div>\n{papers}</div>\n'
        + PRINT,
        line=_date_first,
        metas=("full", "html_in_title"),
        written=("word",),
    ),
    "psc": Style(
        around='<h1 class="logo-text">{owner}</h1>\n<div class="dqwz">当前位置：首页 &gt; {column}</div>\n'
        '<div class="xxxq_title">{title}</div>\n{facts}<div class="xxxq_ly">{line}</div>\n'
        '<div class="xxxq_text_cont">\n{body}\n</div>\n{papers}<div class="ewm">扫一扫在手机打开当前页</div>\n',
        line=_glued,
        metas=("none",),
        written=("typed", "breaks"),
    ),
    "hrss": Style(
        around=_CRUMB.format(words="您现在所在的位置：", sign="&gt;&gt;")
        + '<div class="wrap">\n<h1 class="bt">{title}</h1>\n{facts}<div class="property">{line}</div>\n'
        + '<div class="content"><div class="article">\n{body}\n</div></div>\n{papers}</div>\n'
        + '<div class="likes"><h3>推荐阅读</h3><a href="http://www.zs.gov.cn/hrss/bszn/">办事指南</a></div>\n',
        line=_hrss,
        metas=("other_case",),
        written=("wps", "word"),
        inside=True,
    ),
    "province": Style(
        around='<div class="viewList-pos">当前位置：首页 &gt; 要闻动态 &gt; {column}</div>\n'
        '<div class="zw-title">{title}</div>\n'
        '<div class="introduce">{line}</div>\n{facts}<div class="zw">\n{body}\n</div>\n{papers}',
        line=_province,
        metas=("with_id",),
        written=("typed", "wps"),
        inside=True,
    ),
    "department": Style(
        around='<div class="crumb">首页 &gt; 政务公开 &gt; {column}</div>\n<div class="content">\n'
        '<h1 class="title">{title}</h1>\n<div class="date-row">{line}</div>\n{facts}'
        '<div class="article-content">\n{body}\n</div>\n{papers}</div>\n',
        line=_department,
        metas=("full",),
        written=("word", "typed"),
    ),
}
