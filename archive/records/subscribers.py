"""Who gets which edition, through which channel, and what of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from typing import Any, Literal

EditionKind = Literal["daily", "weekly", "immediate", "erratum"]
SubscriberStatus = Literal["pending", "active", "suspended", "left"]
"""`pending` until the address has confirmed; `suspended` after too many bounces; `left` by unsubscribing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Filters:
    """What of an edition a subscriber wants: every filter that names something has to be met, by one of its names.

    `themes` and `directives` are ids of the meeting, `bodies` and `words` occur in names of issuers and in any text,
    `towns` are names of towns and districts.
    """

    themes: tuple[str, ...] = ()
    directives: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    deadline: bool = False
    money: bool = False

    @property
    def none(self) -> bool:
        """Whether everything is wanted."""
        return self == Filters()

    def stated(self) -> dict[str, Any]:
        """Return the filters as plain data."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}


def filters_of(stated: Mapping[str, Any]) -> Filters:
    """Return the filters that plain data states; names that are not known are ignored."""
    known = {one.name for one in fields(Filters)}
    values: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in stated.items()}
    return Filters(**{name: value for name, value in values.items() if name in known})


@dataclass(frozen=True, kw_only=True, slots=True)
class Subscriber:
    """One way to one reader. `name` is unique and never changes; `channel` is that of the outbox, `address` is for it.

    `editions` are the kinds wanted; an erratum goes to whoever got what it corrects. `why` says in words how they came
    to be on the list. Nothing is sent before `confirmed_at`, nor on days before `paused_until`. `nonce` makes the
    links signed for them void when it is changed.
    """

    name: str
    channel: str
    address: str
    language: Literal["zh", "en"]
    editions: tuple[str, ...]
    status: SubscriberStatus
    asked_at: datetime
    why: str
    nonce: str
    filters: Filters = field(default_factory=Filters)
    paused_until: date | None = None
    confirmed_at: datetime | None = None
    left_at: datetime | None = None
    bounces: int = 0
    bounced_at: datetime | None = None
    last_bounce: str = ""

    def gets(self, kind: str, day: date) -> bool:
        """Whether an edition of that kind and day is for them."""
        paused = self.paused_until is not None and day < self.paused_until
        return self.status == "active" and kind in self.editions and not paused
