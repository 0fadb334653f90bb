"""`zswatch bounces`: mails that came back, counted."""

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.commands.options import existing, with_settings

if TYPE_CHECKING:
    from archive.config import Settings
    from archive.store import Archive

_SAID = {
    "counted": "counted",
    "suspended": "suspended an address",
    "known": "counted before, or about a subscriber who is gone",
    "delayed": "only delayed",
    "not ours": "about no mail of ours",
    "no report": "no report of a returned mail",
}


@click.group()
@with_settings
def bounces(_settings: "Settings") -> None:
    """Count mails that came back; the third within 30 days suspends an address."""


@bounces.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@with_settings
def read(settings: "Settings", paths: tuple[Path, ...]) -> None:
    """Read returned mails from files, folders of .eml files, Maildirs, or standard input (-)."""
    from digest import mailbox

    with existing(settings) as archive:
        taken = _Taken(archive)
        if Path("-") in paths:
            taken(sys.stdin.buffer.read(mailbox.MOST_BYTES + 1))
        for _, raw in mailbox.lying([path for path in paths if path != Path("-")]):
            taken(raw)
    taken.tell()


@bounces.command()
@with_settings
def fetch(settings: "Settings") -> None:
    """Read the unread mails of the mailbox in the settings (section bounces) and mark them as read."""
    from digest import mailbox

    with existing(settings) as archive:
        taken = _Taken(archive)
        try:
            mailbox.fetched(settings.bounces, taken)
        finally:
            taken.tell()


class _Taken:
    """Counts returned mails, one transaction each, and what came of them."""

    def __init__(self, archive: "Archive") -> None:
        self.archive = archive
        self.counts: Counter[str] = Counter()

    def __call__(self, raw: bytes) -> None:
        from archive.clock import now
        from digest import bounces

        with self.archive.begin() as tx:
            outcome, one = bounces.receive(tx, raw, now())
        self.counts[outcome] += 1
        if one is not None and outcome in {"counted", "suspended"}:
            click.echo(f"{one.name}: {one.bounces} of 3, {one.status}: {one.last_bounce}")

    def tell(self) -> None:
        told = [f"{self.counts[outcome]} {words}" for outcome, words in _SAID.items() if self.counts[outcome]]
        click.echo("; ".join(told) or "nothing to read")


COMMANDS = (bounces,)
