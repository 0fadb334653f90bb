"""`zswatch judge`: what is kept is judged by the present method, or once more."""

from typing import TYPE_CHECKING

import click

from scheduler.commands.options import as_json, existing, print_json, with_settings

if TYPE_CHECKING:
    from archive.config import Settings


@click.command()
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--again", is_flag=True, help="also what the present method has judged already")
@as_json
@with_settings
def judge(settings: "Settings", ids: tuple[str, ...], again: bool, as_json: bool) -> None:
    """Judge every announcement, or the named ones, whose newest revision the present method has not judged.

    A crawl does so by itself. Analyses of earlier methods stay beside the new ones, and editions that were composed
    keep what they said. Interrupted, it can be run again.
    """
    from archive.store import indexing
    from digest.run import judge_new
    from digest.verdicts import meetings_in_force, method_of

    with existing(settings) as archive:
        judged = judge_new(archive, settings, again=again, only=ids or None)
        indexing.bring_up(archive)
        with archive.read() as tx:
            method = method_of(meetings_in_force(settings, tx))
    if as_json:
        print_json({"judged": judged, "method": method})
    else:
        click.echo(f"{judged} judged by {method}")


COMMANDS = (judge,)
