"""`python -m tests.crash.commands [--postgres URL] [--times N]`: every long command, ended at random moments.

Each is told to end (SIGTERM) and killed (SIGKILL) some time between its start and its end, and then started again, as
the service does or a person would. What there is afterwards must be what there is when nobody disturbed it. Prints a
JSON object with the faults; the exit code is 1 when there is one.
"""

import argparse
import gc
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from archive import places
from archive.clock import VARIABLE
from archive.config import Settings, load
from archive.store import dump, open_archive
from scheduler import cli
from tests.crash import day
from tests.crash.__main__ import databases
from tests.crash.trial import Databases
from tests.days import keep, scene, water
from tests.twin import Twin

SIGNALS = (signal.SIGTERM, signal.SIGKILL)
PASSING = frozenset({"alarms", "executions", "leases", "runs", "services"})
"""Tables of what was tried, not of what is kept."""
WEIGHED: Mapping[str, frozenset[str]] = {
    "editions": frozenset({"key", "day", "kind", "language"}),
    "outbox": frozenset({"edition_key", "recipient", "items", "channel", "status"}),
}
"""Columns that count, where others tell when something was done."""
VOLATILE = frozenset({"id", "analysis_id", "judged_at", "fetched_at", "last_seen"})
NUMBERED = frozenset({"analyses", "consultations", "alignments", "validators", "announcements", "sightings"})
"""Tables whose VOLATILE columns are numbers given by the database, or moments; an announcement's id is a name."""


@dataclass(frozen=True)
class Long:
    """A command: its words, in which {folder} is the copy that it works on, and which archive it begins with."""

    words: tuple[str, ...]
    archive: str = "judged"
    result: str = "data"
    """The folder of the archive that it leaves."""
    files: str = ""
    """Which files it makes, as a pattern within the folder."""
    later: timedelta = timedelta()
    """How much later it is started again: what was under way is not taken up at once."""


COMMANDS = {
    "crawl": Long(("crawl", "zs_gxj-tzgg", "zs_kj-zjdc", "--json"), "empty"),
    "judge": Long(("judge",), "kept"),
    "digest send": Long(("digest", "send"), files="mail/*.eml", later=day.AGAIN),
    "archive index": Long(("archive", "index", "--anew")),
    "backup": Long(("backup", "{folder}/copy.zsw"), files="copy.zsw"),
    "restore": Long(("restore", "{backup}"), "none"),
    "archive move": Long(("archive", "move", "--to", "{target}", "--blobs", "file://{folder}/moved")),
    "archive tidy": Long(("archive", "tidy", "--orphans", "--delete"), "orphans"),
    "archive tidy, packs": Long(("archive", "tidy", "--recompress"), "orphans"),
    "export": Long(("export", "--format", "jsonl", "--out", "{folder}/all.jsonl"), files="all.jsonl"),
}


@dataclass
class Trials:
    """Archives to begin with, and what each command makes of its own when nobody disturbs it."""

    folder: Path
    databases: Databases
    twin: Twin
    random: random.Random
    faults: list[str] = field(default_factory=list)
    tried: dict[str, dict[str, float]] = field(default_factory=dict)
    """By command: how long it takes, how many lines its outcome has, and how many of its trials ended half-way."""

    def begin(self) -> None:
        """Make the archives, each of the one before."""
        with self._at(day.SUNDAY):
            self._make("empty", lambda settings: None)
            self._make("kept", _keep)
            self._make("judged", lambda settings: self._command("judged", ("judge",)), of="kept")
            self._make("orphans", _orphan, of="judged")
            self._command("judged", ("backup", str(self.folder / "first.zsw")))
        gc.freeze()

    def end_at_random(self, name: str, times: int) -> None:
        """End a command so many times by each signal, and note what is then not as it should be."""
        long = COMMANDS[name]
        seconds, expected = self._undisturbed(long)
        self.tried[name] = {"seconds": round(seconds, 2), "lines": len(expected), "half-way": 0}
        for number in SIGNALS:
            for _ in range(times):
                after = self.random.uniform(0, 1.05 * seconds)
                self._copy(long, "trial")
                with self._at(day.CRAWL):
                    ended = self._command("trial", long.words, ended=(number, after))
                self.tried[name]["half-way"] += ended != 0
                with self._at(day.CRAWL + long.later):
                    code = self._command("trial", long.words)
                    if code == 1 and "restored into an empty one" in " ".join(self._said()):
                        code = self._command("trial", ("archive", "index"))  # all was there, and not indexed to its end
                found = self._outcome("trial", long) if code == 0 else [f"exit code {code}", *self._said()]
                if found != expected:
                    wrong = [f"- {one[:200]}" for one in expected if one not in found][:3]
                    wrong += [f"+ {one[:200]}" for one in found if one not in expected][:3]
                    self.faults.append(f"{name}, {number.name} after {after:.2f} of {seconds:.2f} s: {wrong}")
                self._drop("trial")

    def _undisturbed(self, long: Long) -> tuple[float, list[str]]:
        self._copy(long, "trial")
        begun = time.monotonic()
        with self._at(day.CRAWL):
            if (code := self._command("trial", long.words)) != 0:
                raise RuntimeError(f"{long.words}: exit code {code}: {(self.folder / 'said').read_text()[-1000:]}")
        seconds = time.monotonic() - begun
        expected = self._outcome("trial", long)
        self._drop("trial")
        return seconds, expected

    def _outcome(self, name: str, long: Long) -> list[str]:
        """Return what counts: rows, kept bytes, and the files that were made."""
        settings = self._settings(name)
        with open_archive(settings) as archive:
            with archive.read() as tx:
                lines = [line for table in dump.TABLES for line in _lines(table.name, dump.rows(tx, table))]
            lines += [f"bytes {sha256} {archive.blobs.check(sha256)}" for sha256 in archive.blobs.every()]
        for file in sorted((self.folder / name).glob(long.files)) if long.files else ():
            whole = self._command(name, ("backup", str(file), "--verify")) if file.suffix == ".zsw" else 0
            size = "" if file.suffix in {".zsw", ".eml"} else f" {file.stat().st_size}"
            lines.append(f"file {file.name if file.suffix != '.eml' else 'a mail'}{size} {whole}")
        return sorted(lines)

    def _said(self) -> list[str]:
        return (self.folder / "said").read_text(encoding="utf-8").splitlines()[-1:]

    def _make(self, name: str, fill: Callable[[Settings], object], of: str = "") -> None:
        if of:
            shutil.copytree(self.folder / of, self.folder / name)
            self.databases.copy(of, name)
        settings = self._settings(name)
        open_archive(settings).close()
        fill(settings)

    def _copy(self, long: Long, name: str) -> None:
        if long.archive == "none":
            self._settings(name)
            return
        shutil.copytree(self.folder / long.archive, self.folder / name)
        self.databases.copy(long.archive, name)

    def _drop(self, name: str) -> None:
        shutil.rmtree(self.folder / name)
        self.databases.drop(name)

    def _settings(self, name: str) -> Settings:
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        (folder / "zswatch.toml").write_text(
            f'data_dir = "{folder / "data"}"\ndatabase_url = "{self.databases.url(name)}"\n'
            f'[mail]\nfolder = "{folder / "mail"}"\nto = ["a@example.org", "b@example.org"]\n'
            "[crawler]\ndelay_seconds = 0\nrecognise = false\n"
        )
        return load(folder / "zswatch.toml", {})

    def _command(self, name: str, words: Sequence[str], *, ended: tuple[signal.Signals, float] | None = None) -> int:
        """Run a command in a child process; return its exit code, negative for a signal."""
        self._settings(name)
        folder = self.folder / name
        named = {"folder": folder, "backup": self.folder / "first.zsw", "target": f"sqlite:///{folder}/moved.sqlite"}
        line = [one.format(**named) for one in words] + ["--config", str(folder / "zswatch.toml")]
        child = os.fork()
        if child == 0:
            _be(line, self.folder / "said")
        if ended is not None:
            time.sleep(ended[1])
            os.kill(child, ended[0])
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def _at(self, moment: datetime) -> "_Moment":
        return _Moment(moment, self.twin.environment())


