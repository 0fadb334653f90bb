"""`zswatch search`: hits, how many there are and in which order, how to go on, and counts for each filter."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from scheduler.commands.filters import checked, filters, meetings_of
from scheduler.commands.options import as_json, existing, print_json, with_settings

if TYPE_CHECKING:
    from archive.config import Settings
    from archive.labels import Names
    from archive.records import Announcement, Hit, Query, Results
    from archive.store import Tx

USUAL = 20
"""Hits that are told when nobody says how many."""
PAGE = 200
"""Hits that are asked for at a time when all are wanted in an order."""


@click.command()
@click.argument("words", metavar="QUERY")
@filters
@click.option("--facets", is_flag=True, help="count what was found by each filter's values")
@as_json
@with_settings
def search(settings: "Settings", words: str, query: "Query", facets: bool, as_json: bool) -> None:
    """Search the archive, best first; an empty QUERY finds all that the filters let pass, newest first."""
    from archive.export import hit as document
    from archive.search import search as answer

    asked = replace(checked(query, settings), words=words, limit=query.limit or USUAL)
    with existing(settings) as archive, archive.read() as tx:
        found = answer(tx, asked, facets=facets)
    if as_json:
        print_json(results(found) if facets else [document(one) for one in found.hits])
    else:
        for hit in found.hits:
            _print_hit(hit)
        if facets:
            _print_facets(found, settings)
    _tell(found)


def results(found: "Results") -> dict[str, Any]:
    """Return a page of hits with its counts as docs/schemas/results.schema.json has it."""
    from archive.export import hit as document

    return {
        "hits": [document(one) for one in found.hits],
        **{name: getattr(found, name) for name in ("count", "exact", "order", "after")},
        "facets": {
            name: [{"value": one.value, "count": one.count} for one in values] for name, values in found.facets.items()
        },
    }


def in_order(tx: "Tx", query: "Query") -> Iterator["Announcement"]:
    """Give all that a query asks for in the order that it asks for, from its cursor on, at most its limit."""
    from archive.search import search as answer
    from archive.store import announcements

    left, after = query.limit, query.after
    while left is None or left > 0:
        found = answer(tx, replace(query, limit=min(left or PAGE, PAGE), after=after))
        yield from announcements.of(tx, [hit.id for hit in found.hits])
        after = found.after
        if after is None:
            return
        left = None if left is None else left - len(found.hits)


def _print_hit(hit: "Hit") -> None:
    where = "" if hit.part == "body" else f"[{' '.join(filter(None, (hit.part, hit.name)))}] "
    click.echo(f"{hit.id}  {str(hit.published or '')[:10]}  {hit.title}\n    {hit.issuer or '–'}  {hit.url}")
    click.echo(f"    {where}{hit.snippet}\n")


def _print_facets(found: "Results", settings: "Settings") -> None:
    """Print each value with what it is called, as the option of its name takes it."""
    from archive.labels import filter_name, label

    language, names = settings.language, _names(settings)
    for name, values in found.facets.items():
        click.echo(f"{name}  {filter_name(language, name)}")
        for one in values:
            called = label(language, name, one.value, names)
            click.echo(f"    {one.count:>6}  {one.value}{'' if called == one.value else f'  {called}'}")


def _names(settings: "Settings") -> "Names":
    from archive.labels import names_of
    from crawler.sources import load

    known = load(settings.crawler.sources_dir)
    sources = {key: f"{one.publisher} {one.column}" for key, one in known.items()}
    return names_of(meetings_of(settings)) | {"source": sources}


def _tell(found: "Results") -> None:
    """Say on standard error what the hits do not: how many, in which order, and how to get the next ones."""
    from archive.labels import label

    many = f"{found.count}" if found.exact else f"more than {found.count}"
    shown = "" if len(found.hits) == found.count else f", {len(found.hits)} shown"
    click.echo(f"{many} found{shown}, {label('en', 'sort', found.order)}", err=True)
    if found.after is not None:
        click.echo(f"the next ones: the same with --after {found.after}", err=True)


COMMANDS = (search,)
