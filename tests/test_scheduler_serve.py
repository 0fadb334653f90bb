"""`zswatch serve` as a process: it serves, it ends when it is told to, and it says what is not well."""

import base64
import http.client
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def serving(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], list[str], str]]:
    """Run the command; give it, what it said before it was ready, and its address."""
    command = [sys.executable, "-m", "scheduler", "serve", "--port", "0", *arguments]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said: list[str] = []
        try:
            for line in process.stderr:
                if found := re.match(r"zswatch: serving (http://\S+)", line):
                    yield process, said, found.group(1)
                    break
                said.append(line.strip())
        finally:
            process.kill()


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZSWATCH_DATA_DIR", str(tmp_path / "data"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_it_is_told_to_stop(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZSWATCH_WEB__URL", "https://zswatch.example.org")
    with serving() as (process, said, address):
        assert said == []
        with urllib.request.urlopen(f"{address}healthz", timeout=30) as answer:  # noqa: S310
            assert answer.read() == b'{"status":"ok"}'
        process.send_signal(number)
        assert process.wait(30) == 0


def test_it_warns_when_others_can_reach_it_and_when_no_mail_links_to_it() -> None:
    with serving("--host", "0.0.0.0") as (_, said, _):  # noqa: S104
        assert said == [
            "zswatch: 0.0.0.0 can be reached by other machines, without TLS",
            "zswatch: 0.0.0.0 can be reached by other machines, and web.login is none",
            "zswatch: web.url is not set: mails have no links to these pages",
        ]


def test_with_a_login_it_does_not_warn_of_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = [sys.executable, "-m", "scheduler", "web", "password", "chen", "--password", "秘密 42"]
    line = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    users = tmp_path / "users"
    users.write_text(line)
    monkeypatch.setenv("ZSWATCH_WEB__LOGIN", "basic")
    monkeypatch.setenv("ZSWATCH_WEB__USERS_FILE", str(users))
    monkeypatch.setenv("ZSWATCH_WEB__URL", "https://zswatch.example.org")
    with serving("--host", "0.0.0.0") as (_, said, address):  # noqa: S104
        assert said == ["zswatch: 0.0.0.0 can be reached by other machines, without TLS"]
        port = int(address.rstrip("/").rpartition(":")[2])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for password, status in (("秘密 42", 200), ("秘密 43", 401)):
            sent = base64.b64encode(f"chen:{password}".encode()).decode()
            connection.request("GET", "/", headers={"Authorization": f"Basic {sent}"})
            answer = connection.getresponse()
            assert answer.status == status
            answer.read()
        connection.close()


def test_a_password_may_not_be_empty_nor_a_name_have_a_colon() -> None:
    for name, password in (("chen", ""), ("ch:en", "x"), ("", "x"), ("a\nb", "x")):
        command = [sys.executable, "-m", "scheduler", "web", "password", name, "--password", password]
        done = subprocess.run(command, capture_output=True, text=True, check=False, input="\n\n")
        assert done.returncode != 0, (name, password)
        assert "Traceback" not in done.stderr


def test_an_address_that_is_taken_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "scheduler", "serve", "--port", str(port)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert last == f"zswatch: 127.0.0.1:{port}: can not be served: Address already in use"
    assert "Traceback" not in done.stderr
