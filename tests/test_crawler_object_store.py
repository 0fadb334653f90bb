"""Crawls whose bytes go into an object store: the archive is the same, and no row names bytes that are not there."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from archive import backup
from archive.config import Settings, load
from archive.records import Query
from archive.store import announcements, open_archive
from tests.crawling import crawl, environment, started
from tests.object_store import ENVIRONMENT, ObjectStore, object_store
from tests.test_crawler_run import DAYS
from tests.twin import Twin

SOURCES = ("zs_gxj-tzgg", "portal-tzgg")
NUMBERS = count()
NO_PROXY = {"no_proxy": "127.0.0.1"}
"""The twin is a proxy, which is for the sites and not for the store."""


@pytest.fixture(scope="module")
def twin() -> Iterator[Twin]:
    with Twin() as running:
        yield running


@pytest.fixture(scope="module")
def service() -> Iterator[ObjectStore]:
    with object_store() as store:
        yield store


@pytest.fixture
def variables(service: ObjectStore) -> Iterator[dict[str, str]]:
    store = service.store(f"crawl-{next(NUMBERS)}", cache_mb=8, timeout_seconds=20)
    yield (
        ENVIRONMENT
        | NO_PROXY
        | {
            f"ZSWATCH_BLOBS__{name}".upper(): str(value)
            for name, value in store.model_dump().items()
            if value is not None
        }
    )
    service.always = ""


def settings(data: Path, variables: Mapping[str, str]) -> Settings:
    return load(environ={"ZSWATCH_DATA_DIR": str(data), **variables})


def day(twin: Twin, data: Path, number: int, variables: Mapping[str, str]) -> dict[str, Any]:
    twin.day = number
    return crawl(environment(data, twin.environment(), dict(variables), now=DAYS[number]), *SOURCES)


def named(data: Path, variables: Mapping[str, str]) -> tuple[list[Any], set[str]]:
    """Return all announcements, and the hashes that they name; which of two lists was read first is chance."""
    with open_archive(settings(data, variables)) as archive, archive.read() as tx:
        held = [replace(one, source="") for one in announcements.select(tx, Query(limit=None))]
    files = {one.sha256 for each in held for one in each.attachments if one.sha256}
    return sorted(held, key=lambda one: one.id), {each.raw_sha256 for each in held} | files


def test_two_days_end_with_the_same_archive_as_in_a_folder(
    twin: Twin, service: ObjectStore, variables: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    here, there = tmp_path / "here", tmp_path / "there"
    for number in (1, 2):
        day(twin, here, number, {})
        service.asked.clear()
        report = day(twin, there, number, variables)
        assert {one["status"] for one in report["sources"]} == {"ok"}
        assert not [secret for secret in ENVIRONMENT.values() if secret in report["stderr"]]
        asked = service.counts()
        # an object is written by one request, and what is known to be there costs none
        assert set(asked) <= {"PUT", "GET"}
        assert asked.get("GET", 0) <= asked["PUT"] * 0.2
    held, hashes = named(there, variables)
    assert (held, hashes) == named(here, {})
    with open_archive(settings(here, {})) as one, open_archive(settings(there, variables)) as other:
        assert list(one.blobs.every()) == list(other.blobs.every())
        assert all(other.blobs.check(sha256) == len(one.blobs.get(sha256)) for sha256 in hashes)
        assert not (there / "blobs").exists()
        backup.write(other, tmp_path / "out.tar")
    back = settings(tmp_path / "back", {**variables, "ZSWATCH_BLOBS__URL": "s3://back/deep/prefix"})
    service.store("back")
    backup.restore(back, tmp_path / "out.tar")
    with open_archive(back) as restored:
        assert hashes <= set(restored.blobs.every())


@pytest.mark.parametrize(("mood", "at"), [("failed", 12), ("denied", 1), ("denied", 40)])
def test_a_store_that_fails_ends_the_crawl_and_the_next_one_brings_the_rest(
    twin: Twin,
    service: ObjectStore,
    variables: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    mood: str,
    at: int,
) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    data, variables = tmp_path / "data", variables | {"ZSWATCH_BLOBS__RETRIES": "0"}
    service.moods, service.always, twin.day = [""] * at, mood, 1
    with started(environment(data, twin.environment(), variables, now=DAYS[1]), *SOURCES) as process:
        _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "archive.errors.DatabaseAway: blob " in said.splitlines()[-1]
    service.moods, service.always = [], ""
    _, hashes = named(data, variables)
    with open_archive(settings(data, variables)) as archive:
        assert hashes <= set(archive.blobs.every())
    report = day(twin, data, 1, variables)
    assert {one["status"] for one in report["sources"]} == {"ok"}
    day(twin, tmp_path / "here", 1, {})
    assert [one.id for one in named(data, variables)[0]] == [one.id for one in named(tmp_path / "here", {})[0]]


def test_a_store_that_only_this_process_sees_is_refused(twin: Twin, tmp_path: Path) -> None:
    variables = environment(tmp_path, twin.environment(), {"ZSWATCH_BLOBS__URL": "memory://kept"})
    with started(variables, *SOURCES) as process:
        _, said = process.communicate(timeout=60)
    assert said.splitlines()[-1].startswith("archive.errors.WrongSettings: blobs.url: ")
