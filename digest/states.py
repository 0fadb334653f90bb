"""What is known of the sources at a moment, and how sure a silence is by it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from archive.records import Health
from digest import ledger as ledgers
from digest.edition import Language, SourceState
from digest.ledger import Unknown
from digest.wording import say


class Source(Protocol):
    """What an edition has to know of a source; the crawler's declarations have this shape."""

    @property
    def key(self) -> str: ...  # noqa: D102 - the names say it
    @property
    def publisher(self) -> str: ...  # noqa: D102
    @property
    def column(self) -> str: ...  # noqa: D102
    @property
    def hosts(self) -> Sequence[str]: ...  # noqa: D102


def states_of(
    sources: Iterable[Source], health: Mapping[str, Health], language: Language, moment: datetime, fresh_hours: float
) -> tuple[SourceState, ...]:
    """Return what is known of each source at a moment; a success is fresh for so many hours."""
    return tuple(_state(one, health.get(one.key), language, moment, fresh_hours) for one in sources)


def _state(
    source: Source, health: Health | None, language: Language, moment: datetime, fresh_hours: float
) -> SourceState:
    status = health.status if health else None
    last_success = health.last_success if health else None
    fresh = last_success is not None and moment - last_success <= timedelta(hours=fresh_hours)
    why = health.why if health and status != "ok" else ""
    if status is None:
        why = say(language, "why_never")
    elif status == "ok" and not fresh:
        why = say(language, "why_stale", hours=f"{fresh_hours:g}")
    return SourceState(
        source=source.key,
        publisher=source.publisher,
        column=source.column,
        status=status,
        why=why,
        last_success=last_success,
        # The newest run counts: yesterday's success says nothing about what today's failure may have missed.
        healthy=status == "ok" and fresh,
    )


def silence(states: Sequence[SourceState], unjudged: int) -> ledgers.Silence:
    """Return how sure it is, by the state of the sources, that no answer to a directive was missed."""
    unknown = tuple(
        Unknown(source=one.source, publisher=one.publisher, status=one.status, since=one.last_success)
        for one in states
        if not one.healthy
    )
    return ledgers.Silence(sources=len(states), unknown=unknown, unjudged=unjudged)
