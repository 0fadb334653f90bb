"""The command `zswatch`: one group, one module a family of commands, one place where errors become exit codes.

Exit codes: 0 done; 1 the work failed or is incomplete; 2 wrong use or wrong configuration.
Command modules import what they need inside their functions, so that `--help` answers at once.
"""

import gc
import os
import sys
from contextlib import suppress
from errno import EDQUOT, EFBIG, EIO, ENOSPC, EROFS
from pathlib import Path
from types import TracebackType
from typing import NoReturn

import click

from archive.errors import WatchError
from scheduler import outcome
from scheduler.commands import (
    alerts,
    archive,
    attachments,
    backup,
    bounces,
    contact,
    crawl,
    digest,
    doctor,
    exports,
    init,
    judge,
    meetings,
    reading,
    reread,
    searching,
    serve,
    service,
    sources,
    subscribers,
    upkeep,
    worker,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("--config", type=click.Path(path_type=Path), help="settings file (default: ./zswatch.toml when present)")
@click.version_option(package_name="zhongshan-watch")
@click.pass_context
def zswatch(context: click.Context, config: Path | None) -> None:
    """Watch the Zhongshan city government's announcements on AI and robotics."""
    context.obj = config


SELDOM = (50_000, 20, 20)
"""Allocations between two looks of the garbage collector: what a command imports stays, and looking through it as
often as Python does by itself takes an eighth of the time of a short command."""
UNWRITABLE = frozenset({EDQUOT, EFBIG, EIO, ENOSPC, EROFS})
"""What a disk says that takes no more; files of our own are told of by name, so that this is about the output."""
FAMILIES = (
    crawl, sources, contact, reading, reread, attachments, judge, searching, archive, exports, meetings, digest,
    subscribers, bounces, service, worker, alerts, serve, backup, upkeep, doctor, init,
)  # fmt: skip
for family in FAMILIES:
    for command in family.COMMANDS:
        zswatch.add_command(command)


def main(arguments: list[str] | None = None) -> None:
    """Run a command line and exit with its code; an expected failure prints one line and no traceback."""
    sys.excepthook = _told
    gc.set_threshold(*SELDOM)
    try:
        code = zswatch.main(arguments, prog_name="zswatch", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("stopped", err=True)
        sys.exit(130)
    except WatchError as error:
        from scheduler.redaction import REDACTOR

        click.echo(f"zswatch: {REDACTOR.redacted(str(error))}", err=True)
        sys.exit(outcome.TRY_AGAIN if outcome.is_job() and error.exit_code == 1 else error.exit_code)
    except BrokenPipeError:
        # The reader of our output (head, less) has gone; silence the interpreter's own complaint at exit.
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        if isinstance(error, OSError) and error.errno in UNWRITABLE and error.filename is None:
            _leave_output(f"zswatch: the output can not be written: {error.strerror}")
        if not outcome.is_job():
            raise
        _told(type(error), error, error.__traceback__)
        sys.exit(outcome.BROKE)
    sys.exit(code if isinstance(code, int) else 0)


def _leave_output(why: str) -> NoReturn:
    """End when nothing more can be written, not even, perhaps, why: the interpreter would try once more at exit."""
    with suppress(OSError):
        click.echo(why, err=True)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    sys.exit(1)


def _told(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Print the traceback of a mistake of ours, without the secrets that a library may have put into its words."""
    from traceback import format_exception

    from archive.secrets import hidden

    click.echo(hidden("".join(format_exception(kind, error, trace))), err=True, nl=False)
