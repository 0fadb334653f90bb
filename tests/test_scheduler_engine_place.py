"""What workers must share, said before they work."""

import importlib.util
import logging
from pathlib import Path

import pytest

from archive.config import Settings
from archive.errors import WrongSettings
from archive.sections import Engine, Store
from scheduler import engine
from scheduler.engine import place

URL = "postgresql://zs:secret@db.example:5433/zswatch?sslmode=require"
S3 = Store(url="s3://bucket/prefix")


def settings(**more: object) -> Settings:
    return Settings.model_validate({"database_url": URL, "blobs": S3, "engine": Engine(kind="queue"), **more})


def test_a_shared_database_and_a_shared_store_are_enough() -> None:
    place.require(settings())


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"database_url": ""}, "database_url: workers share an archive in PostgreSQL"),
        ({"blobs": Store()}, "blobs.url: DATA_DIR/blobs is seen by this machine alone"),
        ({"blobs": Store(url="memory://x")}, "blobs.url: memory://x is seen by this machine alone"),
        ({"engine": Engine(kind="queue", url="redis://x")}, "engine.url: the queue is in PostgreSQL"),
    ],
)
def test_what_is_not_shared_is_an_error_that_says_so(more: dict[str, object], words: str) -> None:
    with pytest.raises(WrongSettings, match=words):
        engine.runner(settings(**more))


def test_a_folder_is_taken_with_a_warning(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    with caplog.at_level(logging.WARNING):
        place.require(settings(blobs=Store(url=f"file://{tmp_path}")))
    assert "must be one folder that every worker sees" in caplog.text


def test_a_missing_part_is_told_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "find_spec", lambda name: None if name == "procrastinate" else importlib.util.find_spec)
    with pytest.raises(WrongSettings, match="extra `engine`"):
        engine.depths(settings())


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_the_queue_is_where_the_archive_is_or_where_the_settings_say(scheme: str) -> None:
    assert place.queue_url(settings(database_url=f"{scheme}://u@h/b?sslmode=require")) == (
        "postgresql://u@h/b?sslmode=require"
    )
    assert place.queue_url(settings(engine=Engine(kind="queue", url=f"{scheme}://q/q"))) == "postgresql://q/q"


def test_messages_name_the_queue_without_user_and_password() -> None:
    assert place.name(settings()) == "queue at postgresql://db.example:5433/zswatch"
