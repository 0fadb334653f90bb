"""What was said wrongly is said to be wrong, to those who were told, beside what is right; and no more than that."""

import json
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from archive.config import Settings
from archive.errors import NotFound, WrongUse
from archive.records import Filters, Mail
from archive.store import Archive, announcements, editions, judgements, outbox, rereading
from digest import run
from tests.days import DAY, EIGHT, NEXT, crawled, keep, person, scene, send, stored, subscribe, water
from tests.test_digest_run import SCHEMA

NOON = EIGHT + timedelta(hours=4)
WHY = "附件识别有误"
SAME = {"raw_sha256": "5" * 64}
WORD = person("word", filters=Filters(words=("2655001",)))
OTHER = person("other", filters=Filters(words=("2655002",)))
ENGLISH = person("english", language="en")
BOTH = ("a@example.org", "word", "other", "english")


@pytest.fixture
def sent(archive: Archive, settings: Settings) -> Archive:
    """An archive whose first edition told two announcements to four recipients."""
    keep(archive, scene(2655001, **SAME), scene(2655002), water(2655003))
    crawled(archive)
    subscribe(archive, WORD, OTHER, ENGLISH)
    assert send(archive, settings, to=BOTH).delivery.sent == 4
    return archive


def read_anew(archive: Archive, **changed: Any) -> None:
    """The kept bytes of the first announcement are read otherwise than before."""
    with archive.begin() as tx:
        assert rereading.reread(tx, scene(2655001, **SAME, **changed), NOON)


def judged(archive: Archive, name: str, *, relevant: bool) -> None:
    with archive.begin() as tx:
        one = announcements.get(tx, name)
        assert one.analysis is not None
        verdict = replace(one.analysis.relevance, relevant=relevant, score=0.9 if relevant else 0.1)
        judgements.put(tx, replace(one.analysis, relevance=verdict), NOON)


def correct(archive: Archive, settings: Settings, **stated: Any) -> Any:
    return run.correct(archive, settings, DAY, WHY, **({"now": NOON} | stated))


def mails(archive: Archive, key: str = "erratum-1-of-daily-2026-11-18") -> dict[str, Mail]:
    with archive.read() as tx:
        found = [*outbox.of_edition(tx, key), *outbox.of_edition(tx, f"{key}-en")]
    return {one.subscriber or one.recipient: one for one in found}


def content(archive: Archive, key: str = "erratum-1-of-daily-2026-11-18") -> Any:
    with archive.read() as tx:
        kept = editions.get(tx, key)
    jsonschema.validate(dict(kept.content), SCHEMA)
    return kept


def facts(kept: Any) -> list[tuple[str, str, str, str]]:
    told = kept.content["corrections"]
    return [(one["id"], fact["name"], fact["old"], fact["new"]) for one in told for fact in one["facts"]]


def test_what_was_read_wrongly_is_corrected_for_whoever_was_told(sent: Archive, settings: Settings) -> None:
    before = stored(sent)
    right = scene(2655001).body.replace("11月30日", "12月15日").replace("500万元", "300万元")
    read_anew(sent, body=right, title="关于组织申报2026年机器人应用示范项目的通知")
    report = correct(sent, settings)
    assert report.ok
    assert report.key == "erratum-1-of-daily-2026-11-18"
    kept = content(sent)
    assert (kept.kind, kept.corrects, kept.content["reason"]) == ("erratum", "daily-2026-11-18", WHY)
    told = {name: (old, new) for _, name, old, new in facts(kept)}
    assert told["deadline"] == ("2026-11-30", "2026-12-15")
    assert told["title"] == (scene(2655001).title, "关于组织申报2026年机器人应用示范项目的通知")
    assert "500万元" in told["amounts"][0]
    assert "300万元" in told["amounts"][1]
    assert {one for one, *_ in facts(kept)} == {"zs-2655001"}
    assert set(mails(sent)) == {"a@example.org", "word", "english"}
    assert stored(sent) == before


