"""Settings and a secret are written whole or not at all, and never over another file that is lost by it."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.config import Settings, load
from archive.errors import WrongSettings, WrongUse
from scheduler.setup import asking, writing


def answers(folder: Path, **stated: str) -> dict[str, Any]:
    return asking.ask({"data_dir": str(folder / "data"), **stated}, silent=True)


def listed(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.rglob("*") if one.is_file())


def test_only_what_differs_is_written_with_its_meaning(tmp_path: Path) -> None:
    text = writing.toml_of(writing.settings_of(answers(tmp_path, contact="me@example.org", crawl="06:00,18:00")))
    stated = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert [line.partition(" = ")[0] for line in stated if " = " in line] == [
        "data_dir",
        "contact",
        "crawl",
        "operators",
    ]
    assert "# address or page printed in the user agent, so that site owners can reach you\ncontact = " in text
    assert "digest =" not in text


def test_what_is_written_is_what_was_answered(tmp_path: Path) -> None:
    given = answers(
        tmp_path, language="en", channel="smtp", sender="me@qq.com", contact='"\\ü@example.org'.replace('"\\', ""),
        operators="a@example.org,b@example.org", digest="07:45",
    )  # fmt: skip
    settings = writing.settings_of(given)
    writing.write_settings(tmp_path / "z.toml", writing.toml_of(settings), force=False)
    assert load(tmp_path / "z.toml", environ={}) == settings
    assert settings.mail.password_file == tmp_path / "data" / "secrets" / "mail-password"
    assert settings.schedule.digest == "07:45"


@given(contact=st.text(min_size=1, max_size=40), name=st.text(max_size=20))
def test_any_text_comes_back_from_the_file(tmp_path_factory: pytest.TempPathFactory, contact: str, name: str) -> None:
    settings = Settings.model_validate({"crawler": {"contact": contact}, "mail": {"sender_name": name}})
    file = tmp_path_factory.mktemp("any") / "zswatch.toml"
    try:
        text = writing.toml_of(settings)
        text.encode()
    except UnicodeEncodeError:  # half of a pair, which no file can hold and no terminal gives
        return
    writing.write_settings(file, text, force=False)
    assert load(file, environ={}) == settings


def test_a_file_that_is_there_is_not_touched_without_force(tmp_path: Path) -> None:
    file = tmp_path / "zswatch.toml"
    file.write_text("language = 'en'\n")
    with pytest.raises(WrongUse, match="is there already; --force"):
        writing.write_settings(file, "language = 'zh'\n", force=False)
    assert (file.read_text(), listed(tmp_path)) == ("language = 'en'\n", ["zswatch.toml"])


def test_with_force_what_was_there_stays_beside_however_often(tmp_path: Path, now: object) -> None:
    file = tmp_path / "zswatch.toml"
    for number in range(3):
        kept = writing.write_settings(file, f"# {number}\n", force=True)
        assert (kept is None) == (number == 0)
        if kept is not None:
            assert kept.read_text() == f"# {number - 1}\n"
    assert listed(tmp_path) == [
        "zswatch.toml", "zswatch.toml.before-20261120T080000", "zswatch.toml.before-20261120T080000-1",
    ]  # fmt: skip


def test_what_can_not_be_loaded_is_not_written(tmp_path: Path) -> None:
    file = tmp_path / "zswatch.toml"
    file.write_text("language = 'en'\n")
    with pytest.raises(WrongSettings):
        writing.write_settings(file, "langauge = 'zh'\n", force=True)
    assert (file.read_text(), listed(tmp_path)) == ("language = 'en'\n", ["zswatch.toml"])


def test_a_variable_that_spoils_the_settings_is_told_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZSWATCH_LANGUAGE", "fr")
    with pytest.raises(WrongSettings, match="language"):
        writing.write_settings(tmp_path / "zswatch.toml", "", force=False)
    assert listed(tmp_path) == []


@pytest.mark.parametrize("step", ["fsync", "link", "replace"])
def test_a_disk_that_fails_at_any_step_leaves_all_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    file = tmp_path / "zswatch.toml"
    file.write_text("language = 'en'\n")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    place: tuple[object, str] = (Path, "replace") if step == "replace" else (os, step)
    monkeypatch.setattr(*place, full)
    with pytest.raises(WrongUse, match="can not be written: No space left on device"):
        writing.write_settings(file, "language = 'zh'\n", force=True)
    assert file.read_text() == "language = 'en'\n"
    assert not [name for name in listed(tmp_path) if name.endswith(".part")]


def test_a_secret_is_readable_by_its_owner_only_in_a_folder_of_its_owner(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        file = writing.password_file(tmp_path / "data")
        assert writing.write_secret(file, "geheim") is None
    finally:
        os.umask(old)
    assert (file.read_text(), file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (
        "geheim\n",
        0o600,
        0o700,
    )
    assert writing.write_secret(file, "geheim") is None
    kept = writing.write_secret(file, "another")
    assert kept is not None
    assert (kept.read_text(), kept.stat().st_mode & 0o777) == ("geheim\n", 0o600)


def test_a_folder_that_is_not_there_is_told_first(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="no such folder"):
        writing.refuse_existing(tmp_path / "none" / "zswatch.toml", force=False)


def test_a_file_that_came_meanwhile_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "zswatch.toml"
    load_: Callable[..., Settings] = writing.load

    def loaded(part: Path) -> Settings:
        file.write_text("# another's\n")
        return load_(part)

    monkeypatch.setattr(writing, "load", loaded)
    with pytest.raises(WrongUse, match="is there already"):
        writing.write_settings(file, "language = 'zh'\n", force=False)
    assert (file.read_text(), listed(tmp_path)) == ("# another's\n", ["zswatch.toml"])
