"""`zswatch bounces` over saved mails, a pipe and a real mailbox."""

import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from archive.config import Settings
from archive.store import open_archive, outbox, subscribers
from tests import imap_server
from tests.found import CHEN
from tests.test_digest_bounces import CASES, FOLDER, OURS


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now: datetime) -> Path:
    """An archive in which a mail was sent to a subscriber."""
    folder = tmp_path / "data"
    with open_archive(Settings(data_dir=folder)) as archive, archive.begin() as tx:
        subscribers.put(tx, CHEN)
        outbox.enqueue(
            tx, edition_key="daily-2026-11-18", recipient=CHEN.address, channel="smtp", message_id=OURS, message=b"x",
            now=now, subscriber="chen",
        )  # fmt: skip
        mail = outbox.find(tx, OURS)
        assert mail is not None
        outbox.mark_sent(tx, mail.id, now)
    monkeypatch.setenv("ZSWATCH_DATA_DIR", str(folder))
    return folder


def zswatch(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "scheduler", "bounces", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, check=False)


def counted(data: Path) -> int:
    with open_archive(Settings(data_dir=data)) as archive, archive.read() as tx:
        one = subscribers.get(tx, "chen")
    assert one is not None
    return one.bounces


def test_a_folder_of_returned_mails_is_read(data: Path) -> None:
    done = zswatch("read", str(FOLDER))
    assert (done.returncode, done.stderr) == (0, b"")
    lines = done.stdout.decode().splitlines()
    assert lines[0].startswith("chen: 1 of 3, active: 5.2.2 smtp;552")
    assert lines[-1] == (
        "1 counted; 3 counted before, or about a subscriber who is gone; 3 only delayed; 4 about no mail of ours; "
        "2 no report of a returned mail"
    )
    assert sum(map(int, (part.split()[0] for part in lines[-1].split("; ")))) == len(CASES)
    assert counted(data) == 1


def test_a_mail_server_pipes_one_in(data: Path) -> None:
    done = zswatch("read", "-", stdin=(FOLDER / "postfix.eml").read_bytes())
    assert (done.returncode, done.stdout.decode().splitlines()[-1]) == (0, "1 counted")
    assert counted(data) == 1


def test_a_mailbox_is_fetched(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "password").write_text(imap_server.PASSWORD)
    with imap_server.serving(FOLDER / "postfix.eml", FOLDER / "newsletter.eml") as server:
        stated = {
            "HOST": "127.0.0.1", "PORT": str(server.port), "SECURITY": "none", "USER": imap_server.USER,
            "PASSWORD_FILE": str(tmp_path / "password"),
        }  # fmt: skip
        for name, value in stated.items():
            monkeypatch.setenv(f"ZSWATCH_BOUNCES__{name}", value)
        done = zswatch("fetch")
        assert server.seen == 2
        assert zswatch("fetch").stdout == b"nothing to read\n"
    assert done.stdout.decode().splitlines()[-1] == "1 counted; 1 no report of a returned mail"
    assert counted(data) == 1


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        (["fetch"], 2, "bounces.host: no mailbox is named in the settings"),
        (["read", "/nowhere"], 1, "/nowhere: No such file"),
        (["read"], 2, "Missing argument"),
    ],
)
def test_wrong_use_is_one_clear_line(data: Path, arguments: list[str], code: int, expected: str) -> None:
    done = zswatch(*arguments)
    assert done.returncode == code
    assert expected in done.stderr.decode().splitlines()[-1]
