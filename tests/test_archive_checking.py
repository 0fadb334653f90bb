"""Looking through an archive: nothing is said of a sound one, and each thing that is damaged is found and named."""

import re
import sqlite3
from contextlib import closing
from datetime import date

import pytest
import sqlalchemy as sa

from archive.records import Directive, Fault, Meeting
from archive.store import Archive, announcements, dump, indexing, meetings
from archive.store.checking import CHECKS, faults
from archive.tables import Table
from digest.meetings import shipped
from tests import sound
from tests.found import NOON, found


@pytest.fixture
def filled(archive: Archive) -> Archive:
    sound.fill(archive)
    assert indexing.bring_up(archive) == 2
    return archive


def damage(archive: Archive, *statements: str) -> None:
    """Run statements past all that guards the archive: foreign keys, and everything that is ours."""
    if archive.engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(str(archive.engine.url.database), isolation_level=None)) as raw:
            for statement in statements:
                raw.execute(statement)
        return
    with archive.engine.begin() as connection:
        connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            connection.execute(sa.text(statement.replace(":", r"\:")))


def look(archive: Archive) -> list[Fault]:
    with archive.read() as tx:
        known = shipped() | {one.id: one for one in meetings.every(tx)}
    return list(faults(archive, known))


def test_a_sound_archive_has_no_fault(filled: Archive) -> None:
    with filled.read() as tx:
        assert all(dump.tally(tx, table).rows for table in dump.TABLES), "every table has a row"
    assert look(filled) == []


def test_an_empty_archive_is_sound(archive: Archive) -> None:
    assert look(archive) == []


