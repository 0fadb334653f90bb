"""What crawler and digest lend the pages fits the documents that the commands print."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from archive.config import Settings
from archive.errors import NotFound
from archive.store import Archive, announcements
from crawler.sources import load
from scheduler.rooms import rooms
from tests.halls import BODY, closing, run
from tests.reading_room import keep

SCHEMAS = Path(__file__).parents[1] / "docs" / "schemas"


def validate(document: dict[str, Any], name: str) -> None:
    jsonschema.validate(document, json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")))


def test_the_ledger_is_that_of_the_command(archive: Archive, settings: Settings, now: datetime) -> None:
    closing(archive)
    lent = rooms(settings)
    assert lent.ledger is not None
    with archive.read() as tx:
        told = lent.ledger(tx, "2025-02-21", now)
        validate(told, "ledger")
        assert [one["count"] for one in told["directives"] if one["id"] == "application.2"] == [1]
        with pytest.raises(NotFound, match="no meeting 2025-02-22; did you mean 2025-02-21"):
            lent.ledger(tx, "2025-02-22", now)


def test_the_account_is_that_of_the_command(archive: Archive, settings: Settings, now: datetime) -> None:
    keep(archive, body=BODY)
    lent = rooms(settings)
    assert lent.account is not None
    with archive.read() as tx:
        told = lent.account(tx, announcements.get(tx, "zs-1"))
    validate(told, "why")
    assert told["relevant"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_chart_has_a_picture_and_the_same_numbers_in_rows(
    archive: Archive, settings: Settings, now: datetime, language: Any
) -> None:
    closing(archive)
    lent = rooms(settings)
    assert lent.chart is not None
    with archive.read() as tx:
        chart = lent.chart(tx, "2025-02-21", now, language)
    assert chart.picture.startswith(b"\x89PNG")
    assert chart.months[-1] == "2026-11"
    assert len(chart.months) == 12
    assert [(theme, sum(counts)) for theme, _, counts in chart.rows] == [
        ("study", 0), ("application", 1), ("industry", 0), ("talent", 0), ("general", 0),
    ]  # fmt: skip
    assert chart.rows[0][1] == ("学习" if language == "zh" else "Study")


def test_every_declared_source_has_its_card(settings: Settings) -> None:
    known = load()
    paused = next(one for one in known.values() if not one.enabled)
    active = next(one for one in known.values() if one.enabled)
    lent = rooms(
        settings.model_copy(update={"crawler": settings.crawler.model_copy(update={"disabled": (active.key,)})})
    )
    assert lent.catalogue is not None
    cards = {one.key: one for one in lent.catalogue()}
    assert set(cards) == set(known)
    assert (cards[paused.key].enabled, cards[paused.key].paused_because) == (False, paused.paused_because)
    assert (cards[active.key].enabled, cards[active.key].paused_because) == (False, "disabled in the settings")
    assert cards[active.key].start_urls == (active.start_url,)


def test_a_disabled_source_is_no_reason_to_doubt(archive: Archive, settings: Settings, now: datetime) -> None:
    known = [one for one in load().values() if one.enabled]
    for one in known[1:]:
        run(archive, one.key, "ok", now - timedelta(hours=1))
    without = settings.model_copy(update={"crawler": settings.crawler.model_copy(update={"disabled": (known[0].key,)})})
    for stated, proven in ((settings, False), (without, True)):
        lent = rooms(stated)
        assert lent.ledger is not None
        with archive.read() as tx:
            assert lent.ledger(tx, "2025-02-21", now)["silence"]["proven"] is proven
