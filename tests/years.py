"""A year of a service in minutes of a simulated clock: outages, crashes, clocks that jump, commands that fail.

The plan is the real one, and so is what is due. What the archive says is played by a list of notes, or is an archive
(`Book`); the commands are played: a crawl visits its sources, an edition is kept. What must hold is looked at whenever
something begins (`Year.begun`), and when the service has worked undisturbed for a while (`Year.calm`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from archive.clock import SHANGHAI
from archive.records.runs import CUT_OFF, DIED, LOST, STOPPED
from archive.sections import Crawls, Schedule
from scheduler.crawl_plans import AHEAD
from scheduler.due import Due, due, gives_way
from scheduler.plan import CRAWL, Job, between, jobs, latest_due
from tests.noted import Book

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
START = datetime(2026, 1, 1, 5, tzinfo=SHANGHAI)
FAST = Crawls(name="fast", sources=("a",), every_minutes=240, between=("06:00", "22:00"))
NOON = Crawls(name="noon", sources=("a", "b"), times=("12:00",))
TABLES: tuple[tuple[Crawls, ...], ...] = ((), (FAST,), (FAST, NOON), (NOON,))
SOURCES = ("a", "b", "c")
TAKES = {CRAWL: 100, "crawl fast": 12, "crawl noon": 25}
"""Minutes that a crawl takes; everything else takes one."""

What = Literal["work", "down", "crash", "stop", "back", "ahead", "false future", "fail", "settings"]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happens: for so many minutes, or so often."""

    what: What
    amount: int


@dataclass
class Running:
    """A command at work: until when by the true time, whose visits it makes on the way."""

    due: Due
    number: int
    began: datetime
    ends: datetime
    sources: list[str] = field(default_factory=list)


