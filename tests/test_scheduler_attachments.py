"""`zswatch attachments read`: files that a crawl kept and left, read as the crawl would have read them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from archive.config import Settings
from archive.records import Announcement, Attachment
from archive.store import Archive, announcements
from crawler import attachments
from crawler.attachments import names
from scheduler.cli import main
from tests.found import NOON, attachment, found

SCHEMA = Path(__file__).parents[1] / "docs" / "schemas" / "attachments-read.schema.json"
PAPERS = Path(__file__).parent / "fixtures" / "attachments"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, settings: Settings, now: Any) -> Run:
    monkeypatch.setenv("ZSWATCH_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("ZSWATCH_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("ZSWATCH_CRAWLER__RECOGNISE", "false")

    def said(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["attachments", "read", *arguments])
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    return said


def leave(archive: Archive, number: int, raw: bytes, name: str, **more: Any) -> Attachment:
    """Keep an announcement with a file as a crawl leaves it."""
    called = names.ending_in(name, names.of_url(more.get("url", "")))
    seen = attachments.left(raw, called, media_type=more.pop("media_type", None))
    sha256 = more.pop("sha256", None) or archive.blobs.put(raw)
    one = attachment(number, None, name=name, sha256=sha256, status=seen.status, media_type=seen.media_type, **more)
    with archive.begin() as tx:
        announcements.keep(tx, found(number, attachments=(one,)), NOON)
    return one


def held(archive: Archive, number: int) -> Announcement:
    with archive.read() as tx:
        return announcements.get(tx, f"zs-{number}")


@pytest.mark.parametrize("file", sorted(PAPERS.glob("*.*")), ids=lambda file: file.name)
def test_a_file_is_read_later_as_it_is_read_at_once(archive: Archive, run: Run, file: Path) -> None:
    raw = file.read_bytes()
    leave(archive, 1, raw, file.name)
    run()
    one = held(archive, 1).attachments[0]
    at_once = attachments.read(raw, file.name, recognise=False)
    assert (one.status, one.text, one.media_type) == (at_once.status, at_once.text, at_once.media_type)


def test_only_the_named_ones_are_read(archive: Archive, run: Run) -> None:
    for number in (1, 2):
        leave(archive, number, "附件内容".encode(), "附件.txt")
    code, out, _ = run("zs-2", "--json")
    jsonschema.validate(json.loads(out), json.loads(SCHEMA.read_text("utf-8")))
    assert (code, json.loads(out)) == (0, {"read": 1, "errors": []})
    assert [held(archive, number).attachments[0].status for number in (1, 2)] == ["waiting", "ok"]
    assert run() == (0, "1 files read\n", "")
    assert run() == (0, "0 files read\n", "")


def test_the_name_of_the_address_tells_what_the_page_s_does_not(archive: Archive, run: Run) -> None:
    leave(archive, 1, b"a,b\n1,2\n", "附件", url="http://www.zs.gov.cn/attachment/1.csv", media_type="text/csv")
    run()
    assert held(archive, 1).attachments[0].status == "ok"


def test_a_kind_that_nobody_reads_does_not_wait(archive: Archive) -> None:
    assert leave(archive, 1, b"7z\xbc\xaf\x27\x1c" + b"x" * 50, "a.7z").status == "unsupported"


def test_a_broken_file_is_told_and_waits_no_longer_and_one_whose_bytes_are_lost_does(
    archive: Archive, run: Run
) -> None:
    leave(archive, 1, b"%PDF-1.4 nothing behind it", "a.pdf")
    lost = leave(archive, 2, b"%PDF-1.4 lost", "b.pdf", sha256="f" * 64)
    code, out, err = run()
    assert (code, out) == (1, "1 files read\n")
    assert "zs-1: a.pdf: " in err
    assert "zs-2: b.pdf: " in err
    assert held(archive, 1).attachments[0].status == "unreadable"
    assert held(archive, 2).attachments == (lost,)
