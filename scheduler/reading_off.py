"""What a metric of the archive is, and how its values are read off the facts. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from scheduler.facts import Facts
from scheduler.state import State

Values = Iterable[tuple[tuple[str, ...], float]]
"""The values of labels, in the order of the metric's, and the number."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Gauge:
    """A metric: `name` with its unit, `says` what it means, and how its values are found."""

    name: str
    says: str
    labels: tuple[str, ...]
    values: Callable[[Facts], Values]


def of_state(name: str, says: str, values: Callable[[State], Values], *labels: str) -> Gauge:
    """Return a metric of the state of the archive; it has no values when that could not be read."""
    return Gauge(
        name=name, says=says, labels=labels, values=lambda facts: () if facts.state is None else values(facts.state)
    )


def of_facts(name: str, says: str, values: Callable[[Facts], Values], *labels: str) -> Gauge:
    """Return a metric of all that one look found."""
    return Gauge(name=name, says=says, labels=labels, values=values)


def of_part(name: str, says: str, part: str, what: str) -> Gauge:
    """Return a metric that is one number of a part of the state; it has no value where there is no such part."""

    def values(state: State) -> Values:
        found = getattr(state, part)
        return () if found is None else one(float(getattr(found, what)))

    return of_state(name, says, values)


def one(number: float | None) -> Values:
    """Return the value of a metric without labels; none for None."""
    return () if number is None else (((), number),)


def moment(at: datetime | None) -> float | None:
    """Return a moment as Prometheus counts it: seconds since 1970."""
    return None if at is None else at.timestamp()
