"""The commitment ledger: answers counted once and in time, silence with its days and how sure it is."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest

from archive.clock import SHANGHAI
from archive.config import Settings
from archive.records import Answer, Quote
from archive.store import Archive, announcements, answers, judgements
from digest import run
from digest.compose import compose
from digest.edition import document as edition_document
from digest.ledger import Entry, Ledger, Silence, Unknown, document, ledger
from digest.ledger_lines import certainty, lines
from tests.days import DAY, EIGHT, NEXT, crawled, keep, scene, send, stored
from tests.editions import FUND, GONE, NOW, SOURCES, failed, full_edition, healthy, material, meeting
from tests.found import analysis, found

SCHEMA = json.loads((Path(__file__).parents[1] / "docs/schemas/ledger.schema.json").read_text(encoding="utf-8"))
AS_OF = datetime(2026, 11, 18, 12, tzinfo=SHANGHAI)
SURE = Silence(sources=4)


def answer(number: int, directive: str = "application.2", **changed: object) -> Answer:
    stated = {
        "meeting": "2025-02-21",
        "directive": directive,
        "id": f"zs-{number}",
        "canonical_id": f"zs-{number}",
        "title": f"第{number}号通知",
        "url": f"http://www.zs.gov.cn/content/post_{number}.html",
        "issuer": "中山市工业和信息化局",
        "day": date(2026, 11, number),
        "score": 0.8,
        "quote": Quote(part="body", revision=1, start=0, end=2, text="场景"),
    }
    return Answer(**stated | changed)  # type: ignore[arg-type]


def entry(*given: Answer, directive: str = "application.2", silence: Silence = SURE) -> tuple[Entry, Ledger]:
    told = ledger(meeting(), given, as_of=AS_OF, silence=silence)
    return next(one for one in told.entries if one.directive.id == directive), told


def test_first_latest_how_many_by_whom_and_days() -> None:
    given, told = entry(answer(10), answer(3), answer(5, issuer="中山市科学技术局"), answer(7, directive="study.2"))
    row = next(one for one in document(told)["directives"] if one["id"] == "application.2")
    jsonschema.validate(document(told), SCHEMA)
    assert (row["count"], row["first"]["id"], row["latest"]["id"]) == (3, "zs-3", "zs-10")
    assert row["bodies"] == [
        {"issuer": "中山市工业和信息化局", "count": 2},
        {"issuer": "中山市科学技术局", "count": 1},
    ]
    assert (row["days_since_meeting"], row["days_since_latest"], row["silent_days"]) == (635, 8, None)
    assert row["days_to_first"] == (date(2026, 11, 3) - date(2025, 2, 21)).days
    assert [one.answer.id for one in given.answers] == ["zs-3", "zs-5", "zs-10"]
    assert row["answers"][0]["quotation"]["text"] == "场景"


def test_copies_count_once_and_the_first_stands_for_them() -> None:
    copy = answer(2, canonical_id="zs-4", issuer="小榄镇人民政府")
    given, _ = entry(copy, answer(4))
    assert [(one.answer.id, one.copies) for one in given.answers] == [("zs-4", ("zs-2",))]
    gone = answer(4, withdrawn_at=AS_OF)
    given, _ = entry(copy, gone)
    assert [(one.answer.id, one.copies) for one in given.answers] == [("zs-2", ("zs-4",))]


def test_what_was_withdrawn_answers_no_longer_and_is_told_apart() -> None:
    given, told = entry(answer(4, withdrawn_at=AS_OF))
    assert (given.answers, len(given.withdrawn)) == ((), 1)
    row = next(one for one in document(told)["directives"] if one["id"] == "application.2")
    jsonschema.validate(document(told), SCHEMA)
    assert (row["count"], row["silent_days"], row["withdrawn"][0]["id"]) == (0, 635, "zs-4")
    assert any("曾有 1 条，已撤下" in line for line in lines("zh", told))


def test_neither_what_came_before_nor_the_report_itself_is_an_answer() -> None:
    before = answer(1, day=date(2025, 2, 20))
    on_the_day = answer(2, day=date(2025, 2, 21))
    report = answer(3, url=meeting().url.replace("http:", "https:").replace("/post_", "/mpost_"))
    copy = answer(4, canonical_id="zs-3")
    given, _ = entry(before, on_the_day, report, copy, answer(5, meeting="other"))
    assert [one.answer.id for one in given.answers] == ["zs-2"]


def test_silence_is_proven_or_says_since_when_not() -> None:
    away = Unknown(source="a", publisher="甲局", status="blocked", since=AS_OF - timedelta(days=2))
    never = Unknown(source="b", publisher="乙局", status=None, since=None)
    assert SURE.proven
    assert "可以确认" in certainty("zh", SURE)
    doubt = Silence(sources=4, unknown=(away,))
    assert (doubt.proven, doubt.since) == (False, away.since)
    assert "2026-11-16 12:00 起可能有遗漏" in certainty("zh", doubt)
    assert "since 2026-11-16 12:00" in certainty("en", doubt)
    assert Silence(sources=4, unknown=(away, never)).since is None
    assert "some never read" in certainty("en", Silence(sources=4, unknown=(away, never)))
    assert not Silence(sources=4, unjudged=2).proven
    assert "2 announcements are not judged" in certainty("en", Silence(sources=4, unjudged=2))
    assert not Silence(sources=0).proven


@pytest.mark.parametrize(("language", "days"), [("zh", "会后 635 天无回应"), ("en", "635 days without an answer")])
def test_every_directive_has_its_line(language: str, days: str) -> None:
    _, told = entry(answer(3))
    text = "\n".join(lines(language, told))  # type: ignore[arg-type]
    assert all(one.id in text and one.text in text for one in meeting().directives)
    assert text.count(days) == len(meeting().directives) - 1
    assert "「场景」" in text


def test_the_edition_tells_gaps_with_their_days() -> None:
    edition = full_edition()
    days = (NOW.date() - date(2025, 2, 21)).days
    assert {gap.days for gap in edition.gaps} == {days}
    rows = {one["directive"]: one for one in edition_document(edition)["ledger"]}
    assert rows["application.2"]["first"]["id"] == FUND.id
    assert rows["study.1"] | {"meeting": "", "directive": ""} == {
        "meeting": "", "directive": "", "count": 0, "first": None, "latest": None, "days_since_meeting": days,
        "days_to_first": None, "days_since_latest": None, "withdrawn": 0,
    }  # fmt: skip
    from digest.render import pages

    laid_out = pages(edition)
    for text in (laid_out.text.replace("\n    ", ""), laid_out.html):
        assert f"会后 {days} 天无回应" in text
    assert "不能完全确认" in laid_out.html
    sure = pages(compose(material(health=healthy(), untold=(FUND, GONE))))
    assert "没有回应的可以确认" in sure.html
    assert (
        "That there is no answer is not certain"
        in pages(full_edition(language="en", health=healthy() | failed("portal-tzgg"))).html
    )


# In the archive, as of a moment


def judged(archive: Archive, post_id: int, words: str, at: datetime, **changed: object) -> None:
    with archive.begin() as tx:
        one = announcements.get(tx, f"zs-{post_id}")
        judgements.put(tx, replace(analysis(one, words), **changed), at)


def test_answers_as_of_a_moment(archive: Archive) -> None:
    body = "打造一批人工智能应用场景。"
    keep(archive, found(1, body=body), now=EIGHT)
    judged(archive, 1, "打造一批人工智能应用场景", EIGHT)
    keep(archive, found(2, body=body.replace("一批", "两批")), now=NEXT)
    judged(archive, 2, "打造两批人工智能应用场景", NEXT)
    with archive.begin() as tx:
        announcements.withdraw(tx, "zs-1", NEXT)
    with archive.read() as tx:
        then = answers.given(tx, EIGHT + timedelta(hours=1), ["2025-02-21"])
        now = answers.given(tx, NEXT, ["2025-02-21"])
        assert answers.given(tx, EIGHT - timedelta(hours=1), ["2025-02-21"]) == []
        assert answers.given(tx, NEXT, ["other"]) == []
    assert [(one.id, one.withdrawn_at) for one in then] == [("zs-1", None)]
    assert [(one.id, one.withdrawn_at) for one in now] == [("zs-1", NEXT), ("zs-2", None)]


def test_the_revision_and_the_judgement_of_that_moment_count(archive: Archive) -> None:
    keep(archive, found(1, body="打造一批人工智能应用场景。"), now=EIGHT)
    judged(archive, 1, "打造一批", EIGHT)
    keep(archive, found(1, body="此前的通知作废，不再办理。"), now=NEXT)
    with archive.read() as tx:
        assert answers.unjudged(tx, NEXT) == 1
    judged(archive, 1, "", NEXT)
    with archive.read() as tx:
        assert answers.given(tx, NEXT, ["2025-02-21"]) == []
        (then,) = answers.given(tx, EIGHT, ["2025-02-21"])
        assert (then.quote.revision, then.quote.text) == (1, "打造一批")
        assert answers.unjudged(tx, NEXT) == 0


def test_a_newer_method_does_not_change_what_was_said_then(archive: Archive) -> None:
    keep(archive, found(1, body="打造一批人工智能应用场景。"), now=EIGHT)
    judged(archive, 1, "打造一批", EIGHT)
    judged(archive, 1, "", NEXT, method="test-2")
    with archive.read() as tx:
        assert len(answers.given(tx, EIGHT, ["2025-02-21"])) == 1
        assert answers.given(tx, NEXT, ["2025-02-21"]) == []


def test_what_was_judged_only_later_counts_as_it_was_judged_first(archive: Archive) -> None:
    keep(archive, found(1, body="打造一批人工智能应用场景。"), now=EIGHT - timedelta(hours=2))
    judged(archive, 1, "打造一批", EIGHT)
    judged(archive, 1, "", NEXT, method="test-2")
    with archive.read() as tx:
        assert len(answers.given(tx, EIGHT - timedelta(hours=1), ["2025-02-21"])) == 1


def test_an_edition_keeps_what_its_ledger_said(archive: Archive, settings: Settings, tmp_path: Path) -> None:
    keep(archive, scene())
    crawled(archive)
    send(archive, settings)
    before = stored(archive).content["ledger"]
    keep(archive, scene(2655077), now=NEXT - timedelta(hours=1))
    run.judge_new(archive, settings, NEXT)
    run.replay(archive, settings, DAY, tmp_path)
    assert json.loads((tmp_path / "edition.json").read_text(encoding="utf-8"))["ledger"] == before
    with archive.read() as tx:
        (first,) = run.meetings_in_force(settings, tx)
        then = run.ledger_of(tx, settings, first, EIGHT, SOURCES)
        now = run.ledger_of(tx, settings, first, NEXT, SOURCES)
    assert then.silence.proven
    assert not now.silence.proven  # nothing was crawled for a day
    counts = [{one.directive.id: len(one.answers) for one in each.entries} for each in (then, now)]
    assert sum(counts[1].values()) > sum(counts[0].values()) > 0
    assert {one["directive"]: one["count"] for one in before} == counts[0]
