"""`zswatch sources`: the catalogue with each source's health, and the check of its declarations."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.commands.options import as_json, chosen, opened, print_json, with_settings

if TYPE_CHECKING:
    from archive.config import Settings
    from archive.records import Health
    from crawler.sources import Source


@click.group(invoke_without_command=True)
@as_json
@with_settings
def sources(settings: "Settings", as_json: bool) -> None:
    """List the sources and how each one is."""
    if click.get_current_context().invoked_subcommand is not None:
        return
    from archive.clock import today
    from archive.store import runs
    from crawler.sources import load
    from scheduler import trend

    known = load(settings.crawler.sources_dir)
    active = {one.key for one in chosen(settings, ())}
    with opened(settings) as archive, archive.read() as tx:
        health = runs.health(tx, known)
        rows = [
            _row(source, health[key], active) | trend.of_source(tx, source, today()) for key, source in known.items()
        ]
    if as_json:
        print_json(rows)
    else:
        _print(rows)


@sources.command()
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option("--live", is_flag=True, help="fetch robots.txt, a list and two articles of each, and tell what was read")
@click.option("--save", type=click.Path(path_type=Path), metavar="DIR", help="with --live: keep the bytes as fixtures")
@as_json
@with_settings
def check(settings: "Settings", names: tuple[str, ...], live: bool, save: Path | None, as_json: bool) -> int:
    """Validate the declarations of all sources, or the named ones; with --live, hold them against the sites."""
    from archive.errors import WrongUse
    from crawler.sources import choose, load

    if live:
        from scheduler.commands.contact import check_live

        return check_live(settings, chosen(settings, names), save=save, as_json=as_json)
    if save or as_json:
        raise WrongUse("--save and --json go with --live")
    known = load(settings.crawler.sources_dir)
    named = choose(known, names) if names else list(known.values())
    click.echo(f"{len(named)} sources of {len({one.stem for one in named})} publishers: declarations are sound")
    return 0


def _row(source: "Source", health: "Health", active: set[str]) -> dict[str, Any]:
    disabled = source.enabled and source.key not in active
    return {
        "source": source.key,
        "publisher": source.publisher,
        "column": source.column,
        "platform": source.platform,
        "start_urls": [source.start_url],
        "enabled": source.key in active,
        "paused_because": "disabled in the settings" if disabled else source.paused_because or None,
        "status": health.status,
        "why": health.why,
        "last_success": health.last_success.isoformat() if health.last_success else None,
        "last_new": health.last_new.isoformat() if health.last_new else None,
    }


def _print(rows: list[dict[str, Any]]) -> None:
    """Print a table of what is watched, and below it each source that is not, with the reason."""
    from rich.console import Console
    from rich.table import Table

    from scheduler.trend import short

    table = Table()
    table.add_column("source", no_wrap=True)
    for heading in ("publisher, column", "status", "last success", "last new", "rows", "quiet"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        if row["enabled"]:
            moments = (str(row[key] or "–")[:16].replace("T", " ") for key in ("last_success", "last_new"))
            names = (row["source"], f"{row['publisher']} {row['column']}")
            table.add_row(*names, row["status"] or "never run", *moments, *short(row["envelope"], row["trend"]))
    Console().print(table)
    for row in rows:
        if not row["enabled"]:
            click.echo(f"{row['source']}  {row['publisher']}  paused: {row['paused_because']}")


COMMANDS = (sources,)
