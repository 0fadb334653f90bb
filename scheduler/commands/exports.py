"""`zswatch export`: what the archive holds, as a file for other programs."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.commands.filters import checked, filters
from scheduler.commands.options import existing, with_settings
from scheduler.commands.searching import in_order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.config import Settings
    from archive.export.writing import Material
    from archive.records import Announcement, Query
    from archive.store import Tx


@click.command()
@click.argument("words", metavar="[QUERY]", default="")
@filters
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "csv", "md", "parquet", "sqlite"]),
    default="jsonl",
    show_default=True,
    help="csv for spreadsheets, md to read, parquet (extra `parquet`) for analysis, sqlite to look around in",
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="write to this file")
@with_settings
def export(settings: "Settings", words: str, query: "Query", form: str, out: Path | None) -> None:
    """Export announcements, newest first unless an order is asked for."""
    from archive.errors import WrongUse
    from archive.export.writing import TEXTS, to_file
    from archive.search import every

    asked = replace(checked(query, settings), words=words)
    ordered = asked.after is not None or click.get_current_context().params["sort"] is not None
    if out is None and form not in TEXTS:
        raise WrongUse(f"--format {form}: is no text to print; name a file with --out")
    with existing(settings) as archive, archive.read() as tx:
        chosen = in_order(tx, asked) if ordered else every(tx, asked)
        if out is None:
            TEXTS[form](chosen, sys.stdout)
            return
        count = to_file(out, form, _material(tx, chosen))
    click.echo(f"{count} announcements in {out}", err=True)
    _told(out, form, count)


def _material(tx: "Tx", announcements: "Iterator[Announcement]") -> "Material":
    """What an export is made of; the meetings are those that come with the program, and the imported ones."""
    from archive.export.writing import Material
    from archive.store import announcements as kept
    from archive.store import meetings
    from digest.meetings import shipped

    known = shipped() | {one.id: one for one in meetings.every(tx)}
    return Material(
        announcements=announcements, revisions=lambda one: kept.revisions(tx, one), meetings=tuple(known.values())
    )


def _told(out: Path, form: str, count: int) -> None:
    from archive.export.sheet import ROWS

    if form == "sqlite":
        click.echo(f"to look around: datasette {out} --metadata {out}.metadata.json", err=True)
    if form == "csv" and count > ROWS:
        click.echo(f"zswatch: Excel reads the first {ROWS} of these rows only", err=True)


COMMANDS = (export,)
