"""One kill after the other, each from the same morning, and what is found when the day was lived to its end."""

import gc
import importlib
import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Protocol

from archive.config import Settings
from archive.store import editions, open_archive, outbox
from tests.crash import day, post
from tests.crash.points import Points


@dataclass(frozen=True)
class Outcome:
    """What the day has brought in the end: the editions with what they told, and each recipient's messages."""

    told: dict[str, list[str]]
    messages: dict[str, list[str]]
    arrived: list[post.Arrived]


class Databases(Protocol):
    """Where archives are: one to a name, in a folder of that name or on a server."""

    def url(self, name: str) -> str:
        """Return the URL of the database of a name, empty for a file in the folder."""

    def copy(self, of: str, name: str) -> None:
        """Make a database that is as another one is."""

    def drop(self, name: str) -> None:
        """Remove a database."""


@dataclass(frozen=True)
class Point:
    """A point of the day: the stage, its place among the points of that stage, and its name."""

    stage: int
    place: int
    name: str


@dataclass
class Trial:
    """A day that can be had again and again, from the beginning of each of its stages."""

    folder: Path
    databases: Databases
    ports: tuple[int, int]
    points: list[Point] = field(default_factory=list)
    expected: Outcome | None = None
    _arrived: list[int] = field(default_factory=list)

    def begin(self) -> None:
        """Live the day once without harm: its points are counted, its stages and its outcome are kept."""
        # What is loaded at first use (words, weights, templates, clients) is loaded here, once for all children.
        importlib.import_module("httpx2")
        with _environment(day.clock_at(day.SUNDAY)):
            day.prepare(day.settings_of(self.folder, f"sqlite:///{self.folder}/warm.sqlite", *self.ports))
        gc.freeze()  # so that children share this memory instead of copying it
        whole = self._settings("whole")
        _forked(lambda: day.prepare(whole), day.clock_at(day.SUNDAY))
        for stage in range(len(day.STAGES)):
            self._arrived.append(len(post.arrived(self.folder)))
            self._copy("whole", f"stage{stage}")
            names = self.folder / f"points{stage}.json"
            _forked(partial(_count, whole, stage, names), day.clock_at(day.CRAWL))
            told = json.loads(names.read_text(encoding="utf-8"))
            self.points += [Point(stage, place, name) for place, name in enumerate(told)]
        self.expected = self._outcome("whole", self._arrived[0])

    def kill(self, at: Point) -> list[str]:
        """Kill the day at a point, start all of it again, twice, and return what is wrong in the end."""
        assert self.expected is not None
        self._copy(f"stage{at.stage}", "trial")
        settings = self._settings("trial")
        since = len(post.arrived(self.folder))
        _forked(lambda: _die(settings, at), day.clock_at(day.CRAWL), killed=True)
        _forked(lambda: _until_done(settings), {})
        before = self._arrived[at.stage] - self._arrived[0]
        expected = replace(self.expected, arrived=self.expected.arrived[before:])
        faults = list(faults_of(expected, self._outcome("trial", since), at.name))
        shutil.rmtree(self.folder / "trial")
        self.databases.drop("trial")
        return [f"{at}: {fault}" for fault in faults]

    def _settings(self, name: str) -> Settings:
        (self.folder / name).mkdir(exist_ok=True)
        return day.settings_of(self.folder / name, self.databases.url(name), *self.ports)

    def _copy(self, of: str, name: str) -> None:
        shutil.copytree(self.folder / of, self.folder / name)
        self.databases.copy(of, name)

    def _outcome(self, name: str, since: int) -> Outcome:
        with open_archive(self._settings(name)) as archive, archive.read() as tx:
            kept = [one for one in editions.every(tx) if one.date == day.CRAWL.date()]
            told = {
                one.key: sorted(name for name, (_, was) in editions.dealt_with(tx, one.key).items() if was)
                for one in kept
            }
            messages: dict[str, list[str]] = {}
            for mail in outbox.every(tx):
                if mail.edition_key in told:
                    kind = mail.edition_key.partition("-")[0]
                    messages.setdefault(f"{mail.recipient} {kind}", []).append(
                        f"{mail.status} {mail.message_id} {' '.join(sorted(mail.items))}"
                    )
        return Outcome(told=told, messages=messages, arrived=post.arrived(self.folder, since))


