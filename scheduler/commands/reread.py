"""`zswatch reread`: kept bytes read anew with the present readers, then judged again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from scheduler.commands.options import as_json, chosen, existing, print_json, with_settings

if TYPE_CHECKING:
    from archive.config import Settings
    from archive.store import Archive
    from crawler.rereading import Reread
    from crawler.sources import Source


@dataclass(kw_only=True, slots=True)
class Done:
    """What rereading did: how many were read, which are read otherwise now, and what failed (id, detail)."""

    read: int = 0
    changed: list[str] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)


@click.command()
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@as_json
@with_settings
def reread(settings: "Settings", names: tuple[str, ...], as_json: bool) -> int:
    """Read the kept pages and files of all sources, or the named ones, anew with the present readers.

    What is read otherwise now is written over what was read before, which stays in the history: it is no revision of
    the publisher's text, and no digest tells it as a change. It is judged again. Interrupted, it can be run again.
    """
    from archive.store import indexing
    from crawler.sources import load
    from digest.verdicts import judge_new

    known = load(settings.crawler.sources_dir)
    sources = chosen(settings, names) if names else list(known.values())
    with existing(settings) as archive:
        done = of_sources(archive, settings, sources, known)
        judged = judge_new(archive, settings)
        indexing.bring_up(archive)
    if as_json:
        errors = [{"id": one, "detail": detail} for one, detail in done.errors]
        print_json({"read": done.read, "changed": done.changed, "judged": judged, "errors": errors})
    else:
        click.echo(f"{done.read} read, {len(done.changed)} read otherwise than before, {judged} judged")
    for one, detail in done.errors:
        click.echo(f"{one}: {detail}", err=True)
    return 1 if done.errors else 0


def of_sources(
    archive: "Archive",
    settings: "Settings",
    sources: Sequence["Source"],
    known: Mapping[str, "Source"],
    *,
    before: int | None = None,
) -> Done:
    """Read anew what the sources met first, one transaction each; `before` as in `archive.store.rereading.ids`."""
    from archive import clock
    from archive.errors import Challenged, Gone, PageChanged, WatchError
    from archive.store import rereading

    done = Done()
    with archive.read() as tx:
        waiting = rereading.ids(tx, [one.key for one in sources], before=before)
    for one in waiting:
        try:
            again = _reread(archive, settings, one, known)
        except (WatchError, PageChanged, Challenged, Gone) as error:
            done.errors.append((one, str(error)))
            continue
        done.errors += [(one, problem) for problem in again.problems]
        done.read += 1
        with archive.begin() as tx:
            if rereading.reread(tx, again.found, clock.now()):
                done.changed.append(one)
    return done


def _reread(archive: "Archive", settings: "Settings", announcement_id: str, known: Mapping[str, "Source"]) -> "Reread":
    """Read one announcement anew, with the source and from the address that its bytes came from."""
    from archive.errors import NotFound
    from archive.store import announcements, rereading
    from crawler.rereading import reread as read_again

    with archive.read() as tx:
        held = announcements.get(tx, announcement_id)
        met = rereading.met(tx, announcement_id, held.raw_sha256)
    # Without a note of where the bytes came from, they are those of the page that was met first.
    place = next((one for one in met if one.gave_the_bytes), None)
    source, url = (place.source, place.url) if place else (held.source, held.url)
    if source not in known:
        raise NotFound(f"its source {source} is not declared any more")
    return read_again(
        held,
        url,
        known[source],
        alone=len({one.source for one in met}) == 1,
        blob=archive.blobs.get,
        seconds=settings.crawler.attachment_seconds,
    )


COMMANDS = (reread,)
