"""What is let go of: nothing without a rule, only what a rule names, and never what announcements rest on."""

import os
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from archive.config import Settings
from archive.files import Blobs
from archive.sections import Retention
from archive.store import Archive, announcements, dump, outbox, rereading, runs, tidying
from archive.store.checking import faults
from digest.meetings import shipped
from tests import sound
from tests.found import NOON

LATER = NOON + timedelta(days=400)
ALL = Retention(runs_days=30, messages_days=30, readings_days=30, answers_days=30)


@pytest.fixture
def filled(archive: Archive) -> Archive:
    sound.fill(archive)
    with archive.begin() as tx:
        for number in range(150):
            runs.add(tx, replace(sound.RUN, run_id=f"old{number}", status="failed"))
        for _ in range(120):
            runs.start(tx, "digest", NOON, NOON)
    return archive


def content(archive: Archive) -> dict[str, list[dict[str, object]]]:
    with archive.read() as tx:
        return {table.name: list(dump.rows(tx, table)) for table in dump.TABLES}


def tidy(archive: Archive, rules: Retention, *, dry: bool = False) -> dict[str, int]:
    with archive.begin() as tx:
        return tidying.tidy(tx, rules, LATER, dry=dry)


def test_nothing_is_let_go_of_without_a_rule(filled: Archive) -> None:
    before = content(filled)
    assert Settings().retention == Retention()
    assert tidy(filled, Settings().retention) == {}
    assert content(filled) == before


def test_a_dry_run_tells_the_same_and_changes_nothing(filled: Archive) -> None:
    before = content(filled)
    told = tidy(filled, ALL, dry=True)
    assert told == {"runs": 51, "executions": 20, "messages": 1, "readings": 1, "answers": 1}
    assert content(filled) == before
    assert tidy(filled, ALL) == told
    assert tidy(filled, ALL) == dict.fromkeys(told, 0)


def test_only_what_the_rules_name_is_gone_and_the_archive_is_sound(filled: Archive) -> None:
    before = content(filled)
    tidy(filled, ALL)
    after = content(filled)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"runs", "executions", "outbox", "readings", "consultations"}
    sent, queued = after["outbox"]
    assert (sent["message"], sent["status"]) == ("", "sent")
    assert {**sent, "message": before["outbox"][0]["message"]} == before["outbox"][0], "the fact stays"
    assert queued == before["outbox"][1], "what was not sent stays whole"
    assert {**after["consultations"][0], "answer": "好"} == before["consultations"][0]
    with filled.read() as tx:
        assert rereading.readings(tx, "zs-1") == {}
        assert [mail.status for mail in outbox.every(tx)] == ["sent", "queued"]
    assert list(faults(filled, shipped())) == []


def test_what_is_younger_stays(filled: Archive) -> None:
    before = content(filled)
    rules = Retention(runs_days=401, messages_days=401, readings_days=401, answers_days=401)
    assert set(tidy(filled, rules).values()) == {0}
    assert content(filled) == before


def test_of_a_source_the_newest_and_those_that_health_is_learnt_from_stay(archive: Archive) -> None:
    with archive.begin() as tx:
        runs.add(tx, replace(sound.RUN, run_id="news", status="ok", new=3, errors=()))
        for number in range(120):
            runs.add(tx, replace(sound.RUN, run_id=f"ok{number}", status="ok", errors=()))
        for number in range(120):
            runs.add(tx, replace(sound.RUN, run_id=f"bad{number}", status="failed"))
        before = (
            runs.health(tx, ["zs_gxj-tzgg"]),
            runs.healthy(tx, "zs_gxj-tzgg", 100),
            runs.of_source(tx, "zs_gxj-tzgg", 100),
        )
    assert tidy(archive, Retention(runs_days=1)) == {"runs": 40, "executions": 0}
    with archive.begin() as tx:
        after = (
            runs.health(tx, ["zs_gxj-tzgg"]),
            runs.healthy(tx, "zs_gxj-tzgg", 100),
            runs.of_source(tx, "zs_gxj-tzgg", 100),
        )
    assert after == before


def test_only_kept_bytes_that_nothing_names_are_orphans(filled: Archive) -> None:
    assert list(tidying.orphans(filled)) == []
    nobodys = filled.blobs.put(b"nobody's")
    assert list(tidying.orphans(filled)) == [nobodys]
    with filled.begin() as tx:
        announcements.remember(tx, _validators(nobodys))
    assert list(tidying.orphans(filled)) == []


def _validators(sha256: str) -> object:
    from archive.records import Validators

    return Validators(url="http://y", etag=None, last_modified=None, sha256=sha256, fetched_at=NOON)


def test_young_files_and_those_in_packs_are_not_removed(archive: Archive) -> None:
    assert isinstance(archive.blobs, Blobs)
    young, old, packed = archive.blobs.put(b"young"), archive.blobs.put(b"old"), archive.blobs.pack(b"packed")
    (file,) = archive.blobs.folder.glob(f"{old[:2]}/{old}*")
    os.utime(file, (time.time() - 3 * 86_400,) * 2)
    before = datetime.now(UTC) - tidying.YOUNG
    assert [archive.blobs.remove(sha256, before) for sha256 in (young, old, packed)] == [False, True, False]
    assert list(archive.blobs.every()) == sorted((young, packed))
    assert not archive.blobs.remove("0" * 64, before)


@pytest.mark.parametrize("days", [0, -1])
def test_a_rule_of_no_days_is_refused(days: int) -> None:
    with pytest.raises(ValidationError):
        Retention(runs_days=days)
