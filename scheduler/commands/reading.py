"""`zswatch read`: what the readers make of saved pages, without archive or network."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.commands.options import as_json, print_json, with_settings

if TYPE_CHECKING:
    from archive.config import Settings


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--url", default="", help="the address the page was saved from: links are resolved against it")
@click.option("--source", help="read with the declarations of this source; without, the rescue reader")
@as_json
@with_settings
def read(settings: "Settings", files: tuple[Path, ...], url: str, source: str | None, as_json: bool) -> int:
    """Read saved pages (bytes) as the crawler would."""
    from archive.errors import WatchError
    from crawler.reading import read_file
    from crawler.sources import choose, load

    declared = choose(load(settings.crawler.sources_dir), (source,))[0] if source else None
    answers: list[dict[str, Any]] = []
    failed = 0
    for file in files:
        try:
            answers.append(read_file(_bytes(file, settings), str(file), url=url, source=declared))
        except WatchError as error:
            failed += 1
            click.echo(f"zswatch: {file}: {error}", err=True)
    if as_json:
        print_json(answers)
    else:
        for answer in answers:
            _print(answer)
    return 1 if failed else 0


def _bytes(file: Path, settings: "Settings") -> bytes:
    from archive.errors import WrongUse

    try:
        if file.stat().st_size > settings.crawler.max_page_bytes:
            raise WrongUse(f"larger than crawler.max_page_bytes ({settings.crawler.max_page_bytes})")
        return file.read_bytes()
    except OSError as error:
        raise WrongUse(error.strerror or str(error)) from None


def _print(answer: dict[str, Any]) -> None:
    for key, value in answer.items():
        if key not in ("body", "attachments"):
            click.echo(f"{key}: {value if value is not None else '–'}")
    for attachment in answer["attachments"]:
        click.echo(f"attachment: {attachment['name']} {attachment['url']}")
    click.echo(f"\n{answer['body']}\n")


COMMANDS = (read,)
