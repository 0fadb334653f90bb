"""A day of the service with random faults: `python -m tests.bench.service_day [--pace P] [--seed S] [--postgres URL]`.

Two services on one archive, by a clock that passes P times as fast, against the twin of the sites, whose hosts fail,
whose announcements come and go twice in the day, and a mail server that refuses for hours; services and the commands
that they run are killed, stopped and started again. After 24 hours of the clock all is well again until the morning's
edition. Prints what was lost, told twice and missing (asked: nothing), and memory and open files of the service.
"""

import argparse
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from pathlib import Path

import psutil

from archive import clock
from archive.config import Settings
from archive.records import Query
from archive.store import Archive, announcements, editions, open_archive
from tests.mail_server import Box, serving
from tests.twin import Twin, faults

BEGIN = datetime(2026, 11, 20, 0, 0, tzinfo=clock.SHANGHAI)
FAULTY = timedelta(hours=24)
WHOLE = timedelta(hours=34)
"""Until ten in the morning of the next day: its edition is out, and what waited has gone."""
TO = ("house@example.org", "office@example.org")
SAMPLE_SECONDS = 1.0
HOSTS = ("www.zs.gov.cn/gxj/*", "www.zs.gov.cn/*", "kj.zs.gov.cn/*", "www.gd.gov.cn/*", "*/gkmlpt/*", "psc.zs.gov.cn/*")
SITES: tuple[Callable[[], faults.Fault], ...] = (
    lambda: faults.status(500),
    lambda: faults.status(412),
    faults.captcha,
    faults.reset,
    faults.silent,
    lambda: faults.truncated(0.4),
    faults.soft_404,
)
FAST = [{"name": "fast", "sources": ["zs_gxj"], "every_minutes": 60}]


@dataclass
class Life:
    """One process of the service: when it was seen, with how much memory and how many open files."""

    process: subprocess.Popen[bytes]
    began: datetime
    resident: list[float] = field(default_factory=list)
    files: list[int] = field(default_factory=list)

    def sample(self) -> None:
        with suppress(psutil.Error):
            seen = psutil.Process(self.process.pid)
            self.resident.append(seen.memory_info().rss / 1e6)
            self.files.append(seen.num_fds())


@dataclass
class Scene:
    """Everything that the day is made of."""

    folder: Path
    twin: Twin
    box: Box
    variables: dict[str, str]
    chance: random.Random
    services: list[Life] = field(default_factory=list)
    past: list[Life] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)

    def start(self) -> None:
        """Start another service."""
        with (self.folder / "said").open("ab") as said:
            process = subprocess.Popen([sys.executable, "-m", "scheduler", "run"], env=self.variables, stderr=said)
        self.services.append(Life(process, self.now()))

    def end(self, life: Life, number: signal.Signals) -> None:
        """End a service by a signal."""
        life.process.send_signal(number)
        life.process.wait()
        self.services.remove(life)
        self.past.append(life)

    def now(self) -> datetime:
        os.environ[clock.VARIABLE] = self.variables[clock.VARIABLE]
        return clock.now()


def main() -> None:
    """Live the day and print what came of it; ends with 1 when anything was lost, told twice or missing."""
    stated = _stated()
    with _scene(stated) as scene:
        for _ in range(2):
            scene.start()
        _live(scene)
        settings = _settings(scene)
        with open_archive(settings) as archive:
            wrong = [*_lost(archive, scene), *_twice(archive, scene), *_missing(archive, scene)]
        for life in list(scene.services):
            scene.end(life, signal.SIGTERM)
    _print(scene)
    for line in wrong:
        print(f"WRONG: {line}")
    sys.exit(1 if wrong else 0)


