"""Meetings that were imported: kept in the archive, and each as a file that a person can edit, check and give back."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from archive.config import Settings
from archive.errors import WrongSettings, WrongUse
from archive.records import Meeting
from archive.store import meetings as store
from archive.store import open_archive
from digest.meetings import faults, read, shipped, to_toml
from digest.meetings.reading import MAX_BYTES

FOLDER = "meetings"
MOST_OF_A_DAY = 99


def files(settings: Settings) -> list[Path]:
    """Return the meeting files of the data folder."""
    return sorted((settings.data_dir / FOLDER).glob("*.toml"))


def keep_report(settings: Settings, meeting: Meeting, *, named: bool, anew: bool) -> Meeting:
    """Keep a meeting that was read from a report and return it with the id it has got.

    An id that was not asked for by name gives way: another meeting of that day gets `-2`. What a person edited is not
    overwritten unless `anew`. Raises WrongUse that says what to do.
    """
    if named and meeting.id in shipped():
        raise WrongUse(f"{meeting.id}: this meeting is part of the program; choose another id with --id")
    with open_archive(settings) as archive, archive.begin() as tx:
        known = {one.id: one for one in store.every(tx)}
        meeting = meeting if named else replace(meeting, id=_free(meeting, known))
        for fault in faults(meeting):
            raise WrongUse(f"meeting {meeting.id}: {fault}")
        before = known.get(meeting.id)
        if before is not None and before != meeting and not anew:
            why = "was edited since" if before.text == meeting.text else "is another report"
            raise WrongUse(f"{meeting.id}: the meeting kept under this id {why}; --replace puts this one in its place")
        store.put(tx, meeting)
    return meeting


def _free(meeting: Meeting, known: dict[str, Meeting]) -> str:
    """The meeting's own id, or the next one that no other report has."""
    first = f"{meeting.id}-imported" if meeting.id in shipped() else meeting.id
    for name in (first, *(f"{first}-{number}" for number in range(2, MOST_OF_A_DAY + 1))):
        if name not in known or known[name].text == meeting.text:
            return name
    raise WrongUse(f"{first}: {MOST_OF_A_DAY} meetings of that day are kept; give an id with --id")


def read_edited(raw: bytes, name: str) -> Meeting:
    """Return the meeting of an edited file; raises WrongSettings that names file, line and the first thing wrong."""
    found = read(raw)
    if found.meeting is None or found.faults:
        more = f" (and {len(found.faults) - 1} more, see `zswatch meetings check`)" if len(found.faults) > 1 else ""
        raise WrongSettings(f"{name}: {found.faults[0]}{more}")
    if found.meeting.id in shipped() and found.meeting != shipped()[found.meeting.id]:
        raise WrongSettings(f"{name}: {found.meeting.id} is part of the program; give your version another id")
    return found.meeting


def keep_edited(settings: Settings, meeting: Meeting) -> Meeting:
    """Take an edited meeting over in the place of the one kept under its id."""
    with open_archive(settings) as archive, archive.begin() as tx:
        store.put(tx, meeting)
    return meeting


def write_file(settings: Settings, meeting: Meeting, out: Path | None, edited: Path | None = None) -> Path:
    """Write the meeting's file and return where it stands; a file that says the same already is left as it is.

    `edited` is the file that was just taken over. A file with edits that were not taken over is kept beside, as `.old`.
    """
    target = out or settings.data_dir / FOLDER / f"{meeting.id}.toml"
    if edited is not None and edited.suffix == ".toml" and out is None and target.exists() and target.samefile(edited):
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists() and read(target.read_bytes()[: MAX_BYTES + 1]).meeting == meeting:
            return target
        if target.exists():
            target.replace(target.with_suffix(".toml.old"))
        target.write_text(to_toml(meeting), encoding="utf-8")
    except OSError as error:
        raise WrongUse(f"{target}: {error.strerror}") from None
    return target


def check_file(settings: Settings, file: Path, raw: bytes) -> dict[str, Any]:
    """Return what is wrong with a meeting file, line by line, and whether the archive holds what it says."""
    found = read(raw)
    kept = None
    if found.meeting is not None and not found.faults:
        with open_archive(settings) as archive, archive.read() as tx:
            kept = store.get(tx, found.meeting.id)
    return {
        "file": str(file),
        "id": found.id or None,
        "directives": len(found.meeting.directives) if found.meeting else None,
        "taken_over": kept is not None and kept == found.meeting,
        "faults": [{"line": one.line, "part": one.part, "message": one.words} for one in found.faults],
    }
