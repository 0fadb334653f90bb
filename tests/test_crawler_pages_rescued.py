"""Every article of the twin with all its class names, ids and tags about itself changed: nothing of it is lost."""

import re
from functools import cache
from urllib.parse import urlsplit

from crawler import pages
from crawler.items import Page
from crawler.pages import rescue
from crawler.sources import load
from tests.bench.readers import score
from tests.twin.announcements import load as written
from tests.twin.background import posts as everyday
from tests.twin.columns import COLUMNS
from tests.twin.replies import Asked
from tests.twin.site import Site
from tests.twin.truth import Expected, expected

NAMES = re.compile(r'\b(class|id)="(?!nfw-cms)[^"]*"')
METAS = re.compile(r'<meta name="[A-Za-z]*"[^>]*>')


@cache
def articles() -> list[tuple[Expected, str]]:
    posts = written()
    site = Site([*posts, *everyday(posts)], COLUMNS)

    def text(url: str) -> str:
        parts = urlsplit(url)
        asked = Asked(method="GET", scheme=parts.scheme, host=parts.netloc, path=parts.path)
        return site.answer(asked, 1).body.decode()

    return [(one, text(one.addresses[0])) for one in expected(site.posts, COLUMNS, 1).values()]


def same_facts(page: Page, wanted: Expected) -> bool:
    assert page.published is not None
    assert page.published.date() == wanted.published.date(), wanted.addresses
    return (page.title, page.issuer, page.doc_number) == (wanted.title, wanted.issuer, wanted.doc_number)


def test_a_page_in_a_changed_layout_says_the_same() -> None:
    sources, scores = load(), []
    for wanted, text in articles():
        changed = METAS.sub("", NAMES.sub(r'\1="x7"', text))
        page = pages.page(changed.encode(), wanted.addresses[0], sources[wanted.sources[0]])
        assert same_facts(page, wanted), wanted.addresses
        assert [link.url for link in page.attachments] == [one.url for one in wanted.attachments]
        scores.append(score(wanted.body, page.body)[2])
    assert min(scores) >= 0.98
    assert sum(scores) / len(scores) >= 0.999


def test_the_rescue_reader_alone_reads_them_as_well() -> None:
    scores = []
    for wanted, text in articles():
        page = rescue.page(text.encode(), wanted.addresses[0])
        assert same_facts(page, wanted), wanted.addresses
        scores.append(score(wanted.body, page.body)[2])
    assert min(scores) >= 0.98
    assert sum(scores) / len(scores) >= 0.999
