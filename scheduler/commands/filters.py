"""The filters of questions to the archive as options, and that what they ask for exists."""

import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import click

from archive.asked import ORDERS, TRAITS
from scheduler.commands.options import DAY, opened

if TYPE_CHECKING:
    from archive.config import Settings
    from archive.records import Meeting, Query

R = TypeVar("R")
TOPICS = ("ai", "robotics")
"""What an announcement of ours is about."""
_OPTIONS = (
    click.option("--from", "since", type=DAY, help="published on this day or later"),
    click.option("--to", "until", type=DAY, help="published on this day or earlier"),
    click.option("--source", help="met by this source, or by a publisher's file of sources"),
    click.option("--issuer", help="issuer contains this"),
    click.option("--body", help="issued by this body: its whole name"),
    click.option("--town", help="about this town or district, or issued there"),
    click.option("--theme", help="answers this theme of a meeting (study, application, industry, talent, general)"),
    click.option("--directive", help="answers this directive: application.2, or 2025-02-21/application.2"),
    click.option("--topic", help="about this topic (ai, robotics)"),
    click.option("--has", multiple=True, type=click.Choice(TRAITS), help="has this; may be repeated, and all must be"),
    click.option("--number", "doc_number", help="document number, in any brackets"),
    click.option("--relevant/--all", "relevant", default=False, help="only what was judged relevant, or all (default)"),
    click.option(
        "--sort", type=click.Choice(ORDERS), help="best (default with words), newest, oldest, or next deadline"
    ),
    click.option("--limit", type=click.IntRange(min=1), default=None, help="at most so many"),
    click.option("--after", help="go on behind the answer that gave this"),
)


def filters(command: Callable[..., R]) -> Callable[..., R]:
    """Give a command the filters of `search` as one argument `query` of type Query (its words are empty)."""

    @functools.wraps(command)
    def filtered(
        *args: Any,
        since: date | None,
        until: date | None,
        relevant: bool,
        **options: Any,
    ) -> R:
        from archive.asked import within
        from archive.records import Query

        names = (
            "source",
            "issuer",
            "body",
            "town",
            "theme",
            "directive",
            "topic",
            "has",
            "doc_number",
            "limit",
            "after",
        )
        stated = {name: options.pop(name) for name in names}
        query = Query(
            since=since and within(since),
            until=until and within(until),
            relevant=True if relevant else None,
            sort=options.pop("sort") or "best",
            **stated,
        )
        return command(*args, query=query, **options)

    for option in reversed(_OPTIONS):
        filtered = option(filtered)
    return filtered


def checked(query: "Query", settings: "Settings") -> "Query":
    """Return the query with towns by their full names and themes by their ids.

    Raises WrongUse that names the nearest known one for a source, town, theme, directive or topic that there is not.
    """
    if query.source is not None:
        from crawler.sources import load

        known = load(settings.crawler.sources_dir)
        _among("source", query.source, set(known) | {one.stem for one in known.values()})
    if query.topic is not None:
        _among("topic", query.topic, TOPICS)
    if query.town is not None:
        query = replace(query, town=_town(query.town))
    if query.theme is not None or query.directive is not None:
        query = _answering(query, meetings_of(settings))
    return query


def meetings_of(settings: "Settings") -> list["Meeting"]:
    """Return the meetings in force; without an archive only those that come with the program."""
    from digest.verdicts import meetings_in_force

    file = settings.sqlite_file
    if file is not None and not file.exists():
        return meetings_in_force(settings)
    with opened(settings) as archive, archive.read() as tx:
        return meetings_in_force(settings, tx)


def _town(stated: str) -> str:
    from archive import towns

    found = towns.town(stated)
    return found or _among("town", stated, towns.known())


def _answering(query: "Query", meetings: Sequence["Meeting"]) -> "Query":
    if query.theme is not None:
        themes = {one.name: one.id for meeting in meetings for one in meeting.themes}
        known = {*themes.values(), "general"}
        query = replace(query, theme=themes.get(query.theme) or _among("theme", query.theme, known))
    if query.directive is not None:
        every = [(meeting.id, one.id) for meeting in meetings for one in meeting.directives]
        _among("directive", query.directive, {one for _, one in every} | {"/".join(pair) for pair in every})
    return query


def _among(name: str, stated: str, known: Iterable[str]) -> str:
    from archive.config import nearest
    from archive.errors import WrongUse

    names = sorted(known)
    if stated not in names:
        raise WrongUse(f"--{name}: unknown {name} {stated}{nearest(stated, names)}")
    return stated
