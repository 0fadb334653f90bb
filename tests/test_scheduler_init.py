"""`zswatch init` as a person uses it: at a terminal, by options, and left at every question."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive import clock
from archive.config import load
from archive.store import open_archive, outbox, runs, subscribers
from crawler.sources import load as sources
from scheduler.cli import main, zswatch
from scheduler.setup import first
from tests import mail_server
from tests.twin import Twin, faults

NOW = "2026-11-18T09:00:00+08:00"
ROOT = Path(__file__).parents[1]
SECRET = "correct-horse"
SMALL = "zs_kj-lxxx"
"""A source with a short list."""
TERMINAL = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
"""Makes what it was started with its controlling terminal, so that Ctrl-C comes from there."""
ANSWERS = (
    "en", "store", "me@example.org", "smtp", "", "", "localhost", "{port}", "none", "me", SECRET,
    "me@example.org, you@example.org", "", "", "6:30,18:00", "8:15", "",
)  # fmt: skip
"""One line for each question."""


@pytest.fixture
def twin(monkeypatch: pytest.MonkeyPatch) -> Iterator[Twin]:
    monkeypatch.setenv(clock.VARIABLE, NOW)
    with Twin(day=1) as running:
        for name, value in running.environment().items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("ZSWATCH_CRAWLER__DELAY_SECONDS", "0")
        monkeypatch.setenv("PYTHONPATH", str(ROOT))
        yield running


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["init", *arguments])
    return int(ended.value.code or 0)


def typed(port: int = 1) -> list[str]:
    return [one.format(port=port) for one in ANSWERS]


class Terminal:
    """A command at a terminal of its own."""

    def __init__(self, *arguments: str) -> None:
        self.here, there = pty.openpty()
        command = [sys.executable, "-c", TERMINAL, sys.executable, "-m", "scheduler", "init", *arguments]
        # What starts these tests in the background may ignore the signal, and its children would then do so too.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        self.process = subprocess.Popen(command, stdin=there, stdout=there, stderr=there, start_new_session=True)
        signal.signal(signal.SIGINT, before)
        os.close(there)
        self.said = ""

    def until(self, words: str, seconds: float = 60.0) -> None:
        """Read until the words have been said since the last time."""
        heard, end = "", time.monotonic() + seconds
        while words not in heard:
            assert time.monotonic() < end, f"{words!r} is not said: {heard}"
            if not (piece := self._read(end)):
                break
            heard += piece
            self.said += piece
        assert words in heard, heard

    def _read(self, end: float) -> str:
        if not select.select([self.here], [], [], max(0.0, end - time.monotonic()))[0]:
            return ""
        try:
            return os.read(self.here, 65536).decode("utf-8", "replace")
        except OSError:  # nobody has the other end any more
            return ""

    def type(self, line: str) -> None:
        os.write(self.here, f"{line}\n".encode())

    def interrupt(self) -> None:
        with suppress(OSError):  # it has just ended
            os.write(self.here, b"\x03")

    def ended(self) -> int:
        end = time.monotonic() + 90
        while piece := self._read(end):
            self.said += piece
        code = self.process.wait(30)
        os.close(self.here)
        return code


@pytest.mark.timeout(300)  # a whole crawl, on a machine that may be busy
def test_at_a_terminal_answers_become_settings_that_work_and_a_first_digest(twin: Twin, place: Path) -> None:
    box = mail_server.Box()
    with mail_server.serving(box, login=SECRET) as port:
        terminal = Terminal("--sources", SMALL)
        for number, answer in enumerate(typed(port)):
            terminal.until("]: " if number in {0, 1, 3, 4, 5, 7, 8, 9, 12, 13, 14, 15, 16} else ": ")
            terminal.type(answer)
        terminal.until("[Y/n]: ")
        assert not (place / "zswatch.toml").exists()
        assert not (place / "store").exists()
        terminal.type("y")
        code = terminal.ended()
    assert code == 0, terminal.said
    settings = load(place / "zswatch.toml", environ={})
    assert (settings.language, settings.data_dir, settings.crawler.contact) == ("en", place / "store", "me@example.org")
    assert (settings.mail.host, settings.mail.port, settings.mail.username) == ("localhost", port, "me")
    assert (settings.schedule.crawl, settings.schedule.digest) == (("06:30", "18:00"), "08:15")
    assert SECRET not in (place / "zswatch.toml").read_text()
    assert SECRET not in terminal.said
    secret = place / "store" / "secrets" / "mail-password"
    assert (secret.read_text(), secret.stat().st_mode & 0o777) == (f"{SECRET}\n", 0o600)
    assert box.logins == ["me"]
    assert box.taken == []
    assert f"crawl {NOW[:10].replace('-', '')}" in terminal.said
    assert f"localhost:{port}: answers, no encryption, logged in as me" in terminal.said
    for ending in ("html", "txt", "eml", "json"):
        assert (place / "digest-out" / f"edition.{ending}").stat().st_size > 0
        assert str(place / "digest-out" / f"edition.{ending}") in terminal.said
    assert f"zswatch --config {place / 'zswatch.toml'} run" in terminal.said


@pytest.mark.timeout(300)  # a whole crawl, on a machine that may be busy
def test_by_options_nothing_is_asked_and_recipients_become_subscribers(
    twin: Twin, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--yes", "--data-dir", "store", "--contact", "me@example.org", "--to", "me@example.org,you@example.org")
    assert run(*options, "--sources", SMALL, "--agreed", "yes") == 0
    said = capsys.readouterr().out
    settings = load(place / "zswatch.toml", environ={})
    with open_archive(settings) as archive, archive.read() as tx:
        assert [(one.name, one.status, one.editions) for one in subscribers.every(tx)] == [
            ("me@example.org", "active", ("daily", "weekly")), ("you@example.org", "active", ("daily", "weekly")),
        ]  # fmt: skip
        assert runs.of_source(tx, SMALL, 1)[0].new > 0
    assert settings.watch.operators == ("me@example.org",)
    assert "第一份摘要" in said
    assert (place / "digest-out" / "edition.html").exists()
    assert {one.host for one in twin.log.requests if one.path != "/robots.txt"} == {"kj.zs.gov.cn"}


def test_who_has_not_agreed_is_asked_by_mail_first(place: Path, now: object) -> None:
    assert run("--yes", "--offline", "--contact", "me@example.org", "--to", "you@example.org") == 0
    with open_archive(load(place / "zswatch.toml", environ={})) as archive, archive.read() as tx:
        assert [one.status for one in subscribers.every(tx)] == ["pending"]
        assert outbox.counts(tx)["queued"] == 1


@pytest.mark.timeout(300)  # a whole crawl, on a machine that may be busy
def test_a_crawl_is_ended_when_its_time_is_over_and_a_digest_is_there(twin: Twin, place: Path) -> None:
    twin.faults.set("kj.zs.gov.cn/kjj*", faults.silent())
    twin.faults.set("kj.zs.gov.cn/[!r]*", faults.silent())
    assert run("--yes", "--sources", SMALL, "--minutes", "0.04", "--language", "en") == 0
    assert (place / "digest-out" / "edition.json").exists()


def test_a_fault_is_told_at_the_end_and_exits_with_one(
    place: Path, capsys: pytest.CaptureFixture[str], now: object
) -> None:
    options = (
        "--yes",
        "--offline",
        "--language",
        "en",
        "--channel",
        "smtp",
        "--sender",
        "me@qq.com",
        "--login",
        "me@qq.com",
    )
    assert run(*options) == 1
    said = capsys.readouterr().out
    assert f"write the password into {place / 'data' / 'secrets' / 'mail-password'}" in said
    assert "mend what is marked ✗ above" in said
    assert load(place / "zswatch.toml", environ={}).mail.host == "smtp.qq.com"


def test_the_password_comes_from_a_file_or_from_standard_input(place: Path, now: object) -> None:
    smtp = ("--yes", "--offline", "--channel", "smtp", "--sender", "me@qq.com")
    (place / "given").write_text(f"{SECRET}\nsecond line\n")
    assert run(*smtp, "--password-file", "given") == 0
    kept = place / "data" / "secrets" / "mail-password"
    assert kept.read_text() == f"{SECRET}\n"
    again = CliRunner().invoke(zswatch, ["init", *smtp, "--force", "--password-file", "-"], input="another\n")
    assert again.exception is None
    assert kept.read_text() == "another\n"
    assert len(list(place.glob("zswatch.toml.before-*"))) == 1


@pytest.mark.parametrize("left_at", range(len(ANSWERS) + 1))
def test_whoever_leaves_at_a_question_leaves_nothing_behind(place: Path, left_at: int, now: object) -> None:
    """The terminal ends after so many answers; at the last one the question is whether to write."""
    told = "".join(f"{one}\n" for one in typed()[:left_at])
    done = CliRunner().invoke(zswatch, ["init", "--offline"], input=told, standalone_mode=False)
    assert done.exception is not None
    assert type(done.exception).__name__ == "Abort"
    assert list(place.iterdir()) == []


def test_ctrl_c_at_the_password_ends_with_130_and_nothing_behind(place: Path) -> None:
    terminal = Terminal("--offline")
    for number, answer in enumerate(typed()[:10]):
        terminal.until("]: " if number in {0, 1, 3, 4, 5, 7, 8, 9} else ": ")
        terminal.type(answer)
    terminal.until("not shown")
    deadline = time.monotonic() + 60
    while terminal.process.poll() is None and time.monotonic() < deadline:
        terminal.interrupt()  # once more, where a key pressed while the echo is switched off was thrown away
        time.sleep(0.3)
    assert terminal.ended() == 128 + signal.SIGINT
    assert list(place.iterdir()) == []


def test_an_answer_that_will_not_do_is_asked_again(place: Path, now: object) -> None:
    told = "fr\nen\n\nnobody\n-\nfax\nfolder\n\n\n25:00\n\n\n\nn\n"
    done = CliRunner().invoke(zswatch, ["init", "--offline"], input=told)
    assert [line for line in done.output.splitlines() if line.startswith("Error: ")] == [
        "Error: 'fr' is not one of zh, en",
        "Error: 'nobody' is not a mail address such as name@example.org",
        "Error: 'fax' is not one of folder, smtp",
        "Error: '25:00' is not a time of day such as 06:30",
    ]
    assert list(place.iterdir()) == []


def test_settings_that_are_there_are_not_asked_about(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "zswatch.toml").write_text("language = 'en'\n")
    assert run() == 2
    assert "is there already; --force replaces it" in capsys.readouterr().err
    assert (place / "zswatch.toml").read_text() == "language = 'en'\n"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--language", "fr"], "--language: 'fr'"),
        (["--all", "--sources", "x"], "--all and --sources"),
        (["--port", "x"], "--port"),
    ],
)  # fmt: skip
def test_wrong_options_are_named_and_nothing_is_written(
    place: Path, capsys: pytest.CaptureFixture[str], options: list[str], words: str
) -> None:
    assert run("--yes", *options) == 2
    assert words in capsys.readouterr().err
    assert list(place.iterdir()) == []


def test_the_quick_sources_are_known_and_in_force() -> None:
    known = [one for one in sources().values() if one.enabled]
    for name in first.QUICK:
        assert any(name in {one.key, one.stem} for one in known), name
    found = first.quick(known)
    assert 5 <= len(found) <= 15
    assert first.quick([one for one in known if one.stem == "zs_jsj"]) != ()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", str(first.since()))
