"""`zswatch serve`: the web pages."""

from typing import TYPE_CHECKING

import click

from scheduler.commands.options import opened, with_settings

if TYPE_CHECKING:
    from archive.config import Settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="address to listen on")
@click.option("--port", type=click.IntRange(0, 65535), default=8321, show_default=True, help="port to listen on")
@with_settings
def serve(settings: "Settings", host: str, port: int) -> None:
    """Serve the pages behind the links of mails, until stopped; put a web server with TLS before it."""
    from archive.store import open_reader
    from archive.web import server
    from scheduler.rooms import rooms

    if server.is_public(host):
        click.echo(f"zswatch: {host} can be reached by other machines, without TLS", err=True)
        if settings.web.login == "none":
            click.echo(f"zswatch: {host} can be reached by other machines, and web.login is none", err=True)
    if not settings.web.url:
        click.echo("zswatch: web.url is not set: mails have no links to these pages", err=True)
    with opened(settings) as writer, open_reader(settings, settings.web.request_seconds) as reader:
        server.serve(reader, settings, host, port, _ready, rooms=rooms(settings), writer=writer)


def _ready(address: str) -> None:
    click.echo(f"zswatch: serving {address}", err=True)


@click.group()
def web() -> None:
    """Who may read the pages."""


@web.command()
@click.argument("name")
@click.password_option(help="the password; asked for when it is not given")
def password(name: str, password: str) -> None:
    """Print the line of web.users_file that lets NAME in."""
    from archive.web.login import line

    click.echo(line(name, password))


COMMANDS = (serve, web)
