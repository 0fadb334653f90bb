"""The disclosure catalogues (gkmlpt): shell, JSON interface and pages."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from html import escape
from typing import Any

from archive.clock import SHANGHAI
from tests.twin import chrome, hands, papers
from tests.twin.announcements import Post
from tests.twin.columns import (
    CATALOGUE,
    CATALOGUES,
    Catalogue,
    Column,
    article_url,
    catalogue_url,
    catalogues,
    paper_id,
    paper_url,
)

PER_PAGE = 100
_OUTBOUND = (
    (2611301, "国务院政策例行吹风会解读营商环境工作", "https://mp.weixin.qq.com/s/Zk3v0pQw7mT1yXb9c2LhNA"),
    (2611877, "全国统一大市场建设专题", "http://www.news.cn/politics/20260610/a1b2c3d4e5f64f0bb1c7/c.html"),
)


def holds(post: Post, catalogue: Catalogue) -> bool:
    """Tell whether a post is in a catalogue."""
    return catalogue in catalogues(post)


def leaf(post: Post, catalogue: Catalogue) -> int:
    """Return the catalogue's column for a post."""
    rules, others, notices, readings, news = catalogue.leaves
    if catalogue.asked:
        return catalogue.asked
    if post.source.startswith("portal-") and post.source.endswith("fwj"):
        return rules
    if post.source == "portal-jd":
        return readings
    return (others, notices, news)[post.post_id % 3] if post.doc_number is None else others


def shell(posts: list[Post], catalogue: Catalogue) -> str:
    """Set the page that holds no list: a script object with unquoted keys, only the tree in it is JSON."""
    leaves = catalogue.leaves
    counts = {number: sum(leaf(post, catalogue) == number for post in posts) for number in leaves}
    papers_, rules, others, *rest, gazette = catalogue.numbers
    tree = [
        _node(
            papers_,
            "政策文件",
            0,
            counts[rules] + counts[others],
            [_node(n, leaves[n], papers_, counts[n]) for n in (rules, others)],
        ),
        *(_node(number, leaves[number], 0, counts[number] + 3) for number in rest),
        _node(gazette, "政府公报", 0, 0) | {"jump_url": f"http://{catalogue.host}/zwgk/zfgb/"},
    ]
    site = f"{catalogue.owner}门户网站"
    return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>政府信息公开平台-{site}</title>
<script>
window._CONFIG = {{
  LIFECYCLE: 'production',
  SITE_NAME: '{site}', SID: '{catalogue.sid}',
  BASE_URL: '{catalogue.site}/gkmlpt',
  TREE: {json.dumps(tree, ensure_ascii=False)},
  SERVICE_AREA_ID: '760', CURRENT: 0
}};
</script></head>
<body><div id="app"></div><script src="/assets/script/gkmlpt.js"></script></body></html>
"""


def _node(
    number: int, name: str, parent: int, count: int, children: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    return {
        "id": number,
        "name": name,
        "parent": parent,
        "post_count": count,
        "jump_url": "",
        "children": children or [],
    }


def answer(posts: list[Post], column: int, page: int, columns: dict[str, Column], catalogue: Catalogue) -> bytes | None:
    """Return a page of the JSON interface, None past the end. Pages 0 and 1 are the same, column 0 is everything."""
    rows = [_outbound(*row) for row in _OUTBOUND] if column == 0 and catalogue.key == CATALOGUE else []
    chosen = [post for post in posts if column in {0, leaf(post, catalogue)}]
    if column and column not in catalogue.leaves:
        return None
    makers: list[Callable[[], dict[str, Any]]] = [_maker(post, columns, catalogue) for post in chosen]
    makers += [lambda row=row: row for row in rows]  # type: ignore[misc]
    start = (max(page, 1) - 1) * PER_PAGE
    if start >= max(len(makers), 1):
        return None
    classify = {
        "id": column,
        "name": catalogue.leaves.get(column, "全部"),
        "parent": 0,
        "post_count": len(makers) + 3,
        "theme_count": 0,
    }
    articles = [make() for make in makers[start : start + PER_PAGE]]
    return json.dumps({"classify": classify, "articles": articles, "total": len(makers)}, ensure_ascii=False).encode()


def _maker(post: Post, columns: dict[str, Column], catalogue: Catalogue) -> Callable[[], dict[str, Any]]:
    return lambda: _row(post, columns, catalogue)


def _row(post: Post, columns: dict[str, Column], catalogue: Catalogue) -> dict[str, Any]:
    day = post.written_on or post.published.date()
    midnight = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
    seconds = int(post.published.timestamp())
    return {
        "id": post.post_id,
        "title": post.title,
        "publisher": post.issuer,
        "document_number": post.doc_number or "",
        "identifier": post.index_number or "",
        "keywords": "",
        "abstract": "",
        "date": int(midnight.timestamp()),
        "display_publish_time": seconds,
        "first_publish_time": seconds,
        "create_time": seconds - 600,
        "created_at": f"{post.published - timedelta(minutes=10):%Y-%m-%d %H:%M:%S}",
        "url": catalogue_url(post.post_id, catalogue),
        "post_url": _twin(post, columns),
        "classify_main": leaf(post, catalogue),
        "classify_main_name": catalogue.leaves[leaf(post, catalogue)],
        "classify_genre_name": "通知" if "通知" in post.title else "其他",
        "classify_theme_name": "综合政务",
        "attachment": [_paper(post, index, columns) for index in range(len(post.papers))],
        "is_expired": int(post.validity == "失效"),
        "is_abolished": int(post.validity == "废止"),
        "relation": "[]",
    }


def _twin(post: Post, columns: dict[str, Column]) -> str:
    """The portal's copy; of posts that stand in the catalogue only, some name a copy that is long gone."""
    if post.source not in CATALOGUES:
        return article_url(post, columns)
    root = CATALOGUES[post.source].root
    return f"{root}zwgk/fggw/qt/content/post_{post.post_id}.html" if post.post_id % 2 else ""


