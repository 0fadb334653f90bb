"""The e-paper of 中山日报 (epaper.zsnews.cn).

An article's address tells its day, part and place: /epaper/zsrb/paperdate/20251225/part/20/articleid/2.html. Its page
begins with the frame of the issue (首页, 昨天 明天 上版 下版, the part's articles), which ends with the part's running
head (A04版 2025年12月25日 要闻).
"""

import re
from dataclasses import replace

from archive.errors import PageChanged
from crawler.items import Page
from crawler.pages import article, links, metas, prose, titles
from crawler.pages.document import Document, parse
from crawler.pages.issue import day_of, listing
from crawler.pages.newsroom import without_tail
from crawler.sources.declaration import Source

PAPER = "中山日报"
_RUNNING_HEAD = re.compile(r"^\W*[A-Z]?\d{1,3}版\W{0,3}\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日")
_SENTENCE = re.compile(r"[。；！？]$|.{40}")
_FOOT = re.compile(
    r"^\W*(?:[上下]一[篇版]|版权|中山日报社?\W{0,3}(?:版权|主办)|未经.{0,12}授权|Copyright)", re.IGNORECASE
)


def page(raw: bytes, url: str, source: Source, *, declared: str | None = None) -> Page:
    """Read an article: what stands before its title is cut off, the day is the address's.

    Raises PageChanged when nothing is left, Challenged or Gone when something else stands there.
    """
    document = parse(raw, url, declared=declared)
    lines = [line.text for line in prose.read(document.root, ()).lines]
    head = next((number for number, line in enumerate(lines) if _RUNNING_HEAD.match(line)), None)
    if head is None:
        return _dated(without_tail(article.read_article(document, source, reader="epaper")), url)
    end = next((number for number in range(head + 1, len(lines)) if _FOOT.match(lines[number])), len(lines))
    title, body = _title_and_body(lines[head + 1 : end], document)
    if not title:
        raise PageChanged(f"{source.key}: no words under the head of the part, at {url}")
    found = Page(
        title=title,
        published=None,
        issuer=PAPER,
        doc_number=None,
        index_number=None,
        written_on=None,
        validity=None,
        body="\n".join(body),
        attachments=links.attachments(document)[0],
        reader="epaper" if body else "epaper+images",
    )
    return _dated(without_tail(found), url)


def _title_and_body(lines: list[str], document: Document) -> tuple[str, list[str]]:
    """Return title and text; a shoulder line above the title (引题) stays the first line of the text.

    The title is the line that the page's own title or heading repeats, else the first that is neither a shoulder
    (ends with ——) nor a line under a title (begins with ——) nor a sentence.
    """
    named = prose.tidy(titles.find(document, metas.read(document)))
    top = next((number for number, line in enumerate(lines) if _SENTENCE.search(line)), len(lines))
    heads = lines[:top] or lines[:1]
    plain = [line for line in heads if not line.endswith("——") and not line.startswith("——")]
    title = next((line for line in heads if line == named), next(iter(plain), next(iter(heads), "")))
    at = lines.index(title) if title in lines else 0
    return title, lines[:at] + lines[at + 1 :]


def _dated(found: Page, url: str) -> Page:
    """Return a page with the day of its address, which no printed date can contradict."""
    return replace(found, published=day_of(url) or found.published, issuer=found.issuer or PAPER)


__all__ = ["listing", "page"]
