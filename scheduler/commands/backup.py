"""`zswatch backup` and `zswatch restore`: one file that holds the whole archive."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.commands.options import existing, with_settings

if TYPE_CHECKING:
    from archive.config import Settings


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@with_settings
def backup(settings: "Settings", file: Path) -> None:
    """Write a consistent copy of the archive, kept pages included, to one file."""
    from archive.backup import write

    with existing(settings) as archive:
        click.echo(f"{write(archive, file)} rows and files in {file}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@with_settings
def restore(settings: "Settings", file: Path) -> None:
    """Fill an empty archive (SQLite or PostgreSQL) from a backup."""
    from archive.backup import restore as fill

    click.echo(f"{fill(settings, file)} rows and files restored from {file}")


COMMANDS = (backup, restore)
