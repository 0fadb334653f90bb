"""An archive of which there is something to tell: every metric has a value."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.config import Model, Settings
from archive.records import Service, SourceRun, SourceStatus, StoredEdition
from archive.sections import Engine
from archive.store import Archive, alarms, announcements, consultations, editions, outbox, runs, services, subscribers
from archive.store.consultations import Spending
from tests.found import CHEN, found

WELL, UNWELL, QUIET = "zs_gxj-tzgg", "zs_kj-zjdc", "portal-zhxx"


@dataclass(frozen=True, kw_only=True, slots=True)
class Waits:
    """How much there is to do in a queue."""

    queue: str = "crawl"
    waiting: int = 3
    running: int = 1
    failed: int = 2
    oldest_seconds: float | None = 90.0


def watched(settings: Settings) -> Settings:
    """Return the settings with a language model and a queue."""
    model = Model(url="https://model.example.org/v1", name="m", most_tokens_per_day=1_000)
    return settings.model_copy(update={"model": model, "engine": Engine(kind="queue")})


def fill(archive: Archive, now: datetime) -> None:
    """Keep announcements, visits, executions, messages, editions, processes, alarms and questions."""
    hour = timedelta(hours=1)
    with archive.begin() as tx:
        announcements.keep(tx, found(), now)
        for source, status, hours in (
            (WELL, "ok", 30),
            (UNWELL, "ok", 40),
            (UNWELL, "failed", 30),
            (UNWELL, "blocked", 2),
            (WELL, "ok", 1),
        ):
            _visit(tx, source, status, now - hours * hour)
        for job, code, hours, peak in (
            ("crawl", 1, 26, 300), ("crawl", 0, 2, 412), ("digest", 0, 3, None),
            ("maintenance", 2, 60, 90), ("maintenance", 2, 30, 90), ("maintenance", -9, 5, 1500),
        ):  # fmt: skip
            begun = now - hours * hour
            number = runs.start(tx, job, begun, begun, "zs1:1:w")
            runs.finish(tx, number, begun + timedelta(minutes=10), code, "done" if code >= 0 else "killed", peak)
        runs.start(tx, "weekly", now, now, "zs1:1:w")
        for number, name in enumerate(("a@x.cn", "b@x.cn", "c@x.cn")):
            outbox.enqueue(
                tx, edition_key="daily-1", recipient=name, channel="smtp", message_id=f"<{number}@zs>", message=b"x",
                now=now - (3 - number) * hour, subscriber=name,
            )  # fmt: skip
        outbox.refuse(tx, 2, "550 no such user")
        outbox.mark_sent(tx, 3, now)
        subscribers.put(tx, CHEN)
        for kind, days in (("daily", 1), ("weekly", 4)):
            day = (now - timedelta(days=days)).date()
            editions.put(tx, StoredEdition(
                key=f"{kind}-{day}", date=day, kind=kind, language="zh", composed_at=now - timedelta(days=days),
                subject="x", content={}, html="", text="",
            ), [])  # fmt: skip
        services.seen(tx, _process("zs1:1:w", "service", "leads", now))
        services.seen(tx, _process("zs2:1:w", "service", "stands by", now))
        services.seen(tx, _process("zs3:1:w", "service", "leads", now - hour))
        services.seen(tx, _process("zs4:1:w", "worker", "works", now))
        alarms.note(tx, {"source:x": "failed"}, now)
        most = Spending(calls=1, tokens_in=700, tokens_out=250, cost=0.25)
        asked = consultations.reserve(
            tx, key="k", purpose="summary", model="m", now=now, most=most, tokens=10_000, cost=0
        )  # fmt: skip
        assert asked is not None
        consultations.settle(tx, asked, outcome="ok", answer="x")


def _visit(tx, source: str, status: SourceStatus, at: datetime) -> None:  # type: ignore[no-untyped-def]
    new = int(status == "ok")
    runs.add(tx, SourceRun(run_id=f"r{at:%d%H}", source=source, started_at=at, finished_at=at, status=status, new=new))


def _process(holder: str, kind, role, seen: datetime) -> Service:  # type: ignore[no-untyped-def]
    return Service(holder=holder, kind=kind, role=role, version="1", started_at=seen, seen_at=seen)
