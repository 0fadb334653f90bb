"""What somebody would get and why, and what was sent, again: byte for byte."""

import json
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import pytest

from archive.config import Settings
from archive.errors import NotFound, WrongUse
from archive.records import Filters
from archive.sections import Retention
from archive.store import Archive, editions, outbox, tidying
from digest import run
from tests.days import DAY, EIGHT, MORNING, NEXT, crawled, files, keep, person, scene, send, stored, subscribe, water
from tests.editions import SOURCES
from tests.test_whole_way import by_schema

WORD = person("word", filters=Filters(words=("2655001",)))
ENGLISH = person("english", language="en")


@pytest.fixture
def filled(archive: Archive) -> Archive:
    """An archive after the first crawl: two relevant announcements and one that is not."""
    keep(archive, scene(2655001), scene(2655002), water(2655003))
    crawled(archive)
    return archive


def test_preview_shows_and_marks_nothing(filled: Archive, settings: Settings, tmp_path: Path) -> None:
    shown = run.preview(filled, settings, DAY, tmp_path / "one", sources=SOURCES, now=EIGHT)
    run.preview(filled, settings, DAY, tmp_path / "two", sources=SOURCES, to="b@example.org", now=EIGHT)
    assert [one.name for one in shown.files] == ["edition.html", "edition.txt", "edition.eml", "edition.json"]
    for name in ("edition.html", "edition.txt", "edition.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert message_from_bytes((tmp_path / "two" / "edition.eml").read_bytes(), policy=SMTP)["To"] == "b@example.org"
    with filled.read() as tx:
        assert editions.last(tx, "daily") is None
        assert outbox.every(tx) == []
    send(filled, settings)
    run.preview(filled, settings, DAY, tmp_path / "three", sources=SOURCES, now=EIGHT + timedelta(hours=2))
    assert (tmp_path / "three" / "edition.html").read_bytes() == (tmp_path / "one" / "edition.html").read_bytes()


def test_replay_gives_what_was_sent_byte_for_byte(filled: Archive, settings: Settings, tmp_path: Path) -> None:
    send(filled, settings)
    keep(filled, scene(2655001, body="全文已换。"), now=NEXT)
    english = settings.model_copy(update={"language": "en"})
    written, corrected_by = run.replay(filled, english, DAY, tmp_path / "again")
    assert corrected_by == ()
    edition = stored(filled)
    assert written[0].read_text(encoding="utf-8") == edition.html
    assert written[1].read_text(encoding="utf-8") == edition.text
    assert written[2].read_bytes() == files(settings)[0].read_bytes()
    assert json.loads(written[3].read_bytes()) == edition.content


def test_a_message_whose_content_was_let_go_of_is_not_made_up(
    filled: Archive, settings: Settings, tmp_path: Path
) -> None:
    send(filled, settings)
    with filled.begin() as tx:
        tidied = tidying.tidy(tx, Retention(messages_days=1), NEXT + timedelta(days=30), dry=False)
    assert tidied["messages"] > 0
    with pytest.raises(NotFound, match=r"is not kept any longer \(retention.messages_days\)$"):
        run.replay(filled, settings, DAY, tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_an_edition_that_was_never_made(filled: Archive, settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="2026-11-18"):
        run.replay(filled, settings, DAY, tmp_path)


def test_a_folder_that_can_not_be_written(filled: Archive, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WrongUse, match="--out"):
        run.preview(filled, settings, DAY, tmp_path / "file" / "out", sources=SOURCES, now=EIGHT)


def test_a_preview_is_byte_for_byte_what_is_sent_then(filled: Archive, settings: Settings, tmp_path: Path) -> None:
    subscribe(filled, WORD, ENGLISH)
    before = {}
    for one in (WORD, ENGLISH):
        shown = run.preview(filled, settings, DAY, tmp_path / one.name, sources=SOURCES, to=one.name, now=EIGHT)
        assert not shown.queued
        before[one.name] = (tmp_path / one.name / "edition.eml").read_bytes()
    assert send(filled, settings, to=()).delivery.sent == 2
    with filled.read() as tx:
        queued = {one.subscriber: one.message for one in outbox.every(tx)}
    assert queued == before
    assert {one.read_bytes() for one in files(settings)} == set(before.values())
    later = run.preview(filled, settings, DAY, tmp_path / "later", sources=SOURCES, to="word", now=NEXT)
    assert later.queued
    assert (tmp_path / "later" / "edition.eml").read_bytes() == before["word"]


def test_a_preview_says_why_of_each_thing(filled: Archive, settings: Settings, tmp_path: Path) -> None:
    subscribe(filled, WORD)
    shown = run.preview(filled, settings, DAY, tmp_path, sources=SOURCES, to="word", now=EIGHT)
    told = by_schema("preview", shown.document())
    assert (told["edition"], told["to"]) == ("daily-2026-11-18", "word")
    assert {(one["id"], one["included"]) for one in told["verdicts"]} == {("zs-2655001", True), ("zs-2655002", False)}
    assert all("2655001" in one["why"] for one in told["verdicts"])
    why = (tmp_path / "why.txt").read_text(encoding="utf-8")
    assert why.splitlines() == list(shown.why)
    assert "+ zs-2655001 [item]" in why
    assert "- zs-2655002 [item]" in why
    content = json.loads((tmp_path / "edition.json").read_bytes())
    assert [one["id"] for one in content["items"]] == ["zs-2655001"]


def test_a_preview_of_what_would_be_told_at_once(filled: Archive, settings: Settings, tmp_path: Path) -> None:
    nothing = replace(WORD, filters=Filters(words=("没有这个词",)), editions=("immediate",))
    subscribe(filled, nothing)
    stated = {"sources": SOURCES, "kind": "immediate", "now": EIGHT}
    shown = run.preview(filled, settings, DAY, tmp_path, to="word", **stated)
    assert shown.edition_key == ""
    assert [one["included"] for one in shown.verdicts] == [False, False]
    assert send(filled, settings, to=(), kind="immediate").edition_key == ""
    with filled.read() as tx:
        assert editions.every(tx) == []


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"status": "pending"}, "--to word: this subscriber is pending"),
        ({"name": "other", "address": "other@example.org"}, "--to word: no subscriber of that name"),
    ],
)
def test_whom_nothing_is_shown_for(
    filled: Archive, settings: Settings, tmp_path: Path, changed: dict[str, str], fault: str
) -> None:
    subscribe(filled, replace(WORD, **changed))
    with pytest.raises(WrongUse, match=fault):
        run.preview(filled, settings, DAY, tmp_path, sources=SOURCES, to="word", now=EIGHT)


