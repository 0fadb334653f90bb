"""What lists say beside titles: the newest state and judgement of each, and the copies of one text."""

from dataclasses import replace
from datetime import datetime, timedelta

from archive.records import SourceRun
from archive.store import Archive, announcements, judgements, runs, signs
from tests.found import HOUR, NOON, analysis, found
from tests.reading_room import keep


def test_signs_are_those_of_the_newest_revision_and_analysis(archive: Archive) -> None:
    keep(archive)
    keep(archive, NOON + HOUR, body="改过的正文，应用场景。")
    keep(archive, post_id=2, body="另一篇" * 30, doc_number=None)
    with archive.begin() as tx:
        one = announcements.get(tx, "zs-1")
        day = datetime(2026, 12, 1).date()  # noqa: DTZ001
        judgements.put(tx, analysis(one, "应用场景", method="test-1", deadline=day), NOON)
        newer = analysis(one, "应用场景", method="test-2", deadline=day + timedelta(days=1))
        twice = (*newer.alignments, replace(newer.alignments[0], theme="industry"), newer.alignments[0])
        judgements.put(tx, replace(newer, alignments=twice), NOON)
        announcements.withdraw(tx, "zs-1", NOON + HOUR)
    with archive.read() as tx:
        told = signs.of(tx, ["zs-1", "zs-2", "zs-9"])
    assert list(told) == ["zs-1", "zs-2"]
    assert told["zs-1"] == signs.Signs(
        withdrawn_at=NOON + HOUR, revision=2, canonical_id="zs-1", doc_number="中工信〔2026〕1号",
        themes=("application", "industry"), deadline=day + timedelta(days=1),
    )  # fmt: skip
    assert told["zs-2"] == signs.Signs(withdrawn_at=None, revision=1, canonical_id="zs-2", doc_number=None)


def test_copies_are_told_the_first_one_first(archive: Archive) -> None:
    same = {"title": "关于同一件事的通知", "body": "同一篇正文。" * 40, "doc_number": "中府〔2026〕9号"}
    for number in (5, 3, 8):
        with archive.begin() as tx:
            announcements.keep(tx, found(number, **same, issuer=f"第{number}局"), NOON + HOUR * (24 * (9 - number)))
    with archive.read() as tx:
        first = announcements.get(tx, "zs-3").canonical_id
        told = signs.copies(tx, first)
    assert told[0].id == first
    assert sorted(one.id for one in told) == ["zs-3", "zs-5", "zs-8"]
    assert [one.first_seen for one in told[1:]] == sorted(one.first_seen for one in told[1:])
    assert {one.issuer for one in told} == {"第3局", "第5局", "第8局"}


def test_the_last_success_is_the_newest_good_run_of_any_source(archive: Archive) -> None:
    with archive.read() as tx:
        assert runs.last_success(tx) is None
    for number, status in enumerate(("ok", "ok", "failed")):
        end = NOON + HOUR * number
        run = SourceRun(run_id=str(number), source="s", started_at=NOON, finished_at=end, status=status)  # type: ignore[arg-type]
        with archive.begin() as tx:
            runs.add(tx, run)
    with archive.read() as tx:
        assert runs.last_success(tx) == NOON + HOUR


def test_single_revisions_are_read(archive: Archive) -> None:
    for number in range(4):
        keep(archive, NOON + HOUR * number, body=f"第{number}版正文")
    with archive.read() as tx:
        assert [one.revision for one in announcements.revisions(tx, "zs-1", only=(3, 1, 9))] == [1, 3]
