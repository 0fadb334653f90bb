"""Kept bytes read anew: never a revision, always traceable; the same on both engines."""

from dataclasses import replace
from typing import Any

import pytest

from archive.records import Announcement, Found, Kept, Revision, StoredEdition, Validators
from archive.store import Archive, announcements, editions, judgements, rereading
from tests.found import BODY, HOUR, NOON, analysis, attachment, found

OLD = found(attachments=(attachment(),), reader_version=1)
FIXED = BODY.replace("500万元", "500万元（含配套）")


def keep(archive: Archive, reading: Found, hours: int = 0) -> Kept:
    with archive.begin() as tx:
        return announcements.keep(tx, reading, NOON + hours * HOUR)


def reread(archive: Archive, reading: Found, hours: int = 1) -> bool:
    with archive.begin() as tx:
        return rereading.reread(tx, reading, NOON + hours * HOUR)


def again(**changed: Any) -> Found:
    return replace(OLD, reader_version=2, **changed)


def held(archive: Archive) -> tuple[Announcement, list[Revision]]:
    with archive.read() as tx:
        return announcements.get(tx, OLD.id), announcements.revisions(tx, OLD.id)


def test_what_is_read_otherwise_is_no_revision_and_stays_traceable(archive: Archive) -> None:
    keep(archive, OLD)
    assert reread(archive, again(body=FIXED, issuer="中山市工信局"))
    one, (revision,) = held(archive)
    assert (one.body, one.issuer, one.revision, one.reader_version) == (FIXED, "中山市工信局", 1, 2)
    assert one.revised_at == NOON
    (before,) = revision.readings
    assert (before.until, before.state.body, before.state.reader_version) == (NOON + HOUR, BODY, 1)
    assert (before.state.published, before.state.attachments) == (OLD.published, OLD.attachments)


def test_the_second_time_changes_nothing(archive: Archive) -> None:
    keep(archive, OLD)
    assert [reread(archive, again(body=FIXED), hour) for hour in (1, 2, 3)] == [True, False, False]
    assert len(held(archive)[1][0].readings) == 1


def test_newer_readers_that_read_the_same_are_noted_and_nothing_else(archive: Archive) -> None:
    keep(archive, OLD)
    with archive.begin() as tx:
        judgements.put(tx, analysis(announcements.get(tx, OLD.id), "人工智能"), NOON)
    assert not reread(archive, again())
    one, (revision,) = held(archive)
    assert (one.reader_version, revision.readings) == (2, ())
    with archive.read() as tx:
        assert rereading.ids(tx, [OLD.source]) == [OLD.id]
        assert rereading.ids(tx, [OLD.source], before=2) == []
        assert judgements.unjudged(tx, "test-1") == []


def test_a_crawl_with_newer_readers_makes_no_revision_of_the_same_bytes(archive: Archive) -> None:
    keep(archive, OLD)
    read = again(
        title="另一标题", body=FIXED, doc_number="中工信〔2026〕9号", attachments=(attachment(), attachment(2, "新"))
    )
    assert keep(archive, read, 1) == Kept(id=OLD.id, revision=1, outcome="unchanged")
    one, (revision,) = held(archive)
    assert (one.title, one.body, one.doc_number) == ("另一标题", FIXED, "中工信〔2026〕9号")
    assert one.attachments == read.attachments
    assert [reading.state.title for reading in revision.readings] == [OLD.title]


@pytest.mark.parametrize("by", ["reread", "crawl"])
def test_a_fact_read_otherwise_is_traceable_too(archive: Archive, by: str) -> None:
    keep(archive, OLD)
    now = again(doc_number="中工信〔2026〕9号")
    assert reread(archive, now) if by == "reread" else keep(archive, now, 1).outcome == "unchanged"
    one, (revision,) = held(archive)
    assert (one.doc_number, one.revision) == ("中工信〔2026〕9号", 1)
    assert [reading.state.doc_number for reading in revision.readings] == [OLD.doc_number]


