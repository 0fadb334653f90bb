"""What a healthy visit of a source looks like and what its newest visits found, as `zswatch sources` shows it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from archive.records import SourceRun
from archive.store import Tx, runs
from crawler.chances import shares
from crawler.envelope import WINDOW, Envelope, learn
from crawler.health import silence, too_quiet
from crawler.sources import Source

SHOWN = 10
"""Visits of a source that its trend shows, and that are looked through for one that could read the list."""


def of_source(tx: Tx, source: Source, today: date) -> dict[str, Any]:
    """Return `envelope` and `trend` of a source in the form of `sources --json`."""
    learnt = learn(runs.healthy(tx, source.key, WINDOW, since=source.expect.learn_from))
    visits = runs.of_source(tx, source.key, SHOWN)
    return {"envelope": _envelope(source, learnt), "trend": _trend(source, visits, today)}


def quiet(tx: Tx, sources: Iterable[Source], today: date) -> dict[str, str]:
    """Return what there is to say of each source that has been silent for longer than is normal."""
    said = {one.key: too_quiet(silence(runs.of_source(tx, one.key, SHOWN), today), one.expect) for one in sources}
    return {source: words for source, words in said.items() if words}


def short(envelope: dict[str, Any], trend: dict[str, Any]) -> tuple[str, str]:
    """Return rows of the last visit beside the fewest that are normal, and days of silence beside the most."""
    rows = str(trend["visits"][-1]["entries"]) if trend["visits"] else "–"
    days = "–" if trend["quiet_days"] is None else str(trend["quiet_days"])
    mark = "!" if trend["quiet"] else ""
    return f"{rows} ≥{envelope['entries_min']}", f"{days} ≤{envelope['quiet_days']}{mark}"


def _envelope(source: Source, learnt: Envelope) -> dict[str, Any]:
    """Return the declared bounds, and what healthy visits have in common: None when there are too few of them."""
    rates = {name: learnt.rate(name, of) for name, of in shares(learnt.sums)}
    common = {
        "runs": learnt.runs,
        "entries": learnt.entries,
        "body": learnt.body,
        "shares": {name: round(rate, 3) for name, rate in rates.items() if rate is not None},
    }
    return {
        "entries_min": max(source.expect.entries_min, learnt.entries_min),
        "quiet_days": source.expect.quiet_days,
        "fill": dict(source.expect.fill),
        "learnt": common if learnt.runs else None,
    }


def _trend(source: Source, visits: list[SourceRun], today: date) -> dict[str, Any]:
    """Return what the newest visits found, the oldest first, and how long the source has been silent."""
    days = silence(visits, today)
    shown = [
        {
            "finished_at": run.finished_at.isoformat(),
            "status": run.status,
            "entries": run.facts.get("entries", 0),
            "new": run.new,
            "changed": run.changed,
        }
        for run in reversed(visits)
    ]
    return {"visits": shown, "quiet_days": days, "quiet": too_quiet(days, source.expect)}
