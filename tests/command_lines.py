"""Command lines of `zswatch` as documents, units and manifests have them, parsed by the program's own parser."""

import re
import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path
from unittest.mock import patch

import click

from scheduler.cli import zswatch

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
ENDS = {"&&", "||", ";", "|", "&"}
WRAPPED = re.compile(r"^(docker compose( --profile \w+)? exec \w+|kubectl( -n \w+)? exec \S+ --) ")
NAMES = ("zswatch", "/opt/zswatch/bin/zswatch")


def shell_lines(markdown: str) -> Iterator[str]:
    """Return each line of the shell blocks of a document, continued lines as one."""
    for block in BLOCK.findall(markdown):
        yield from (line.strip() for line in block.replace("\\\n", " ").splitlines() if line.strip())


def commands(line: str) -> Iterator[list[str]]:
    """Return the arguments of each call of the program in a shell line."""
    lexer = shlex.shlex(WRAPPED.sub("", line), posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    words: list[str] = []
    for word in [*lexer, ";"]:
        if word not in ENDS:
            words.append(word)
            continue
        if words and words[0] in NAMES:
            yield list(_without_redirections(words[1:]))
        words = []


def parse(arguments: Iterable[str]) -> str:
    """Return the full name of the command that a command line calls, with all its options understood.

    Raises click.UsageError as the program itself would; nothing is run, and nobody is asked anything.
    """
    with patch("click.core.prompt", return_value="answer"):
        try:
            context = zswatch.make_context("zswatch", list(arguments))
        except click.exceptions.Exit:
            return "zswatch"  # --version or --help
        while isinstance(group := context.command, click.Group):
            words = [*context._protected_args, *context.args]
            if not words and group.invoke_without_command:
                break
            if not words:
                raise click.UsageError("no command", context)
            name, command, rest = group.resolve_command(context, words)
            assert command is not None
            context = command.make_context(f"{context.info_name} {name}", rest, parent=context)
    return str(context.info_name)


def _without_redirections(words: Iterable[str]) -> Iterator[str]:
    skipped = False
    for word in words:
        if re.fullmatch(r"[0-9]?(>|>>|<)", word):
            skipped = True
        elif skipped:
            skipped = False
        else:
            yield word
