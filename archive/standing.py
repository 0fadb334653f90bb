"""How a subscriber's standing changes: by their own word, by the operator's, or because their mail comes back. Pure."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from archive.records import Subscriber

BOUNCES = 3
"""So many bounces suspend an address."""
FORGIVEN = timedelta(days=30)
"""After so long without a bounce the earlier ones no longer count."""
LONGEST_PAUSE = timedelta(days=366)


def confirmed(one: Subscriber, now: datetime) -> Subscriber | None:
    """Return a pending subscriber as confirmed and an active one as they are; None for those who can not confirm."""
    if one.status == "active":
        return one
    return replace(one, status="active", confirmed_at=now) if one.status == "pending" else None


def left(one: Subscriber, now: datetime) -> Subscriber:
    """Return the subscriber as one who gets nothing any more; who left before is as they are."""
    return one if one.status == "left" else replace(one, status="left", left_at=now, paused_until=None)


def paused(one: Subscriber, until: date | None, today: date) -> Subscriber | None:
    """Return the subscriber paused until a day, or resumed (None or a day that is here); None when that can not be.

    Only who gets editions can pause, and for a year at most.
    """
    if one.status != "active" or (until is not None and until - today > LONGEST_PAUSE):
        return None
    return replace(one, paused_until=until if until is not None and until > today else None)


def reinstated(one: Subscriber) -> Subscriber | None:
    """Return a suspended subscriber as active again with no bounce against them; None for one who is not suspended."""
    if one.status != "suspended":
        return None
    return replace(one, status="active" if one.confirmed_at else "pending", bounces=0, last_bounce="")


def bounced(one: Subscriber, why: str, now: datetime) -> Subscriber:
    """Return the subscriber with one more bounce, suspended at the third; who left or is suspended stays so."""
    recent = one.bounced_at is not None and now - one.bounced_at < FORGIVEN
    count = (one.bounces if recent else 0) + 1
    suspended = count >= BOUNCES and one.status in {"active", "pending"}
    status = "suspended" if suspended else one.status
    return replace(one, bounces=count, bounced_at=now, last_bounce=why, status=status)
