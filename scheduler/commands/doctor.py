"""`zswatch doctor`: everything that the service needs, looked at before it is needed."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.commands.options import as_json, chosen, config_of, print_json

if TYPE_CHECKING:
    from scheduler.doctor import Finding


@click.command()
@click.option("--offline", is_flag=True, help="ask no other machine but the database and the store of kept bytes")
@click.option("--config", type=click.Path(path_type=Path), help="settings file (default: ./zswatch.toml)")
@as_json
@click.pass_context
def doctor(context: click.Context, config: Path | None, offline: bool, as_json: bool) -> int:
    """Check settings, folder, database, clock, sites, mail and all else that is set; exit code 1 for a fault.

    Each host is asked once, for its robots.txt; no mail is sent, no token of a model spent, no group written to.
    """
    found = findings(config or config_of(context), offline=offline)
    if as_json:
        print_json(document(found))
    else:
        tell(found)
    return 1 if any(one.mark == "fault" for one in found) else 0


def findings(stated: Path | None, *, offline: bool) -> "list[Finding]":
    """Look at everything that these settings need; settings that can not be read are the only finding then."""
    from archive import config
    from archive.errors import WrongUse
    from scheduler.doctor import CHECKS, Finding, Installation, examine

    default = Path(config.DEFAULT_FILE)
    file = stated or (default if default.is_file() else None)
    try:
        settings = config.load(file)
        sources = chosen(settings, ())
    except WrongUse as error:
        return [Finding(check="settings", mark="fault", found=str(error), do="mend it; docs/settings.md has every key")]
    return examine(
        Installation(settings=settings, file=file, environ=os.environ, sources=sources), CHECKS, offline=offline
    )


def document(found: "Sequence[Finding]") -> dict[str, Any]:
    """Return the findings in the form of `doctor --json`."""
    from dataclasses import asdict

    return {"well": all(one.mark != "fault" for one in found), "findings": [asdict(one) for one in found]}


def tell(found: "Sequence[Finding]") -> None:
    """Print a line for each finding, and below what is not well what to do."""
    from archive.printable import printable
    from scheduler.doctor import SIGNS

    width = max((len(one.check) for one in found), default=0)
    for one in found:
        click.echo(f"{SIGNS[one.mark]} {one.check:<{width}}  {printable(one.found)}")
        if one.do:
            click.echo(f"  {'':<{width}}  → {one.do}")
    faults, doubts = (sum(one.mark == mark for one in found) for mark in ("fault", "warning"))
    click.echo(f"{faults} faults, {doubts} warnings" if faults or doubts else "all is well")


COMMANDS = (doctor,)
