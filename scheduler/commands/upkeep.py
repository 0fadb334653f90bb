"""`zswatch archive …`: what keeps an archive sound over the years."""

import click


@click.group()
def archive() -> None:
    """Keep the archive sound: check it, move it to another database, tidy it."""


COMMANDS = (archive,)
