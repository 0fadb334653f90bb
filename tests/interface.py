"""What the tests of the interface ask: an archive with something of everything, its rooms, and who speaks to it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from archive.config import Settings
from archive.records import SourceRun
from archive.store import Archive, announcements, editions, judgements, meetings, runs
from scheduler.rooms import rooms as lent
from tests.exports import MEETING, filled
from tests.found import NOON, analysis, found
from tests.reading_room import edition
from tests.web_server import Client, serving

MORE = 25
"""Announcements beside those of `filled`: more than a page."""


def furnished(archive: Archive) -> None:
    """Fill an archive with something of everything."""
    filled(archive)
    with archive.begin() as tx:
        for number in range(100, 100 + MORE):
            announcements.keep(tx, found(number, title=f"机器人项目第{number}号"), NOON + timedelta(hours=number))
        one = announcements.get(tx, "zs-100")
        closes = {"deadline": date(2026, 12, 24), "amounts": ("500万元",)}
        judgements.put(tx, analysis(one, "单个项目最高补助500万元", **closes), NOON)
        meetings.put(tx, replace(MEETING, id="2030-01-01"))
        editions.put(tx, edition(), ())
        editions.put(tx, replace(edition(), key="erratum-1", kind="erratum", corrects=edition().key), ())
        ended = {"started_at": NOON, "finished_at": NOON, "pages": 9, "new": 2}
        runs.add(tx, SourceRun(run_id="r1", source="zs_gxj-tzgg", status="ok", **ended))
        runs.add(tx, SourceRun(run_id="r1", source="gone-x", status="failed", why="off", **ended))


@contextmanager
def speaking(archive: Archive, settings: Settings | None = None) -> Iterator[Client]:
    """Serve a furnished archive as `zswatch serve` does, the settings being those of a SQLite one unless given."""
    furnished(archive)
    ours = settings or settings_of(archive)
    with serving(archive, ours, lent(ours)) as client:
        yield client


def settings_of(archive: Archive, **stated: Any) -> Settings:
    """Return the settings of an archive on SQLite."""
    web = {
        "requests_per_minute": 1_000_000,
        "searches_per_minute": 1_000_000,
    }  # who tests asks more often than a reader
    return Settings(data_dir=Path(str(archive.engine.url.database)).parent, **{"web": web, **stated})


def told(client: Client, path: str, **headers: str) -> Any:
    """Return the document at a path of the interface."""
    got = client.get(f"/api/v1{path}", **headers)
    assert (got.status, got.headers.get_content_type()) == (200, "application/json"), got.body
    return json.loads(got.body)


def conforms(openapi: dict[str, Any], path: str, document: Any) -> None:
    """Fail when a document is not what the OpenAPI document says of a path."""
    (content,) = openapi["paths"][path]["get"]["responses"]["200"]["content"].values()
    schema = {**content["schema"], "components": openapi["components"]}
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(document)
