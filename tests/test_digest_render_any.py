"""Of any edition whatever: page and text say the same, nothing becomes markup, links lead to known places, it fits."""

import re

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from digest.edition import Edition
from digest.printable import linkable
from digest.render import LIMIT, pages
from tests.laid_out import (
    PAGE_TAGS,
    addresses,
    document,
    edits,
    link_texts,
    links,
    pieces,
    quotations,
    quotations_of_text,
    squeezed,
)
from tests.made_up import crowded, editions

TIMES = st.sampled_from([1, 1, 1, 30])
NOTED = re.compile(
    r"另有 (\d+) 条未在此列出；(?:列表|全部)|"
    r"(\d+) more entr(?:y is|ies are) not shown here; (?:for a list|The full)"
)
# Shrinking such editions takes minutes; a failure shows the first one that was found.
PHASES = (Phase.explicit, Phase.generate)
QUIET = settings(
    max_examples=40,
    phases=PHASES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@QUIET
@given(editions(), TIMES)
def test_page_and_text_carry_the_same_items_quotations_edits_and_links(made: Edition, times: int) -> None:
    edition = crowded(made, times)
    laid_out = pages(edition)
    plain = squeezed(laid_out.text)
    may = [one for one in addresses(laid_out.text) if linkable(one, edition.hosts, edition.archive)]
    assert links(laid_out.html) == may
    assert [one for one in link_texts(laid_out.html) if one not in plain] == []
    assert quotations(laid_out.html) == quotations_of_text(laid_out.text)
    told = plain + "\n".join(quotations_of_text(laid_out.text))
    assert [one for one in pieces(laid_out.html) if one not in told] == []
    assert [one for one in edits(laid_out.html) if one not in plain] == []
    for one in document(laid_out.html).xpath("//div[@class='item']/h3"):
        # Behind a title that may not be a link its address stands.
        assert squeezed("".join(one.xpath(".//text()[not(ancestor::*[@class='muted'])]"))) in plain


@QUIET
@given(editions(), TIMES)
def test_nothing_becomes_markup_and_nothing_leads_astray(made: Edition, times: int) -> None:
    edition = crowded(made, times)
    laid_out = pages(edition)
    page = document(laid_out.html)
    assert {one.tag for one in page.iter() if isinstance(one.tag, str)} <= PAGE_TAGS
    assert not page.xpath(
        "//comment() | //@src[not(starts-with(., 'data:image/png;base64,'))] | //@srcset | //@background | //@action"
    )
    assert not [name for one in page.iter() for name in one.attrib if name.startswith("on")]
    assert all(linkable(one, edition.hosts, edition.archive) for one in links(laid_out.html))
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", laid_out.html + laid_out.text + laid_out.subject
    )


@QUIET
@given(editions(), TIMES)
def test_it_fits_and_every_item_is_told_or_counted(made: Edition, times: int) -> None:
    edition = crowded(made, times)
    laid_out = pages(edition)
    assert len(laid_out.html.encode()) < LIMIT
    page = document(laid_out.html)
    counts = [int(one) for one in page.xpath("//h2/span[@class='n']/text()")]
    told = page.xpath("count(//div[@class='item'])") - len(edition.changes)
    brief = page.xpath("count(//p[@class='brief'])")
    beside = len(edition.withdrawn) + len(edition.reprints)
    if edition.kind != "immediate":
        beside += len(edition.near_misses) + (len(edition.reader.earlier) if edition.reader else 0)
    noted = NOTED.findall("".join(page.find("body").itertext()))
    left_out = sum(int(one or two) for one, two in noted)
    assert told + brief - beside + left_out == len(edition.items)
    under = len({one.themes[:1] for one in edition.items} - {()})
    assert sum(counts[:under]) == len([one for one in edition.items if one.themes])
