"""Which place of kept bytes the settings name, and where its keys come from."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from archive.config import Settings, load
from archive.errors import WrongSettings
from archive.files import Blobs, choice, keys, opened
from archive.files.remote import Remote
from archive.sections import Store
from tests.crawling import ROOT

BOTH = {"AWS_ACCESS_KEY_ID": "KEYIDKEYID", "AWS_SECRET_ACCESS_KEY": "sesame-sesame", "AWS_SESSION_TOKEN": "token"}


def test_a_folder_in_the_data_folder_or_where_it_is_stated(tmp_path: Path) -> None:
    here = opened(Store(), tmp_path)
    assert isinstance(here, Blobs)
    assert here.folder == tmp_path / "blobs"
    assert opened(Store(url=f"file://{tmp_path}/else"), tmp_path).folder == tmp_path / "else"


def test_a_store_is_not_asked_before_it_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in BOTH.items():
        monkeypatch.setenv(name, value)
    assert isinstance(opened(Store(url="s3://bucket/prefix", endpoint="http://127.0.0.1:9"), tmp_path), Remote)


@pytest.mark.parametrize(
    "url",
    [
        "s3:/bucket",
        "s3://",
        "s3://UPPER/x",
        "s3://key:secret@bucket",
        "https://x",
        "gs://bucket",
        "file://x",
        "s3://b/p?q",
        "s3://bucket/\n",
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(WrongSettings, match=r"blobs\.url"):
        load(environ={"ZSWATCH_BLOBS__URL": url})
    with pytest.raises(WrongSettings, match=r"blobs\.endpoint"):
        load(environ={"ZSWATCH_BLOBS__ENDPOINT": "http://key:secret@host"})


def test_keys_come_from_files_before_the_environment(tmp_path: Path) -> None:
    (tmp_path / "id").write_text("OTHERID\n")
    (tmp_path / "secret").write_text("other secret\nmore\n")
    files = Store(url="s3://bucket", key_id_file=tmp_path / "id", secret_file=tmp_path / "secret")
    told = keys.options(files, BOTH)
    assert (told["key"], told["secret"], told["token"]) == ("OTHERID", "other secret", None)
    told = keys.options(Store(url="s3://bucket"), BOTH)
    assert (told["key"], told["secret"], told["token"]) == (*BOTH.values(),)


def test_without_both_keys_the_settings_are_wrong_and_nothing_else_is_looked_at(tmp_path: Path) -> None:
    for some in ({}, {"AWS_ACCESS_KEY_ID": "x"}, {"AWS_SECRET_ACCESS_KEY": "x", "AWS_PROFILE": "default"}):
        with pytest.raises(WrongSettings, match=r"^blobs.key_id_file and blobs.secret_file: .* AWS_ACCESS_KEY_ID"):
            keys.options(Store(url="s3://bucket"), some)


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe", b"a\x00b\n", b"x" * 30_000, None])
def test_a_file_that_holds_no_key(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(WrongSettings, match=f"^blobs.secret_file: .*{file}") as caught:
        keys.options(Store(url="s3://bucket", secret_file=file), {"AWS_ACCESS_KEY_ID": "x"})
    assert "xxx" not in str(caught.value)


def test_without_the_part_it_is_said_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "find_spec", lambda name: None if name == "s3fs" else importlib.util.find_spec(name))
    with pytest.raises(WrongSettings, match=r"install zhongshan-watch with its extra `s3`$"):
        opened(Store(url="s3://bucket"), tmp_path)
    assert isinstance(opened(Store(), tmp_path), Blobs)


def test_the_archive_is_opened_with_it(tmp_path: Path) -> None:
    from archive.store import open_archive

    with open_archive(Settings(data_dir=tmp_path, blobs=Store(url="memory://archive"))) as archive:
        sha256 = archive.blobs.put(b"page")
        assert archive.blobs.get(sha256) == b"page"
        assert not (tmp_path / "blobs").exists()


def test_a_folder_loads_nothing_of_a_store() -> None:
    loaded = (
        "import sys; from archive.store import open_archive; print({'fsspec', 's3fs', 'botocore'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
