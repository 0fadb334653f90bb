"""Commands whose names are promised and whose work is not there yet: they say so and exit with 2."""

import click

from archive.errors import WrongUse


def _not_built(name: str, means: str) -> click.Command:
    @click.command(name, help=f"{means} (not built yet).", context_settings={"ignore_unknown_options": True})
    @click.argument("arguments", nargs=-1)
    def command(arguments: tuple[str, ...]) -> None:
        raise WrongUse(f"{name}: not built yet")

    return command


COMMANDS = (
    _not_built("serve", "Web pages, JSON API and feeds over the archive"),
    _not_built("subscribers", "Who gets which edition; until then recipients are mail.to in the settings"),
)
