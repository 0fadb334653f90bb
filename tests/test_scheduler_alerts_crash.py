"""An alert killed at every write, commit and send between noting and sending, and started again: told once."""

import json
import subprocess
import sys

import pytest
from sqlalchemy import Engine


def crashed(*arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash.alerting", *arguments],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.stdout, done.stderr
    told = json.loads(done.stdout)
    assert told["faults"] == []
    names = [name.partition(" alert-")[0] for name in told["points"]]
    for name in (
        "write: INSERT alarms",
        "write: UPDATE alarms",
        "write: INSERT outbox",
        "send: folder",
        "sent: folder",
    ):
        assert name in names
    # What is noted, and what is marked as sent; on PostgreSQL a lock is taken and given back too.
    assert names.count("committed") == (4 if arguments else 2)


def test_on_sqlite() -> None:
    crashed()


@pytest.mark.postgres
def test_on_postgresql(postgres_server: Engine) -> None:
    crashed("--postgres", postgres_server.url.render_as_string(hide_password=False))
