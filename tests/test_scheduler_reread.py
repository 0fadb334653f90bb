"""`zswatch reread`: kept bytes read anew, judged again, and nothing that a publisher is said to have changed."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from archive.config import Settings
from archive.records import Announcement, Validators
from archive.store import Archive, announcements
from crawler.pages.version import READER_VERSION
from scheduler.cli import main
from tests import kept_pages
from tests.found import HOUR, NOON, found
from tests.kept_pages import SOURCE, keep

ROOT = Path(__file__).parents[1]
DAY = 24 * HOUR
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, settings: Settings, now: Any) -> Run:
    """Run a command on the archive of the test."""
    monkeypatch.setenv("ZSWATCH_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("ZSWATCH_DATABASE_URL", settings.database_url)

    def said(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    return said


def asked(run: Run, schema: str, *arguments: str, code: int = 0) -> Any:
    ended, out, err = run(*arguments, "--json")
    assert ended == code, err
    answer = json.loads(out)
    jsonschema.validate(answer, json.loads((ROOT / "docs" / "schemas" / f"{schema}.schema.json").read_text("utf-8")))
    return answer


def held(archive: Archive, number: int) -> Announcement:
    with archive.read() as tx:
        return announcements.get(tx, f"zs-{number}")


def test_fields_are_rebuilt_and_judged_and_it_is_no_revision(archive: Archive, run: Run) -> None:
    now = keep(archive, 2601234)
    report = asked(run, "reread", "reread", SOURCE)
    assert report == {"read": 1, "changed": ["zs-2601234"], "judged": 1, "errors": []}
    one = held(archive, 2601234)
    assert (one.title, one.body, one.doc_number, one.published) == (now.title, now.body, now.doc_number, now.published)
    assert (one.revision, one.reader_version) == (1, READER_VERSION)
    assert (one.attachments[0].status, one.attachments[0].text) == ("ok", kept_pages.WORDS)
    assert one.analysis is not None


def test_the_earlier_reading_stands_in_the_history(archive: Archive, run: Run) -> None:
    keep(archive, 2601234)
    run("reread")
    (revision,) = asked(run, "history", "history", "zs-2601234")
    assert (revision["kind"], revision["changes"], revision["reader_version"]) == (None, [], READER_VERSION)
    (reading,) = revision["readings"]
    assert reading["reader_version"] == 0
    assert {"doc_number", "body"} <= {change["part"] for change in reading["changes"]}
    code, out, _ = run("history", "zs-2601234")
    assert code == 0
    assert "its bytes were read otherwise, by columns 0" in out


def test_running_it_twice_changes_nothing(archive: Archive, run: Run) -> None:
    keep(archive, 2601234)
    run("reread")
    before = held(archive, 2601234)
    assert asked(run, "reread", "reread") == {"read": 1, "changed": [], "judged": 0, "errors": []}
    assert held(archive, 2601234) == before


def test_only_the_named_sources_are_read(archive: Archive, run: Run) -> None:
    keep(archive, 2601234)
    assert asked(run, "reread", "reread", "zs_gxj")["read"] == 0
    assert asked(run, "reread", "reread", "portal")["read"] == 1
    code, _, err = run("reread", "portl")
    assert code == 2
    assert "unknown source portl" in err


def test_missing_and_damaged_bytes_are_told_and_the_rest_is_read(archive: Archive, run: Run) -> None:
    first, second, third = (keep(archive, number) for number in (1, 2, 3))
    folder = archive.blobs.folder
    (folder / first.raw_sha256[:2] / f"{first.raw_sha256}.zst").unlink()
    (folder / second.raw_sha256[:2] / f"{second.raw_sha256}.zst").write_bytes(b"\x28\xb5\x2f\xfdno")
    report = asked(run, "reread", "reread", code=1)
    assert (report["read"], report["changed"]) == (1, ["zs-3"])
    assert [one["id"] for one in report["errors"]] == ["zs-1", "zs-2"]
    assert "not in" in report["errors"][0]["detail"]
    assert "can not be read" in report["errors"][1]["detail"]
    assert held(archive, 1).body != first.body
    assert held(archive, 3).body == third.body


def test_a_file_whose_bytes_are_missing_is_told_and_its_page_is_read(archive: Archive, run: Run) -> None:
    now = keep(archive, 1)
    sha256 = held(archive, 1).attachments[0].sha256
    (archive.blobs.folder / str(sha256)[:2] / f"{sha256}.zst").unlink()
    report = asked(run, "reread", "reread", code=1)
    assert (report["read"], len(report["errors"])) == (1, 1)
    assert held(archive, 1).body == now.body
    assert held(archive, 1).attachments[0].sha256 == sha256


def test_what_was_withdrawn_stays_so_and_is_read_anew_by_its_own_page(archive: Archive, run: Run, now: Any) -> None:
    current = keep(archive, 1)
    with archive.begin() as tx:
        # So a crawl remembers that the page answered "gone": the note of the bytes is overwritten.
        gone = Validators(url=current.url, etag=None, last_modified=None, sha256="", fetched_at=now)
        announcements.remember(tx, gone)
        announcements.withdraw(tx, "zs-1", now)
    assert asked(run, "reread", "reread")["changed"] == ["zs-1"]
    assert held(archive, 1).body == current.body
    assert held(archive, 1).withdrawn_at == now


def test_a_file_s_name_stands_for_its_sources_in_search_and_export(archive: Archive, run: Run) -> None:
    word = keep(archive, 1).title[:4]
    lines = {name: len(run("export", "--source", name)[1].splitlines()) for name in ("portal", SOURCE, "zs_gxj")}
    assert lines == {"portal": 1, SOURCE: 1, "zs_gxj": 0}
    assert [one["id"] for one in asked(run, "search", "search", word, "--source", "portal")] == ["zs-1"]


def test_show_names_the_first_publisher_of_a_copy(archive: Archive, run: Run) -> None:
    with archive.begin() as tx:
        announcements.keep(tx, found(1), NOON)
        announcements.keep(tx, replace(found(1), id="gd-9", source="gd-all", url="http://www.gd.gov.cn/9"), NOON + DAY)
    code, out, _ = run("show", "gd-9")
    assert code == 0
    assert f"first published by 中山市工业和信息化局 as zs-1: {found(1).url}" in out
    assert "first published" not in run("show", "zs-1")[1]
    assert asked(run, "announcement", "show", "gd-9")["canonical_id"] == "zs-1"


KILLED = """
import os, sys
from scheduler.cli import main
from archive.store import rereading
real, left = rereading.reread, [int(sys.argv.pop())]
def reread(tx, found, now):
    if left[0] == 0:
        os.kill(os.getpid(), 9)
    left[0] -= 1
    return real(tx, found, now)
rereading.reread = reread
main(["reread"])
"""


@pytest.mark.parametrize("after", [0, 1, 2])
def test_killed_on_the_way_it_loses_at_most_the_one_in_hand(
    archive: Archive, run: Run, settings: Settings, after: int
) -> None:
    now = {number: keep(archive, number) for number in (1, 2, 3)}
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", KILLED, str(after)], env=environment, check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert [held(archive, number).body == now[number].body for number in now] == [number <= after for number in now]
    report = asked(run, "reread", "reread")
    assert report["changed"] == [f"zs-{number}" for number in now if number > after]
    assert {held(archive, number).revision for number in now} == {1}
    with archive.read() as tx:
        assert [len(announcements.revisions(tx, f"zs-{number}")[0].readings) for number in now] == [1, 1, 1]


def test_a_crawl_first_reads_anew_what_earlier_readers_read(archive: Archive, settings: Settings) -> None:
    from crawler.sources import load
    from scheduler.commands.crawl import read_anew

    now = keep(archive, 1)
    current = keep(archive, 2, version=READER_VERSION)
    read_anew(archive, settings, [load()[SOURCE]], load())
    assert held(archive, 1).body == now.body
    assert held(archive, 2).body == current.body[:40]
