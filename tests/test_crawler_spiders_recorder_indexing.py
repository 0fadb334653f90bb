"""A crawl that takes hours is indexed on its way, so that who searches meanwhile does not wait for its end."""

import io
import os
from datetime import datetime

import pytest

from archive.errors import DatabaseAway
from archive.store import Archive, indexing
from crawler.spiders import recorder_worker
from crawler.spiders.messages import packed
from crawler.spiders.recorder_worker import Inbox, serve
from tests.test_crawler_spiders_recorder import paper


def served(archive: Archive, count: int) -> int:
    """Keep so many announcements as the child does; returns how many of them wait to be indexed."""
    out, into = os.pipe()
    os.write(into, b"".join(packed(paper(2655000 + number)) for number in range(count)))
    os.close(into)
    serve(Inbox(pipe=out), io.BytesIO(), archive)
    os.close(out)
    with archive.read() as tx:
        return indexing.waiting(tx)


def test_what_is_written_is_indexed_when_it_is_much(
    archive: Archive, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder_worker, "TOGETHER", 1)
    monkeypatch.setattr(recorder_worker, "OFTEN", 3)
    assert served(archive, 2) == 2
    assert served(archive, 4) == 1


def test_an_index_that_can_not_be_written_ends_nothing(
    archive: Archive, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: Archive) -> int:
        raise DatabaseAway("zswatch.sqlite: database is locked")

    monkeypatch.setattr(recorder_worker, "OFTEN", 1)
    monkeypatch.setattr(indexing, "bring_up", away)
    assert served(archive, 2) == 2
