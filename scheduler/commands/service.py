"""`zswatch run`, the service, and `zswatch status`, the question whether all is well."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.commands.options import as_json, chosen, config_of, opened, print_json, with_settings

if TYPE_CHECKING:
    from archive.config import Settings
    from archive.store import Tx
    from scheduler.watch import ModelUse


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
@as_json
@with_settings
def status(settings: "Settings", as_json: bool) -> int:
    """Tell the health of everything; exit code 1 when something needs a person."""
    from archive.clock import now
    from archive.store import announcements, editions, outbox, runs, subscribers
    from scheduler import trend
    from scheduler.watch import State, document

    enabled = chosen(settings, ())
    with opened(settings) as archive, archive.read() as tx:
        last, weekly = editions.last(tx, "daily"), editions.last(tx, "weekly")
        all_kept, relevant = announcements.counts(tx)
        state = State(
            health=runs.health(tx, [one.key for one in enabled]),
            last_edition=last.date if last else None,
            last_weekly=weekly.date if weekly else None,
            mails={str(key): value for key, value in outbox.counts(tx).items()},
            announcements=all_kept,
            relevant=relevant,
            quiet=trend.quiet(tx, enabled, now().date()),
            model=_model_use(settings, tx),
            suspended={one.name: one.last_bounce for one in subscribers.every(tx) if one.status == "suspended"},
        )
    told = document(state, settings, now())
    if as_json:
        print_json(told)
    else:
        mails = ", ".join(f"{count} {kind}" for kind, count in told["mails"].items())
        click.echo(f"{told['announcements']} announcements, {told['relevant']} relevant")
        click.echo(f"last edition: {told['last_edition'] or 'none'}; mails: {mails}")
        if (model := told["model"]) is not None:
            limit = settings.model.most_tokens_per_day
            click.echo(
                f"model: {model['calls']} questions today, {model['tokens']} of {limit} tokens, cost {model['cost']}"
            )
            click.echo(f"model: the last answer: {model['last'] or 'none yet'}")
        for line in told["problems"] or ["all is well"]:
            click.echo(line)
    return 0 if told["healthy"] else 1


def _model_use(settings: "Settings", tx: "Tx") -> "ModelUse | None":
    from archive.clock import today
    from archive.store import consultations
    from digest.model import unready
    from scheduler.watch import ModelUse

    if not settings.model.url:
        return None
    spent = consultations.spent(tx, today())
    return ModelUse(
        calls=spent.calls,
        tokens=spent.tokens,
        cost=round(spent.cost, 6),
        unready=unready(settings.model),
        last=consultations.last_outcome(tx),
    )


COMMANDS = (run, status)
