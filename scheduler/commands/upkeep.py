"""`zswatch archive …`: what keeps an archive sound over the years."""

from typing import TYPE_CHECKING, Any

import click

from scheduler.commands import indexes, maintaining, moving
from scheduler.commands.options import as_json, existing, print_json, with_settings

if TYPE_CHECKING:
    from archive.config import Settings
    from archive.records import Fault, Meeting
    from archive.store import Archive


@click.group()
def archive() -> None:
    """Keep the archive sound: check it, index it, move it to another database, tidy it."""


@archive.command()
@as_json
@with_settings
def check(settings: "Settings", as_json: bool) -> int:
    """Look through the whole archive: kept bytes, quotations, keys, revisions, editions, search.

    Exit code 1 when something is not as it must be; each fault is told with what to do. It only reads, and may run
    while the service works.
    """
    from dataclasses import asdict

    from archive.store.checking import CHECKS, faults

    found: list[dict[str, Any]] = []
    count = 0
    with existing(settings) as held:
        for fault in faults(held, _meetings(held), lambda line: click.echo(line, err=True)):
            count += 1
            if not as_json:
                _print(fault)
            elif count <= MOST:
                found.append(asdict(fault))
    if as_json:
        print_json({"sound": not count, "checks": sorted(set(CHECKS)), "count": count, "faults": found})
    else:
        click.echo(f"{count} faults" if count else "the archive is sound")
    return 1 if count else 0


MOST = 10_000
"""Faults that a JSON document names; it counts all."""


def _meetings(held: "Archive") -> "dict[str, Meeting]":
    from archive.store import meetings
    from digest.meetings import shipped

    with held.read() as tx:
        return shipped() | {one.id: one for one in meetings.every(tx)}


def _print(fault: "Fault") -> None:
    click.echo(f"{fault.check}: {fault.where}: {fault.what}\n    {fault.remedy}")


for one in (*indexes.COMMANDS, *maintaining.COMMANDS, *moving.COMMANDS):
    archive.add_command(one)
COMMANDS = (archive,)
