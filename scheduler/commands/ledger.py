"""The commitment ledger of a meeting, as `zswatch meetings show ID --ledger` tells it."""

from datetime import date
from typing import TYPE_CHECKING

import click

from scheduler.commands.options import chosen, existing, print_json

if TYPE_CHECKING:
    from archive.config import Settings
    from archive.records import Meeting
    from digest.ledger import Ledger


def show(settings: "Settings", meeting: "Meeting", day: date | None, *, as_json: bool) -> None:
    """Print what has answered each directive by now, or by the end of a day, and what has not, with days."""
    from digest.ledger import document
    from digest.ledger_lines import lines

    told = _ledger(settings, meeting, day)
    if as_json:
        print_json(document(told))
        return
    for line in lines(settings.language, told):
        click.echo(line)


def _ledger(settings: "Settings", meeting: "Meeting", day: date | None) -> "Ledger":
    """Return the ledger as of a moment; raises WrongUse for a day that is not here yet."""
    from archive import clock
    from archive.errors import WrongUse
    from digest import run

    now = clock.now()
    if day is not None and day > now.date():
        raise WrongUse(f"--date {day}: not here yet; it is {now:%Y-%m-%d %H:%M} in Asia/Shanghai")
    as_of = now if day is None else min(now, clock.last_of(day))
    with existing(settings) as archive, archive.read() as tx:
        return run.ledger_of(tx, settings, meeting, as_of, chosen(settings, ()))
