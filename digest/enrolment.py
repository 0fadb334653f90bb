"""Many subscribers at once, from a table: all of them or none.

A row without a status is a wish: who is new is asked for consent first, who is there already is changed. A row with a
status is a state, as `subscribers export` wrote it, and is taken over as it stands.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, get_args

from archive.errors import WrongUse
from archive.records import Filters, Subscriber, SubscriberStatus
from archive.store import subscribers
from digest import roster
from digest.roster import Fault, Row
from digest.subscribers import CHANNELS, Added, Desk, Wanted, checked_channel, checked_filters

_ANYBODY: Final = Wanted(address="anybody@example.org", channel="folder")
"""Beside whom one column is looked at by itself."""
_STATES: Final[tuple[str, ...]] = get_args(SubscriberStatus)


@dataclass(frozen=True, kw_only=True, slots=True)
class Enrolled:
    """What came of a table: who was kept, or what is wrong with it, and then nothing was kept."""

    added: tuple[Added, ...] = ()
    faults: tuple[Fault, ...] = ()


def enrol(desk: Desk, raw: bytes, *, confirmed: bool = False) -> Enrolled:
    """Keep the subscribers of a table. With faults the caller has to undo the transaction.

    `confirmed` says that those who would be asked have given their consent.
    """
    rows, faults = roster.read(raw)
    faults += _twice(rows)
    for row in rows:
        faults += _faults(desk, row)
    added: list[Added] = []
    for row in rows if not faults else ():
        try:
            added.append(_keep(desk, row, confirmed=confirmed))
        except WrongUse as error:
            faults.append(Fault(line=row.line, column="", why=str(error)))
    return Enrolled(faults=tuple(faults)) if faults else Enrolled(added=tuple(added))


def _keep(desk: Desk, row: Row, *, confirmed: bool) -> Added:
    wanted = _wanted(row)
    new = desk.checked(wanted, confirmed=True)
    before = subscribers.held(desk.tx, new.name)
    if "status" in row.values:
        return desk.take_over(_state(new, row, before))
    if before is None or before.status in {"pending", "left"}:
        return desk.add(wanted, confirmed=confirmed)
    return desk.change(before.name, wanted)


def _state(new: Subscriber, row: Row, before: Subscriber | None) -> Subscriber:
    names = ("status", "paused_until", "left_at", "confirmed_at", "bounced_at")
    stated: dict[str, Any] = {name: row.values.get(name) for name in names}
    stated |= {"bounces": row.values.get("bounces", 0), "last_bounce": row.values.get("last_bounce", "")}
    if "asked_at" in row.values:
        stated["asked_at"] = row.values["asked_at"]
    if before is not None and before.address.casefold() == new.address.casefold():
        stated["nonce"] = before.nonce
    return replace(new, **stated)


def _wanted(row: Row) -> Wanted:
    names = ("address", "name", "channel", "language", "editions", "why")
    stated = {name: row.values[name] for name in names if name in row.values}
    return Wanted(**{"address": "", **stated}, filters=roster.filters(row))


def _faults(desk: Desk, row: Row) -> Iterator[Fault]:
    """Give what is wrong with a row, column by column."""
    for column, check in _checks(desk, row).items():
        try:
            check()
        except WrongUse as error:
            yield Fault(line=row.line, column=column, why=str(error))


def _checks(desk: Desk, row: Row) -> dict[str, Callable[[], object]]:
    stated = row.values
    plain = Wanted(address=stated.get("address", ""), channel=stated.get("channel", ""))
    checks: dict[str, Callable[[], object]] = {
        "channel": lambda: checked_channel(plain.channel or desk.settings.mail.channel),
        "address": lambda: plain.channel in {"", *CHANNELS} and desk.checked(plain, confirmed=True),
        "language": lambda: _one_of(stated.get("language", "zh"), ("zh", "en")),
        "status": lambda: _one_of(stated.get("status", "active"), _STATES),
        "confirmed_at": lambda: _consent(row),
    }
    for name in ("name", "editions", "why"):
        if name in stated:
            checks[name] = lambda name=name: desk.checked(replace(_ANYBODY, **{name: stated[name]}), confirmed=True)  # type: ignore[misc]
    for name in Filters.__slots__:
        if name in stated and name in roster.LISTS:
            checks[name] = lambda name=name: checked_filters(Filters(**{name: stated[name]}), desk.meetings)  # type: ignore[misc]
    return checks


def _consent(row: Row) -> None:
    if row.values.get("status") in {"active", "suspended"} and "confirmed_at" not in row.values:
        raise WrongUse("an active subscriber has given consent some time; leave the status empty to ask for it")


def _one_of(stated: str, known: Sequence[str]) -> None:
    if stated not in known:
        raise WrongUse(f"{stated!r} is not one of {', '.join(known)}")


def _twice(rows: Sequence[Row]) -> list[Fault]:
    names = [str(row.values.get("name", row.values.get("address", ""))) for row in rows]
    many = {name for name, count in Counter(names).items() if count > 1 and name}
    return [
        Fault(line=row.line, column="name", why=f"{name} stands in the file more than once")
        for row, name in zip(rows, names, strict=True)
        if name in many
    ]