@dataclass
class Year:
    """The service and its world. `true` is the time that passes, `error` what the clock is wrong by."""

    book: Book
    missed: Literal["each", "combined"] = "each"
    tables: tuple[Crawls, ...] = ()
    true: datetime = START
    error: timedelta = timedelta()
    running: dict[str, Running] = field(default_factory=dict)
    failing: dict[str, int] = field(default_factory=dict)
    visits: list[tuple[str, datetime, datetime]] = field(default_factory=list)
    """Source, the moment it was visited for, when it was by the clock."""
    composed: list[tuple[str, date, datetime]] = field(default_factory=list)
    log: list[tuple[str, datetime]] = field(default_factory=list)
    undisturbed: datetime = START

    def __post_init__(self) -> None:
        self.plan = self.planned()

    def planned(self) -> tuple[Job, ...]:
        return jobs(Schedule(missed_editions=self.missed), self.tables)

    @property
    def now(self) -> datetime:
        return self.true + self.error

    def groups(self) -> dict[str, set[str]]:
        left, found = set(SOURCES), {}
        for table in self.tables:
            found[table.name] = left & set(table.sources)
            left -= found[table.name]
        return found | {"": left}

    # What happens.

    def live(self, events: Sequence[Event]) -> None:
        for event in events:
            getattr(self, f"do_{event.what.replace(' ', '_')}")(event.amount)
        self.do_work(36 * 60)
        self.calm()

    def do_work(self, minutes: int) -> None:
        """Work on for a while, looking at the plan whenever something ends or comes due."""
        until = self.true + minutes * MINUTE
        while self.true < until:
            self.look()
            ends = [one.ends for one in self.running.values()]
            coming = [latest_due(job.times, self.now + DAY, job.days) for job in self.plan if job.times]
            soon = [self.true + (moment - DAY - self.now) for moment in coming if moment - DAY > self.now]
            following = [self.next_moment(job) for job in self.plan if job.times]
            steps = [*ends, *soon, *following, self.true + HOUR]
            self.pass_until(min(until, *(step for step in steps if step > self.true)))
        self.look()
        if self.true - self.undisturbed > 14 * HOUR:
            self.calm()

    def next_moment(self, job: Job) -> datetime:
        ahead = between(job, self.now, self.now + DAY)
        return self.true + (ahead[0] - self.now) if ahead else self.true + DAY

    def pass_until(self, moment: datetime) -> None:
        self.true = moment
        for lane, one in list(self.running.items()):
            if one.ends <= moment:
                del self.running[lane]
                self.end(one)

    def do_down(self, minutes: int) -> None:
        self.do_stop(0)
        self.true += minutes * MINUTE
        self.up()

    def do_crash(self, minutes: int) -> None:
        """Killed in the middle of whatever runs, and started again by whoever watches over it."""
        for one in self.running.values():
            self.partly(one)
        self.running.clear()
        self.true += minutes * MINUTE
        self.up()

    def do_stop(self, _minutes: int) -> None:
        for lane, one in list(self.running.items()):
            del self.running[lane]
            self.partly(one)
            self.book.finish(one.number, self.now, -15, STOPPED)
        self.up()

    def up(self) -> None:
        self.book.abandon(self.plan, self.now)
        self.undisturbed = self.true

    def do_back(self, minutes: int) -> None:
        self.error -= min(minutes, 170) * MINUTE
        self.undisturbed = self.true

    def do_ahead(self, minutes: int) -> None:
        """The clock is set right again, or a little too far."""
        self.error = min(self.error + minutes * MINUTE, timedelta(minutes=30))
        self.undisturbed = self.true

    def do_false_future(self, days: int) -> None:
        """The clock is years ahead for an hour, and whoever looks believes it."""
        before, self.undisturbed = self.error, self.true
        self.error += timedelta(days=1000 + days)
        self.do_work(60)
        self.do_stop(0)
        self.error = before
        self.undisturbed = self.true

    def do_fail(self, times: int) -> None:
        """The next editions and crawls come to nothing, this often."""
        self.failing = {"digest": times % 4, CRAWL: times % 2}

    def do_settings(self, number: int) -> None:
        """The service is stopped, its tables of crawls are changed, and it is started again."""
        self.do_stop(0)
        self.tables = TABLES[number % len(TABLES)]
        self.plan = self.planned()
        self.up()

    # What the service does.

    def look(self) -> None:
        """One round, as the service makes it."""
        known = self.book.known(self.plan, self.groups(), self.now)
        order = {job.name: place for place, job in enumerate(self.plan)}
        for one in sorted(due(self.plan, known, self.now), key=lambda one: order[one.job.name]):
            lane = self.running.get(one.job.lane)
            if lane is None:
                self.begin(one)
            elif gives_way(lane.due.job, one.job) and lane.ends - self.true < 60 * MINUTE:
                # After it has had some time for itself.
                del self.running[one.job.lane]
                self.partly(lane)
                self.book.finish(lane.number, self.now, -15, next(iter(CUT_OFF - {STOPPED, LOST})))
                self.begin(one)

    def begin(self, one: Due) -> None:
        number = self.book.claim(one, self.now)
        assert number is not None, f"{one.job.name} is begun twice for {one.moment}"
        assert one.moment <= self.now or one.job.follows
        self.log.append((one.job.name, one.moment))
        sources = []
        if one.job.group is not None:
            sources = sorted(name for name in self.groups()[one.job.group] if not self.visited(name, one.moment))
        ends = self.true + TAKES.get(one.job.name, 1) * MINUTE
        self.running[one.job.lane] = Running(one, number, self.now, ends, sources)

    def visited(self, source: str, since: datetime) -> bool:
        """What `--unvisited-since` leaves out."""
        return any(name == source and since <= at <= self.now + AHEAD for name, _, at in self.visits)

    def partly(self, one: Running) -> None:
        """A crawl that is cut off has visited its first sources."""
        for source in one.sources[: len(one.sources) // 2]:
            self.visit(source, one.due.moment, one.began)

    def visit(self, source: str, moment: datetime, began: datetime) -> None:
        """Note a visit by a crawl that began at a time of the clock: what was seen by then was not in its way."""
        last = max((at for name, _, at in self.visits if name == source and at <= began), default=None)
        assert last is None or last < moment, f"{source} is visited a second time for {moment}: it was at {last}"
        self.visits.append((source, moment, self.now))
        self.book.visit(source, self.now)

    def end(self, one: Running) -> None:
        job, moment = one.due.job, one.due.moment
        if self.failing.get(job.name, 0) > 0:
            self.failing[job.name] -= 1
            dies = job.group is not None
            note = f"{DIED} 9: x" if dies else "exit code 1: x"
            self.book.finish(one.number, self.now, -9 if dies else 1, note)
            return
        for source in one.sources:
            self.visit(source, moment, one.began)
        if job.edition:
            self.compose(job, moment)
        self.book.finish(one.number, self.now, 0, "done")

    def compose(self, job: Job, moment: datetime) -> None:
        day = moment.astimezone(SHANGHAI).date()
        assert job.command[-1] != "--date"
        known = [each for kind, each, _ in self.composed if kind == job.edition]
        assert day not in known, f"{job.edition} of {day} is composed twice"
        lately = [each for each in known if each <= self.now.date()]
        assert all(each < day for each in lately), f"{job.edition} of {day} comes after that of {max(lately)}"
        self.composed.append((job.edition, day, self.now))
        self.book.edition(job.edition, day, self.now)

    # What must hold.

    def calm(self) -> None:
        """All that was due has been done, when nothing has been in the way for long."""
        now = self.now
        for job in self.plan:
            if job.group is None:
                continue
            newest = latest_due(job.times, now - 6 * HOUR, job.days)
            for source in self.groups()[job.group]:
                seen = [at for name, _, at in self.visits if name == source and at <= now]
                assert seen, f"{source} was never visited"
                assert max(seen) >= newest, f"{source} was not visited since {newest}: {max(seen)}, now {now}"
        digest = next(job for job in self.plan if job.edition == "daily")
        days = {day for kind, day, _ in self.composed if kind == "daily"}
        begun = max(START, now - 25 * DAY)
        last_week = [at.date() for at in between(digest, begun, now - 6 * HOUR)]
        if self.missed == "each":
            missing = [day for day in last_week if day not in days and day > min(days, default=date.max)]
            assert not missing, f"no edition of {missing}"
        elif last_week:
            assert last_week[-1] in days or now.date() in days, f"no edition of {last_week[-1]}"
