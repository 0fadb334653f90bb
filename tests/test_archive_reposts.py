"""Copies of one text found among what is alike, measured on a labelled set; the same on both engines."""

from dataclasses import replace
from itertools import islice

import pytest
import sqlalchemy as sa

from archive.records import Found
from archive.store import Archive, announcements, reposts
from archive.tables import Likeness
from tests.bench.keeping import announcement
from tests.found import HOUR, NOON, found
from tests.score_reposts import labelled, score


@pytest.mark.parametrize("name", ["government", "news", "more", "unseen"])
def test_copies_are_found_and_nothing_else(archive: Archive, name: str) -> None:
    told = score(archive, name, seed=7)
    assert told.right > 0
    assert told.precision >= 0.95, told.false
    assert told.recall >= 0.95, told.missed


def test_the_labelled_set_is_large_and_of_both_kinds(archive: Archive) -> None:
    texts = list(labelled())
    whole = score(archive)
    assert whole.right + len(whole.missed) >= 60
    assert len(texts) - len({text for text, _ in texts}) >= 40
    assert sum(text == one["id"] for text, one in texts) >= 60
    assert (whole.precision, whole.recall) >= (0.95, 0.95)


def keep(archive: Archive, *readings: Found) -> list[str]:
    """Keep readings a day apart and return which each is a copy of."""
    for day, one in enumerate(readings):
        with archive.begin() as tx:
            announcements.keep(tx, one, NOON + day * 24 * HOUR)
    with archive.read() as tx:
        return [announcements.get(tx, one.id).canonical_id for one in readings]


def test_the_first_publisher_is_named_whoever_is_met_first_on_a_day(archive: Archive) -> None:
    ours = found(1, doc_number=None)
    theirs = replace(
        ours, id="gd-9", post_id=9, source="gd", url="http://www.gd.gov.cn/9", issuer="广东省工业和信息化厅"
    )
    theirs = replace(theirs, published=NOON.replace(day=17))
    for one in (ours, theirs):
        with archive.begin() as tx:
            announcements.keep(tx, one, NOON)
    with archive.read() as tx:
        assert {announcements.get(tx, one.id).canonical_id for one in (ours, theirs)} == {"gd-9"}


def test_a_copy_of_what_was_revised_is_found_by_its_new_words(archive: Archive) -> None:
    before, after = announcement(1), announcement(2)
    revised = replace(before, body=after.body, raw_sha256="e" * 64, fingerprint="x")
    other = {"id": "zs-7", "url": "http://www.zs.gov.cn/content/post_7.html", "title": "转载一则消息"}
    copy = replace(after, **other, published=before.published)  # type: ignore[arg-type]
    assert keep(archive, before, revised, copy) == [before.id, before.id, before.id]


def test_a_phrase_of_the_trade_is_not_looked_for_any_more(archive: Archive) -> None:
    phrase = "申报单位应当在中山市依法登记注册并且具有独立法人资格和较强的研发能力"
    bodies = (f"{phrase}。\n第{number}号项目的牵头单位由主管部门另行通知。" for number in range(10**6))
    readings = [
        found(number, title=f"第{number}号项目", doc_number=None, body=body)
        for number, body in islice(enumerate(bodies), 3 * reposts.PHRASE)
    ]
    assert keep(archive, *readings) == [one.id for one in readings]
    with archive.read() as tx:
        holders = tx.scalars(sa.select(sa.func.count()).select_from(Likeness).group_by(Likeness.key)).all()
    assert max(holders) == reposts.PHRASE
