"""Days of an archive with the four sources of tests.editions: what a crawl leaves, and what is sent of it."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from archive.clock import SHANGHAI
from archive.config import Settings
from archive.records import Found, SourceRun, Subscriber
from archive.store import Archive, announcements, editions, runs, subscribers
from digest import run
from tests.editions import SOURCES
from tests.found import NOON, found

DAY = date(2026, 11, 18)
MORNING = datetime(2026, 11, 18, 7, tzinfo=SHANGHAI)
EIGHT = datetime(2026, 11, 18, 8, tzinfo=SHANGHAI)
NEXT = EIGHT + timedelta(days=1)
ROBOT = (
    "各有关单位：\n市工业和信息化局组织实施机器人应用示范项目，打造一批人工智能应用场景，"
    "对入选项目按设备投入的20%给予资助，单个项目最高500万元。\n请于2026年11月30日前报送申报材料。"
)


def keep(archive: Archive, *readings: Found, now: datetime = MORNING) -> None:
    with archive.begin() as tx:
        for one in readings:
            announcements.keep(tx, one, now)


def scene(post_id: int = 2655001, **changed: Any) -> Found:
    stated = {"title": f"关于组织申报2026年人工智能和机器人应用场景示范项目的通知（第{post_id % 100}批）"}
    body = {"body": ROBOT.replace("示范项目，", f"示范项目（{post_id}），")}
    return found(post_id, **(stated | body | changed))


def water(post_id: int) -> Found:
    body = f"因供水管网检修（{post_id}），11月20日停水。"
    return found(post_id, title=f"关于停水的通知（{post_id}）", body=body, doc_number=None)


def crawled(archive: Archive, now: datetime = MORNING, status: Any = "ok") -> None:
    with archive.begin() as tx:
        for one in SOURCES:
            runs.add(
                tx,
                SourceRun(
                    run_id=f"r-{now:%m%d}",
                    source=one.key,
                    started_at=now,
                    finished_at=now,
                    status=status,
                    why="",
                    pages=1,
                ),
            )


def send(
    archive: Archive,
    settings: Settings,
    now: datetime = EIGHT,
    to: tuple[str, ...] = ("a@example.org",),
    kind: str = "daily",
) -> Any:
    return run.send(archive, settings, now.date(), to, sources=SOURCES, now=now, kind=kind)


def stored(archive: Archive, day: date = DAY) -> Any:
    with archive.read() as tx:
        return editions.get(tx, f"daily-{day}")


def files(settings: Settings) -> list[Path]:
    return sorted((settings.data_dir / "mail").glob("*.eml"))


def subscribe(archive: Archive, *people: Subscriber) -> None:
    with archive.begin() as tx:
        for one in people:
            subscribers.put(tx, one)


def person(name: str, **changed: Any) -> Subscriber:
    """An active subscriber of the daily edition through the folder, in Chinese, who wants everything."""
    stated: dict[str, Any] = {
        "name": name,
        "channel": "folder",
        "address": f"{name}@example.org",
        "language": "zh",
        "editions": ("daily",),
        "status": "active",
        "asked_at": NOON - timedelta(days=30),
        "confirmed_at": NOON - timedelta(days=30),
        "why": "asked by mail",
        "nonce": f"n-{name}",
    }
    return Subscriber(**(stated | changed))
