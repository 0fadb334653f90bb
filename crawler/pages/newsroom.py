"""An article as newsrooms print it: between the line of day and source and the line of its editors.

Which class names a newspaper's template has is not known and may change; these two lines are what readers see.
"""

import re
from dataclasses import replace

from crawler.items import Page
from crawler.pages import article, header, links, metas, prose, titles
from crawler.pages.document import Document
from crawler.sources.declaration import Source

HEAD_AT_MOST = 200
_TAIL = re.compile(
    r"^\W*(?:责任)?编\s?辑\s*[:：]?\s*\S{2,12}\s*[|｜/◆]?\s*[一二]审|^\W*(?:二审|三审|终审|值班编委)\s*[:：\s]\s*\S|"
    r"^\W*版权(?:与|及|和)?免责声明"
)


def read(document: Document, source: Source, *, reader: str) -> Page:
    """Read an article's page; without its two lines as any article, by declared containers or by the rescue reader.

    Raises PageChanged when there is neither a body nor a title of its own.
    """
    lines = [line.text for line in prose.read(document.root, ()).lines]
    tail = next((number for number, line in enumerate(lines) if _TAIL.match(line)), None)
    heads = range(min(tail or 0, HEAD_AT_MOST))
    head = next((number for number in heads if header.read(lines[number : number + 1]).published), None)
    title = titles.find(document, metas.read(document), source.selectors.title)
    if head is None or tail is None or tail <= head + 1 or not title:
        return without_tail(article.read_article(document, source, reader=reader))
    facts = header.read(lines[max(0, head - article.HEAD_OF_BODY) : head + 1])
    return Page(
        title=title,
        published=facts.published,
        issuer=article.issuer(facts.publisher, source, document.url),
        doc_number=facts.number,
        index_number=None,
        written_on=None,
        validity=None,
        body="\n".join(lines[head + 1 : tail]),
        attachments=links.attachments(document)[0],
        reader=reader,
    )


def without_tail(found: Page) -> Page:
    """Return a page without the editors' names and the notice of rights under its text."""
    lines = found.body.split("\n")
    end = next((number for number, line in enumerate(lines) if number and _TAIL.match(line)), len(lines))
    return replace(found, body="\n".join(lines[:end]))
