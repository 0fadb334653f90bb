"""A backup that is not what was written is refused, wherever it differs, and nothing of it is kept."""

import gzip
import hashlib
import io
import re
import tarfile
from pathlib import Path

import pytest

from archive import backup, tokens
from archive.backup import form
from archive.config import Settings
from archive.errors import WatchError
from archive.store import Archive, dump, open_archive
from tests import sound


@pytest.fixture
def written(archive: Archive, tmp_path: Path) -> Path:
    sound.fill(archive)
    file = tmp_path / "archive.tar"
    backup.write(archive, file)
    return file


def rewrite(file: Path, member: str, change: object) -> None:
    """Write the backup again with one member replaced, or left out when the change is None."""
    with tarfile.open(file) as tar:
        kept = {one.name: tar.extractfile(one).read() for one in tar.getmembers()}
    name = next(one for one in kept if one.startswith(member))
    if change is None:
        del kept[name]
    else:
        kept[name] = change(kept[name])
    with tarfile.open(file, "w") as tar:
        for one, raw in kept.items():
            member = tarfile.TarInfo(one)
            member.size = len(raw)
            tar.addfile(member, io.BytesIO(raw))


@pytest.mark.parametrize(
    ("member", "change", "said"),
    [
        ("blobs/", None, "3 kept files, expected 4"),
        ("blobs/", lambda raw: raw[:-9], "not a whole backup"),
        ("blobs/", lambda _: gzip.compress(b"other"), "holds other bytes than its name says"),
        ("tables/revisions", None, "the rows of revisions are missing"),
        ("tables/revisions", lambda raw: raw[:-9], "not a whole backup"),
        ("tables/revisions", lambda _: gzip.compress(b""), "the rows of revisions are not those"),
        ("manifest.json", None, "not a whole backup"),
        ("manifest.json", lambda raw: raw.replace(b'"format": 2', b'"format": 9'), "format 9; this program reads"),
        ("manifest.json", lambda _: b"{}", "not a whole backup"),
    ],
)
def test_a_damaged_backup_is_refused_and_writes_no_row(
    written: Path, tmp_path: Path, member: str, change: object, said: str
) -> None:
    rewrite(written, member, change)
    target = Settings(data_dir=tmp_path / "restored")
    with pytest.raises(WatchError, match=f"archive.tar: .*{said}") as caught:
        backup.restore(target, written)
    assert "\n" not in str(caught.value)
    with open_archive(target) as restored, restored.read() as tx:
        assert dump.is_empty(tx)


def test_a_cut_or_strange_file_is_refused(written: Path, tmp_path: Path) -> None:
    target = Settings(data_dir=tmp_path / "restored")
    raw = written.read_bytes()
    for name, content in (("cut", raw[: len(raw) // 2]), ("empty", b""), ("strange", b"PK\x03\x04" * 99)):
        (tmp_path / name).write_bytes(content)
        # a cut right between two members is told by what is missing
        with pytest.raises(WatchError, match=f"{name}: (not a whole backup|[0-9]+ kept files, expected|the rows of)"):
            backup.restore(target, tmp_path / name)
    with pytest.raises(WatchError, match="none: no such file"):
        backup.restore(target, tmp_path / "none")


@pytest.mark.parametrize(
    ("member", "change", "said"),
    [
        ("secret", None, "the secret is missing"),
        ("secret", lambda raw: raw + b"x", "the secret is not the one that was written"),
    ],
)
def test_a_damaged_secret_is_refused(
    settings: Settings, archive: Archive, tmp_path: Path, member: str, change: object, said: str
) -> None:
    tokens.secret(settings.data_dir)
    backup.write(archive, tmp_path / "archive.tar", settings.data_dir / "secret")
    rewrite(tmp_path / "archive.tar", member, change)
    with pytest.raises(WatchError, match=f"archive.tar: {said}$"):
        backup.verify(tmp_path / "archive.tar")


def test_one_of_several_kept_files_is_exchanged_for_another(written: Path) -> None:
    other = hashlib.sha256(b"other").hexdigest()
    with tarfile.open(written) as tar:
        kept = {one.name: tar.extractfile(one).read() for one in tar.getmembers()}
    del kept[next(name for name in kept if name.startswith("blobs/"))]
    kept[f"blobs/{other}.gz"] = gzip.compress(b"other")
    with tarfile.open(written, "w") as tar:
        for name, raw in kept.items():
            member = tarfile.TarInfo(name)
            member.size = len(raw)
            tar.addfile(member, io.BytesIO(raw))
    with pytest.raises(WatchError, match=r"the kept files are not those that were written$"):
        backup.verify(written)


@pytest.mark.parametrize("name", ["../../etc/passwd", "tables/none.jsonl.gz", "tables/runs.jsonl.gz", "x"])
def test_what_does_not_belong_into_a_backup_is_refused(written: Path, name: str) -> None:
    with tarfile.open(written, "a") as tar:
        member = tarfile.TarInfo(name)
        tar.addfile(member, io.BytesIO(b""))
    with pytest.raises(WatchError, match=r"is no part of a backup$|not in the manifest, or twice in the file$"):
        backup.verify(written)


def test_a_link_in_a_backup_is_refused(written: Path) -> None:
    with tarfile.open(written, "a") as tar:
        member = tarfile.TarInfo("secret")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(member)
    with pytest.raises(WatchError, match=r"archive\.tar: not a whole backup"):
        backup.verify(written)


def test_a_bomb_is_not_unpacked(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form, "MOST_BLOB", 5)
    with pytest.raises(WatchError, match=r"is larger than 5 bytes$"):
        backup.verify(written)


def test_a_backup_of_a_newer_program_is_refused(written: Path, tmp_path: Path) -> None:
    rewrite(written, "manifest.json", lambda raw: re.sub(b'"schema": "[0-9]+"', b'"schema": "9999"', raw))
    target = Settings(data_dir=tmp_path / "restored")
    with pytest.raises(
        WatchError, match=r"its schema is 9999, this program knows up to \d+; it was written by a newer"
    ):
        backup.restore(target, written)
    assert not target.data_dir.exists()
