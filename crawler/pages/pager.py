"""The pager of a list: where the next page is, and how many there are."""

import re
from urllib.parse import urlsplit

from lxml import html

from crawler.identity import resolve
from crawler.pages.document import Document
from crawler.pages.prose import tidy

MAX_HREF = 500
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

    Asked in turn: a link to the page whose number is one higher, a link 下一页, the number of pages that a script or
    the pager's text states. The next page is always of the same folder and has a higher number: a pager that leads
    elsewhere or back is not followed. On lists that are numbered in another way only a link 下一页 within the same
    host and path counts.
    """
    here = _page(document.url)
    named: str | None = None
    for link in document.root.iter("a"):
        href = link.get("href")
        target = resolve(document.base, href) if href and len(href) <= MAX_HREF else None
        if target is None or target.partition("#")[0] == document.url:
            continue
        there = _page(target)
        if here and there and _place(there[0]) == _place(here[0]) and there[1] > here[1]:
            if there[1] == here[1] + 1:
                return f"{here[0]}index_{there[1]}.html"
            if named is None and says_next(link):
                named = f"{here[0]}index_{there[1]}.html"
        elif named is None and not (here and there) and _same_list(target, document.url) and says_next(link):
            named = target
    if named or here is None:
        return named
    return f"{here[0]}index_{here[1] + 1}.html" if pages(document) > here[1] else None


def says_next(link: html.HtmlElement) -> bool:
    """Say whether a link is called the next page."""
    return bool(_NEXT.match(tidy("".join(link.itertext()))))


def _same_list(target: str, url: str) -> bool:
    there, here = urlsplit(target), urlsplit(url)
    folder = here.path.rpartition("/")[0]
    return there.netloc == here.netloc and (there.path == here.path or there.path.rpartition("/")[0] == folder)


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


def traced(document: Document) -> bool:
    """Tell whether the page shows any trace of a pager: a count, or a link to another page of its list."""
    if pages(document) or total(document) is not None:
        return True
    here = _page(document.url)
    targets = (resolve(document.base, link.get("href") or "") for link in document.root.iter("a"))
    others = (there for target in targets if target and (there := _page(target)))
    return here is None or any(_place(there[0]) == _place(here[0]) and there[1] != here[1] for there in others)


def second(url: str) -> str | None:
    """Return where the second page of a list would be on this platform, None when the address is of no first page."""
    here = _page(url)
    return f"{here[0]}index_2.html" if here and here[1] == 1 else None


def _page(url: str) -> tuple[str, int] | None:
    """Return folder and number (1 is the first) of a list page's address, None when it is none."""
    parts = urlsplit(url)
    match = _PAGE.match(parts.path)
    if match is None:
        return None
    return f"{parts.scheme}://{parts.netloc}{match['folder']}", int(match["number"] or 1)


def _place(folder: str) -> str:
    return folder.partition("://")[2].lower()
