"""`zswatch backup` and `zswatch restore`: one file that holds the whole archive."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.commands.options import existing, with_settings

if TYPE_CHECKING:
    from archive.backup import Manifest
    from archive.config import Settings


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--verify", is_flag=True, help="read this backup to its end instead, and tell whether it is whole")
@with_settings
def backup(settings: "Settings", file: Path, verify: bool) -> None:
    """Write a consistent copy of the archive, kept pages and the secret included, to one file."""
    from archive import backup as backups
    from archive.store.leases import upkeep
    from archive.tokens import SECRET_FILE

    if verify:
        held = backups.verify(file)
        click.echo(f"{file} is whole: {_told(held)}; format {held.format}, schema {held.schema}, of {held.made_at}")
        return
    with existing(settings) as archive, upkeep(settings):
        click.echo(f"{_told(backups.write(archive, file, settings.data_dir / SECRET_FILE))} in {file}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@with_settings
def restore(settings: "Settings", file: Path) -> None:
    """Fill an empty archive (SQLite or PostgreSQL) from a backup of this program or an earlier one."""
    from archive.backup import restore as fill
    from archive.store.leases import stopped, upkeep

    with stopped(settings), upkeep(settings):
        click.echo(f"{_told(fill(settings, file))} restored from {file}")


def _told(held: "Manifest") -> str:
    secret = " and the secret" if held.secret else ""
    return f"{held.rows} rows, {held.blobs} kept files{secret}"


COMMANDS = (backup, restore)
