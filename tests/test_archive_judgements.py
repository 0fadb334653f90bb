"""Analyses: kept beside those of other methods, never with words that the announcement does not have."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from archive.errors import BadEvidence, NotFound
from archive.store import Archive, announcements, judgements
from archive.tables import Analysis
from tests.found import HOUR, NOON, analysis, attachment, found


def test_an_analysis_comes_back_as_it_was_put(archive: Archive) -> None:
    with archive.begin() as tx:
        announcements.keep(tx, found(1, attachments=(attachment(),)), NOON)
        one = announcements.get(tx, "zs-1")
        for part in ("title", "body", f"attachment:{attachment().sha256}"):
            words = {"title": "示范项目", "body": "最高补助500万元"}.get(part, "在中山市登记")
            stated = analysis(one, words, part=part, amounts=("500万元",))
            judgements.put(tx, stated, NOON)
            assert announcements.get(tx, "zs-1").analysis == stated


@pytest.mark.parametrize(
    "change",
    [
        {"start": 3},
        {"end": 9999},
        {"text": "别的话"},
        {"part": "title"},
        {"revision": 2},
        {"part": "attachment:" + "0" * 64},
    ],
)
def test_a_quotation_that_is_not_there_is_not_kept(archive: Archive, change: dict[str, object]) -> None:
    with archive.begin() as tx:
        announcements.keep(tx, found(1), NOON)
        stated = analysis(announcements.get(tx, "zs-1"), "最高补助500万元")
        judgements.put(tx, stated, NOON)
        wrong = replace(stated.alignments[0].announcement_quote, **change)
        bad = replace(stated, alignments=(replace(stated.alignments[0], announcement_quote=wrong),))
        with pytest.raises(BadEvidence, match=r"^zs-1: .+ does not have .+, quoted for application\.2$"):
            judgements.put(tx, bad, NOON)
        assert announcements.get(tx, "zs-1").analysis == stated


def test_of_a_revision_that_is_not_there(archive: Archive) -> None:
    with archive.begin() as tx:
        announcements.keep(tx, found(1), NOON)
        with pytest.raises(NotFound, match="zs-1: revision 2 is not in the archive"):
            judgements.put(tx, analysis(announcements.get(tx, "zs-1"), revision=2), NOON)


def test_the_newest_method_speaks_and_old_ones_stay(archive: Archive) -> None:
    with archive.begin() as tx:
        announcements.keep(tx, found(1), NOON)
        one = announcements.get(tx, "zs-1")
        for method in ("test-1", "test-2", "test-2"):
            judgements.put(tx, analysis(one, "示范项目", method=method), NOON)
        assert announcements.get(tx, "zs-1").analysis.method == "test-2"
        assert tx.scalars(sa.select(Analysis.method).order_by(Analysis.id)).all() == ["test-1", "test-2"]


def test_unjudged_is_what_the_method_has_not_seen(archive: Archive) -> None:
    def waiting() -> list[str]:
        return [one.id for one in judgements.unjudged(tx, "test-1")]

    with archive.begin() as tx:
        for number in (2, 1):
            announcements.keep(tx, found(number, attachments=(attachment(1, None),)), NOON - number * HOUR)
        assert waiting() == ["zs-2", "zs-1"]
        for one in judgements.unjudged(tx, "test-1"):
            judgements.put(tx, analysis(one), NOON)
        assert waiting() == []
        assert len(judgements.unjudged(tx, "test-2")) == 2
        announcements.keep(tx, found(1, body="改了"), NOON)
        assert waiting() == ["zs-1"]
        assert announcements.get(tx, "zs-1").analysis is None
        judgements.put(tx, analysis(announcements.get(tx, "zs-1")), NOON)
        assert waiting() == []


def test_what_becomes_readable_later_is_judged_again(archive: Archive) -> None:
    with archive.begin() as tx:
        announcements.keep(tx, found(1, attachments=(attachment(1, None),)), NOON)
        judgements.put(tx, analysis(announcements.get(tx, "zs-1")), NOON)
        announcements.keep(tx, found(1, attachments=(attachment(),)), NOON)
        assert [one.attachments for one in judgements.unjudged(tx, "test-1")] == [(attachment(),)]
        judgements.put(tx, analysis(announcements.get(tx, "zs-1")), NOON)
        assert judgements.unjudged(tx, "test-1") == []
