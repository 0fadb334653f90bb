"""`zswatch attachments`: files that a crawl kept and left, read by whoever has the time."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from scheduler.commands.options import as_json, existing, print_json, with_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.config import Settings
    from archive.store import Archive


@dataclass(kw_only=True, slots=True)
class Done:
    """How many files were read, and what was wrong with some (announcement, sentence)."""

    read: int = 0
    errors: list[tuple[str, str]] = field(default_factory=list)


@click.group()
def attachments() -> None:
    """Look after attachments whose bytes are kept and which wait to be read."""


@attachments.command()
@click.argument("ids", metavar="[ID]...", nargs=-1)
@as_json
@with_settings
def read(settings: "Settings", ids: tuple[str, ...], as_json: bool) -> int:
    """Read the attachments that wait, of all announcements or of the named ones.

    A crawl reads what it meets itself, unless workers share the work. What is read is no change of the publisher's;
    `zswatch judge` judges it. Interrupted, it can be run again.
    """
    with existing(settings) as archive:
        done = read_waiting(archive, settings, ids)
    if as_json:
        errors = [{"id": one, "detail": detail} for one, detail in done.errors]
        print_json({"read": done.read, "errors": errors})
    else:
        click.echo(f"{done.read} files read")
    for one, detail in done.errors:
        click.echo(f"{one}: {detail}", err=True)
    return 1 if done.errors else 0


def read_waiting(archive: "Archive", settings: "Settings", ids: "Sequence[str]" = ()) -> Done:
    """Read the files that wait, one announcement a transaction.

    Raises TryLater when the store of bytes is away: nothing is known of those files then.
    """
    from archive.clock import now
    from archive.store import waiting
    from crawler.rereading import read_waiting as read_files

    done = Done()
    seconds, recognise = settings.crawler.attachment_seconds, settings.crawler.recognise
    with archive.read() as tx:
        owners = ids or waiting.ids(tx)
    for one in owners:
        with archive.read() as tx:
            left = waiting.files(tx, one)
        if not left:
            continue
        found = read_files(left, blob=archive.blobs.get, seconds=seconds, recognise=recognise)
        with archive.begin() as tx:
            waiting.fill(tx, one, found.files, now())
        done.read += len(found.files)
        done.errors += [(one, problem) for problem in found.problems]
    return done


COMMANDS = (attachments,)
