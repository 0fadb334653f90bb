"""`zswatch archive upgrade`."""

from typing import TYPE_CHECKING

import click

from scheduler.commands.options import opened, with_settings

if TYPE_CHECKING:
    from archive.config import Settings


@click.command()
@with_settings
def upgrade(settings: "Settings") -> None:
    """Bring the database up to this program's schema; an empty one is filled with its tables.

    Every command does so when it opens the archive, one process at a time. Where many machines start at once, this
    is the one that does it first, and whose end the others wait for. A database of a newer program is an error.
    """
    from archive.migrations import HEAD

    with opened(settings):
        click.echo(f"the archive has schema {HEAD}, which is this program's")


COMMANDS = (upgrade,)
