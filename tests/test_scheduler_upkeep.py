"""The commands that keep an archive: what they print, their exit codes, and who they do not work beside."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import jsonschema
import pytest

from archive.config import Settings
from archive.locks import SERVICE, UPKEEP
from archive.store import Archive, indexing
from scheduler.cli import main
from tests import sound
from tests.leased import other_at_work

SCHEMA = Path(__file__).parents[1] / "docs" / "schemas" / "archive-check.schema.json"


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def run(settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(settings.data_dir.parent)
    monkeypatch.setenv("ZSWATCH_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("ZSWATCH_DATABASE_URL", settings.database_url)

    def said(*arguments: str) -> Said:
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        captured = capsys.readouterr()
        return Said(int(ended.value.code or 0), captured.out, captured.err)

    return said


@pytest.fixture
def filled(archive: Archive) -> Archive:
    sound.fill(archive)
    indexing.bring_up(archive)
    return archive


def test_a_sound_archive_is_said_to_be(run: Run, filled: Archive) -> None:
    said = run("archive", "check")
    assert (said.code, said.out) == (0, "the archive is sound\n")
    assert "revisions: 3 of 3" in said.err
    document = by_schema(run("archive", "check", "--json").out)
    assert (document["sound"], document["count"], document["faults"]) == (True, 0, [])
    assert {"kept bytes", "quotations", "foreign keys", "search index"} <= set(document["checks"])


def by_schema(printed: str) -> dict[str, object]:
    document: dict[str, object] = json.loads(printed)
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(document)
    return document


def test_faults_are_named_with_what_to_do_and_exit_code_1(run: Run, filled: Archive) -> None:
    sha256 = filled.blobs.put(sound.FILE)
    next(filled.blobs.folder.glob(f"{sha256[:2]}/{sha256}*")).unlink()
    said = run("archive", "check")
    assert said.code == 1
    first, remedy, last = said.out.splitlines()
    assert first.startswith(f"named bytes: blob {sha256}: zs-1 revision 1 and 2 more rest on bytes that are not kept")
    assert remedy.startswith("    put it back from a backup")
    assert last == "1 faults"
    again = run("archive", "check", "--json")
    assert again.code == 1
    assert by_schema(again.out)["count"] == 1


def test_a_backup_is_written_verified_and_restored(run: Run, filled: Archive, tmp_path: Path) -> None:
    file = tmp_path / "b.tar"
    written = run("backup", str(file))
    assert written.code == 0
    assert written.out.endswith(f"4 kept files in {file}\n")
    verified = run("backup", "--verify", str(file))
    assert verified.code == 0
    assert verified.out.startswith(f"{file} is whole: ")
    file.write_bytes(file.read_bytes()[:5000])
    refused = run("backup", "--verify", str(file))
    assert (refused.code, refused.err.count("\n")) == (1, 1)
    assert run("restore", str(file)).code == 1


def test_verifying_needs_no_archive(run: Run, filled: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("backup", str(tmp_path / "b.tar")).code == 0
    monkeypatch.setenv("ZSWATCH_DATA_DIR", str(tmp_path / "nowhere"))
    monkeypatch.setenv("ZSWATCH_DATABASE_URL", "")
    assert run("backup", "--verify", str(tmp_path / "b.tar")).code == 0
    assert not (tmp_path / "nowhere").exists()
    restored = run("restore", str(tmp_path / "b.tar"))
    assert restored.code == 0
    assert "restored from" in restored.out
    assert run("archive", "check").code == 0


def test_tidy_says_that_no_rule_is_set(run: Run, filled: Archive) -> None:
    said = run("archive", "tidy", "--delete")
    assert (said.code, said.out) == (0, "no rule is set in [retention]: all rows stay\n")


def test_tidy_only_tells_without_delete(run: Run, filled: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZSWATCH_RETENTION__MESSAGES_DAYS", "10")
    monkeypatch.setenv("ZSWATCH_NOW", "2027-11-20T08:00:00+08:00")
    for _ in range(2):
        assert run("archive", "tidy").out == "messages: 1 would be let go of\n"
    assert run("archive", "tidy", "--delete").out == "messages: 1 let go of\n"
    assert run("archive", "tidy").out == "messages: 0 would be let go of\n"


def test_orphans_are_listed_and_young_ones_stay(run: Run, filled: Archive) -> None:
    nobodys = filled.blobs.put(b"nobody's")
    said = run("archive", "tidy", "--orphans")
    assert said.out.splitlines()[1:] == [nobodys, "1 kept files that nothing names; none removed"]
    said = run("archive", "tidy", "--orphans", "--delete")
    assert "1 kept files that nothing names; 0 removed; those younger than two days" in said.out
    assert filled.blobs.has(nobodys)


def test_what_is_kept_as_gzip_is_written_anew(run: Run, filled: Archive) -> None:
    said = run("archive", "tidy", "--recompress")
    assert (said.code, said.out) == (0, "0 written anew: 0 bytes are 0 now; 0 are damaged\n")


@pytest.mark.parametrize(
    ("lock", "arguments"),
    [
        (SERVICE, ["restore", "x.tar"]),
        (SERVICE, ["archive", "tidy", "--recompress"]),
        (UPKEEP, ["backup", "x.tar"]),
        (UPKEEP, ["archive", "tidy"]),
        (UPKEEP, ["archive", "move", "--to", "sqlite:///x.sqlite"]),
    ],
)
def test_two_do_not_work_at_once(
    run: Run, settings: Settings, filled: Archive, lock: str, arguments: list[str]
) -> None:
    with other_at_work(settings, filled, lock):
        said = run(*arguments)
    assert said.code == 1
    assert "stop it first" in said.err or "another process backs up, restores, moves or tidies" in said.err


def test_an_archive_that_is_not_there_is_not_made(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZSWATCH_DATA_DIR", str(tmp_path / "typo"))
    monkeypatch.setenv("ZSWATCH_DATABASE_URL", "")
    for arguments in (["check"], ["tidy"], ["move", "--to", f"sqlite:///{tmp_path}/x.sqlite"]):
        said = run("archive", *arguments)
        assert said.code == 1
        assert "there is no archive yet" in said.err
    assert not (tmp_path / "typo" / "zswatch.sqlite").exists()
    assert not (tmp_path / "x.sqlite").exists()