def _live(scene: Scene) -> None:
    """Let the day pass: what happens is drawn from the seed, when is drawn by the clock."""
    events = sorted(_events(scene.chance), key=lambda event: event[0])
    while (since := scene.now() - BEGIN) < WHOLE:
        while events and events[0][0] <= since:
            _, what, happen = events.pop(0)
            scene.done[what] += 1
            happen(scene)
        while len(scene.services) < 2:
            scene.start()
        for life in list(scene.services):
            life.sample()
            if life.process.poll() is not None:
                print(f"WRONG: a service ended by itself: {life.process.returncode}")
                scene.services.remove(life)
        time.sleep(SAMPLE_SECONDS)


Event = tuple[timedelta, str, Callable[[Scene], None]]


def _events(chance: random.Random) -> Iterator[Event]:
    """Give what happens in the first 24 hours, and that all is well after them."""

    def at(low: float, high: float) -> timedelta:
        return timedelta(hours=chance.uniform(low, high))

    yield at(7, 13), "the sites' second day", lambda scene: setattr(scene.twin, "day", 2)
    yield at(14, 21), "the sites' third day", lambda scene: setattr(scene.twin, "day", 3)
    for _ in range(8):
        pattern, fault = chance.choice(HOSTS), chance.choice(SITES)
        begun = at(0.5, 22)
        yield begun, "a site fails", lambda scene, p=pattern, f=fault: scene.twin.faults.set(p, f())
        yield begun + at(0.5, 2), "sites are well", lambda scene: scene.twin.faults.clear()
    for _ in range(3):
        begun = at(6, 22)
        yield begun, "mail is refused", lambda scene: setattr(scene.box, "sender_answer", "451 later")
        yield begun + at(0.5, 2), "mail is taken", lambda scene: setattr(scene.box, "sender_answer", "")
    for _ in range(6):
        yield at(1, 23), "a service is killed", lambda scene: _kill(scene, signal.SIGKILL)
    for _ in range(3):
        yield at(1, 23), "a service is stopped", lambda scene: _kill(scene, signal.SIGTERM)
    for _ in range(10):
        yield at(0.5, 23), "a command is killed", _kill_a_command
    yield FAULTY, "all is well", _all_well


def _kill(scene: Scene, number: signal.Signals) -> None:
    if scene.services:
        scene.end(scene.chance.choice(scene.services), number)


def _kill_a_command(scene: Scene) -> None:
    children = []
    for life in scene.services:
        with suppress(psutil.Error):
            children += psutil.Process(life.process.pid).children(recursive=True)
    if children:
        scene.done["a command was really under way"] += 1
        try:
            scene.chance.choice(children).kill()
        except psutil.Error:
            return


def _all_well(scene: Scene) -> None:
    scene.twin.faults.clear()
    scene.box.sender_answer = ""


def _lost(archive: Archive, scene: Scene) -> Iterator[str]:
    """Give each announcement that stands on the sites and was not kept, or is kept and relevant and was not told."""
    with archive.read() as tx:
        kept = {one.id for one in announcements.select(tx, Query(limit=None))}
        told = {item for key, _ in _daily(archive) for item, was in editions.dealt_with(tx, key).items() if was[1]}
        relevant = {one.canonical_id for one in editions.relevant(tx)}
        waiting = {one.id for one in editions.untold(tx, "daily", scene.now())}
    for one in sorted(set(scene.twin.expected(3)) - kept):
        yield f"lost: {one} stands on the sites and was not kept"
    for one in sorted(relevant - told - waiting):
        yield f"lost: {one} is relevant and no edition tells it"
    print(f"kept {len(kept)}, relevant {len(relevant)}, told {len(told)}, for the next edition {len(waiting)}")


def _twice(archive: Archive, scene: Scene) -> Iterator[str]:
    """Give what was told again without having changed, and each message that came to somebody twice."""
    items = Counter()
    for key, content in _daily(archive):
        print(f"{key}: {len(content['items'])} items, {len(content['changes'])} changes, silence {content['silence']}")
        items.update(item["id"] for item in content["items"])
    for one, count in items.items():
        if count > 1:
            yield f"told {count} times: {one}"
    came = Counter((to, str(message_from_bytes(raw)["Message-ID"])) for to, raw in scene.box.taken)
    for (to, name), count in came.items():
        if count > 1:
            yield f"{count} times in the box of {to}: {name}"