class _Moment:
    def __init__(self, moment: datetime, more: Mapping[str, str]) -> None:
        self._stated = {VARIABLE: moment.isoformat(), **more}

    def __enter__(self) -> None:
        self._before = dict(os.environ)
        os.environ.update(self._stated)

    def __exit__(self, *_: object) -> None:
        os.environ.clear()
        os.environ.update(self._before)


def _be(line: Sequence[str], said: Path) -> None:
    """Be the command; never return."""
    code: object = 70
    try:
        out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(out, 1)
        os.dup2(out, 2)
        cli.main(list(line))
    except SystemExit as ended:
        code = ended.code
    except BaseException:  # noqa: BLE001 - a forked process must never go on as if it were the first one
        sys.excepthook(*sys.exc_info())
    sys.stdout.flush()
    os._exit(code if isinstance(code, int) else 1)


def _lines(table: str, rows: Iterator[dump.Row]) -> Iterator[str]:
    for row in rows if table not in PASSING else ():
        left_out = VOLATILE - {"id"} if table == "announcements" else VOLATILE if table in NUMBERED else frozenset()
        held = WEIGHED.get(table, row.keys() - left_out)
        one = {key: row[key] for key in sorted(held)}
        if table == "matching":
            one["place"] = str(places.day_of(row["place"]))  # papers of one minute stand in the order of their arrival
        yield f"{table} {json.dumps(one, ensure_ascii=False)}"


def _keep(settings: Settings) -> None:
    with open_archive(settings) as archive:
        for number in range(2655001, 2655021):
            one = scene(number) if number % 2 else water(number)
            archive.blobs.put(one.body.encode())
            keep(archive, one, now=day.SUNDAY)


def _orphan(settings: Settings) -> None:
    with open_archive(settings) as archive:
        for number in range(300):
            (archive.blobs.put if number % 2 else archive.blobs.pack)(f"a page that nobody names {number}".encode())
    for file in (settings.data_dir / "blobs").rglob("*"):
        os.utime(file, (1_700_000_000, 1_700_000_000))


def main() -> int:
    """Try every command, and print what came of it."""
    asked = argparse.ArgumentParser(prog="python -m tests.crash.commands", description=__doc__)
    asked.add_argument("--postgres", default="")
    asked.add_argument("--times", type=int, default=1)
    asked.add_argument("--seed", type=int, default=int(time.time()))
    asked.add_argument("--only", choices=sorted(COMMANDS), action="append")
    stated = asked.parse_args()
    begun = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="zswatch-ended-") as folder,
        databases(stated.postgres) as held,
        Twin() as twin,
    ):
        trials = Trials(folder=Path(folder), databases=held, twin=twin, random=random.Random(stated.seed))  # noqa: S311
        trials.begin()
        for name in stated.only or COMMANDS:
            trials.end_at_random(name, stated.times)
    told = {"seed": stated.seed, "times": stated.times, "tried": trials.tried, "faults": trials.faults}
    print(json.dumps(told | {"seconds": round(time.monotonic() - begun, 1)}, ensure_ascii=False, indent=2))
    return 1 if trials.faults else 0


if __name__ == "__main__":
    sys.exit(main())
