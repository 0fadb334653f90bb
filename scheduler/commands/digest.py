"""`zswatch digest`: compose, send and rebuild editions."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.commands.options import DAY, as_json, chosen, existing, opened, print_json, with_settings

if TYPE_CHECKING:
    from archive.config import Settings

on_date = click.option("--date", "day", type=DAY, help="the edition's day in Asia/Shanghai (default: today)")
of_kind = click.option(
    "--kind",
    type=click.Choice(["daily", "weekly", "immediate"]),
    default="daily",
    show_default=True,
    help="daily; weekly, of the week before the day's Monday; immediate, of what was published in the last three days",
)
to_folder = click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("digest-out"),
    show_default=True,
    help="folder that the files are written to",
)


@click.group()
def digest() -> None:
    """Compose, send, correct and rebuild the digest."""


@digest.command()
@of_kind
@on_date
@click.option("--to", metavar="NAME|ADDRESS", help="as this subscriber, or this address, would get it")
@to_folder
@as_json
@with_settings
def preview(settings: "Settings", kind: str, day: date | None, to: str | None, out: Path, as_json: bool) -> None:
    """Write an edition to files as somebody would get it; nothing is sent or marked as told.

    For a subscriber `why.txt` and --json say of each item why it is or is not in it.
    """
    from archive.clock import today
    from digest import run

    with opened(settings) as archive:
        shown = run.preview(archive, settings, day or today(), out, sources=chosen(settings, ()), to=to, kind=kind)
    if as_json:
        print_json(shown.document())
        return
    for line in (*shown.files, *shown.why):
        click.echo(line)
    if not shown.edition_key:
        click.echo("nothing would be sent", err=True)


@digest.command()
@of_kind
@on_date
@click.option("--to", metavar="NAME|ADDRESS", multiple=True, help="only to this one (may be repeated)")
@with_settings
def send(settings: "Settings", kind: str, day: date | None, to: tuple[str, ...]) -> int:
    """Queue the edition for everybody who gets it and send what is due; calling it again sends nothing twice."""
    from archive.clock import today
    from digest import run

    with opened(settings) as archive:
        report = run.send(archive, settings, day or today(), to, sources=chosen(settings, ()), kind=kind)
    for line in report.lines:
        click.echo(line, err=not report.ok)
    return 0 if report.ok else 1


@digest.command()
@of_kind
@on_date
@click.option("--key", default="", help="the edition of this key, as `digest list` names it")
@click.option("--to", metavar="NAME|ADDRESS", default="", help="with the very message that this recipient was sent")
@to_folder
@with_settings
def replay(settings: "Settings", kind: str, day: date | None, key: str, to: str, out: Path) -> None:
    """Write a stored edition again, exactly as it was."""
    from archive.clock import today
    from digest import run

    with existing(settings) as archive:
        files, corrected_by = run.replay(archive, settings, day or today(), out, kind=kind, to=to, key=key)
    for file in files:
        click.echo(file)
    for one in corrected_by:
        click.echo(f"this edition was corrected: {one}", err=True)


@digest.command()
@of_kind
@on_date
@click.option("--key", default="", help="the edition of this key, as `digest list` names it")
@click.option("--why", required=True, help="what was wrong, in a sentence for the readers")
@click.option("--dry-run", is_flag=True, help="only tell what would be corrected, and for whom")
@with_settings
def erratum(settings: "Settings", kind: str, day: date | None, key: str, why: str, dry_run: bool) -> int:
    """Correct a stored edition: tell those who got it what was wrong, and what was missed, beside what is right.

    Each announcement is compared in the revision that was told, as it is read and judged now. With nothing to correct,
    or nothing new since the last erratum, it says so and exits with 1. The edition itself stays as it was.
    """
    from archive.clock import today
    from digest import run

    with existing(settings) as archive:
        report = run.correct(archive, settings, day or today(), why, kind=kind, key=key, dry_run=dry_run)
    click.echo(f"{report.key}: {report.subject}")
    for line in (*report.lines, f"for: {', '.join(report.recipients) or 'nobody'}"):
        click.echo(line)
    for line in report.delivery.lines if report.delivery else ("dry run: nothing was kept or sent",):
        click.echo(line, err=not report.ok)
    return 0 if report.ok else 1


@digest.command("list")
@click.option("--limit", type=click.IntRange(min=1), default=None, help="at most so many")
@as_json
@with_settings
def list_editions(settings: "Settings", limit: int | None, as_json: bool) -> None:
    """List the stored editions, the newest first, with what became of their messages."""
    from digest import run

    with existing(settings) as archive:
        found = run.listed(archive, limit)
    if as_json:
        print_json(found)
        return
    for one in found:
        mails = ", ".join(f"{count} {status}" for status, count in one["mails"].items() if count) or "no messages"
        corrected = "".join(f"; corrected by {each}" for each in one["corrected_by"])
        click.echo(f"{one['key']}  {one['subject']}  ({mails}{corrected})")


@digest.command()
@with_settings
def deliver(settings: "Settings") -> int:
    """Send what is queued and due; the service does this every few minutes."""
    from digest import run

    with opened(settings) as archive:
        report = run.deliver(archive, settings)
    for line in report.lines:
        click.echo(line, err=not report.ok)
    return 0 if report.ok else 1


COMMANDS = (digest,)
