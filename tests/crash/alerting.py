"""`python -m tests.crash.alerting [--postgres URL]`: kill a round of alerts at each of its points, and start it again.

The points and the faults are printed as JSON; the exit code is 1 when there is a fault.
"""

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.policy import default
from functools import partial
from pathlib import Path

from archive.config import Settings
from archive.store import alarms, open_archive, outbox
from digest.delivering import deliver
from scheduler import alerts
from tests.alarming import EVERY, visited, watched, working
from tests.crash.__main__ import databases
from tests.crash.points import Points
from tests.crash.trial import Databases
from tests.found import HOUR, NOON

LATER = NOON + 26 * HOUR
UNWELL = dict.fromkeys(EVERY[:3], "failed")


def main() -> int:
    """Run the trial and print what came of it."""
    asked = argparse.ArgumentParser(prog="python -m tests.crash.alerting", description=__doc__)
    asked.add_argument("--postgres", default="")
    with tempfile.TemporaryDirectory(prefix="zswatch-crash-") as where, databases(asked.parse_args().postgres) as held:
        folder = Path(where)
        # What is loaded at first use is loaded here, once for all children.
        warm = watched(Settings(data_dir=folder / "warm"))
        prepare(warm)
        once(warm)
        whole = settings_of(folder, held, "whole")
        forked(partial(prepare, whole))
        copy(folder, held, "whole", "counted")
        names = folder / "points.json"
        forked(partial(counted, settings_of(folder, held, "counted"), names))
        points = json.loads(names.read_text(encoding="utf-8"))
        faults = []
        for place, name in chosen(points):
            copy(folder, held, "whole", "trial")
            trial = settings_of(folder, held, "trial")
            if not forked(partial(die, trial, place)):
                faults.append(f"{name}: the process was not killed")
            found = folder / "faults.json"
            forked(partial(judged, trial, found))
            faults += [f"{place} {name}: {fault}" for fault in json.loads(found.read_text(encoding="utf-8"))]
            shutil.rmtree(folder / "trial")
            held.drop("trial")
    print(json.dumps({"points": points, "faults": faults}, ensure_ascii=False, indent=2))
    return 1 if faults else 0


def chosen(points: list[str]) -> list[tuple[int, str]]:
    """Return the points at which something else can be lost than at their neighbours: of writes the last of each row.

    Killed at any of them, a process leaves what was there before that transaction.
    """
    following = [*points[1:], ""]
    return [
        (place, name)
        for place, (name, after) in enumerate(zip(points, following, strict=True))
        if not (name.startswith("write:") and after.startswith("write:"))
    ]


def settings_of(folder: Path, held: Databases, name: str) -> Settings:
    """Return the settings of an archive whose mails become files."""
    (folder / name).mkdir(exist_ok=True)
    return watched(Settings(data_dir=folder / name, database_url=held.url(name)))


def copy(folder: Path, held: Databases, of: str, name: str) -> None:
    """Make an archive as another one is."""
    shutil.copytree(folder / of, folder / name)
    held.copy(of, name)


def prepare(settings: Settings) -> None:
    """Three sources to be told of, and the end of an alarm that was told before."""
    with open_archive(settings) as archive, archive.begin() as tx:
        for at, unwell in ((NOON - HOUR, {}), (NOON, UNWELL), (LATER, UNWELL)):
            visited(tx, at, unwell)  # type: ignore[arg-type]
        working(tx, LATER)
        alarms.note(tx, {"model": "no key"}, NOON)
        alarms.tell(tx, [one.id for one in alarms.open_ones(tx)], [], NOON)


def once(settings: Settings) -> None:
    """What `zswatch alerts` does."""
    with open_archive(settings) as archive:
        alerts.look(archive, settings, LATER)
        deliver(archive, settings, LATER)


def counted(settings: Settings, names: Path) -> None:
    """Do it without harm, and write down the points."""
    points = Points()
    points.watch()
    once(settings)
    names.write_text(json.dumps(points.names), encoding="utf-8")


def die(settings: Settings, place: int) -> None:
    """Do it until that point."""
    Points(place).watch()
    once(settings)


def judged(settings: Settings, found: Path) -> None:
    """Do it twice more, and write down what is wrong in the end."""
    once(settings)
    once(settings)
    found.write_text(json.dumps(list(_faults(settings))), encoding="utf-8")


def _faults(settings: Settings) -> Iterator[str]:
    with open_archive(settings) as archive, archive.read() as tx:
        states = [one.status for one in outbox.every(tx)]
        told = {one.subject: one.told for one in alarms.open_ones(tx) if one.subject.startswith("source:")}
        untold = alarms.ended_untold(tx)
    if states != ["sent"]:
        yield f"messages: {states}"
    if told != {f"source:{key}": 1 for key in UNWELL}:
        yield f"told: {told}"
    if untold:
        yield f"untold ends: {untold}"
    files = sorted((settings.data_dir / "mail").rglob("*.eml"))
    if len(files) != 1:
        yield f"files: {files}"
    for file in files:
        part = message_from_bytes(file.read_bytes(), policy=default).get_body(("plain",))  # type: ignore[attr-defined]
        text = " ".join(part.get_content().split())
        if "failed" not in text or "The language model can be used again" not in text:
            yield f"a mail that tells too little: {text}"


def forked(work: Callable[[], None]) -> bool:
    """Do something in a child process, and return whether it was killed; its failure is ours."""
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        except BaseException:  # noqa: BLE001 - a forked process must never go on as if it were the first one
            sys.excepthook(*sys.exc_info())
        os._exit(1)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return os.WTERMSIG(status) == signal.SIGKILL
    if os.WEXITSTATUS(status):
        raise RuntimeError("the child failed")
    return False


if __name__ == "__main__":
    sys.exit(main())
