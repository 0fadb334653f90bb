"""Mails as files: whole or not at all, never outside the folder, the same file when sent again."""

from dataclasses import replace
from pathlib import Path

import pytest

from archive.config import Settings
from archive.errors import TryLater
from digest.channels.folder import opened
from tests.test_digest_channels_smtp import mail


def settings(tmp_path: Path, **stated: object) -> Settings:
    return Settings.model_validate({"data_dir": tmp_path / "data", "mail": stated})


def test_a_mail_is_a_file_named_after_its_id(tmp_path: Path) -> None:
    one = replace(mail(), message_id="<daily-2026-11-19.abc@digest.zswatch.local>")
    for _ in range(2):
        with opened(settings(tmp_path)) as folder:
            folder.send(one)
    (file,) = (tmp_path / "data" / "mail").iterdir()
    assert file.name == "daily-2026-11-19.abc.eml"
    assert file.read_bytes() == one.message


@pytest.mark.parametrize("message_id", ["<../../etc/passwd@x>", "<..@x>", "</abs@x>", "<a\x00b@x>", "<..\\b@x>"])
def test_no_id_leads_out_of_the_folder(message_id: str, tmp_path: Path) -> None:
    folder = tmp_path / "out" / "in"
    with opened(settings(tmp_path, folder=folder)) as open_folder:
        open_folder.send(replace(mail(), message_id=message_id))
    assert len(list(folder.iterdir())) == 1
    assert list((tmp_path / "out").iterdir()) == [folder]


def test_what_can_not_be_written_is_for_later(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(TryLater, match="file"), opened(settings(tmp_path, folder=tmp_path / "file" / "mail")):
        pass
    with opened(settings(tmp_path)) as folder:
        (tmp_path / "data" / "mail" / "1.eml").mkdir()
        (tmp_path / "data" / "mail" / "1.eml" / "x").touch()
        with pytest.raises(TryLater, match=r"1\.eml"):
            folder.send(mail())
    assert [one.name for one in (tmp_path / "data" / "mail").iterdir()] == ["1.eml"]
