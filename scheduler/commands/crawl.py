"""`zswatch crawl`: one crawl, then the judgement of what it brought."""

import gc
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from scheduler.commands.options import DAY, MOMENT, as_json, chosen, opened, print_json, with_settings

if TYPE_CHECKING:
    from archive.config import Settings
    from archive.records import SourceRun
    from archive.store import Archive
    from crawler.run import Report
    from crawler.sources import Source


@click.command()
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option("--full", is_flag=True, help="read every listing page and every article again")
@click.option("--since", type=DAY, help="go back to announcements published on this day")
@click.option("--plan", "table", metavar="NAME", help="the sources of this table of [[crawls]]")
@click.option("--rest", is_flag=True, help="the sources that no table of [[crawls]] names")
@click.option(
    "--unvisited-since", "visited", type=MOMENT, help="only sources that were not visited well since this moment"
)
@click.option("--search", is_flag=True, help="ask the government's own search too, as a crawl of all sources does")
@click.option("--keep-only", is_flag=True, help="leave attachments to `attachments read`, and judging to `judge`")
@as_json
@with_settings
def crawl(
    settings: "Settings",
    names: tuple[str, ...],
    full: bool,
    since: date | None,
    table: str | None,
    rest: bool,
    visited: datetime | None,
    search: bool,
    keep_only: bool,
    as_json: bool,
) -> int:
    """Crawl all enabled sources once, or the named ones (a source, or a publisher for all of its sources)."""
    gc.disable()  # what is imported stays; the crawl switches it on
    from archive.store import indexing
    from crawler import run
    from crawler.sources import load
    from digest.run import judge_new
    from scheduler import tracing
    from scheduler.commands.attachments import read_waiting
    from scheduler.hosts import alone_at

    sources, known = _sources(settings, names, table, rest), load(settings.crawler.sources_dir)
    judged = 0
    with opened(settings) as archive, alone_at(archive, settings, sources, known.values()) as alone:
        if visited is not None:
            sources = _unvisited(archive, sources, visited)
        read_anew(archive, settings, sources, known)
        with progress(len(sources)) as told:
            report = run.crawl(
                archive, settings, sources, known=tuple(known.values()), full=full, since=since, progress=told,
                search=search or not (names or table), leave_files=keep_only, shared=alone.shared, ended=alone.lost,
            )  # fmt: skip
        tracing.sources(report.run_id, report.sources)
        if not keep_only:
            read_waiting(archive, settings)
            judged = judge_new(archive, settings)
            indexing.bring_up(archive)
    if as_json:
        print_json(document(report))
    else:
        _print(report, judged)
    unwell = [one for one in report.sources if one.status != "ok"]
    for one in unwell:
        click.echo(f"{one.source}: {one.status}: {one.why}", err=True)
    return 1 if unwell else 0


def _sources(settings: "Settings", names: tuple[str, ...], table: str | None, rest: bool) -> "list[Source]":
    """Return the sources that were asked for; raises WrongUse when in more than one way."""
    from archive.errors import WrongUse
    from scheduler.crawl_plans import REST, of_plan

    if bool(names) + (table is not None) + rest > 1:
        raise WrongUse("name sources, or --plan, or --rest: only one of them says what is crawled")
    if table is None and not rest:
        return chosen(settings, names)
    return of_plan(settings, REST if table is None else table)


def _unvisited(archive: "Archive", sources: "list[Source]", since: datetime) -> "list[Source]":
    from archive.clock import now
    from scheduler.crawl_plans import unvisited

    with archive.read() as tx:
        return unvisited(tx, sources, since, now())


def read_anew(
    archive: "Archive", settings: "Settings", sources: Sequence["Source"], known: Mapping[str, "Source"]
) -> None:
    """Read anew what earlier versions of the readers read, so that a fix of ours is not taken for an edit of theirs."""
    from crawler.pages.version import READER_VERSION
    from scheduler.commands.reread import of_sources

    done = of_sources(archive, settings, sources, known, before=READER_VERSION)
    if done.changed:
        click.echo(f"{len(done.changed)} are read otherwise than by earlier readers, which is no change", err=True)
    if done.errors:
        failed = len({one for one, _ in done.errors})
        click.echo(f"{failed} could not be read anew from their kept bytes; `zswatch reread` says why", err=True)


def document(report: "Report") -> dict[str, Any]:
    """Return the report in the form of `crawl --json`."""
    return {
        "run_id": report.run_id,
        "started_at": report.started_at.isoformat(),
        "finished_at": report.finished_at.isoformat(),
        "sources": [_source(one) for one in report.sources],
    }


def _source(one: "SourceRun") -> dict[str, Any]:
    counts = ("source", "status", "why", "pages", "new", "changed", "withdrawn", "unchanged")
    errors = [{"url": e.url, "reason": e.reason, "detail": e.detail} for e in one.errors]
    return {name: getattr(one, name) for name in counts} | {"errors": errors}


def _print(report: "Report", judged: int) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"crawl {report.run_id}", title_justify="left")
    table.add_column("source", no_wrap=True)
    table.add_column("status")
    for heading in ("pages", "new", "changed", "gone", "same", "errors"):
        table.add_column(heading, justify="right")
    for one in report.sources:
        numbers = (one.pages, one.new, one.changed, one.withdrawn, one.unchanged, len(one.errors))
        table.add_row(one.source, one.status, *map(str, numbers))
    Console().print(table)
    click.echo(
        f"{sum(one.new for one in report.sources)} new, {sum(one.changed for one in report.sources)} changed, "
        f"{judged} judged"
    )


class progress:  # noqa: N801 - reads as a word where it is used
    """A line on standard error that shows how far a crawl is; nothing where nobody watches."""

    def __init__(self, sources: int) -> None:
        self._total = sources
        self._counts: dict[str, int] = {}
        self._bar: Any = None

    def __enter__(self) -> Callable[[str, int], None] | None:
        if not sys.stderr.isatty():
            return None
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("crawling"), BarColumn(), TextColumn("{task.fields[told]}"), TimeElapsedColumn())
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("crawl", total=None, told="")
        self._bar.start()
        return self._tell

    def _tell(self, source: str, pages: int) -> None:
        self._counts[source] = pages
        told = f"{source}: {pages} pages; {sum(self._counts.values())} in {len(self._counts)} of {self._total} sources"
        self._bar.update(self._task, told=told)

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()


COMMANDS = (crawl,)
