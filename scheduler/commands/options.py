"""What commands share: the settings option, the JSON switch, dates, and how they print."""

import functools
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click

if TYPE_CHECKING:
    from archive.config import Settings
    from archive.store import Archive
    from crawler.sources import Source

P = ParamSpec("P")
R = TypeVar("R")
Command = Callable[P, R]

as_json = click.option("--json", "as_json", is_flag=True, help="one JSON document on standard output")


class Day(click.ParamType[date]):
    """A date written YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the date; fails as wrong use (exit code 2) with the form that was expected."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a date such as 2025-02-21", param, ctx)


class Moment(click.ParamType[datetime]):
    """A moment in ISO form with a zone."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return the moment; fails as wrong use (exit code 2) with the form that was expected."""
        if isinstance(value, datetime):
            return value
        from archive.clock import parse_moment
        from archive.errors import WrongSettings

        try:
            return parse_moment(value, what="moment")
        except WrongSettings as error:
            self.fail(str(error), param, ctx)


DAY, MOMENT = Day(), Moment()


def with_settings(command: Callable[..., R]) -> Callable[..., R]:
    """Give a command the option --config and, as first argument, the settings in force."""

    @click.option("--config", type=click.Path(path_type=Path), help="settings file (default: ./zswatch.toml)")
    @click.pass_context
    @functools.wraps(command)
    def loaded(context: click.Context, /, *args: Any, config: Path | None, **options: Any) -> R:
        from archive.config import load
        from scheduler import logs, tracing

        settings = load(config or config_of(context))
        name = " ".join(path_of(context)[1:])
        logs.begin(
            settings.log,
            name,
            settings.data_dir / "logs" if name in logs.SERVICES else None,
            secrets=functools.partial(_secrets, settings),
        )
        with tracing.command(settings.log, name, logs.run_id):
            return command(settings, *args, **options)

    return loaded


def _secrets(settings: "Settings") -> Iterator[str]:
    from scheduler.secret_values import secret_values

    return secret_values(settings)


def path_of(context: click.Context | None) -> list[str]:
    """Return the words by which a command was called, such as zswatch, digest, send."""
    return [*path_of(context.parent), context.info_name or ""] if context is not None else []


def config_of(context: click.Context | None) -> Path | None:
    """Return the --config given before the command's name, at whatever level of the group it stood."""
    while context is not None:
        stated = context.params.get("config") or context.obj
        if isinstance(stated, Path):
            return stated
        context = context.parent
    return None


def chosen(settings: "Settings", names: tuple[str, ...]) -> list["Source"]:
    """Return the named sources, or every enabled one that the settings do not disable.

    Raises WrongUse for an unknown name with the nearest known one, WrongSettings for one in `crawler.disabled`.
    """
    from crawler.sources import choose, load

    known = load(settings.crawler.sources_dir)
    disabled = {one.key for one in choose(known, settings.crawler.disabled)} if settings.crawler.disabled else set()
    found = choose(known, names)
    return found if names else [one for one in found if one.key not in disabled]


@contextmanager
def opened(settings: "Settings") -> Iterator["Archive"]:
    """Open the archive of the settings for the length of a block; one that is not there yet is made."""
    from archive.store import open_archive

    with open_archive(settings) as archive:
        yield archive


@contextmanager
def existing(settings: "Settings") -> Iterator["Archive"]:
    """Open an archive that must be there: a question to a mistyped folder is an error, not an empty answer."""
    from archive.errors import DatabaseAway

    file = settings.sqlite_file
    if file is not None and not file.exists():
        raise DatabaseAway(f"{file}: there is no archive yet; `zswatch crawl` makes one")
    with opened(settings) as archive:
        yield archive


def print_json(document: Any) -> None:
    """Print one JSON document: Chinese as it is, times in ISO form."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str))
