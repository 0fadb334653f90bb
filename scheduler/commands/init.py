"""`zswatch init`: from nothing to settings that work, a first crawl and a first digest."""

import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from scheduler.commands.options import chosen, config_of

if TYPE_CHECKING:
    from archive.config import Settings
    from scheduler.setup.words import Language

MINUTES = 4.0
OUT = Path("digest-out")
LINES = 24
"""Lines of the first digest that are shown."""
_ANSWERS = {
    "language": "zh or en",
    "data_dir": "folder for data",
    "contact": "address or page that the sites are told, so that they can reach you; - for none",
    "channel": "folder writes mails as files, smtp sends them",
    "sender": "address that mails come from",
    "service": "mail service whose server is known: qq, exmail, 163, aliyun and others, or other",
    "host": "SMTP server",
    "port": "SMTP port",
    "security": "tls, starttls or none",
    "login": "login name; - for no login",
    "to": "recipients, with commas between; they become subscribers; - for none",
    "agreed": "yes when all recipients have agreed to get it; with no each is asked by mail first",
    "operators": "who is told when something is wrong, with commas between; - for nobody",
    "crawl": "times of day of the crawl, HH:MM in Beijing time, with commas between",
    "digest": "time of day of the daily digest",
    "weekly": "time of day of the weekly digest, on Mondays",
}
"""Each answer as an option; that of the password is a file, for options stand in the list of processes."""


def _answers(command: Callable[..., Any]) -> Callable[..., Any]:
    for name, meaning in reversed(_ANSWERS.items()):
        command = click.option(f"--{name.replace('_', '-')}", name, metavar="TEXT", help=meaning)(command)
    return command


@click.command()
@_answers
@click.option("--password-file", type=click.File("r"), help="its first line is the password; - for standard input")
@click.option("--yes", is_flag=True, help="ask nothing: what no option says is as it is proposed")
@click.option("--force", is_flag=True, help="replace a settings file, and keep it beside")
@click.option("--sources", "names", multiple=True, metavar="SOURCE", help="crawl this at first (may be repeated)")
@click.option("--all", "every", is_flag=True, help="crawl all sources at first")
@click.option(
    "--minutes", type=click.FloatRange(min=0), default=MINUTES, show_default=True,
    help="how long the first crawl may take; 0: as long as it takes",
)  # fmt: skip
@click.option("--no-crawl", is_flag=True, help="end after the checks")
@click.option("--offline", is_flag=True, help="check without asking other machines, and do not crawl")
@click.option(
    "--out", type=click.Path(path_type=Path), default=OUT, show_default=True, help="folder of the first digest"
)
@click.option("--config", type=click.Path(path_type=Path), help="settings file to write (default: ./zswatch.toml)")
@click.pass_context
def init(
    context: click.Context, /, config: Path | None, password_file: TextIO | None, yes: bool, force: bool,
    names: tuple[str, ...], every: bool, minutes: float, no_crawl: bool, offline: bool, out: Path, **stated: str | None,
) -> int:  # fmt: skip
    """Ask for what is needed, write the settings, check them, crawl a little and show the first digest.

    Nothing is written before the last question is answered. Recipients become subscribers. Exit code 1 when a check
    found a fault; what could be done is done then too.
    """
    from archive.config import DEFAULT_FILE
    from archive.errors import WrongUse
    from scheduler.setup import asking, writing

    if every and names:
        raise WrongUse("--all and --sources: one of them")
    file = (config or config_of(context) or Path(DEFAULT_FILE)).absolute()
    writing.refuse_existing(file, force=force)
    stated["password"] = password_file.readline(1000).rstrip("\r\n") if password_file else None
    answers = asking.ask(stated, silent=yes)
    language: Language = answers["language"]
    settings = _written(file, answers, force=force, asked=not yes)
    faults = _checked(file, language, offline=offline)
    if not (no_crawl or offline):
        chosen_names = tuple(one.key for one in chosen(settings, names)) if names else ()
        _crawled(file, settings, chosen_names, language, every=every, minutes=minutes)
        _shown(settings, out, language)
    _told(file, language, faults=faults)
    return 1 if faults else 0


