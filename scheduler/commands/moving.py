"""`zswatch archive move` and `zswatch archive tidy`."""

from typing import TYPE_CHECKING

import click

from scheduler.commands.options import existing, with_settings

if TYPE_CHECKING:
    from archive.config import Settings
    from archive.store import Archive


@click.command()
@click.option("--to", "url", required=True, metavar="URL", help="SQLAlchemy URL of an empty database")
@click.option("--blobs", metavar="URL", help="copy the kept files, too: file:///FOLDER or s3://BUCKET/PREFIX")
@with_settings
def move(settings: "Settings", url: str, blobs: str | None) -> None:
    """Carry the archive to another database, SQLite or PostgreSQL, whole or not at all.

    The service must not run. What is there is not changed: set `database_url` (and `blobs.url`) to the new place when
    this has ended well. Interrupted, it can be run again.
    """
    from archive.files.tidying import hand_over
    from archive.store import indexing, moving, open_archive
    from archive.store.leases import stopped, upkeep

    new = _renewed(settings, url, blobs)
    with (
        existing(settings) as source,
        stopped(settings),
        upkeep(settings),
        open_archive(new) as target,
    ):
        files = hand_over(source.blobs, target.blobs) if blobs else None
        moment, rows = moving.rows(source, target, _tell)
        indexing.bring_up(target, lambda count: _tell(f"search index: {count}"))
    kept = f" and {files} kept files that were not there" if files is not None else ""
    click.echo(f"{rows} rows{kept} moved, as of {moment.isoformat()}; each table was compared by count and hash")
    click.echo("now set database_url" + (" and blobs.url" if blobs else "") + " to the new place")


@click.command()
@click.option("--orphans", is_flag=True, help="also kept files that no announcement names")
@click.option("--delete", is_flag=True, help="do it; without, it is only told what would be done")
@click.option("--recompress", is_flag=True, help="write what earlier programs kept as gzip anew as zstd")
@with_settings
def tidy(settings: "Settings", orphans: bool, delete: bool, recompress: bool) -> None:
    """Let go of what the settings in [retention] say, and of nothing when they say nothing.

    Announcements, their revisions and the kept files that they name are never touched. Neither the service nor a crawl
    may run with --recompress.
    """
    from archive import clock
    from archive.store.leases import upkeep
    from archive.store.tidying import tidy as let_go

    if recompress:
        _recompress(settings)
        return
    with existing(settings) as archive, upkeep(settings):
        with archive.begin() as tx:
            done = let_go(tx, settings.retention, clock.now(), dry=not delete)
        for kind, count in done.items():
            click.echo(f"{kind}: {count} {'let go of' if delete else 'would be let go of'}")
        if not done:
            click.echo("no rule is set in [retention]: all rows stay")
        if orphans:
            _orphans(archive, delete=delete)


def _recompress(settings: "Settings") -> None:
    from archive.files.tidying import recompress
    from archive.store.leases import stopped, upkeep

    with existing(settings) as archive, stopped(settings), upkeep(settings):
        done = recompress(archive.blobs.folder)
    click.echo(f"{done.written} written anew: {done.before} bytes are {done.after} now; {done.damaged} are damaged")


def _orphans(archive: "Archive", *, delete: bool) -> None:
    from archive import clock
    from archive.store import tidying

    count = removed = 0
    for sha256 in tidying.orphans(archive):
        count += 1
        if not delete:
            click.echo(sha256)
        elif archive.blobs.remove(sha256, clock.now() - tidying.YOUNG):
            removed += 1
    told = f"{removed} removed; those younger than two days, and those in packs, stay" if delete else "none removed"
    click.echo(f"{count} kept files that nothing names; {told}")


def _renewed(settings: "Settings", url: str, blobs: str | None) -> "Settings":
    """Return the settings of the new place; raises WrongUse when they can not be used."""
    from archive.config import Settings
    from archive.errors import WrongUse

    stated = settings.model_dump()
    stated["database_url"] = url
    if blobs is not None:
        stated["blobs"] |= {"url": blobs}
    try:
        return Settings.model_validate(stated)
    except ValueError:
        raise WrongUse(f"--blobs: {blobs!r} is no address such as file:///srv/blobs or s3://bucket/prefix") from None


def _tell(line: str) -> None:
    click.echo(line, err=True)


COMMANDS = (move, tidy)
