"""The meetings that announcements are compared with: one TOML file each, checked span by span when it is read."""

from functools import cache
from importlib import resources

from archive.errors import WrongSettings
from archive.records import Meeting
from digest.meetings.checking import GENERAL, Fault, faults
from digest.meetings.reading import Read, read
from digest.meetings.writing import to_toml

__all__ = ["GENERAL", "Fault", "Read", "checked", "faults", "from_toml", "read", "shipped", "to_toml"]


def shipped() -> dict[str, Meeting]:
    """Return the meetings that come with the program, by id."""
    return dict(_shipped())


@cache
def _shipped() -> dict[str, Meeting]:
    files = [file for file in resources.files(__name__).iterdir() if file.name.endswith(".toml")]
    found = [from_toml(file.read_bytes()) for file in sorted(files, key=lambda file: file.name)]
    return {meeting.id: meeting for meeting in found}


def from_toml(raw: bytes) -> Meeting:
    """Read a meeting's file; raises WrongSettings that names the meeting, the line and the first thing wrong."""
    found = read(raw)
    if found.meeting is None or found.faults:
        where = f"meeting {found.id}" if found.id else "meeting file"
        raise WrongSettings(f"{where}: {found.faults[0]}")
    return found.meeting


def checked(meeting: Meeting) -> Meeting:
    """Return the meeting when it holds together, else raise WrongSettings with the first fault."""
    for fault in faults(meeting):
        raise WrongSettings(f"meeting {meeting.id}: {fault}")
    return meeting