def faults_of(expected: Outcome, found: Outcome, point: str) -> Iterator[str]:
    """Give what is wrong with a day that was killed at a point, beside one that was not."""
    for kind in ("immediate", "daily", "weekly"):
        was, now = (_by_kind(one.told, kind) for one in (expected, found))
        if lost := was - now:
            yield f"{kind}: lost {dict(lost)}"
        if twice := now - was:
            yield f"{kind}: told twice or too much {dict(twice)}"
    for who in expected.messages.keys() | found.messages.keys():
        mails = found.messages.get(who, [])
        if len(mails) != 1 or not mails[0].startswith("sent "):
            yield f"{who}: has {mails or 'no message'}"
        elif mails[0].split()[2:] != expected.messages.get(who, ["- -"])[0].split()[2:]:
            yield f"{who}: was told {mails[0]}, not {expected.messages.get(who)}"
    yield from _arrivals(expected, found, point)


def _by_kind(told: dict[str, list[str]], kind: str) -> Counter[str]:
    """Count in how many editions of a kind, each in the house's language, an announcement was told."""
    return Counter(one for key, ids in told.items() if key.startswith(kind) for one in ids)


def _arrivals(expected: Outcome, found: Outcome, point: str) -> Iterator[str]:
    """What arrived is what was queued, each once; but the one under way when the process died may come again."""
    was, now = (Counter(one.recipient for one in each.arrived) for each in (expected, found))
    under_way = point.rsplit(maxsplit=1)[-1] if point.startswith(("sent:", "write: UPDATE outbox", "commit")) else ""
    for recipient in was | now:
        more = now[recipient] - was[recipient]
        if more < 0:
            yield f"{recipient}: {-more} messages did not arrive"
        elif more > 1 or (more and not under_way):
            yield f"{recipient}: {more} messages too many"
    ids = Counter(one.message_id for one in found.arrived if one.message_id)
    queued = {line.split()[1] for lines in found.messages.values() for line in lines}
    if foreign := [one for one in ids if one not in queued]:
        yield f"arrived and not in the outbox: {foreign}"
    # Two mails of one moment have one id, so that a reader's mail program sees one.
    mails = [one for one in found.arrived if one.message_id]
    if len({(one.recipient, one.message_id) for one in mails}) != len(queued & set(ids)):
        yield "a message went to several recipients"
    for name, count in ids.items():
        if count > 1 and len({one.body for one in mails if one.message_id == name}) != 1:
            yield f"{name}: came twice and not the same"


def _count(settings: Settings, stage: int, names: Path) -> None:
    points = Points()
    points.watch()
    day.STAGES[stage](settings, day.CRAWL)
    names.write_text(json.dumps(points.names), encoding="utf-8")


def _die(settings: Settings, at: Point) -> None:
    points = Points(deadly=at.place)
    points.watch()
    day.STAGES[at.stage](settings, day.CRAWL)


def _until_done(settings: Settings) -> None:
    """Start the day again, and once more: the second time there must be nothing to do."""
    for later in (day.AGAIN, day.AGAIN + timedelta(minutes=30)):
        with _environment(day.clock_at(day.CRAWL + later)):
            day.live(settings, day.CRAWL + later)


@contextmanager
def _environment(changed: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(changed)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _forked(work: Callable[[], None], environment: dict[str, str], *, killed: bool = False) -> None:
    """Do something in a child process; raises RuntimeError unless it ended as it should: well, or killed."""
    child = os.fork()
    if child == 0:
        try:
            with _environment(environment):
                work()
            os._exit(0)
        except BaseException:  # noqa: BLE001 - a forked process must never go on as if it were the first one
            sys.excepthook(*sys.exc_info())
            os._exit(1)
    _, status = os.waitpid(child, 0)
    if (os.WIFSIGNALED(status) and os.WTERMSIG(status) == 9) != killed or (not killed and status != 0):
        raise RuntimeError(f"a child ended with {status}, {'not killed' if killed else 'not well'}")
