"""`zswatch run`, the service, and `zswatch status`, the question whether all is well."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.commands.options import as_json, config_of, opened, print_json, with_settings

if TYPE_CHECKING:
    from archive.config import Settings


@click.command()
@with_settings
def run(settings: "Settings") -> None:
    """Crawl and send daily at the set times (Asia/Shanghai) until stopped."""
    from archive import config
    from scheduler import service

    stated = config_of(click.get_current_context())
    default = Path(config.DEFAULT_FILE)
    service.run(settings, stated or (default if default.is_file() else None))


@click.command()
@click.option("--brief", is_flag=True, help="one line for a monitor: OK or PROBLEM, and the first one")
@as_json
@with_settings
def status(settings: "Settings", as_json: bool, brief: bool) -> int:
    """Tell the health of everything; exit code 1 when something needs a person."""
    from archive.clock import now
    from scheduler import watch
    from scheduler.survey import survey

    moment = now()
    with opened(settings) as archive, archive.read() as tx:
        state = survey(tx, settings, moment)
    told = watch.document(state, settings, moment)
    if as_json:
        print_json(told)
    elif brief:
        click.echo(watch.brief(told))
    else:
        _print(told, settings)
    return 0 if told["healthy"] else 1


LINE = 300
"""Characters of a line of status: what servers and commands said is cut."""


def _print(told: "dict[str, Any]", settings: "Settings") -> None:
    from digest.printable import one_line
    from scheduler.watch import lines

    mails = ", ".join(f"{count} {kind}" for kind, count in told["mails"].items())
    click.echo(f"{told['announcements']} announcements, {told['relevant']} relevant")
    click.echo(f"last edition: {told['last_edition'] or 'none'}; mails: {mails}")
    if (model := told["model"]) is not None:
        limit = settings.model.most_tokens_per_day
        click.echo(
            f"model: {model['calls']} questions today, {model['tokens']} of {limit} tokens, cost {model['cost']}"
        )
        click.echo(f"model: the last answer: {model['last'] or 'none yet'}")
    for line in lines(told):
        click.echo(one_line(line, LINE))
    for line in told["problems"] or ["all is well"]:
        click.echo(line)


COMMANDS = (run, status)
