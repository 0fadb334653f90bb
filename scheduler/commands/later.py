"""Commands whose names are promised and whose work is not there yet: they say so and exit with 2."""

from typing import TYPE_CHECKING

import click

from archive.errors import WrongUse
from scheduler.commands.options import with_settings

if TYPE_CHECKING:
    from archive.config import Settings


def _not_built(name: str, means: str) -> click.Command:
    @click.command(name, help=f"{means} (not built yet).", context_settings={"ignore_unknown_options": True})
    @click.argument("arguments", nargs=-1)
    @with_settings
    def command(_settings: "Settings", arguments: tuple[str, ...]) -> None:
        raise WrongUse(f"{name}: not built yet")

    return command


COMMANDS = (
    _not_built("serve", "Web pages, JSON API and feeds over the archive"),
    _not_built("subscribers", "Who gets which edition; until then recipients are mail.to in the settings"),
)
