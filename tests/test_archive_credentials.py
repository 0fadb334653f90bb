"""Passwords of the settings: not in the settings file, and from the environment into no message."""

from pathlib import Path

import pytest

from archive import credentials, secrets
from archive.config import load
from archive.errors import WrongSettings

MARKER = "Zk7marker-qW"
URL = f"postgresql://watch:{MARKER}@127.0.0.1:1/watch"
WRITTEN = {
    f'[mail]\npassword = "{MARKER}"': "mail.password: no password stands in a settings file; use mail.password_file",
    f'database_url = "{URL}"': "database_url: no password stands in a settings file; use database_url_file",
    f'database_url = "postgresql://h/b?password={MARKER}"': "database_url: no password stands in a settings file",
    f'[engine]\nurl = "{URL}"': "engine.url: no password stands in a settings file; use the variable ZSWATCH_ENGINE_",
}
"""What a settings file may not say, and how that is told."""
UNUSABLE = (
    f'[model]\nname = "m"\nurl = "https://{MARKER}@api.example/v1"',
    f'[log]\notel_url = "http://a:{MARKER}@127.0.0.1/"',
    f'[blobs]\nurl = "s3://bucket"\nendpoint = "https://a:{MARKER}@s3.example"',
    f'[mail]\noauth_url = "https://{MARKER}@login.example/token"',
)
"""Addresses with something before the host, which no setting takes."""


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "zswatch.toml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("text", WRITTEN)
def test_a_password_in_a_settings_file_is_refused_with_what_to_do(tmp_path: Path, text: str) -> None:
    with pytest.raises(WrongSettings) as caught:
        load(written(tmp_path, text), {})
    assert WRITTEN[text] in str(caught.value)
    assert MARKER not in str(caught.value)


@pytest.mark.parametrize("text", UNUSABLE)
def test_an_address_that_is_refused_is_told_without_what_is_secret(tmp_path: Path, text: str) -> None:
    with pytest.raises(WrongSettings, match=r"\*\*\*@") as caught:
        load(written(tmp_path, text), {})
    assert MARKER not in str(caught.value)


def test_passwords_of_the_environment_are_taken_and_not_told(tmp_path: Path) -> None:
    file = written(tmp_path, 'language = "en"')
    settings = load(file, {"ZSWATCH_MAIL__PASSWORD": MARKER, "ZSWATCH_DATABASE_URL": URL})
    assert (settings.mail.password, settings.database_url) == (MARKER, URL)
    assert MARKER not in repr(settings)
    with pytest.raises(WrongSettings, match="mail: ") as caught:
        load(file, {"ZSWATCH_MAIL__PASSWORD": MARKER, "ZSWATCH_MAIL__AUTH": "xoauth2"})
    assert MARKER not in str(caught.value)


def test_a_database_url_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "url").write_text(f"{URL}\n", encoding="utf-8")
    file = written(tmp_path, f'database_url_file = "{tmp_path / "url"}"')
    settings = load(file, {})
    assert settings.url == URL
    assert MARKER in secrets.values()
    assert MARKER not in repr(settings)
    assert load(file, {"ZSWATCH_DATABASE_URL": "sqlite:////srv/other.sqlite"}).url == "sqlite:////srv/other.sqlite"
    with pytest.raises(WrongSettings, match=r"database_url_file: .* can not be read: FileNotFoundError"):
        load(written(tmp_path, 'database_url_file = "/nowhere/url"'), {})


def test_passwords_of_proxies_and_servers_are_known() -> None:
    proxy = {"HTTPS_PROXY": "http://us%20er:p%40ss-of-proxy@proxy.example:3128", "PGPASSWORD": "pg-password"}
    credentials.remember(proxy)
    assert secrets.hidden("p%40ss-of-proxy p@ss-of-proxy pg-password us%20er") == "*** *** *** us%20er"


@pytest.mark.parametrize("url", ["", "sqlite:////srv/a.sqlite", "postgresql://watch@host/base", "http://[bad"])
def test_most_addresses_have_no_password(url: str) -> None:
    assert credentials.password_of(url) == ""
