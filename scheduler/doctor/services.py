"""Who else works on this archive."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from importlib.metadata import version

from archive import clock
from archive.errors import TryLater
from archive.locks import SERVICE, alone
from archive.records import Service
from archive.store import access, open_reader, services
from scheduler.doctor.finding import Finding, Installation, warning, well

NAME = "services"
LATELY = timedelta(minutes=3)
"""Who works says so every half minute."""


def look(it: Installation) -> Iterator[Finding]:
    """Tell which services and workers have been heard of lately, and whether one holds this data folder."""
    others: list[Service] = []
    if access.look(it.settings).schema == "right":
        with open_reader(it.settings, 5.0) as archive, archive.read() as tx:
            others = services.every(tx)
    yield from judged(others, clock.now(), version("zhongshan-watch"), held=_is_held(it))


def judged(known: Sequence[Service], now: datetime, own: str, *, held: bool) -> Iterator[Finding]:
    """Say who works here; one of another version is a warning, for it may not know this one's schema."""
    alive = [one for one in known if one.seen_at > now - LATELY]
    for one in alive:
        said = f"{one.kind} {one.holder} {one.role}, version {one.version}"
        do = f"this program is {own}: restart that one after an upgrade"
        yield well(NAME, said) if one.version == own else warning(NAME, said, do)
    if not alive:
        yield well(NAME, "one holds this data folder" if held else "none works on this archive; `zswatch run` is one")


def _is_held(it: Installation) -> bool:
    if not it.settings.data_dir.is_dir():
        return False
    try:
        with alone(it.settings.data_dir / SERVICE, busy="a service leads"):
            return False
    except TryLater:
        return True
