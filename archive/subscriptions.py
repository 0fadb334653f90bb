"""The tables of subscribers and of mails that came back: apart from `archive.tables`, of which they know nothing."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from archive.columns import Table


class Subscriber(Table):
    """One way to one reader; `filters` as in `archive.records.Filters`."""

    __tablename__ = "subscribers"
    name: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    channel: Mapped[str] = mapped_column(sa.String(20))
    address: Mapped[str]
    language: Mapped[str] = mapped_column(sa.String(2))
    editions: Mapped[list[str]] = mapped_column(sa.JSON)
    status: Mapped[str] = mapped_column(sa.String(20), index=True)
    asked_at: Mapped[datetime]
    why: Mapped[str]
    nonce: Mapped[str] = mapped_column(sa.String(64))
    filters: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    paused_until: Mapped[date | None]
    confirmed_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    bounces: Mapped[int]
    bounced_at: Mapped[datetime | None]
    last_bounce: Mapped[str]


class Bounce(Table):
    """A message that came back for good, so that it is counted once however often that is reported."""

    __tablename__ = "bounces"
    message_id: Mapped[str] = mapped_column(sa.String(500), primary_key=True)
    subscriber: Mapped[str] = mapped_column(sa.String(200), index=True)
    counted_at: Mapped[datetime]
    why: Mapped[str]
