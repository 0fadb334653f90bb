"""`zswatch archive index`: by real commands."""

import json
from typing import Any

import pytest
from click.testing import CliRunner

from archive.config import Settings
from archive.store import announcements, indexing, open_archive
from scheduler.cli import zswatch
from tests.found import NOON, found


def run(settings: Settings, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Any:
    monkeypatch.setenv("ZSWATCH_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("ZSWATCH_DATABASE_URL", settings.database_url)
    done = CliRunner().invoke(zswatch, ["archive", "index", *arguments], standalone_mode=False)
    assert done.exception is None, done.output
    return done.stdout


def test_what_waits_is_indexed_once(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_archive(settings) as archive, archive.begin() as tx:
        for number in range(3):
            announcements.keep(tx, found(number), NOON)
        assert indexing.waiting(tx) == 3
    assert json.loads(run(settings, monkeypatch, "--json")) == {"indexed": 3, "anew": False, "waiting": 0}
    assert run(settings, monkeypatch) == "0 indexed\n"
    assert json.loads(run(settings, monkeypatch, "--anew", "--json")) == {"indexed": 3, "anew": True, "waiting": 0}
