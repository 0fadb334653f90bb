"""The tables of who works on the archive, and how it went: apart from `archive.tables`, of which they know nothing."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from archive.columns import Table


class Execution(Table):
    """One scheduled command as it ran."""

    __tablename__ = "executions"
    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(sa.String(200), index=True)
    due_at: Mapped[datetime]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    exit_code: Mapped[int | None]
    note: Mapped[str]
    holder: Mapped[str] = mapped_column(sa.String(200), server_default="")
    peak_mb: Mapped[int | None]


class Lease(Table):
    """What one process has for itself for a while, on whatever machine; whoever does not renew it loses it."""

    __tablename__ = "leases"
    name: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    holder: Mapped[str] = mapped_column(sa.String(200))
    taken_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class Service(Table):
    """A service or worker as it was last heard of."""

    __tablename__ = "services"
    holder: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    role: Mapped[str] = mapped_column(sa.String(20))
    version: Mapped[str] = mapped_column(sa.String(40))
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)


class Alarm(Table):
    """Something that an operator is told of, from its beginning to its end."""

    __tablename__ = "alarms"
    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(sa.String(200), index=True)
    why: Mapped[str]
    since: Mapped[datetime]
    told_at: Mapped[datetime | None]
    told: Mapped[int]
    ended_at: Mapped[datetime | None]
    end_told_at: Mapped[datetime | None]
