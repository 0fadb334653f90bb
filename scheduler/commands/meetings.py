"""`zswatch meetings`: the meetings whose directives announcements are compared with."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.commands import ledger
from scheduler.commands.options import DAY, as_json, opened, print_json, with_settings

if TYPE_CHECKING:
    from archive.config import Settings
    from archive.records import Meeting

MAX_BYTES = 5_000_000


@click.group(invoke_without_command=True)
@as_json
@with_settings
def meetings(settings: "Settings", as_json: bool) -> None:
    """List the meetings and their directives."""
    if click.get_current_context().invoked_subcommand is not None:
        return
    known = _every(settings)
    if as_json:
        print_json([_summary(one, settings) for one in known.values()])
        return
    for one in known.values():
        in_force = "in force" if one.id in settings.digest.meetings else "not in force"
        click.echo(f"{one.id}  {one.date}  {one.title}  ({in_force})")
        for directive in one.directives:
            click.echo(f"    {directive.id:<15} {directive.text}")


@meetings.command()
@click.argument("meeting", metavar="ID")
@click.option("--ledger", "as_ledger", is_flag=True, help="what has answered each directive, and what has not")
@click.option("--date", "day", type=DAY, help="with --ledger: as of the end of this day (default: now)")
@as_json
@with_settings
def show(settings: "Settings", meeting: str, as_ledger: bool, day: date | None, as_json: bool) -> None:
    """Show one meeting: restored text, themes, directives and facts, or its commitment ledger."""
    found = _known(meeting, _every(settings))
    if as_ledger:
        ledger.show(settings, found, day, as_json=as_json)
    elif as_json:
        print_json(document(found))
    else:
        _print(found)


@meetings.command(name="import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--id", "meeting_id", help="id of the meeting (default: its date)")
@click.option("--title", help="title (default: taken from the text)")
@click.option("--date", "day", type=DAY, help="day of the meeting (default: taken from the text)")
@click.option("--url", default="", help="where the report was published")
@as_json
@with_settings
def import_(
    settings: "Settings",
    file: Path,
    meeting_id: str | None,
    title: str | None,
    day: date | None,
    url: str,
    as_json: bool,
) -> None:
    """Read a meeting report (raw text, damaged copies included) and keep it as a meeting."""
    from archive.errors import WrongUse
    from archive.store import meetings as store
    from archive.text import decode
    from digest.directives import parse
    from digest.meetings import shipped

    try:
        with file.open("rb") as report:
            raw = report.read(MAX_BYTES + 1)
    except OSError as error:
        raise WrongUse(f"{file}: {error.strerror}") from None
    if len(raw) > MAX_BYTES:
        raise WrongUse(f"{file}: more than {MAX_BYTES} bytes; a meeting report is a text file")
    text = decode(raw).text
    try:
        meeting = parse(text, meeting_id=meeting_id, title=title, held_on=day, url=url)
    except WrongUse:
        # A report that states no year: its file's name often does.
        if day is not None or (named := _day_of(file)) is None:
            raise
        meeting = parse(text, meeting_id=meeting_id, title=title, held_on=named, url=url)
    if meeting.id in shipped() and meeting_id is not None:
        raise WrongUse(f"{meeting.id}: this meeting is part of the program; choose another id with --id")
    if meeting.id in shipped():
        meeting = replace(meeting, id=f"{meeting.id}-imported")
    with opened(settings) as archive, archive.begin() as tx:
        store.put(tx, meeting)
    if as_json:
        print_json(document(meeting))
    else:
        _print(meeting)
        click.echo(f"\nkept as {meeting.id}; add it to digest.meetings in the settings to compare with it", err=True)


def _day_of(file: Path) -> date | None:
    """Return the day that stands in a file's name, as YYYY-MM-DD, None when none does."""
    found = re.search(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)", file.name)
    try:
        return date.fromisoformat(found[0]) if found else None
    except ValueError:
        return None


def document(meeting: "Meeting") -> dict[str, Any]:
    """Return a meeting in the form of `meetings show --json`."""
    return {
        "id": meeting.id,
        "title": meeting.title,
        "date": meeting.date.isoformat(),
        "url": meeting.url,
        "text": meeting.text,
        "damaged": [{"start": one.start, "end": one.end, "raw": one.raw} for one in meeting.damaged],
        "themes": [{"id": one.id, "name": one.name} for one in meeting.themes],
        "directives": [
            {"id": one.id, "theme": one.theme, "start": one.start, "end": one.end, "text": one.text}
            for one in meeting.directives
        ],
        "facts": [
            {
                "kind": one.kind,
                "value": one.value,
                "unit": one.unit,
                "start": one.start,
                "end": one.end,
                "text": one.text,
            }
            for one in meeting.facts
        ],
    }


def _summary(one: "Meeting", settings: "Settings") -> dict[str, Any]:
    whole = document(one)
    return {key: whole[key] for key in ("id", "title", "date", "url", "themes", "directives")} | {
        "in_force": one.id in settings.digest.meetings
    }


def _every(settings: "Settings") -> dict[str, "Meeting"]:
    from archive.store import meetings as store
    from digest.meetings import shipped

    with opened(settings) as archive, archive.read() as tx:
        return shipped() | {one.id: one for one in store.every(tx)}


def _known(meeting: str, known: dict[str, "Meeting"]) -> "Meeting":
    from archive.config import nearest
    from archive.errors import NotFound

    if meeting not in known:
        raise NotFound(f"no meeting {meeting}{nearest(meeting, known)}")
    return known[meeting]


def _print(meeting: "Meeting") -> None:
    click.echo(f"{meeting.id}  {meeting.date}  {meeting.title}\n{meeting.url}\n\n{meeting.text}\n")
    for theme in meeting.themes:
        click.echo(f"{theme.id} {theme.name}")
        _print_directives(meeting, theme.id)
    click.echo("general")
    _print_directives(meeting, "general")
    for fact in meeting.facts:
        click.echo(f"{fact.kind}: {fact.value}{fact.unit or ''}  「{fact.text}」")
    if meeting.damaged:
        click.echo(f"{len(meeting.damaged)} places were restored or marked as damaged (see --json)")


def _print_directives(meeting: "Meeting", theme: str) -> None:
    for directive in meeting.directives:
        if directive.theme == theme:
            click.echo(f"    {directive.id:<15} {directive.text}")


COMMANDS = (meetings,)
