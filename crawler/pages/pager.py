"""The pager of a list: where the next page is, and how many there are."""

import re
from urllib.parse import urlsplit

from crawler.identity import resolve
from crawler.pages.document import Document
from crawler.pages.prose import tidy

_PAGE = re.compile(r"^(?P<folder>.*/)(?:index(?:_(?P<number>\d{1,5}))?\.s?html?)?$")
_NEXT = re.compile(r"^\W*(?:下一?页|后一页|next|›|»|&gt;|>)\W*$", re.IGNORECASE)
# createPageHTML(pages, current, "index", "html") and its kin; on this platform pages count from 1, without index_1.
_SCRIPT = re.compile(r"(?:createPageHTML|createPage|pagination)\w*\(\s*(?P<pages>\d{1,5})\s*,", re.IGNORECASE)
_COUNTS = (
    re.compile(r"共\s*(?:<[^>]{1,80}>\s*)?(\d{1,5})\s*(?:</[a-z]+>\s*)?页"),
    re.compile(r"\b\d{1,5}\s*/\s*(\d{1,5})\s*页"),
    re.compile(
        r"""(?:totalPage|total_page|pageCount|page_count|countPage)s?["']?\s*[:=]\s*["']?(\d{1,5})""", re.IGNORECASE
    ),
    re.compile(r"""data-pages?=["'](\d{1,5})["']"""),
)
_TOTAL = re.compile(r"共\s*(?:有\s*)?(?:<[^>]{1,80}>\s*)?(\d{1,7})\s*(?:</[a-z]+>\s*)?(?:条|项|篇|个记录|记录)")


def next_url(document: Document) -> str | None:
    """Return the address of the next page, None on the last one.

    Asked in turn: a link 下一页, a link to the page whose number is one higher, the number of pages that a script or
    the pager's text states. The next page is always in the same folder and has a higher number: a pager that leads
    elsewhere or back is not followed.
    """
    here = _page(document.url)
    if here is None:
        return None
    folder, number = here
    wanted = f"{folder}index_{number + 1}.html"
    for link in document.root.iter("a"):
        href = link.get("href")
        if not href or len(href) > 500:  # noqa: PLR2004 - no pager writes such an address
            continue
        target = resolve(document.base, href)
        there = _page(target) if target else None
        if target is None or there is None or _place(there[0]) != _place(folder) or there[1] <= number:
            continue
        if there[1] == number + 1 or _NEXT.match(tidy("".join(link.itertext()))):
            return f"{folder}index_{there[1]}.html"
    return wanted if pages(document) > number else None


def pages(document: Document) -> int:
    """Return how many pages the list says it has, 0 when it does not say."""
    for pattern in (_SCRIPT, *_COUNTS):
        if found := pattern.search(document.text):
            return int(found[1])
    return 0


def total(document: Document) -> int | None:
    """Return how many rows the list says it has, None when it does not say."""
    found = _TOTAL.search(document.text)
    return int(found[1]) if found else None


def _page(url: str) -> tuple[str, int] | None:
    """Return folder and number (1 is the first) of a list page's address, None when it is none."""
    parts = urlsplit(url)
    match = _PAGE.match(parts.path)
    if match is None:
        return None
    return f"{parts.scheme}://{parts.netloc}{match['folder']}", int(match["number"] or 1)


def _place(folder: str) -> str:
    return folder.partition("://")[2].lower()
