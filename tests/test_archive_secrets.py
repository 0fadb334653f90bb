"""Secrets come from files and are told to nobody: no error carries one, in whatever form another side repeats it."""

import base64
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import secrets
from archive.errors import Refused, TryLater, WatchError, WrongSettings
from tests.crawling import ROOT

TEXT = st.text(min_size=secrets.LEAST, max_size=60).filter(lambda one: secrets.MARK not in one)


@pytest.fixture(autouse=True)
def _nothing_is_known() -> Iterator[None]:
    """What other tests have made known stays known after these, and is not known in them."""
    before = dict(secrets._known)
    secrets._known.clear()
    yield
    secrets._known.clear()
    secrets._known.update(before)


def test_a_secret_is_the_first_line(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("  秘密 with blanks \n# rotated in May\n", encoding="utf-8")
    assert secrets.read("mail.password_file", file) == "秘密 with blanks"


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff\xfe\n", b"a\x00b\n", b"x" * secrets.MOST])
def test_a_file_without_a_secret_is_named(content: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(WrongSettings, match=r"^mail\.password_file: .*secret") as caught:
        secrets.read("mail.password_file", file)
    assert "xxxx" not in str(caught.value)


@given(TEXT, st.text(max_size=20), st.text(max_size=20))
def test_no_error_carries_what_is_known(secret: str, before: str, after: str) -> None:
    secrets._known.clear()
    secrets.known(secret)
    raw = secret.encode("utf-8", "surrogatepass")
    for form in (
        secret,
        quote(raw, safe=""),
        repr(secret)[1:-1],
        json.dumps(secret)[1:-1],
        base64.b64encode(raw).decode(),
    ):
        for error in (WatchError(f"{before}{form}{after}"), Refused(f"{before}{form}{after}")):
            assert form not in str(error) or form in f"{before}{secrets.MARK}{after}"
            assert form not in error.args[0] or form in f"{before}{secrets.MARK}{after}"


def test_what_is_raised_again_with_a_name_stays_clean() -> None:
    secrets.known("geheim-9")
    error = TryLater("535 wrong password geheim-9")
    again = type(error)(f"mail: {error}")
    assert str(again) == f"mail: 535 wrong password {secrets.MARK}"


def test_the_longer_of_two_secrets_is_taken_out_whole() -> None:
    secrets.known("word")
    secrets.known("passwords-are-long")
    assert secrets.hidden("passwords-are-long, word") == "***, ***"
    assert "passwords-are-long" in secrets.values()


def test_words_that_are_too_short_stay() -> None:
    secrets.known("abc")
    assert secrets.hidden("abc") == "abc"


@pytest.mark.parametrize(
    ("mode", "why"),
    [(0o600, ""), (0o640, ""), (0o644, "can be read by everybody"), (0o666, "can be changed by everybody")],
)
def test_a_file_that_is_open_to_everybody_is_told_of_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, mode: int, why: str
) -> None:
    file = tmp_path / "secret"
    file.write_text("geheim-9\n")
    file.chmod(mode)
    with caplog.at_level(logging.WARNING, "zswatch.secrets"):
        for _ in range(2):
            assert secrets.read("model.key_file", file) == "geheim-9"
    told = [one.getMessage() for one in caplog.records]
    assert len(told) == bool(why)
    assert all(one.startswith(f"model.key_file: {file} {why}") for one in told)
    assert "geheim-9" not in "".join(told)


def test_errors_without_any_secret_need_nothing_of_this() -> None:
    """The errors stand on the ground: they know nothing of secrets until some are read."""
    said = "from archive.errors import WatchError; import sys; print(WatchError('x'), 'archive.secrets' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", said], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "x False\n"
