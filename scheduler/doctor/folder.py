"""The data folder: that it can be written, and how much room there is."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from scheduler.doctor.finding import Finding, Installation, fault, warning, well

NAME = "data folder"
SCARCE_MB, LOW_MB = 300, 3_000
"""Less is a fault, less is a warning: a first crawl of all sources keeps some hundred megabytes."""


def look(it: Installation) -> Iterator[Finding]:
    """Write a file and remove it; a folder that is not there yet is not made, its parent is looked at."""
    folder = it.settings.data_dir.absolute()
    there = nearest(folder)
    try:
        if not there.is_dir():
            yield fault(NAME, f"{there} is no folder", "set data_dir to a folder, or move that file away")
            return
        with tempfile.NamedTemporaryFile(dir=there, prefix=".zswatch-doctor-") as trial:
            trial.write(b"written\n")
            trial.flush()
            os.fsync(trial.fileno())
    except OSError as error:
        who = f"user {os.geteuid()}"
        yield fault(NAME, f"{there} can not be written by {who}: {error.strerror}", "give it to the service's user")
        return
    yield well(NAME, f"{folder} can be written" if there == folder else f"{folder} is not there yet and can be made")
    yield room(there, shutil.disk_usage(there).free // 1_000_000)


def room(folder: Path, free_mb: int) -> Finding:
    """Judge how much is free on the disk of a folder."""
    said = f"{free_mb:,} MB free at {folder}"
    do = "make room, or set data_dir to a larger disk; `zswatch archive tidy` removes what nothing needs"
    if free_mb < SCARCE_MB:
        return fault(NAME, said, do)
    return warning(NAME, said, do) if free_mb < LOW_MB else well(NAME, said)


def nearest(folder: Path) -> Path:
    """Return the folder, or what is there of the way to it."""
    return next(one for one in (folder, *folder.parents) if one.exists())