def test_it_answers_the_very_message_that_told_it(sent: Archive, settings: Settings) -> None:
    judged(sent, "zs-2655001", relevant=False)
    correct(sent, settings)
    originals = mails(sent, "daily-2026-11-18")
    for name, mail in mails(sent).items():
        parsed = message_from_bytes(mail.message, policy=SMTP)
        assert parsed["In-Reply-To"].strip() == originals[name].message_id
        assert parsed["To"] == originals[name].recipient
        assert (mail.channel, mail.status) == ("folder", "sent")
    zh, en = (message_from_bytes(mails(sent)[name].message, policy=SMTP) for name in ("word", "english"))
    assert "更正" in zh["Subject"]
    assert "correction" in en["Subject"]
    texts = [one.get_body(("plain",)).get_content() for one in (zh, en)]
    assert "不应报告" in texts[0]
    assert "Should not have been told" in texts[1]
    assert all(scene(2655001).title in "".join(text.split()) for text in texts)


def test_what_a_publisher_changed_since_is_no_error_of_ours(sent: Archive, settings: Settings) -> None:
    body = scene(2655001).body.replace("最高500万元", "最高300万元")
    keep(sent, scene(2655001, body=body), now=NOON)
    with pytest.raises(NotFound, match=r"daily-2026-11-18: nothing to correct$"):
        correct(sent, settings)
    assert mails(sent) == {}


def test_an_error_is_found_although_the_publisher_has_changed_it_since(sent: Archive, settings: Settings) -> None:
    read_anew(sent, body=scene(2655001).body.replace("11月30日", "12月15日"))
    keep(sent, scene(2655001, body="全文已换，另行通知。"), now=NOON)
    correct(sent, settings)
    assert ("zs-2655001", "deadline", "2026-11-30", "2026-12-15") in facts(content(sent))


def test_what_was_missed_is_told_once_and_to_those_it_is_for(sent: Archive, settings: Settings) -> None:
    judged(sent, "zs-2655003", relevant=True)
    correct(sent, settings)
    kept = content(sent)
    assert [one["id"] for one in kept.content["items"]] == ["zs-2655003"]
    assert [(one["id"], one["kind"]) for one in kept.content["corrections"]] == [("zs-2655003", "missed")]
    assert set(mails(sent)) == {"a@example.org", "english"}
    assert mails(sent)["english"].items == ("zs-2655003",)
    send(sent, settings, NEXT)
    assert stored(sent, NEXT.date()).content["items"] == []


def test_what_a_later_edition_has_told_was_not_missed(sent: Archive, settings: Settings) -> None:
    judged(sent, "zs-2655003", relevant=True)
    send(sent, settings, NEXT)
    with pytest.raises(NotFound, match="nothing to correct"):
        correct(sent, settings, now=NEXT + timedelta(hours=1))


def test_twice_is_refused_unless_something_new_is_wrong(sent: Archive, settings: Settings) -> None:
    read_anew(sent, body=scene(2655001).body.replace("11月30日", "12月15日"))
    correct(sent, settings)
    with pytest.raises(NotFound, match="nothing to correct that erratum-1-of-daily-2026-11-18 has not corrected"):
        correct(sent, settings)
    judged(sent, "zs-2655002", relevant=False)
    assert correct(sent, settings, now=NOON + timedelta(hours=1)).key == "erratum-2-of-daily-2026-11-18"
    assert facts(content(sent, "erratum-2-of-daily-2026-11-18")) == [("zs-2655002", "relevance", "yes", "")]
    read_anew(sent, body=scene(2655001).body.replace("11月30日", "12月20日"))
    correct(sent, settings, now=NOON + timedelta(hours=2))
    third = facts(content(sent, "erratum-3-of-daily-2026-11-18"))
    assert ("zs-2655001", "deadline", "2026-12-15", "2026-12-20") in third


