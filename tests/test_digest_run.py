"""From the archive to the mail: nothing lost when the program dies anywhere, nothing told twice."""

import json
import multiprocessing
import os
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import jsonschema
import pytest

from archive.config import Settings
from archive.errors import WrongSettings, WrongUse
from archive.store import Archive, announcements, editions, judgements, meetings, open_archive, outbox
from digest import run, sending
from digest.judge import METHOD
from digest.meetings import shipped
from tests.days import DAY, EIGHT, NEXT, crawled, files, keep, scene, send, stored, water
from tests.editions import SOURCES

SCHEMA = json.loads((Path(__file__).parents[1] / "docs/schemas/edition.schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def filled(archive: Archive) -> Archive:
    """An archive after the first crawl: two relevant announcements and one that is not."""
    keep(archive, scene(2655001), scene(2655002), water(2655003))
    crawled(archive)
    return archive


def test_an_edition_goes_out_with_what_is_new(filled: Archive, settings: Settings) -> None:
    report = send(filled, settings)
    assert report.ok
    assert report.composed
    assert report.delivery.sent == 1
    edition = stored(filled)
    jsonschema.validate(dict(edition.content), SCHEMA)
    assert {one["id"] for one in edition.content["items"]} == {"zs-2655001", "zs-2655002"}
    assert edition.content["silence"] == "news"
    assert edition.content["items"][0]["alignments"]
    (file,) = files(settings)
    mail = message_from_bytes(file.read_bytes(), policy=SMTP)
    assert mail["Subject"] == edition.subject == report.subject
    assert mail["To"] == "a@example.org"


def test_the_next_edition_tells_only_what_is_new_since(filled: Archive, settings: Settings) -> None:
    send(filled, settings)
    revised = scene(2655001)
    keep(
        filled,
        scene(2655001, body=revised.body.replace("最高500万元", "最高300万元")),
        scene(2655002),
        scene(2655004),
        now=NEXT - timedelta(hours=1),
    )
    crawled(filled, NEXT - timedelta(hours=1))
    send(filled, settings, NEXT)
    content = stored(filled, NEXT.date()).content
    assert [one["id"] for one in content["items"]] == ["zs-2655004"]
    (change,) = content["changes"]
    assert (change["id"], change["told_revision"], change["revision"]) == ("zs-2655001", 1, 2)
    assert [(one["old"], one["new"]) for one in change["edits"]] == [("单个项目最高500万元", "单个项目最高300万元")]
    send(filled, settings, NEXT + timedelta(days=1))
    last = stored(filled, (NEXT + timedelta(days=1)).date()).content
    assert (last["items"], last["changes"], last["near_misses"]) == ([], [], [])


def test_silence(filled: Archive, settings: Settings) -> None:
    send(filled, settings)
    crawled(filled, NEXT - timedelta(hours=1))
    send(filled, settings, NEXT)
    assert stored(filled, NEXT.date()).content["silence"] == "proven"
    assert "可以确认" in stored(filled, NEXT.date()).text
    third = NEXT + timedelta(days=1)
    crawled(filled, third - timedelta(hours=1), status="partial")
    send(filled, settings, third)
    assert stored(filled, third.date()).content["silence"] == "unknown"
    assert len(files(settings)) == 3


def test_a_withdrawal_is_told_once(filled: Archive, settings: Settings) -> None:
    send(filled, settings)
    with filled.begin() as tx:
        announcements.withdraw(tx, "zs-2655001", NEXT - timedelta(hours=1))
        announcements.withdraw(tx, "zs-2655003", NEXT - timedelta(hours=1))
    send(filled, settings, NEXT)
    assert [one["id"] for one in stored(filled, NEXT.date()).content["withdrawn"]] == ["zs-2655001"]
    send(filled, settings, NEXT + timedelta(days=1))
    assert stored(filled, (NEXT + timedelta(days=1)).date()).content["withdrawn"] == []


def test_what_becomes_relevant_later_is_told_then(filled: Archive, settings: Settings) -> None:
    send(filled, settings)
    with filled.begin() as tx:
        one = announcements.get(tx, "zs-2655003")
        assert one.analysis is not None
        judged = replace(one.analysis, relevance=replace(one.analysis.relevance, relevant=True, score=0.9))
        judgements.put(tx, judged, EIGHT + timedelta(hours=1))
    send(filled, settings, NEXT)
    assert [each["id"] for each in stored(filled, NEXT.date()).content["items"]] == ["zs-2655003"]
    send(filled, settings, NEXT + timedelta(days=1))
    assert stored(filled, (NEXT + timedelta(days=1)).date()).content["items"] == []


def test_a_day_that_is_not_here_yet(filled: Archive, settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="2026-11-19 is not here yet"):
        run.preview(filled, settings, NEXT.date(), tmp_path, sources=SOURCES, now=EIGHT)


def test_disabled_sources_prove_nothing_and_are_not_asked_for(filled: Archive, settings: Settings) -> None:
    stated = settings.model_copy(update={"crawler": settings.crawler.model_copy(update={"disabled": ("zs_kj-zjdc",)})})
    send(filled, stated)
    assert "zs_kj-zjdc" not in {one["source"] for one in stored(filled).content["sources"]}


def test_judging_is_done_once_and_again_for_other_meetings(filled: Archive, settings: Settings) -> None:
    assert run.judge_new(filled, settings, EIGHT) == 3
    assert run.judge_new(filled, settings, EIGHT) == 0
    second = replace(shipped()["2025-02-21"], id="2026-05-01")
    with filled.begin() as tx:
        meetings.put(tx, second)
    both = settings.model_copy(
        update={"digest": settings.digest.model_copy(update={"meetings": ("2025-02-21", "2026-05-01")})}
    )
    assert run.judge_new(filled, both, EIGHT) == 3
    with filled.read() as tx:
        analysis = announcements.get(tx, "zs-2655001").analysis
    assert analysis is not None
    assert {one.meeting for one in analysis.alignments} == {"2025-02-21", "2026-05-01"}
    assert analysis.method.startswith(METHOD)
    send(filled, both)
    gaps = stored(filled).content["gaps"]
    assert {one.removeprefix("2026-05-01/") for one in gaps if "/" in one} == {one for one in gaps if "/" not in one}


def test_a_meeting_that_was_edited_is_another_method() -> None:
    seed = shipped()["2025-02-21"]
    first, *others = seed.directives
    shorter = replace(first, end=first.end - 1, text=first.text[:-1])
    edits = (
        replace(seed, directives=(shorter, *others)),
        replace(seed, directives=(replace(first, theme="talent"), *others)),
        replace(seed, themes=seed.themes[1:]),
    )
    methods = {run.method_of([one]) for one in (seed, *edits)}
    assert len(methods) == 4
    assert run.method_of([replace(seed, facts=())]) == run.method_of([seed])


def test_an_unknown_meeting_is_named(filled: Archive, settings: Settings) -> None:
    wrong = settings.model_copy(update={"digest": settings.digest.model_copy(update={"meetings": ("2025-02-12",)})})
    with pytest.raises(WrongSettings, match="no meeting 2025-02-12; did you mean 2025-02-21"):
        run.judge_new(filled, wrong, EIGHT)


def test_the_account_of_one(filled: Archive, settings: Settings) -> None:
    with filled.read() as tx:
        one = announcements.get(tx, "zs-2655001")
        account = run.account_of(one, run.meetings_in_force(settings, tx))
    assert account["id"] == "zs-2655001"
    assert account["relevant"] is True
    assert account["relevance"]


# The program is killed between the steps: each step is named by what it was about to do.


def _dies_before(settings: Settings, where: str) -> None:
    """Send, in a process that ends without a word at the given call."""
    module, name = {
        "delivery": (sending, "deliver_due"),
        "queueing": (outbox, "enqueue"),
        "keeping": (editions, "put"),
    }[where]
    setattr(module, name, lambda *_, **__: os._exit(9))
    with open_archive(settings) as archive:
        send(archive, settings)


@pytest.mark.parametrize("where", ["keeping", "queueing", "delivery"])
def test_a_death_loses_nothing_and_repeats_nothing(filled: Archive, settings: Settings, where: str) -> None:
    process = multiprocessing.get_context("spawn").Process(target=_dies_before, args=(settings, where))
    process.start()
    process.join(60)
    assert process.exitcode == 9
    assert files(settings) == []
    with filled.read() as tx:
        kept, queued = editions.on(tx, DAY, "daily"), outbox.every(tx)
    assert (len(kept), len(queued)) == ((1, 1) if where == "delivery" else (0, 0))
    report = send(filled, settings, EIGHT + timedelta(minutes=10))
    assert report.delivery.sent == 1
    assert len(files(settings)) == 1
    assert {one["id"] for one in stored(filled).content["items"]} == {"zs-2655001", "zs-2655002"}
    assert send(filled, settings, EIGHT + timedelta(minutes=20)).delivery.sent == 0