def test_a_replay_for_one_person_has_their_very_message(filled: Archive, settings: Settings, tmp_path: Path) -> None:
    subscribe(filled, WORD, ENGLISH)
    send(filled, settings, to=())
    keep(filled, scene(2655001, body="全文已换。"), now=NEXT)
    with filled.read() as tx:
        messages = {one.subscriber: one.message for one in outbox.every(tx)}
        english = editions.get(tx, "daily-2026-11-18-en")
    for to in ("english", "English@Example.org"):
        run.replay(filled, settings, DAY, tmp_path / to, to=to)
        assert (tmp_path / to / "edition.eml").read_bytes() == messages["english"]
        assert (tmp_path / to / "edition.html").read_text(encoding="utf-8") == english.html
    run.replay(filled, settings, NEXT.date(), tmp_path / "key", key="daily-2026-11-18-en")
    assert json.loads((tmp_path / "key" / "edition.json").read_bytes()) == english.content
    with pytest.raises(NotFound, match="nothing was queued for nobody"):
        run.replay(filled, settings, DAY, tmp_path, to="nobody")
    with pytest.raises(NotFound, match="no edition daily-2020"):
        run.replay(filled, settings, DAY, tmp_path, key="daily-2020-01-01")


def test_the_list_of_editions(filled: Archive, settings: Settings) -> None:
    subscribe(filled, ENGLISH)
    send(filled, settings, to=())
    crawled(filled, NEXT - timedelta(hours=1))
    send(filled, settings, NEXT, to=())
    found = by_schema("editions", run.listed(filled))
    assert [(one["key"], one["mails"]["sent"]) for one in found] == [
        ("daily-2026-11-19-en", 1),
        ("daily-2026-11-19", 0),
        ("daily-2026-11-18-en", 1),
        ("daily-2026-11-18", 0),
    ]
    assert len(run.listed(filled, 1)) == 1
    assert MORNING.isoformat() < found[-1]["composed_at"]


def test_a_preview_for_nobody_in_particular_minds_no_subscriber_who_gets_nothing(
    filled: Archive, settings: Settings, tmp_path: Path
) -> None:
    """The sender's own address may stand among the subscribers, not yet confirmed: the house's edition is shown."""
    pending = replace(person("me@example.org"), status="pending", confirmed_at=None)
    subscribe(filled, pending)
    own = settings.model_copy(update={"mail": settings.mail.model_copy(update={"sender": "me@example.org"})})
    shown = run.preview(filled, own, DAY, tmp_path / "house", sources=SOURCES, now=EIGHT)
    assert (shown.to, shown.why) == ("me@example.org", ())
    with pytest.raises(WrongUse, match="is pending"):
        run.preview(filled, own, DAY, tmp_path / "named", sources=SOURCES, to="me@example.org", now=EIGHT)
