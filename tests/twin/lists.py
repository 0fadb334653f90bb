"""Listing pages: one list in seven fashions, with the rows and links that do not belong among the news."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from html import escape

from tests.twin import chrome, metas
from tests.twin.columns import Column


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One line of a list."""

    href: str
    title: str
    published: datetime
    sticky: bool = False
    doc_number: str | None = None


def listing(column: Column, rows: list[Row], number: int, pages: int, total: int, day: int) -> str:
    """Set page `number` (from 1) of `pages`."""
    script = (
        f"var NFCMS_SITE_ID='{column.site_number}',NFCMS_PUB_TYPE='cat',NFCMS_CAT_ID='{sum(map(ord, column.key))}';"
    )
    return (
        chrome.head(column.name, column, [*metas.site(column), *metas.of_column(column)], script)
        + chrome.top(column, chrome.hot_words(column, day))
        + f'<div class="position">当前位置：<a href="{column.root}">首页</a> &gt; '
        + f"<span>{escape(column.name)}</span></div>\n"
        + LAYOUTS[column.layout](rows)
        + PAGERS[column.layout](column, number, pages, total)
        + chrome.bottom(column)
    )


def _short(title: str) -> str:
    return title if len(title) <= 36 else title[:34] + "..."


def _news_list(rows: list[Row]) -> str:
    """The whole title stands in an attribute only."""
    items = "\n".join(
        f"<li>{'<em>[置顶]</em>' if row.sticky else ''}"
        f'<a href="{row.href}" title="{escape(row.title)}" target="_blank">'
        f"{escape(_short(row.title))}</a><span>{row.published:%Y-%m-%d}</span></li>"
        for row in rows
    )
    return f'<div class="news_list"><ul>\n{items}\n</ul></div>\n'


def _clearfix(rows: list[Row]) -> str:
    items = "\n".join(
        f'<li class="clearfix">\n<a href="{row.href}" target="_blank" class="news_a">{escape(row.title)}</a>\n'
        f'<i class="time">[{row.published:%Y/%m/%d}]</i>\n</li>'
        for row in rows
    )
    return f'<ul class="infolist">\n{items}\n</ul>\n'


def _list_time(rows: list[Row]) -> str:
    items = "\n".join(
        f'<li><a href="{row.href}">{"<font color=red>置顶</font> " if row.sticky else ""}{escape(row.title)}</a>'
        f'<span class="time">{row.published:%Y-%m-%d}</span></li>'
        for row in rows
    )
    return f'<div class="newsList"><ul class="list">\n{items}\n</ul></div>\n'


def _numbered(rows: list[Row]) -> str:
    items = "\n".join(
        f'<li><span class="number">{number}</span><span class="tit"><a href="{row.href}" title="{escape(row.title)}">'
        f"{escape(_short(row.title))}</a></span><span>{row.published:%Y年%m月%d日}</span></li>"
        for number, row in enumerate(rows, 1)
    )
    return f'<div class="zx_ml_list"><ul>\n{items}\n</ul></div>\n'


def _table(rows: list[Row]) -> str:
    items = "\n".join(
        f'<tr><th>{row.published:%Y-%m-%d}</th><td><div class="list_td">'
        f'<a href="{row.href}" title="{escape(row.title)}">'
        f"{escape(_short(row.title))}</a></div></td><td>{escape(row.doc_number or '')}</td></tr>"
        for row in rows
    )
    names = "<tr><th>日期</th><td>标题</td><td>文号</td></tr>"
    return f'<table class="list-table"><tbody>\n{names}\n{items}\n</tbody></table>\n'


def _inside(rows: list[Row]) -> str:
    """Everything, the date too, is inside the link."""
    items = "\n".join(
        f'<li>\n<a href="{row.href}" target="_blank">\n<p><span>{escape(row.title)}</span></p>\n'
        f"<b>{row.published:%Y-%m-%d}</b>\n</a>\n</li>"
        for row in rows
    )
    return f'<div class="list-box"><ul>\n{items}\n</ul></div>\n'


def _view_list(rows: list[Row]) -> str:
    items = "\n".join(
        f'<li><span class="name"><a href="{row.href}" target="_blank">{escape(row.title)}</a></span>'
        + (f'<span class="wh">{escape(row.doc_number)}</span>' if row.doc_number else "")
        + f'<span class="date">{row.published:%Y-%m-%d}</span></li>'
        for row in rows
    )
    return f'<div class="viewList"><ul>\n{items}\n</ul></div>\n'


def page_name(number: int) -> str:
    """Return the file of a page: the first is index.html, there is no index_1.html."""
    return "index.html" if number == 1 else f"index_{number}.html"


def _linked_pager(column: Column, number: int, pages: int, total: int) -> str:
    """Numbers, next and last, as full addresses."""
    links = [
        f'<span class="current">{one}</span>' if one == number else f'<a href="{column.url}{page_name(one)}">{one}</a>'
        for one in range(1, min(pages, 10) + 1)
    ]
    if number < pages:
        links.append(f'<a class="next" href="{column.url}{page_name(number + 1)}">下一页</a>')
        links.append(f'<a class="last" href="{column.url}{page_name(pages)}">尾页</a>')
    return f'<div class="page">{" ".join(links)} <span>共{total}条</span></div>\n'


def _relative_pager(_column: Column, number: int, pages: int, _total: int) -> str:
    """Only previous and next, relative, the dead one without address."""
    back = f'href="{page_name(number - 1)}"' if number > 1 else 'href="javascript:;" class="disabled"'
    forth = f'href="{page_name(number + 1)}"' if number < pages else 'href="javascript:;" class="disabled"'
    return f'<div class="pagination"><a {back}>上一页</a> <b>{number}/{pages}</b> <a {forth}>&gt;</a></div>\n'


LAYOUTS: dict[str, Callable[[list[Row]], str]] = {
    "news_list": _news_list,
    "clearfix": _clearfix,
    "list_time": _list_time,
    "numbered": _numbered,
    "table": _table,
    "inside": _inside,
    "view_list": _view_list,
}
PAGERS: dict[str, Callable[[Column, int, int, int], str]] = {
    layout: _relative_pager if layout in {"clearfix", "numbered"} else _linked_pager for layout in LAYOUTS
}


def href(column: Column, url: str) -> str:
    """Write an address as this column's editors do: whole, from the root, relative, or with no or another scheme."""
    if not url.startswith(column.url) or column.links == "absolute":
        return url
    rest = url.removeprefix(f"{column.scheme}://{column.host}")
    return {
        "root": rest,
        "relative": url.removeprefix(column.url),
        "schemeless": f"//{column.host}{rest}",
        "https": f"https://{column.host}{rest}",
    }[column.links]


def outsiders(column: Column, published: Iterable[datetime]) -> list[Row]:
    """Return the rows of a list that lead away from the government's sites."""
    if column.key not in {"portal-zhxx", "zs_hjq-gggs", "gd_rgznjqr-index"}:
        return []
    newest = max(published)
    where = f"https://mp.weixin.qq.com/s/{column.key.encode().hex()[:22]}"
    return [Row(href=where, title="一图读懂！这份服务指南请收好", published=newest)]
