"""Article pages, full and mobile, with their attachments and tables of facts."""

from html import escape

from tests.twin import chrome, hands
from tests.twin.announcements import Post
from tests.twin.columns import Column, paper_id, paper_url
from tests.twin.metas import METAS
from tests.twin.styles import STYLES, number

COUNTER = '<script src="//statistics.gd.gov.cn/visit/post?site={site}&amp;post={post}"></script>'


def article(post: Post, column: Column, columns: dict[str, Column], day: int) -> str:
    """Set the page of a post in a column."""
    style = STYLES[column.style]
    hand = style.written[post.post_id % len(style.written)]
    body, linked = hands.body(post, hand, _linker(post, columns) if style.inside else None)
    filled = style.around.format(
        title=escape(post.title),
        line=style.line(post),
        facts=_facts(post, column),
        body=_image(post) + body,
        papers=_papers(post, columns, linked),
        root=column.root,
        column=escape(column.name),
        owner=escape(column.owner),
    )
    metas = METAS[style.metas[post.post_id % len(style.metas)]](post, column)
    script = f"var NFCMS_SITE_ID='{column.site_number}',NFCMS_PUB_TYPE='post',NFCMS_POST_ID='{post.post_id}';"
    return (
        chrome.head(post.title, column, metas, script)
        + chrome.top(column, chrome.hot_words(column, day))
        + filled
        + f"\n{COUNTER.format(site=column.site_number, post=post.post_id)}\n"
        + chrome.bottom(column)
    )


def mobile(post: Post, column: Column, columns: dict[str, Column]) -> str:
    """Set the mobile twin of the page: the same words in one plain form."""
    body, linked = hands.body(post, "typed", None)
    return (
        chrome.head(post.title, column, METAS["full"](post, column))
        + f'<div class="m-head"><a href="{column.root}">{escape(column.owner)}</a></div>\n'
        + f'<div class="m-article"><h1>{escape(post.title)}</h1>\n<div class="m-info">{number(post)}'
        + f"信息来源：{escape(post.issuer_printed)} 发布日期：{post.published:%Y-%m-%d}</div>\n"
        + _facts(post, column)
        + f'<div class="content">\n{_image(post)}{body}\n</div>\n{_papers(post, columns, linked)}</div>\n'
        + chrome.bottom(column)
    )


def _linker(post: Post, columns: dict[str, Column]) -> hands.Links:
    return lambda index, words: _link(post, index, words, columns)


def _link(post: Post, index: int, words: str, columns: dict[str, Column]) -> str:
    return (
        f'<a class="nfw-cms-attachment" attachment-id="{paper_id(post, index)}" '
        f'href="{paper_url(post, index, columns)}" alt="{escape(post.papers[index].name)}">{escape(words)}</a>'
    )


def _papers(post: Post, columns: dict[str, Column], linked: set[int]) -> str:
    """The attachments that no words of the body carry, outside the text's container; sometimes with dead links."""
    links = [
        _link(post, index, "点击下载" if (post.post_id + index) % 2 else paper.name, columns)
        for index, paper in enumerate(post.papers)
        if index not in linked
    ]
    if post.papers and post.post_id % 3 == 0:
        links.append(
            '<a class="nfw-cms-attachment" href="about:blank" alt=""></a><a class="nfw-cms-attachment" href=""></a>'
        )
    items = "\n".join(f"<li>{link}</li>" for link in links)
    return f'<div class="attachment"><span>相关附件：</span><ul>\n{items}\n</ul></div>\n' if links else ""


def _image(post: Post) -> str:
    if post.post_id % 6:
        return ""
    return '<p style="text-align: center;"><img class="nfw-cms-img" src="/assets/images/1.png" alt="图片1.png"></p>\n'


def _facts(post: Post, column: Column) -> str:
    """The table that documents carry above their text."""
    stated = {
        "索引号": post.index_number,
        "发布机构": post.issuer,
        "成文日期": f"{post.written_on:%Y-%m-%d}" if post.written_on else None,
        "名称": post.title,
        "文号": post.doc_number,
        "发布日期": f"{post.published:%Y-%m-%d}",
        "有效性": post.validity,
    }
    numbered = column.style == "province" and post.doc_number  # its header line has no place for one
    if not (post.index_number or post.written_on or post.validity or numbered):
        return ""
    known = [(label, value) for label, value in stated.items() if value]
    rows = "\n".join(f"<tr><td>{label}：</td><td>{escape(value)}</td></tr>" for label, value in known)
    return f'<table class="xxgk_table"><tbody>\n{rows}\n</tbody></table>\n'
