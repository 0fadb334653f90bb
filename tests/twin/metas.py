"""The standard meta tags of government pages (国办发〔2017〕47号), and how sites deviate from them."""

from collections.abc import Callable
from html import escape

from tests.twin.announcements import Post
from tests.twin.columns import Column


def site(column: Column) -> list[str]:
    """Return the tags that every page of a site carries."""
    code = "4400000131" if column.style == "province" else "4420000052"
    return [
        f'<meta name="SiteName" content="{escape(column.owner)}">',
        f'<meta name="SiteDomain" content="{column.host}">',
        f'<meta name="SiteIDCode" content="{code}">',
    ]


def of_column(column: Column) -> list[str]:
    """Return the tags that every page of a column carries."""
    return [
        f'<meta name="ColumnName" content="{escape(column.name)}">',
        f'<meta name="ColumnDescription" content="{escape(column.name)}栏目">',
        f'<meta name="ColumnKeywords" content="{escape(column.name)}">',
        '<meta name="ColumnType" content="政务公开">',
    ]


def _full(post: Post, column: Column) -> list[str]:
    return [
        *site(column),
        *of_column(column),
        f'<meta name="ArticleTitle" content="{escape(post.title)}">',
        f'<meta name="PubDate" content="{post.published:%Y-%m-%d %H:%M}">',
        f'<meta name="ContentSource" content="{escape(post.issuer_printed)}">',
        f'<meta name="Keywords" content="{escape(column.name)}">',
        f'<meta name="Url" content="{column.url}content/post_{post.post_id}.html">',
    ]


def _html_in_title(post: Post, column: Column) -> list[str]:
    """The title field holds markup, the site block stands twice, the domain has its scheme."""
    doubled = f'<div style="text-align:center">{post.title}</div>'
    return [
        *site(column),
        *site(column)[:2],
        f'<meta name="SiteDomain" content="http://{column.host}/">',
        f'<meta name="ArticleTitle" content="{escape(doubled)}">',
        f'<meta name="PubDate" content="{post.published:%Y-%m-%d %H:%M:%S}">',
        '<meta name="ContentSource" content="">',
    ]


def _other_case(post: Post, column: Column) -> list[str]:
    """Names in another case, the source empty."""
    return [
        *site(column),
        f'<meta name="articleTitle" content="{escape(post.title)}">',
        f'<meta name="pubDate" content="{post.published:%Y-%m-%d %H:%M:%S}">',
        '<meta name="contentSource" content="">',
        '<meta name="keywords" content="">',
        f'<meta name="url" content="{column.url}content/post_{post.post_id}.html">',
    ]


def _with_id(post: Post, column: Column) -> list[str]:
    return [*_full(post, column), f'<meta name="ArticleId" content="{post.post_id}">']


def _none(_post: Post, _column: Column) -> list[str]:
    return []


METAS: dict[str, Callable[[Post, Column], list[str]]] = {
    "full": _full,
    "html_in_title": _html_in_title,
    "other_case": _other_case,
    "with_id": _with_id,
    "none": _none,
}
