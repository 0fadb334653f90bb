"""The province's platform of policy readings (政策解读): a link HOST/zcjdpt?id=N shows what its interface answers."""

from archive.dates import find_moment
from archive.errors import PageChanged
from crawler.items import Page
from crawler.pages import answer, article, links, prose, record
from crawler.pages.document import parse
from crawler.sources.declaration import Source


def page(raw: bytes, url: str, source: Source, *, declared: str | None = None) -> Page:
    """Read a reading: `data` with `art_title`, `pub_time`, `pub_unite` and its parts `jie_du_items[].jd_content`.

    The parts follow each other in the body. Raises PageChanged when there is no title, no part or no words in any.
    """
    stated = answer.part(answer.read(raw, url), "data")
    stated = stated if isinstance(stated, dict) else {}
    title, parts = record.text(stated, "art_title"), stated.get("jie_du_items")
    contents = (
        [record.text(part, "jd_content") for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
    )
    document = parse("".join(f"<div>{content}</div>" for content in contents if content).encode() or b"<p>", url)
    lines = [line.text for line in prose.read(document.root, ()).lines]
    if title is None or not (lines or document.root.find(".//img") is not None):
        raise PageChanged(f"{source.key}: no `art_title` or no words in `jie_du_items`, at {url}")
    moment = record.text(stated, "pub_time")
    return Page(
        title=prose.tidy(title),
        published=find_moment(moment) if moment else record.moment(stated, "pub_time"),
        issuer=article.issuer(record.text(stated, "pub_unite"), source, url),
        doc_number=None,
        index_number=None,
        written_on=None,
        validity=None,
        body="\n".join(lines),
        attachments=links.attachments(document, document.root)[0],
        reader="zcjd" if lines else "zcjd+images",
    )