DAMAGES = {
    "a quotation of an attachment": (
        "UPDATE alignments SET start = start + 1",
        "quotations",
        r"^zs-1 revision 2, judged by test-1, application\.2$",
        r"^attachment:[0-9a-f]{64} \d+:\d+ is '.+', quoted as '单个项目最高补助500万元'$",
    ),
    "a quotation beyond the text": (
        'UPDATE alignments SET "end" = 100000',
        "quotations",
        "zs-1 revision 2",
        "quoted as",
    ),
    "a quotation of a part without text": (
        "UPDATE alignments SET part = 'attachment:none'",
        "quotations",
        "zs-1 revision 2",
        "quotes attachment:none, which has no text",
    ),
    "the quoted text": (
        "UPDATE attachments SET text = '' WHERE revision = 2",
        "quotations",
        "zs-1 revision 2",
        "quoted as",
    ),
    "a directive's quotation": (
        "UPDATE alignments SET directive_end = directive_end - 1",
        "directives",
        r"^zs-1 revision 2, application\.2$",
        r"^2025-02-21 \d+:\d+ is not '.+', quoted for application\.2$",
    ),
    "a directive's name": (
        "UPDATE alignments SET directive = 'application.99'",
        "directives",
        r"application\.99",
        "has no directive",
    ),
    "a meeting": (
        "UPDATE alignments SET meeting = '1999-01-01'",
        "directives",
        "zs-1",
        "meeting 1999-01-01 is not known",
    ),
    "a figure": (
        """UPDATE analyses SET account = '{"figures": [{"part": "body", "start": 0, "end": 2, "text": "千万"}]}'""",
        "figures",
        r"^zs-1 revision 2, judged by test-1, account\.figures\[0\]$",
        "^body 0:2 is '各镇', quoted as '千万'$",
    ),
    "a figure's place": (
        """UPDATE analyses SET account = '{"figures": [{"part": "body", "start": null, "end": 2, "text": "千万"}]}'""",
        "figures",
        "zs-1 revision 2",
        "quoted as '千万'",
    ),
    "what no program of ours wrote": (
        "UPDATE readings SET state = '[]'",
        "database",
        "^kept bytes$",
        "^a row can not be read, and what stands behind it was not looked at: TypeError: ",
    ),
    "a citation": (
        "UPDATE citations SET start = start + 1 WHERE revision = 2",
        "citations",
        r"^zs-1 revision 2, citation 0$",
        "quoted as",
    ),
    "an announcement's first copy": (
        "UPDATE announcements SET canonical_id = 'zs-9' WHERE id = 'zs-2'",
        "canonical ids",
        "^zs-2$",
        "its first copy zs-9 is not in the archive",
    ),
    "a chain of copies": (
        "UPDATE announcements SET canonical_id = 'zs-2' WHERE id = 'zs-1'",
        "canonical ids",
        "^zs-1$",
        "zs-2 copies zs-1",
    ),
    "a revision": (
        "DELETE FROM revisions WHERE announcement_id = 'zs-1' AND revision = 1",
        "revisions",
        "^zs-1$",
        "1 revisions from 2 to 2 are kept, expected 1 to 2",
    ),
    "all revisions": (
        "DELETE FROM revisions WHERE announcement_id = 'zs-2'",
        "revisions",
        "^zs-2$",
        "0 revisions from None to None are kept, expected 1 to 1",
    ),
    "the newest revision": (
        "UPDATE announcements SET revision = 3 WHERE id = 'zs-1'",
        "revisions",
        "^zs-1$",
        "2 revisions from 1 to 2 are kept, expected 1 to 3",
    ),
    "an edition's item": (
        "UPDATE edition_items SET revision = 7 WHERE announcement_id = 'zs-1'",
        "editions",
        "^daily-1$",
        "it tells revision 7 of zs-1, which is not kept",
    ),
    "a corrected edition": (
        "UPDATE editions SET corrects = 'daily-0' WHERE kind = 'erratum'",
        "editions",
        "^erratum-1$",
        "it corrects daily-0, which is not kept",
    ),
    "a search copy": (
        "UPDATE matching SET text = 'other' WHERE announcement_id = 'zs-1'",
        "search copies",
        "^zs-1$",
        "searches look into another text than it has",
    ),
    "a missing search copy": (
        "DELETE FROM matching WHERE announcement_id = 'zs-2'",
        "search copies",
        "^zs-2$",
        "it has no copy to look into",
    ),
    "tags": ("UPDATE matching SET tags = 'x' WHERE announcement_id = 'zs-1'", "search index", "^zs-1$", "other tags"),
    "the place of a row in the index": (
        "UPDATE matching SET place = place + 5 WHERE announcement_id = 'zs-2'",
        "search index",
        "^zs-2$",
        "the index does not propose it",
    ),
    "the index": ("DELETE FROM grams", "search index", "^zs-1$", "the index does not propose it"),
    "the page of a revision": (
        f"UPDATE revisions SET raw_sha256 = '{'a' * 64}' WHERE revision = 1 AND announcement_id = 'zs-1'",  # noqa: S608
        "named bytes",
        f"^blob {'a' * 64}$",
        "^zs-1 revision 1 rest on bytes that are not kept$",
    ),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_each_thing_that_is_damaged_is_found_and_named(filled: Archive, name: str) -> None:
    statement, check, where, what = DAMAGES[name]
    if filled.engine.dialect.name == "sqlite":
        statement = statement.replace("DELETE FROM grams", "INSERT INTO grams (grams) VALUES ('delete-all')")
    damage(filled, statement)
    found_faults = look(filled)
    fault = next((one for one in found_faults if one.check == check), None)
    assert fault is not None, found_faults
    assert check in CHECKS
    assert re.search(where, fault.where), fault
    assert re.search(what, fault.what), fault
    assert fault.remedy


REFERRING = sorted(
    (table.name, str(constraint.name), next(one.parent.name for one in constraint.elements))
    for table in dump.TABLES
    for constraint in table.foreign_key_constraints
)


@pytest.mark.parametrize(("table", "constraint", "column"), REFERRING)
def test_every_foreign_key_is_looked_at(filled: Archive, table: str, constraint: str, column: str) -> None:
    value = "99999" if column == "analysis_id" else "'nowhere'"
    keys = ", ".join(one.name for one in Table.metadata.tables[table].primary_key)
    first = f"({keys}) = (SELECT {keys} FROM {table} ORDER BY {keys} LIMIT 1)"  # noqa: S608
    damage(filled, f"UPDATE {table} SET {column} = {value} WHERE {first}")  # noqa: S608
    wheres = [one.where for one in look(filled) if one.check == "foreign keys"]
    assert any(one.startswith(f"{table} ") for one in wheres), (constraint, wheres)


def test_kept_bytes_that_are_damaged_or_gone_are_named(filled: Archive) -> None:
    sha256 = filled.blobs.put(sound.FILE)
    kept = next(filled.blobs.folder.glob(f"{sha256[:2]}/{sha256}*"))
    whole = kept.read_bytes()
    kept.write_bytes(whole[:-9])
    (fault,) = look(filled)
    assert (fault.check, fault.where) == ("kept bytes", f"blob {sha256}")
    kept.unlink()
    (fault,) = look(filled)
    assert (fault.check, fault.where) == ("named bytes", f"blob {sha256}")
    assert fault.what == "zs-1 revision 1 and 2 more rest on bytes that are not kept"
    kept.write_bytes(whole)
    assert look(filled) == []


def test_a_page_that_no_announcement_rests_on_is_no_fault(filled: Archive) -> None:
    filled.blobs.put(b"nobody's")
    assert look(filled) == []


def test_the_spans_of_an_imported_meeting_are_looked_at(filled: Archive) -> None:
    wrong = Directive(id="a.1", theme="a", start=0, end=1, text="丙")
    with filled.begin() as tx:
        meetings.put(tx, Meeting(id="m", title="会", date=date(2025, 2, 21), url="", text="甲乙", directives=(wrong,)))
    (fault,) = look(filled)
    assert (fault.check, fault.where, fault.what) == ("directives", "meeting m", "0:1 is not '丙'")


def test_a_damaged_sqlite_file_is_told(filled: Archive) -> None:
    if filled.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL looks at its own pages")
    # the index now claims another order than the table has: SQLite's own check names it
    damage(
        filled,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = replace(sql, '(first_seen)', '(last_seen)') WHERE sql LIKE '%(first_seen)'",
    )
    filled.engine.dispose()  # what is open has read the schema already
    found_faults = look(filled)
    assert any(one.check == "database" and "missing from index" in one.what for one in found_faults), found_faults


def test_it_looks_at_many_without_holding_them(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.store.checking.revisions.BATCH", 2)
    with archive.begin() as tx:
        for number in range(1, 8):
            announcements.keep(tx, found(number, raw_sha256=""), NOON)
    damage(archive, "UPDATE matching SET title = 'x' WHERE announcement_id IN ('zs-1', 'zs-4', 'zs-7')")
    told: list[str] = []
    assert [one.where for one in faults(archive, {}, told.append)] == ["zs-1", "zs-4", "zs-7"]
    assert told[-1] == "revisions: 7 of 7"


def test_it_is_one_state_while_others_write(filled: Archive) -> None:
    written = []

    def write(line: str) -> None:
        if line.startswith("revisions: ") and not written:
            with filled.begin() as tx:
                written.append(announcements.keep(tx, found(77, raw_sha256="b" * 64), NOON))

    with filled.read() as tx:
        known = shipped() | {one.id: one for one in meetings.every(tx)}
    assert list(faults(filled, known, write)) == []
    assert written
    assert [one.check for one in faults(filled, known)] == ["named bytes"]
