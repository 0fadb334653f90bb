"""Tokens are good for one purpose, one subscriber and one nonce, and for nobody who does not know the secret."""

import re
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import tokens
from archive.errors import Refused, TryLater, WrongSettings
from tests.found import NOON

SECRET = b"s" * 64
WEEK = timedelta(days=7)
names = st.text(min_size=1, max_size=200).filter(lambda text: not re.search("[\ud800-\udfff]", text))


@given(name=names, nonce=names, purpose=st.sampled_from(["leave", "confirm"]))
def test_what_was_signed_is_read_for_its_purpose_only(name: str, nonce: str, purpose: str) -> None:
    token = tokens.sign(SECRET, purpose, name, nonce)
    assert token == tokens.sign(SECRET, purpose, name, nonce)
    assert re.fullmatch(r"[A-Za-z0-9._-]+", token)
    assert tokens.check(SECRET, purpose, token) == (name, nonce)
    for secret, other in ((SECRET, "pause"), (b"t" * 64, purpose)):
        with pytest.raises(Refused, match=tokens.UNKNOWN):
            tokens.check(secret, other, token)


@given(at=st.integers(0, 10_000), letter=st.sampled_from("Ab0-_."))
def test_a_token_with_another_letter_is_refused_or_says_the_same(at: int, letter: str) -> None:
    token = tokens.sign(SECRET, "leave", "chen", "n1")
    at %= len(token)
    try:
        read = tokens.check(SECRET, "leave", token[:at] + letter + token[at + 1 :])
    except Refused:
        return
    assert read == ("chen", "n1")  # the last letter of base64 has bits that mean nothing


@given(st.text(max_size=300) | st.just("x" * 100_000) | st.binary(max_size=99).map(lambda raw: raw.decode("latin-1")))
def test_nonsense_is_refused_in_the_same_words(token: str) -> None:
    with pytest.raises(Refused, match=f"^{tokens.UNKNOWN}$"):
        tokens.check(SECRET, "leave", token)


@pytest.mark.parametrize(
    ("later", "good"), [(timedelta(0), True), (WEEK, True), (WEEK + timedelta(seconds=1), False), (-WEEK, False)]
)
def test_a_token_with_a_moment_is_good_for_its_time(later: timedelta, good: bool) -> None:
    token = tokens.sign(SECRET, "confirm", "chen", "n1", at=NOON)
    if good:
        assert tokens.check(SECRET, "confirm", token, now=NOON + later, lasts=WEEK) == ("chen", "n1")
    else:
        with pytest.raises(Refused):
            tokens.check(SECRET, "confirm", token, now=NOON + later, lasts=WEEK)


def test_where_a_time_is_asked_for_a_token_without_one_is_not_good() -> None:
    token = tokens.sign(SECRET, "confirm", "chen", "n1")
    with pytest.raises(Refused):
        tokens.check(SECRET, "confirm", token, now=NOON, lasts=WEEK)


def test_a_code_can_be_read_out_and_is_known_as_people_write_it() -> None:
    code = tokens.code(SECRET, "confirm", "chen", "n1")
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{8}", code)
    assert tokens.is_code(code, f" {code[:4].lower()}-{code[4:]} ")
    assert not tokens.is_code(code, code[:-1])
    assert len({tokens.code(SECRET, "confirm", "chen", f"n{number}") for number in range(50)}) == 50


def test_the_secret_is_made_once_and_is_the_owners_only(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    made = tokens.secret(folder)
    assert len(made) >= 64
    assert tokens.secret(folder) == made
    assert stat.S_IMODE((folder / "secret").stat().st_mode) == 0o600
    assert [one.name for one in folder.iterdir()] == ["secret"]
    assert tokens.secret(tmp_path / "other") != made


def test_processes_that_need_it_at_once_get_the_same(tmp_path: Path) -> None:
    probe = "import sys; from pathlib import Path; from archive import tokens; print(tokens.secret(Path(sys.argv[1])))"
    command = [sys.executable, "-c", probe, str(tmp_path / "data")]
    children = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert len({child.communicate()[0] for child in children}) == 1


def test_what_is_no_secret_or_can_not_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("short\n")
    with pytest.raises(WrongSettings, match="secret: not a secret"):
        tokens.secret(tmp_path)
    with pytest.raises(TryLater, match="Not a directory"):
        tokens.secret(tmp_path / "secret" / "data")


def test_nonces_differ() -> None:
    assert len({tokens.nonce() for _ in range(100)}) == 100
