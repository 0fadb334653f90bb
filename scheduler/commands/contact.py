"""First contact with the sites: `zswatch sources check --live`, and `zswatch record`, which makes fixtures."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.commands.options import chosen, print_json, with_settings

if TYPE_CHECKING:
    from archive.config import Settings
    from crawler.findings import Finding
    from crawler.samples import Sample
    from crawler.sources import Source

FIXTURES = Path("tests") / "fixtures" / "sources"


@click.command()
@click.argument("names", metavar="KEY...", nargs=-1, required=True)
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help=f"folder of fixtures (default: {FIXTURES})")
@click.option("--origin", metavar="TEXT", help="where the bytes come from, kept in meta.toml (default: the live site)")
@with_settings
def record(settings: "Settings", names: tuple[str, ...], out: Path | None, origin: str | None) -> int:
    """Fetch a list and two articles of a source as fixtures, and draft what must be read in them, for review."""
    from archive.errors import WrongUse
    from crawler import fixtures
    from crawler.contact import contact

    if out is None and not FIXTURES.is_dir():
        raise WrongUse(f"{FIXTURES}: no such folder here; name one with --out")
    named = chosen(settings, names)
    whole = set[str]()

    def keep(sample: "Sample") -> None:
        place = fixtures.save(sample, out or FIXTURES, origin=origin or fixtures.LIVE)
        if why := _not_whole(sample):
            click.echo(f"{sample.source.key}: {why}", err=True)
        else:
            whole.add(sample.source.key)
            reviewed = fixtures.stated(place / fixtures.EXPECTED)["reviewed"]
            told = "as reviewed before" if reviewed else f"review {place / fixtures.EXPECTED}, then set reviewed = true"
            click.echo(f"{sample.source.key}: {told}")

    contact(settings, named, keep)
    return 0 if whole == {source.key for source in named} else 1


def _not_whole(sample: "Sample") -> str:
    """Return why a sample is no good as a fixture, nothing when it is."""
    for came in sample.all_came():
        if came.reason:
            return f"{came.detail}, at {came.url}"
    unread = [sample.error, *(one.error for one in sample.articles)]
    return next((error for error in unread if error), "" if sample.articles else "no article on the list")


def check_live(settings: "Settings", sources: "Sequence[Source]", *, save: Path | None, as_json: bool) -> int:
    """Take a sample of each source and tell, field by field, how it compares; returns the exit code."""
    from crawler import fixtures
    from crawler.contact import contact
    from crawler.findings import findings

    met: dict[str, tuple[Finding, ...]] = {}

    def tell(sample: "Sample") -> None:
        key = sample.source.key
        met[key] = findings(sample)
        if save is not None:
            fixtures.save(sample, save)
        if as_json:
            click.echo(f"{key}: {_verdict(met[key])}", err=True)
        else:
            _print(sample.source, met[key])

    contact(settings, sources, tell)
    if as_json:
        print_json(_document(sources, met))
    else:
        _print_table(sources, met)
    unwell = [source.key for source in sources if _verdict(met.get(source.key, ())) != "ok"]
    for key in unwell:
        click.echo(f"{key}: {_verdict(met.get(key, ()))}", err=True)
    return 1 if unwell else 0


def _verdict(found: "Sequence[Finding]") -> str:
    if not found:
        return "not checked: stopped before its sample was whole"
    wrong = [one for one in found if not one.well]
    return "; ".join(dict.fromkeys(f"{one.part} {one.field}: {one.read}" for one in wrong)) or "ok"


def _document(sources: "Sequence[Source]", met: "dict[str, tuple[Finding, ...]]") -> dict[str, Any]:
    from archive.clock import now

    return {"checked_at": now().isoformat(), "sources": [_source(one, met.get(one.key, ())) for one in sources]}


def _source(source: "Source", found: "Sequence[Finding]") -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "source": source.key,
        "publisher": source.publisher,
        "platform": source.platform,
        "url": source.start_url,
        "as_expected": _verdict(found) == "ok",
        "verdict": _verdict(found),
        "findings": [asdict(one) for one in found],
    }


def _print(source: "Source", found: "Sequence[Finding]") -> None:
    click.echo(f"{source.key}  {source.publisher}  {source.column}  {source.start_url}")
    for one in found:
        mark = "  " if one.well else "✗ "
        click.echo(
            f"  {mark}{one.part}  {one.field}: {one.read}" + ("" if one.well else f"  (expected {one.expected})")
        )
        if one.change:
            click.echo(f"      {one.change}")
    click.echo("")


def _print_table(sources: "Sequence[Source]", met: "dict[str, tuple[Finding, ...]]") -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title="first contact", title_justify="left")
    table.add_column("source", no_wrap=True)
    for heading in ("rows", "dated", "reader", "verdict"):
        table.add_column(heading, overflow="fold")
    for source in sources:
        found = met.get(source.key, ())
        cells = [_read(found, field) for field in ("rows", "rows with a date", "reader")]
        table.add_row(source.key, *cells, _verdict(found))
    Console().print(table)


def _read(found: "Sequence[Finding]", field: str) -> str:
    return " ".join(dict.fromkeys(one.read for one in found if one.field == field)) or "–"


COMMANDS = (record,)
