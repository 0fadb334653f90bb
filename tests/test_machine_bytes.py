"""Kept bytes that a disk has spoilt, and files that are only half there: found, named, made good again."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archive import backup
from archive.config import Settings, load
from archive.errors import WatchError, WrongSettings
from archive.files import Blobs
from archive.store import announcements, open_archive
from tests.crawling import ROOT, crawl, environment
from tests.twin import Twin

SOURCE = "zs_kj-zjdc"


def flip(file: Path) -> None:
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 2] ^= 1
    file.write_bytes(raw)


def halve(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


WAYS: dict[str, Callable[[Path], None]] = {
    "a flipped bit": flip,
    "cut short": halve,
    "empty": lambda file: os.truncate(file, 0),
    "gone": Path.unlink,
}


@pytest.fixture(scope="module")
def twin() -> Iterator[Twin]:
    with Twin() as twin:
        yield twin


@pytest.fixture(scope="module")
def crawled(twin: Twin, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with what one source has, and a backup of it."""
    folder = tmp_path_factory.mktemp("sound")
    crawl(environment(folder / "data", twin.environment()), SOURCE)
    with open_archive(Settings(data_dir=folder / "data")) as archive:
        backup.write(archive, folder / "copy.zsw")
    return folder


def zswatch(folder: Path, twin: Twin, *words: str) -> tuple[int, str, str]:
    variables = environment(folder / "data", twin.environment())
    done = subprocess.run(
        [sys.executable, "-m", "scheduler", *words],
        cwd=ROOT,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("way", WAYS)
def test_spoilt_bytes_are_found_named_and_fetched_again(crawled: Path, twin: Twin, tmp_path: Path, way: str) -> None:
    shutil.copytree(crawled / "data", tmp_path / "data")
    for file in (tmp_path / "data" / "blobs").rglob("*"):
        if file.is_file():
            WAYS[way](file)
    code, out, said = zswatch(tmp_path, twin, "archive", "check", "--json")
    found = json.loads(out)
    assert code == 1, said
    assert found["faults"]
    assert all(one["where"].startswith("blob ") and "crawl" in one["remedy"] for one in found["faults"])
    code, _, said = zswatch(tmp_path, twin, "backup", str(tmp_path / "half.zsw"))
    assert (code, "Traceback" in said) == (0, False) if way == "gone" else (1, False), said
    assert len(said.splitlines()) == code
    code, _, said = zswatch(tmp_path, twin, "crawl", SOURCE, "--full")
    assert code == 0, said
    code, out, said = zswatch(tmp_path, twin, "archive", "check", "--json")
    assert (code, json.loads(out)["faults"]) == (0, []), said


def test_spoilt_bytes_can_be_had_from_a_backup(crawled: Path, tmp_path: Path) -> None:
    backup.restore(Settings(data_dir=tmp_path / "data"), crawled / "copy.zsw")
    with (
        open_archive(Settings(data_dir=tmp_path / "data")) as archive,
        open_archive(Settings(data_dir=crawled / "data")) as sound,
        archive.read() as tx,
    ):
        names = [announcements.get(tx, name).raw_sha256 for name, *_ in announcements.titles(tx)]
        assert names
        assert [archive.blobs.get(one) for one in names] == [sound.blobs.get(one) for one in names]


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_half_a_backup_is_never_taken_for_a_whole_one(crawled: Path, tmp_path: Path, share: float) -> None:
    whole = (crawled / "copy.zsw").read_bytes()
    (tmp_path / "half.zsw").write_bytes(whole[: int(len(whole) * share)])
    settings = Settings(data_dir=tmp_path / "data")
    with pytest.raises(WatchError, match=r"half\.zsw: ") as caught:
        backup.restore(settings, tmp_path / "half.zsw")
    assert "\n" not in str(caught.value)
    with open_archive(settings) as archive, archive.read() as tx:
        assert announcements.counts(tx)[0] == 0


def test_what_a_killed_writer_left_aside_is_not_looked_at(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    sha256 = blobs.put(b"whole")
    (tmp_path / sha256[:2] / f".{sha256}.1234.part").write_bytes(b"half")
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "00000000000000000001-0000.pack").write_bytes(b"\x01" * 35)
    assert list(blobs.every()) == [sha256]
    assert Blobs(tmp_path).get(sha256) == b"whole"


@pytest.mark.parametrize("text", ['[mail]\nhost = "mail.exam', "[mail]\nto = [", "\x00\x00\x00", "[mail\n", "langu"])
def test_half_a_settings_file_is_told_in_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "zswatch.toml").write_text(text)
    with pytest.raises(WrongSettings, match=r"zswatch\.toml: ") as caught:
        load(tmp_path / "zswatch.toml", {})
    assert "\n" not in str(caught.value)