def test_an_edit_that_was_none_is_corrected(sent: Archive, settings: Settings) -> None:
    keep(sent, scene(2655002, body=scene(2655002).body.replace("500万元", "300万元"), raw_sha256="6" * 64), now=NOON)
    crawled(sent, NEXT - timedelta(hours=1))
    send(sent, settings, NEXT)
    assert [one["id"] for one in stored(sent, NEXT.date()).content["changes"]] == ["zs-2655002"]
    with sent.begin() as tx:
        assert rereading.reread(tx, scene(2655002, raw_sha256="6" * 64), NEXT)
    run.correct(sent, settings, NEXT.date(), WHY, now=NEXT + timedelta(hours=1))
    ((_, name, old, new),) = facts(content(sent, "erratum-1-of-daily-2026-11-19"))
    assert (name, new) == ("edits", "")
    assert "300万元" in old


def test_a_directive_that_it_does_not_answer_is_corrected_with_the_words_of_both(
    sent: Archive, settings: Settings
) -> None:
    with sent.begin() as tx:
        one = announcements.get(tx, "zs-2655001")
        assert one.analysis is not None
        judgements.put(tx, replace(one.analysis, alignments=()), NOON)
    correct(sent, settings)
    kept = content(sent)
    (correction,) = kept.content["corrections"]
    for fact in correction["facts"]:
        assert fact["name"].startswith("directive:2025-02-21/")
        assert (fact["old"], fact["new"]) == (fact["name"].partition("/")[2], "")
        for words in (fact["asks"], fact["quote"]):
            assert words in kept.html
            assert "".join(words.split())[:12] in "".join(kept.text.split())


def test_a_dry_run_keeps_and_sends_nothing(sent: Archive, settings: Settings) -> None:
    judged(sent, "zs-2655001", relevant=False)
    report = correct(sent, settings, dry_run=True)
    assert report.delivery is None
    assert report.lines[0].startswith("zs-2655001 not relevant: ")
    assert set(report.recipients) == {"a@example.org", "word@example.org", "english@example.org"}
    with sent.read() as tx:
        assert editions.corrections(tx, "daily-2026-11-18") == []
    assert mails(sent) == {}


def test_who_has_left_is_left_alone(sent: Archive, settings: Settings) -> None:
    subscribe(sent, replace(WORD, status="left"), replace(ENGLISH, status="suspended"))
    judged(sent, "zs-2655001", relevant=False)
    correct(sent, settings)
    assert set(mails(sent)) == {"a@example.org"}


def test_a_replay_says_that_it_was_corrected(sent: Archive, settings: Settings, tmp_path: Path) -> None:
    judged(sent, "zs-2655001", relevant=False)
    correct(sent, settings)
    _, corrected_by = run.replay(sent, settings, DAY, tmp_path / "first")
    assert corrected_by == ("erratum-1-of-daily-2026-11-18",)
    run.replay(sent, settings, DAY, tmp_path / "erratum", key=corrected_by[0], to="word")
    assert (tmp_path / "erratum" / "edition.eml").read_bytes() == mails(sent)["word"].message
    assert json.loads((tmp_path / "erratum" / "edition.json").read_bytes()) == content(sent).content


def test_what_comes_from_outside_is_escaped(sent: Archive, settings: Settings) -> None:
    hostile = "<script>alert(1)</script>机器人{{ 7*7 }}\u202e公告"
    read_anew(sent, title=hostile)
    correct(sent, settings)
    kept = content(sent)
    assert "<script" not in kept.html
    assert "&lt;script&gt;" in kept.html
    assert "\u202e" not in kept.html + kept.text
    assert "{{ 7*7 }}" in kept.html


def test_wrong_use(sent: Archive, settings: Settings) -> None:
    with pytest.raises(WrongUse, match="--why"):
        run.correct(sent, settings, DAY, " ", now=NOON)
    with pytest.raises(NotFound, match="no edition weekly-2026-11-16 is stored"):
        correct(sent, settings, kind="weekly")
    judged(sent, "zs-2655001", relevant=False)
    correct(sent, settings)
    with pytest.raises(WrongUse, match="is an erratum itself"):
        correct(sent, settings, key="erratum-1-of-daily-2026-11-18")