def test_older_readers_do_not_undo_what_newer_ones_read(archive: Archive) -> None:
    keep(archive, again(body=FIXED))
    assert keep(archive, OLD, 1).outcome == "unchanged"
    assert held(archive)[0].body == FIXED


def test_a_file_exchanged_behind_its_link_is_a_revision_though_the_page_is_the_same(archive: Archive) -> None:
    keep(archive, OLD)
    exchanged = replace(OLD, attachments=(attachment(1, "申报指南：\n企业应在广东省登记。"),))
    assert keep(archive, exchanged, 1).outcome == "revised"


@pytest.mark.parametrize("line", ["浏览次数：77", "【打印】【关闭】", "分享到：微信 微博", "版权所有：中山市人民政府"])
def test_pages_that_differ_only_around_their_words_are_no_revision(archive: Archive, line: str) -> None:
    keep(archive, OLD)
    other = found(attachments=(attachment(2, "乙"), attachment()), body=f"{BODY}\n{line}")
    keep(archive, replace(OLD, attachments=(attachment(), attachment(2, "乙")), raw_sha256="c" * 64), 1)
    assert keep(archive, other, 2) == Kept(id=OLD.id, revision=2, outcome="unchanged")
    assert held(archive)[0].body == BODY


def test_a_file_read_otherwise_is_no_revision(archive: Archive) -> None:
    keep(archive, OLD)
    file = replace(OLD.attachments[0], text="申报指南：\n企业应在中山市登记。\n见表1。")  # type: ignore[index]
    assert reread(archive, again(attachments=(file,)))
    one, (revision,) = held(archive)
    assert (one.attachments, one.revision) == ((file,), 1)
    assert revision.readings[0].state.attachments == OLD.attachments


def test_judgements_that_quote_what_stands_no_longer_there_go_and_it_is_judged_again(archive: Archive) -> None:
    keep(archive, OLD)
    with archive.begin() as tx:
        judgements.put(tx, analysis(announcements.get(tx, OLD.id), "500万元。"), NOON)
    reread(archive, again(body=FIXED))
    assert held(archive)[0].analysis is None
    with archive.read() as tx:
        assert [one.id for one in judgements.unjudged(tx, "test-1")] == [OLD.id]


def test_no_edition_tells_it_as_a_change(archive: Archive) -> None:
    keep(archive, OLD)
    plain = {"key": "daily-1", "kind": "daily", "language": "zh", "subject": "", "html": "", "text": ""}
    with archive.begin() as tx:
        edition = StoredEdition(**plain, date=NOON.date(), composed_at=NOON, content={})  # type: ignore[arg-type]
        editions.put(tx, edition, [(OLD.id, 1)])
    reread(archive, again(body=FIXED))
    with archive.read() as tx:
        assert editions.untold(tx, "daily", NOON + 9 * HOUR) == []


def test_what_a_crawl_replaced_in_between_is_left_alone(archive: Archive) -> None:
    keep(archive, OLD)
    keep(archive, found(body="另一正文", attachments=(attachment(),)), 1)
    assert not reread(archive, again(body=FIXED), 2)
    assert not reread(archive, again(id="zs-9"), 2)
    assert held(archive)[0].body == "另一正文"


def test_the_page_that_gave_the_bytes_is_known(archive: Archive) -> None:
    keep(archive, OLD)
    there = "http://www.zs.gov.cn/gkmlpt/content/2/2655/post_2655001.html"
    keep(archive, replace(OLD, source="zs_gkmlpt-all", url=there, raw_sha256="b" * 64), 1)
    with archive.begin() as tx:
        given = Validators(url=there, etag=None, last_modified=None, sha256="b" * 64, fetched_at=NOON)
        announcements.remember(tx, given)
        pages = rereading.met(tx, OLD.id, "b" * 64)
    assert [(one.source, one.gave_the_bytes) for one in pages] == [("zs_gkmlpt-all", True), (OLD.source, False)]
