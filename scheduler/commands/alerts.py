"""`zswatch alerts`: the operator is told what is wrong, what lasts, and what is over."""

from typing import TYPE_CHECKING, Any

import click

from scheduler.commands.options import as_json, opened, print_json, with_settings

if TYPE_CHECKING:
    from archive.config import Settings
    from archive.store import Archive
    from scheduler.alerts import Report


@click.command()
@click.option("--dry-run", is_flag=True, help="only show what would be told; nothing is noted or sent")
@as_json
@with_settings
def alerts(settings: "Settings", dry_run: bool, as_json: bool) -> int:
    """Look at what is wrong, and mail watch.operators what is new, what lasts and what is over.

    The service does this every five minutes; where none runs, a timer can. Exit code 1 when an alert did not reach
    everybody whom it is for.
    """
    from archive.clock import now
    from scheduler import alerts

    with opened(settings) as archive:
        report = alerts.look(archive, settings, now(), dry_run=dry_run)
        trouble = [*report.trouble, *([] if dry_run or report.told is None else _deliver(archive, settings))]
    if as_json:
        print_json(_document(report, trouble))
    else:
        _print(report, dry_run=dry_run)
    for line in trouble:
        click.echo(line, err=True)
    return 1 if trouble else 0


def _deliver(archive: "Archive", settings: "Settings") -> list[str]:
    """Send what is due, and return what did not go out; what another process is sending is left to it."""
    from archive.clock import now
    from archive.errors import DatabaseAway, TryLater
    from digest.delivering import deliver

    try:
        return list(deliver(archive, settings, now()).problems)
    except DatabaseAway:
        raise
    except TryLater:
        return []


def _document(report: "Report", trouble: list[str]) -> dict[str, Any]:
    told = report.told
    return {
        "now": report.at.isoformat(),
        "alarms": [
            {
                "subject": one.subject,
                "why": one.why,
                "since": one.since.isoformat(),
                "told": one.told,
                "told_at": one.told_at.isoformat() if one.told_at else None,
            }
            for one in report.open
        ],
        "alert": {"subject": told.subject, "text": told.text, "to": list(report.to)} if told else None,
        "trouble": trouble,
    }


def _print(report: "Report", *, dry_run: bool) -> None:
    if report.told is None:
        click.echo(f"nothing to tell; {len(report.open)} alarms last")
    else:
        click.echo(f"{'would be told to' if dry_run else 'told to'} {', '.join(report.to)}")
        click.echo(f"\n{report.told.subject}\n\n{report.told.text}")
    for one in report.open:
        click.echo(f"since {one.since:%Y-%m-%d %H:%M}, told {one.told}×: {one.why}")


COMMANDS = (alerts,)