def _paper(post: Post, index: int, columns: dict[str, Column]) -> dict[str, Any]:
    paper = post.papers[index]
    return {
        "id": paper_id(post, index),
        "name": paper.name,
        "type": paper.extension,
        "mime": papers.media_type(paper),
        "size": str(len(papers.made(paper))),
        "url": paper_url(post, index, columns),
    }


def _outbound(number: int, title: str, url: str) -> dict[str, Any]:
    post = Post(
        post_id=number,
        source=CATALOGUE,
        title=title,
        issuer="中山市人民政府办公室",
        body=title,
        published=datetime(2026, 6, 10, 9, tzinfo=SHANGHAI),
    )
    return _row(post, {}, CATALOGUES[CATALOGUE]) | {"url": url, "post_url": ""}


def page(post: Post, columns: dict[str, Column], catalogue: Catalogue) -> str:
    """Set a page of the catalogue. Of some posts the text stands in the script only, of most in both places."""
    hand = ("typed", "word", "wps")[post.post_id % 3]
    body, linked = hands.body(post, hand, None)
    links = "".join(_attachment(post, index, columns) for index in range(len(post.papers)) if index not in linked)
    detail = json.dumps({"id": post.post_id, "title": post.title, "content": body}, ensure_ascii=False)
    detail = detail.replace("<", "\\u003C").replace(">", "\\u003E")
    config = f"window._CONFIG = {{ SID: '{catalogue.sid}', DETAIL: {detail}, SERVICE_AREA_ID: '760' }};"
    shown = "" if post.post_id % 4 == 1 else body
    return (
        chrome.head(post.title, None, [], config)
        + f'<div class="content-page">\n<table class="classify-table">\n{_metadata(post, catalogue)}\n</table>\n'
        + '<div class="print-row"><a>【打印】</a> <span>【字体:<a>大</a> <a>中</a> <a>小</a>】</span></div>\n'
        + f'<div class="content">\n<h1 class="title">{escape(post.title)}</h1>\n'
        + f'<div class="date-row">发布日期：{post.published:%Y-%m-%d} 浏览次数：-</div>\n'
        + f'<div class="article-content">\n{shown}\n</div>\n'
        + (f'<div class="attachment-row">相关附件：\n{links}</div>\n' if links else "")
        + f"</div>\n</div>\n{chrome.footer(catalogue.host)}\n</body></html>\n"
    )


def _attachment(post: Post, index: int, columns: dict[str, Column]) -> str:
    name = escape(post.papers[index].name)
    where = paper_url(post, index, columns)
    number = paper_id(post, index)
    return f'<p><a class="nfw-cms-attachment" attachment-id="{number}" href="{where}" alt="{name}">{name}</a></p>\n'


def _metadata(post: Post, catalogue: Catalogue) -> str:
    written = post.written_on or post.published.date()
    rows = [
        (("索引号", post.index_number or ""), ("分类", catalogue.leaves[leaf(post, catalogue)])),
        (("发布机构", post.issuer), ("成文日期", f"{written:%Y-%m-%d}" if post.written_on else "")),
        (("名称", post.title),),
        (("文号", post.doc_number or ""), ("发布日期", f"{post.published:%Y-%m-%d}")),
        (("主题词", ""), ("有效性", post.validity or "")),
    ]
    return "\n".join(
        "<tr>"
        + "".join(
            f'<td class="td-label">{label}:</td><td class="{"td-value-xl" if len(row) == 1 else "td-value"}"'
            f"{' colspan=3' if len(row) == 1 else ''}><span>{escape(value)}</span></td>"
            for label, value in row
        )
        + "</tr>"
        for row in rows
    )
