"""A Monday of the program: what a crawl keeps, its judgement, and the editions at once, of the day and of the week.

The crawl's writes are those of its recorder (`crawler.spiders.writings`), in its order: each announcement in one
transaction, then the record of each source. Fetching is left out, for it writes nothing.
"""

from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from archive import clock
from archive.clock import SHANGHAI
from archive.config import Settings
from archive.records import Filters, SourceRun, Validators
from archive.store import Archive, open_archive, runs
from crawler.spiders import writings
from digest import run
from tests.days import person, scene, subscribe, water
from tests.editions import SOURCES

CRAWL = datetime(2026, 11, 23, 6, 30, tzinfo=SHANGHAI)
SUNDAY = CRAWL - timedelta(days=1)
SENDS = (
    ("immediate", timedelta(minutes=5)),
    ("daily", timedelta(minutes=90)),
    ("weekly", timedelta(minutes=100)),
)
AGAIN = timedelta(minutes=10)
"""After so long a killed command is started again."""
KNOWN, EDITED, GONE, NEW = 2655001, 2655002, 2655003, (2655011, 2655012, 2655013)
WORDS = Filters(words=(str(NEW[0]),))
PEOPLE = (
    person("chen", channel="smtp", editions=("daily", "weekly")),
    person("words", channel="smtp", editions=("daily", "weekly", "immediate"), filters=WORDS),
    person("nothing", channel="smtp", filters=Filters(words=("没有这个词",))),
    person("english", channel="smtp", language="en"),
    person("group", channel="wecom", address="group"),
)


def settings_of(folder: Path, database: str, mail_port: int, robot_port: int) -> Settings:
    """Return the settings of the day: a mail server, a group's robot, one address that gets the digest anyway."""
    (folder / "robot").write_text(f"http://127.0.0.1:{robot_port}/send\n", encoding="utf-8")
    mail = {"channel": "smtp", "host": "127.0.0.1", "port": mail_port, "security": "none", "timeout_seconds": 10}
    return Settings.model_validate(
        {
            "data_dir": folder / "data",
            "database_url": database,
            "mail": mail | {"to": ("house@example.org",), "sender": "w@example.org"},
            "robots": [{"name": "group", "kind": "wecom", "url_file": folder / "robot"}],
        }
    )


def prepare(settings: Settings) -> None:
    """Leave an archive as it is on that morning: subscribers, and a Sunday whose edition told three announcements.

    The page of one of them was gone already on that day; a second time, and it is withdrawn.
    """
    with open_archive(settings) as archive:
        _crawl(archive, SUNDAY, [scene(KNOWN), scene(EDITED), scene(GONE), water(2655004)])
        with archive.begin() as tx:
            writings.missed(tx, f"zs-{GONE}", scene(GONE).url, SUNDAY, SUNDAY)
        run.judge_new(archive, settings, SUNDAY)
        quiet = settings.model_copy(update={"mail": settings.mail.model_copy(update={"channel": "folder"})})
        run.send(archive, quiet, SUNDAY.date(), sources=SOURCES, now=SUNDAY + SENDS[1][1])
        subscribe(archive, *PEOPLE)


def crawl(settings: Settings, begun: datetime) -> None:
    """Keep what the day brings, and judge it."""
    found = [scene(number, published=CRAWL - timedelta(hours=20)) for number in NEW]
    edited = scene(EDITED).body.replace("最高500万元", "最高300万元")
    with open_archive(settings) as archive:
        _crawl(archive, begun, [scene(KNOWN), scene(EDITED, body=edited), *found, water(2655014)])
        with archive.begin() as tx:
            writings.missed(tx, f"zs-{GONE}", scene(GONE).url, begun, begun)
        run.judge_new(archive, settings, begun)


def send(settings: Settings, begun: datetime, kind: str, later: timedelta) -> None:
    """Send the edition of a kind, as the service does."""
    with open_archive(settings) as archive:
        run.send(archive, settings, CRAWL.date(), sources=SOURCES, kind=kind, now=begun + later)


STAGES = (crawl, *(partial(send, kind=kind, later=later) for kind, later in SENDS))
"""What the day asks for, one command after the other."""


def live(settings: Settings, begun: datetime) -> None:
    """Do all that the day asks for, as if everything were to be done from the beginning."""
    for stage in STAGES:
        stage(settings, begun)


def _crawl(archive: Archive, at: datetime, found: list[Any]) -> None:
    for one in found:
        page = Validators(url=one.url, etag=None, last_modified=None, sha256=one.raw_sha256, fetched_at=at)
        with archive.begin() as tx:
            writings.keep(tx, one, (page,))
    for source in SOURCES:
        with archive.begin() as tx:
            runs.put(tx, _run(source.key, at))


def _run(source: str, at: datetime) -> SourceRun:
    return SourceRun(
        run_id=f"r-{at:%m%d%H%M}", source=source, started_at=at, finished_at=at, status="ok", why="", pages=1
    )


def clock_at(moment: datetime) -> dict[str, str]:
    """Return the variable that stops the clock at a moment."""
    return {clock.VARIABLE: moment.isoformat()}