def _written(file: Path, answers: Mapping[str, Any], *, force: bool, asked: bool) -> "Settings":
    """Write the secret, the settings, and the subscribers; returns the settings in force."""
    from archive.config import load
    from scheduler.setup import writing
    from scheduler.setup.words import say

    language: Language = answers["language"]
    text = writing.toml_of(writing.settings_of(answers))
    if asked:
        click.echo(f"\n{say(language, 'will', file=file)}\n")
        click.echo("".join(f"    {line}\n" for line in text.splitlines()))
        if answers["to"]:
            click.echo(say(language, "readers" if answers["agreed"] else "asked", to=", ".join(answers["to"])))
        click.confirm(say(language, "sure"), default=True, abort=True)
    if answers.get("login"):
        secret = writing.password_file(answers["data_dir"])
        if answers.get("password"):
            writing.write_secret(secret, answers["password"])
        click.echo(say(language, "secret" if answers.get("password") else "later", file=secret))
    if kept := writing.write_settings(file, text, force=force):
        click.echo(say(language, "kept", file=kept))
    click.echo(say(language, "wrote", file=file))
    settings = load(file)
    _enrolled(settings, answers)
    return settings


def _enrolled(settings: "Settings", answers: Mapping[str, Any]) -> None:
    """Take the recipients down; one who is a subscriber already stays as he is."""
    from archive.errors import WrongUse
    from digest.subscribers import Wanted
    from scheduler.commands.subscribers import desk_of

    if not answers["to"]:
        return
    with desk_of(settings) as desk:
        for one in answers["to"]:
            try:
                added = desk.add(Wanted(address=one, editions=("daily", "weekly")), confirmed=answers["agreed"])
            except WrongUse as error:
                click.echo(error)
            else:
                click.echo(f"{added.subscriber.name}: {added.subscriber.status}")


def _checked(file: Path, language: "Language", *, offline: bool) -> bool:
    from scheduler.commands.doctor import findings, tell
    from scheduler.setup.words import say

    click.echo(f"\n{say(language, 'doctor')}")
    found = findings(file, offline=offline)
    tell(found)
    return any(one.mark == "fault" for one in found)


def _crawled(
    file: Path, settings: "Settings", names: tuple[str, ...], language: "Language", *, every: bool, minutes: float
) -> None:
    from scheduler.setup import first
    from scheduler.setup.words import say

    quick = names or (() if every else first.quick(chosen(settings, ())))
    limit = say(language, "limit", minutes=minutes) if minutes else say(language, "unlimited")
    told = ", ".join(quick) or "*"
    click.echo(f"\n{say(language, 'crawling', sources=told, since=first.since(), limit=limit)}")
    code, ended = first.crawl(file, quick, minutes=minutes)
    if code or ended:
        click.echo(say(language, "cut" if ended else "unwell"))


def _shown(settings: "Settings", out: Path, language: "Language") -> None:
    from archive.printable import printable
    from scheduler.setup import first
    from scheduler.setup.words import say

    shown = first.digest(settings, chosen(settings, ()), out)
    click.echo(f"\n{say(language, 'digest')}")
    for one in shown.files:
        if one.suffix == ".txt" and one.stem == "edition":
            lines = printable(one.read_text(encoding="utf-8")).splitlines()
            click.echo("".join(f"    {line}\n" for line in lines[:LINES]))
    for one in shown.files:
        click.echo(f"  {one.absolute()}")


def _told(file: Path, language: "Language", *, faults: bool) -> None:
    from scheduler.setup.words import say

    begin = f"zswatch --config {shlex.quote(str(file))}"
    words = {name: f"{begin} {name}" for name in ("run", "status", "serve")}
    click.echo(f"\n{say(language, 'next', **words)}")
    if faults:
        click.echo(say(language, "faults"))


COMMANDS = (init,)
