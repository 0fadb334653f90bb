"""Attachments that wait to be read, and what becomes of an announcement when one is read at last."""

from dataclasses import replace

from archive.records import Attachment, Found, Query
from archive.search import search
from archive.store import Archive, announcements, judgements, rereading, waiting
from archive.store.waiting import Backlog
from tests.found import HOUR, NOON, analysis, attachment, found

LEFT = attachment(1, None, sha256="a" * 64, status="waiting")
READ = replace(LEFT, status="ok", text="企业应于2026年12月1日前申报。", media_type="application/pdf")


def keep(archive: Archive, one: Found, after: int = 0) -> None:
    with archive.begin() as tx:
        announcements.keep(tx, one, NOON + after * HOUR)


def fill(archive: Archive, *read: Attachment) -> bool:
    with archive.begin() as tx:
        return waiting.fill(tx, "zs-1", read, NOON + 9 * HOUR)


def test_what_waits_is_told_with_the_files_and_since_when(archive: Archive) -> None:
    keep(archive, found(1, attachments=(LEFT, attachment(2))))
    keep(archive, found(2, attachments=(attachment(3),)))
    with archive.read() as tx:
        assert waiting.ids(tx) == ["zs-1"]
        assert waiting.files(tx, "zs-1") == (LEFT,)
        assert waiting.backlog(tx) == Backlog(files=1, since=NOON)
    fill(archive, READ)
    with archive.read() as tx:
        assert (waiting.ids(tx), waiting.files(tx, "zs-1")) == ([], ())
        assert waiting.backlog(tx) == Backlog(files=0, since=None)


def test_words_that_were_read_later_are_no_revision_and_no_second_reading_and_are_found(archive: Archive) -> None:
    keep(archive, found(1, attachments=(LEFT,)))
    assert fill(archive, READ)
    with archive.read() as tx:
        one = announcements.get(tx, "zs-1")
        assert (one.revision, one.attachments) == (1, (READ,))
        assert rereading.readings(tx, "zs-1") == {}
        assert [each.id for each in search(tx, Query(words="2026年12月1日前申报")).hits] == ["zs-1"]


def test_it_is_judged_again_and_what_was_judged_stays_until_then(archive: Archive) -> None:
    keep(archive, found(1, attachments=(LEFT,)))
    with archive.begin() as tx:
        judgements.put(tx, analysis(announcements.get(tx, "zs-1"), "单个项目最高补助500万元"), NOON)
        assert judgements.waiting(tx, "test-1") == []
    fill(archive, READ)
    with archive.read() as tx:
        assert judgements.waiting(tx, "test-1") == ["zs-1"]
        assert judgements.waiting(tx, "test-1", ["zs-2"]) == []
        assert announcements.get(tx, "zs-1").analysis is not None


def test_every_revision_that_has_the_file_gets_its_words(archive: Archive) -> None:
    keep(archive, found(1, attachments=(LEFT,)))
    keep(archive, found(1, attachments=(LEFT,), body="改为最高补助800万元。"), 1)
    assert fill(archive, READ)
    with archive.read() as tx:
        assert announcements.get(tx, "zs-1").revision == 2
        assert [one.attachments for one in announcements.revisions(tx, "zs-1")] == [(READ,), (READ,)]


def test_a_second_reader_changes_nothing(archive: Archive) -> None:
    keep(archive, found(1, attachments=(LEFT,)))
    fill(archive, READ)
    assert not fill(archive, replace(READ, text="other words", status="ocr"))
    with archive.read() as tx:
        assert announcements.get(tx, "zs-1").attachments == (READ,)


def test_a_file_that_can_not_be_read_waits_no_longer(archive: Archive) -> None:
    keep(archive, found(1, attachments=(LEFT,)))
    broken = replace(LEFT, status="unreadable")
    assert fill(archive, broken)
    with archive.read() as tx:
        assert announcements.get(tx, "zs-1").attachments == (broken,)
        assert waiting.ids(tx) == []


def test_other_bytes_than_those_that_wait_are_not_written(archive: Archive) -> None:
    keep(archive, found(1, attachments=(LEFT,)))
    assert not fill(archive, replace(READ, sha256="b" * 64))
    with archive.read() as tx:
        assert announcements.get(tx, "zs-1").attachments == (LEFT,)


def test_a_crawl_that_meets_it_again_neither_revises_it_nor_takes_words_away(archive: Archive) -> None:
    keep(archive, found(1, attachments=(LEFT,)))
    keep(archive, found(1, attachments=(LEFT,)), 1)
    fill(archive, READ)
    keep(archive, found(1, attachments=(LEFT,)), 10)
    with archive.read() as tx:
        one = announcements.get(tx, "zs-1")
    assert (one.revision, one.attachments) == (1, (READ,))


def test_words_that_no_database_holds_are_replaced(archive: Archive) -> None:
    keep(archive, found(1, attachments=(LEFT,)))
    assert fill(archive, replace(READ, text="a\x00b"))
    with archive.read() as tx:
        assert "\x00" not in (announcements.get(tx, "zs-1").attachments[0].text or "")
