"""`zswatch meetings`: the meetings whose directives announcements are compared with."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.commands import ledger
from scheduler.commands.options import DAY, as_json, opened, print_json, with_settings

if TYPE_CHECKING:
    from archive.config import Settings
    from archive.records import Meeting


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
@click.option("--toml", "as_toml", is_flag=True, help="as a file that can be edited and imported")
@click.option("--ledger", "as_ledger", is_flag=True, help="what has answered each directive, and what has not")
@click.option("--date", "day", type=DAY, help="with --ledger: as of the end of this day (default: now)")
@as_json
@with_settings
def show(settings: "Settings", meeting: str, as_toml: bool, as_ledger: bool, day: date | None, as_json: bool) -> None:
    """Show one meeting: restored text, themes, directives and facts, or its commitment ledger."""
    from archive.export import meeting as document
    from digest.meetings import to_toml

    found = _known(meeting, _every(settings))
    if as_ledger:
        ledger.show(settings, found, day, as_json=as_json)
    elif as_toml:
        click.echo(to_toml(found), nl=False)
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
@click.option(
    "--replace", "anew", is_flag=True, help="put it in the place of a kept meeting that was edited or differs"
)
@click.option("--out", type=click.Path(path_type=Path), help="the file to edit (default: DATA_DIR/meetings/ID.toml)")
@as_json
@with_settings
def import_(
    settings: "Settings",
    file: Path,
    meeting_id: str | None,
    title: str | None,
    day: date | None,
    url: str,
    anew: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    """Read a meeting's report (text, damaged copies included, a saved page, PDF or Word) and keep it as a meeting.

    An edited meeting file (.toml) is checked and taken over.
    """
    from archive.export import meeting as document
    from scheduler import minutes, reports

    raw = reports.content(file)
    if file.suffix == ".toml":
        _refuse_options({"id": meeting_id, "title": title, "date": day, "url": url})
        notes: tuple[str, ...] = ()
        kept = minutes.keep_edited(settings, minutes.read_edited(raw, str(file)))
    else:
        found = reports.read_report(raw, str(file), meeting_id=meeting_id, title=title, held_on=day, url=url)
        notes = found.notes
        kept = minutes.keep_report(settings, found.meeting, named=meeting_id is not None, anew=anew)
    written = minutes.write_file(settings, kept, out, edited=file)
    if as_json:
        print_json(document(kept))
    else:
        _print(kept)
    for note in notes:
        click.echo(f"zswatch: {note}", err=True)
    told = (
        "" if kept.id in settings.digest.meetings else "; add it to digest.meetings in the settings to compare with it"
    )
    click.echo(f"\nkept as {kept.id}{told}", err=True)
    click.echo(f"to change it, edit {written} and give that file to `zswatch meetings import`", err=True)


@meetings.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@as_json
@with_settings
def check(settings: "Settings", files: tuple[Path, ...], as_json: bool) -> int:
    """Check edited meeting files (default: all in DATA_DIR/meetings), naming each line that is wrong."""
    from scheduler import minutes, reports

    answers = [minutes.check_file(settings, file, reports.content(file)) for file in files or minutes.files(settings)]
    if as_json:
        print_json(answers)
    for answer in answers if not as_json else ():
        for fault in answer["faults"]:
            line = f"{answer['file']}:{fault['line']}: " if fault["line"] else f"{answer['file']}: "
            click.echo(line + fault["message"], err=True)
        if not answer["faults"]:
            state = (
                "taken over"
                if answer["taken_over"]
                else f"sound; `zswatch meetings import {answer['file']}` takes it over"
            )
            click.echo(f"{answer['file']}: {answer['id']}, {answer['directives']} directives, {state}")
    if not answers and not as_json:
        click.echo("no meeting file to check")
    return 2 if any(answer["faults"] for answer in answers) else 0


def _refuse_options(given: dict[str, object]) -> None:
    from archive.errors import WrongUse

    for name, value in given.items():
        if value:
            raise WrongUse(f"--{name}: an edited meeting file states it itself; change it there")


def _summary(one: "Meeting", settings: "Settings") -> dict[str, Any]:
    from archive.export import meeting as document

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
