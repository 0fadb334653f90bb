"""`zswatch archive`: upkeep of the archive; here its index."""

import sys
from typing import TYPE_CHECKING

import click

from scheduler.commands.options import as_json, existing, print_json, with_settings

if TYPE_CHECKING:
    from archive.config import Settings


@click.group()
def archive() -> None:
    """Look after the archive."""


@archive.command()
@click.option("--anew", is_flag=True, help="throw the index away and make it anew, smaller than it has grown")
@as_json
@with_settings
def index(settings: "Settings", anew: bool, as_json: bool) -> None:
    """Index what was kept or changed since the index was brought up to date.

    Every crawl does so at its end; searches find what is not indexed yet too, only more slowly. Interrupted, it can be
    run again.
    """
    from archive.store import indexing

    def told(count: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{count} indexed", nl=False, err=True)

    with existing(settings) as opened:
        count = indexing.anew(opened, told) if anew else indexing.bring_up(opened, told)
        with opened.read() as tx:
            left = indexing.waiting(tx)
    if as_json:
        print_json({"indexed": count, "anew": anew, "waiting": left})
    else:
        click.echo(f"{count} indexed")


COMMANDS = (archive,)
