"""What an announcement cites and rests on, as `show` and `why` tell it."""

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.config import Settings
    from archive.records import Announcement, Cited, Link
    from archive.store import Tx

    Basis = tuple[Sequence[Link], Sequence[Cited]]


def basis(tx: "Tx", found: "Announcement", settings: "Settings") -> "Basis":
    """Return the chain of documents down to an announcement, and what it cites."""
    from archive.store import citations
    from digest.verdicts import meetings_in_force

    stated = citations.origins(tx, meetings_in_force(settings, tx))
    return citations.chain(tx, found.id, stated), citations.of(tx, found.id, found.revision)


def document(rests_on: "Basis") -> dict[str, Any]:
    """Return the fields `citations` and `chain` of the documents of `show` and `why`."""
    from archive.export import cited, link

    chain, cites = rests_on
    return {"citations": [cited(one) for one in cites], "chain": [link(one) for one in chain]}


def show(rests_on: "Basis", settings: "Settings") -> None:
    """Print the chain down to an announcement, and what it cites."""
    from digest.basis import lines

    for line in lines(settings.language, *rests_on):
        click.echo(line)
