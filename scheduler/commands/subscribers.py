"""`zswatch subscribers`: who gets which edition, and what of it."""

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scheduler.commands.options import DAY, as_json, opened, print_json, with_settings

if TYPE_CHECKING:
    from archive.config import Settings
    from archive.records import Filters, Subscriber
    from digest.subscribers import Added, Desk, Wanted

R = TypeVar("R")
_LISTS = ("themes", "directives", "bodies", "towns", "words")
_INVITED = {
    "queued": "a mail that asks for consent is queued; nothing else is sent before it is given",
    "too soon": "was asked less than an hour ago; no other mail is queued",
    "too often": "was asked three times already; no other mail is queued",
}


def wishes(command: Callable[..., R]) -> Callable[..., R]:
    """Give a command the options that say what is wanted, as one argument `stated`: None for what was not said."""

    @click.option("--channel", help="folder, smtp, wecom, dingtalk, feishu or webhook (default: mail.channel)")
    @click.option("--language", type=click.Choice(["zh", "en"]), help="language (default: that of the settings)")
    @click.option("--edition", "editions", multiple=True, help="daily (default), weekly or immediate; may be repeated")
    @click.option("--theme", "themes", multiple=True, help="only what answers this theme; may be repeated")
    @click.option("--directive", "directives", multiple=True, help="only what answers this directive; may be repeated")
    @click.option("--body", "bodies", multiple=True, help="only from publishers whose name has this; may be repeated")
    @click.option("--town", "towns", multiple=True, help="only about this town or district; may be repeated")
    @click.option("--word", "words", multiple=True, help="only with this word anywhere in it; may be repeated")
    @click.option("--deadline/--no-deadline", default=None, help="only with a deadline that has not passed")
    @click.option("--money/--no-money", default=None, help="only with money")
    @click.option("--why", help="how they came to be on the list; every mail says it")
    @functools.wraps(command)
    def asked(*args: Any, **options: Any) -> R:
        names = ("channel", "language", "editions", *_LISTS, "deadline", "money", "why")
        stated = {name: options.pop(name) for name in names}
        return command(*args, stated={name: one for name, one in stated.items() if one not in (None, ())}, **options)

    return asked


@click.group(invoke_without_command=True)
@as_json
@with_settings
def subscribers(settings: "Settings", as_json: bool) -> None:
    """Say who gets which edition, and what of it; without a subcommand, list them."""
    if click.get_current_context().invoked_subcommand is None:
        _list(settings, as_json=as_json)


@subscribers.command()
@click.argument("address")
@click.option("--name", help="unique name (default: the address)")
@wishes
@click.option("--confirmed", is_flag=True, help="consent was given already: do not ask for it by mail")
@with_settings
def add(settings: "Settings", address: str, name: str | None, stated: dict[str, Any], confirmed: bool) -> None:
    """Take a subscriber down; a mail address is asked for its consent first, a robot of the settings is not."""
    from digest.subscribers import Wanted

    wanted = _with(Wanted(address=address, name=name or ""), stated)
    with desk_of(settings) as desk:
        _tell(desk.add(wanted, confirmed=confirmed))


@subscribers.command(name="set")
@click.argument("name")
@click.option("--address", help="another address, which is asked for its consent")
@wishes
@click.option("--clear", multiple=True, type=click.Choice(_LISTS), help="take this filter away; may be repeated")
@with_settings
def set_(settings: "Settings", name: str, address: str | None, stated: dict[str, Any], clear: tuple[str, ...]) -> None:
    """Change what a subscriber wants; a filter that is named is replaced, the others stay."""
    from digest.subscribers import Wanted

    with desk_of(settings) as desk:
        one = desk.known(name)
        present = Wanted(
            address=one.address,
            channel=one.channel,
            language=one.language,
            editions=one.editions,
            filters=_cleared(one.filters, clear),
        )
        wanted = _with(present, stated)
        _tell(desk.change(name, replace(wanted, address=address) if address else wanted))


@subscribers.command(name="list")
@as_json
@with_settings
def list_(settings: "Settings", as_json: bool) -> None:
    """List all subscribers."""
    _list(settings, as_json=as_json)


def _list(settings: "Settings", *, as_json: bool) -> None:
    from archive.store import subscribers as store

    with desk_of(settings, writes=False) as desk:
        every = [document(one, desk) for one in store.every(desk.tx)]
    if as_json:
        print_json(every)
        return
    for one in every:
        paused = f", paused until {one['paused_until']}" if one["paused_until"] else ""
        bounced = f", {one['bounces']} bounces" if one["bounces"] else ""
        click.echo(f"{one['name']}  {one['channel']}:{one['address']}  {one['status']}{paused}{bounced}")
        click.echo(f"    {one['language']}, {', '.join(one['editions'])}: {one['wants'] or 'everything'}")
    if not every:
        click.echo("no subscribers; `zswatch subscribers add ADDRESS` takes one down")


@subscribers.command()
@click.argument("name")
@as_json
@with_settings
def show(settings: "Settings", name: str, as_json: bool) -> None:
    """Show one subscriber: what they get, why, and the links that their mails have."""
    from digest.invitations import leave_link, pause_link

    with desk_of(settings, writes=False) as desk:
        one = desk.known(name)
        links = {"leave": leave_link(settings, one), "pause": pause_link(settings, one)}
        told = document(one, desk) | links
    if as_json:
        print_json(told)
        return
    for key, value in told.items():
        if key != "filters":
            shown = ", ".join(value) if isinstance(value, list) else value
            click.echo(f"{key:<13} {'–' if shown in (None, '') else shown}")


