"""`zswatch digest`: compose, send and rebuild editions."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.commands.options import DAY, chosen, existing, opened, with_settings

if TYPE_CHECKING:
    from archive.config import Settings

on_date = click.option("--date", "day", type=DAY, help="the edition's day in Asia/Shanghai (default: today)")
to_folder = click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("digest-out"),
    show_default=True,
    help="folder that the files are written to",
)


@click.group()
def digest() -> None:
    """Compose, send and rebuild the digest."""


@digest.command()
@on_date
@click.option("--to", help="as this recipient would get it")
@to_folder
@with_settings
def preview(settings: "Settings", day: date | None, to: str | None, out: Path) -> None:
    """Compose an edition to files; nothing is sent or marked as told."""
    from archive.clock import today
    from digest import run

    with opened(settings) as archive:
        files = run.preview(archive, settings, day or today(), out, sources=chosen(settings, ()), to=to)
    for file in files:
        click.echo(file)


@digest.command()
@on_date
@click.option("--to", multiple=True, help="send to this address instead of mail.to (may be repeated)")
@with_settings
def send(settings: "Settings", day: date | None, to: tuple[str, ...]) -> int:
    """Queue the edition and send what is due; calling it again sends nothing twice."""
    from archive.clock import today
    from digest import run

    with opened(settings) as archive:
        report = run.send(archive, settings, day or today(), to, sources=chosen(settings, ()))
    for line in report.lines:
        click.echo(line, err=not report.ok)
    return 0 if report.ok else 1


@digest.command()
@on_date
@click.option("--to", help="accepted for symmetry with preview; an edition is the same for everybody")
@to_folder
@with_settings
def replay(settings: "Settings", day: date | None, to: str | None, out: Path) -> None:
    """Write a stored edition again, exactly as it was."""
    from archive.clock import today
    from digest import run

    with existing(settings) as archive:
        files = run.replay(archive, settings, day or today(), out)
    for file in files:
        click.echo(file)


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