def _missing(archive: Archive, scene: Scene) -> Iterator[str]:
    """Give each day without an edition, and each reader to whom one did not come."""
    days = {str(content["date"]) for _, content in _daily(archive)}
    for day in ("2026-11-20", "2026-11-21"):
        if day not in days:
            yield f"no edition of {day}"
    got = Counter(to for to, raw in scene.box.taken if b"daily" in raw or b"zswatch" in raw)
    for to in TO:
        if got[to] < len(days):
            yield f"{to} got {got[to]} of {len(days)} editions"


def _daily(archive: Archive) -> list[tuple[str, dict[str, object]]]:
    with archive.read() as tx:
        return [(one.key, dict(one.content)) for one in editions.every(tx) if one.kind == "daily"]


def _print(scene: Scene) -> None:
    print(", ".join(f"{what}: {count}" for what, count in sorted(scene.done.items())))
    lives = [life for life in scene.past if len(life.resident) >= 30]
    for life in sorted(lives, key=lambda one: -len(one.resident))[:4]:
        third = len(life.resident) // 3
        parts = [life.resident[at * third : (at + 1) * third] for at in range(3)]
        mb = " / ".join(f"{statistics.median(part):.0f}" for part in parts)
        opened = " / ".join(f"{statistics.median(life.files[at * third : (at + 1) * third]):.0f}" for at in range(3))
        print(
            f"a service of {len(life.resident) * SAMPLE_SECONDS:.0f} s: resident MB by thirds of its life {mb}, "
            f"most {max(life.resident):.0f}; open files {opened}, most {max(life.files)}"
        )


def _settings(scene: Scene) -> Settings:
    url = scene.variables.get("ZSWATCH_DATABASE_URL", "")
    return Settings(data_dir=scene.folder / "data", database_url=url)


@contextmanager
def _scene(stated: argparse.Namespace) -> Iterator[Scene]:
    box = Box()
    with tempfile.TemporaryDirectory() as folder, Twin(day=1) as twin, serving(box) as port:
        settings = {
            "ZSWATCH_DATA_DIR": f"{folder}/data",
            "ZSWATCH_DATABASE_URL": stated.postgres,
            "ZSWATCH_CRAWLER__DELAY_SECONDS": "0",
            "ZSWATCH_CRAWLER__TIMEOUT_SECONDS": "3",
            "ZSWATCH_CRAWLER__RECOGNISE": "false",
            "ZSWATCH_CRAWLS": json.dumps(FAST),
            "ZSWATCH_SCHEDULE__CRAWL": "00:30,04:30,06:30,10:30,14:30,18:30,22:30",
            "ZSWATCH_MAIL__CHANNEL": "smtp",
            "ZSWATCH_MAIL__HOST": "127.0.0.1",
            "ZSWATCH_MAIL__PORT": str(port),
            "ZSWATCH_MAIL__SECURITY": "none",
            "ZSWATCH_MAIL__TO": ",".join(TO),
            "ZSWATCH_WATCH__LISTEN": "",
        }
        variables = os.environ | twin.environment() | settings | {clock.VARIABLE: clock.passing(BEGIN, stated.pace)}
        variables["no_proxy"] = ""
        chance = random.Random(stated.seed)  # noqa: S311 - chance, not secrets
        scene = Scene(Path(folder), twin, box, variables, chance)
        print(f"24 hours and a morning at {stated.pace:g} times the usual pace, seed {stated.seed}", flush=True)
        try:
            yield scene
        finally:
            for life in scene.services:
                life.process.kill()
                life.process.wait()
            if stated.keep:
                (Path(stated.keep)).write_bytes((scene.folder / "said").read_bytes())


def _stated() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pace", type=float, default=120.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", default="")
    parser.add_argument("--keep", help="file that gets what the services said")
    return parser.parse_args()


if __name__ == "__main__":
    main()