@subscribers.command()
@click.argument("name")
@click.option("--until", type=DAY, required=True, help="the first day on which editions are sent again")
@with_settings
def pause(settings: "Settings", name: str, until: date) -> None:
    """Send nothing before a day."""
    with desk_of(settings) as desk:
        _say(desk.pause(name, until))


@subscribers.command()
@click.argument("name")
@with_settings
def resume(settings: "Settings", name: str) -> None:
    """End a pause, or take back who was suspended after bounces."""
    with desk_of(settings) as desk:
        _say(desk.pause(name, None))


@subscribers.command()
@click.argument("name")
@click.argument("code")
@with_settings
def confirm(settings: "Settings", name: str, code: str) -> None:
    """Confirm a subscriber by the code of the mail that asked for consent."""
    with desk_of(settings) as desk:
        _say(desk.confirm(name, code))


@subscribers.command()
@click.argument("name")
@with_settings
def remove(settings: "Settings", name: str) -> None:
    """Forget a subscriber, and take back what is queued for them."""
    with desk_of(settings) as desk:
        desk.remove(name)
    click.echo(f"{name}: removed")


@subscribers.command()
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="file (default: standard output)")
@with_settings
def export(settings: "Settings", out: Path | None) -> None:
    """Write all subscribers as a CSV table that Excel opens rightly and `import` takes back."""
    from archive.errors import WrongUse
    from archive.store import subscribers as store
    from digest import roster

    with desk_of(settings, writes=False) as desk:
        raw = roster.write(store.every(desk.tx))
    if out is None:
        sys.stdout.buffer.write(raw)
        return
    try:
        out.write_bytes(raw)
    except OSError as error:
        raise WrongUse(f"--out {out}: {error.strerror}") from None


@subscribers.command(name="import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--confirmed", is_flag=True, help="all who would be asked have given their consent already")
@click.option("--dry-run", is_flag=True, help="only say what would be done, and what is wrong")
@with_settings
def import_(settings: "Settings", file: Path, confirmed: bool, dry_run: bool) -> int:
    """Take subscribers over from a CSV table: all of them, or none when anything is wrong in it."""
    from archive.errors import WrongUse
    from digest import enrolment
    from digest.roster import MOST_BYTES, MOST_FAULTS

    try:
        with file.open("rb") as opened_file:
            raw = opened_file.read(MOST_BYTES + 1)
    except OSError as error:
        raise WrongUse(f"{file}: {error.strerror}") from None
    with desk_of(settings) as desk:
        try:
            enrolled = enrolment.enrol(desk, raw, confirmed=confirmed)
        except WrongUse as error:
            raise WrongUse(f"{file}: {error}") from None
        if enrolled.faults or dry_run:
            desk.tx.rollback()
    for fault in enrolled.faults[:MOST_FAULTS]:
        click.echo(f"{file}: {fault}", err=True)
    if len(enrolled.faults) > MOST_FAULTS:
        click.echo(f"{file}: {len(enrolled.faults) - MOST_FAULTS} more faults", err=True)
    for added in enrolled.added:
        _tell(added)
    done = "nothing was kept" if enrolled.faults or dry_run else "kept"
    click.echo(f"{len(enrolled.added)} subscribers; {done}", err=bool(enrolled.faults))
    return 2 if enrolled.faults else 0


@contextmanager
def desk_of(settings: "Settings", *, writes: bool = True) -> Iterator["Desk"]:
    """Give the desk at which subscriptions are taken down, for the length of one transaction."""
    from archive.clock import now
    from digest.subscribers import Desk
    from digest.verdicts import meetings_in_force

    with opened(settings) as archive, archive.begin() if writes else archive.read() as tx:
        yield Desk(tx, settings, meetings_in_force(settings, tx), now())


def document(one: "Subscriber", desk: "Desk") -> dict[str, Any]:
    """Return a subscriber in the form of `subscribers list --json` (docs/schemas/subscribers.schema.json)."""
    names = ("name", "channel", "address", "language", "status", "why", "bounces", "last_bounce")
    times = ("asked_at", "confirmed_at", "left_at", "bounced_at", "paused_until")
    return {
        **{name: getattr(one, name) for name in names},
        "editions": list(one.editions),
        "filters": one.filters.stated(),
        "wants": desk.wants(one),
        **{name: at.isoformat() if (at := getattr(one, name)) else None for name in times},
    }


def _with(wanted: "Wanted", stated: dict[str, Any]) -> "Wanted":
    filters: Filters = replace(
        wanted.filters, **{name: one for name, one in stated.items() if name in (*_LISTS, "deadline", "money")}
    )
    own = {name: one for name, one in stated.items() if name in {"channel", "language", "editions", "why"}}
    return replace(wanted, filters=filters, **own)


def _cleared(filters: "Filters", names: tuple[str, ...]) -> "Filters":
    from archive.records import filters_of

    return filters_of(filters.stated() | dict.fromkeys(names, ()))


def _tell(added: "Added") -> None:
    one = added.subscriber
    asked = f"; {_INVITED[added.invited]}" if added.invited else ""
    click.echo(f"{one.name}: {one.status}{asked}")


def _say(one: "Subscriber") -> None:
    paused = f", paused until {one.paused_until}" if one.paused_until else ""
    click.echo(f"{one.name}: {one.status}{paused}")


COMMANDS = (subscribers,)
