"""The doctor looks at settings, secrets and the data folder."""

from pathlib import Path
from typing import Any

import pytest

from archive.config import Settings
from scheduler.doctor import folder, secret_files, settings_file
from tests.doctored import installation, lines, only

CONTACT = {"crawler": {"contact": "me@example.org"}}


def test_the_file_and_the_variables_in_force_are_named(tmp_path: Path) -> None:
    file = tmp_path / "zswatch.toml"
    file.write_text("language = 'en'\n")
    environ = {"ZSWATCH_LANGUAGE": "zh", "ZSWATCH_NOW": "2026-11-20T08:00:00+08:00", "PATH": "/bin"}
    it = installation(file=file, environ=environ, **CONTACT)
    assert only(settings_file.look, it) == ("ok", f"{file}, and ZSWATCH_LANGUAGE")


def test_without_a_file_and_without_a_contact_there_is_something_to_do() -> None:
    found = lines(settings_file.look(installation()))
    assert found == [("warning", "no file, all is as it comes"), ("warning", "crawler.contact is empty")]
    assert only(settings_file.look, installation(environ={"ZSWATCH_LANGUAGE": "zh"}, **CONTACT))[0] == "ok"


@pytest.mark.parametrize(("mode", "expected"), [(0o644, "everybody on this machine may read it"), (0o640, "holds")])
def test_a_password_in_the_settings_file_is_told(tmp_path: Path, mode: int, expected: str) -> None:
    file = tmp_path / "zswatch.toml"
    file.write_text("[mail]\npassword = 'geheim'\n")
    file.chmod(mode)
    _, (mark, said) = lines(settings_file.look(installation(file=file, **CONTACT)))
    assert mark == "warning"
    assert expected in said
    assert "geheim" not in said


def secret(tmp_path: Path, content: str = "geheim\n", mode: int = 0o600) -> Path:
    file = tmp_path / "secret-of-a-test"
    file.write_text(content)
    file.chmod(mode)
    return file


def with_password(tmp_path: Path, file: Path) -> dict[str, Any]:
    return {"data_dir": tmp_path, "mail": {"password_file": file}}


def test_secrets_that_only_their_owner_reads_are_well(tmp_path: Path) -> None:
    assert only(secret_files.look, installation(data_dir=tmp_path)) == ("ok", "none are needed")
    it = installation(**with_password(tmp_path, secret(tmp_path)))
    assert only(secret_files.look, it) == ("ok", "1 files, each readable here and by nobody else")


def test_a_secret_that_everybody_may_read_is_told_with_the_command_that_mends_it(tmp_path: Path) -> None:
    file = secret(tmp_path, mode=0o644)
    (one,) = secret_files.look(installation(**with_password(tmp_path, file)))
    assert (one.mark, one.do) == ("warning", f"chmod 600 {file}")
    assert one.found.startswith("mail.password_file: everybody")


@pytest.mark.parametrize(("content", "expected"), [("", "no first line"), ("a\x07b\n", "no secret")])
def test_a_secret_that_can_not_be_used_is_a_fault(tmp_path: Path, content: str, expected: str) -> None:
    mark, said = only(secret_files.look, installation(**with_password(tmp_path, secret(tmp_path, content))))
    assert mark == "fault"
    assert expected in said


def test_every_missing_secret_is_told_those_of_tables_by_their_names(tmp_path: Path) -> None:
    away = tmp_path / "away"
    stated = {
        "data_dir": tmp_path,
        "mail": {"password_file": away, "token_file": away},
        "model": {"url": "https://example.org/v1", "name": "m", "key_file": away},
        "web": {"login": "basic", "users_file": away},
        "robots": [{"name": "office", "kind": "dingtalk", "url_file": away, "secret_file": away}],
    }
    found = lines(secret_files.look(installation(**stated)))
    assert {mark for mark, _ in found} == {"fault"}
    told = " ".join(said for _, said in found)
    for name in ("mail.password_file", "robots.office.url_file", "robots.office.secret_file", "web.users_file"):
        assert name in told
    assert "mail.token_file" not in told  # it is made when the first token is had


def test_every_setting_that_names_a_secret_is_looked_at(tmp_path: Path) -> None:
    """A setting added later is found by its name: whatever ends with _file."""
    keys = {
        f"{key}.{part}"
        for key, field in Settings.model_fields.items()
        for part in getattr(field.annotation, "model_fields", {})
        if part.endswith("_file")
    }
    stated: dict[str, Any] = {}
    for key in keys:
        section, _, part = key.partition(".")
        stated.setdefault(section, {})[part] = tmp_path / "x"
    stated["mail"] |= {"dkim_domain": "example.org", "dkim_selector": "s"}
    assert dict(secret_files.named(Settings.model_validate(stated))).keys() == keys
    assert "mail.password_file" in keys


def test_the_installations_own_secret_is_looked_at_too(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x" * 64)
    (tmp_path / "secret").chmod(0o644)
    assert only(secret_files.look, installation(data_dir=tmp_path))[0] == "warning"


def test_a_folder_that_can_be_written_is_left_as_it_was(tmp_path: Path) -> None:
    (first, said), (room, _) = lines(folder.look(installation(data_dir=tmp_path)))
    assert (first, said) == ("ok", f"{tmp_path} can be written")
    assert room in {"ok", "warning", "fault"}  # as this machine is
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    (mark, said), _ = lines(folder.look(installation(data_dir=tmp_path / "a" / "b")))
    assert (mark, said) == ("ok", f"{tmp_path / 'a' / 'b'} is not there yet and can be made")
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_the_folder_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    assert only(folder.look, installation(data_dir=tmp_path / "data")) == ("fault", f"{tmp_path / 'data'} is no folder")


def test_a_folder_that_refuses_is_a_fault() -> None:
    """/proc takes no files, not even from root."""
    mark, said = only(folder.look, installation(data_dir=Path("/proc/1")))
    assert mark == "fault"
    assert "can not be written by user" in said


@pytest.mark.parametrize(("free", "mark"), [(299, "fault"), (300, "warning"), (2_999, "warning"), (3_000, "ok")])
def test_little_room_is_a_warning_and_hardly_any_a_fault(free: int, mark: str) -> None:
    assert folder.room(Path("/srv"), free).mark == mark
