"""What the columns of all tables share: moments, texts of any length, and the names of constraints."""

import re
from datetime import UTC, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase

from archive.clock import SHANGHAI

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Moment(sa.TypeDecorator[datetime]):
    """An aware moment, stored in UTC and returned in Asia/Shanghai; a naive one is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Turn an aware moment into UTC, without zone for SQLite, which knows none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Turn a stored moment into one of Shanghai."""
        if value is None:
            return None
        return (value.replace(tzinfo=UTC) if value.tzinfo is None else value).astimezone(SHANGHAI)


class Words(sa.TypeDecorator[str]):
    """Text of any length; NUL and lone surrogates, which no database holds, become U+FFFD, one for one."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """Replace what can not be stored."""
        return None if value is None else storable(value)


def storable(text: str) -> str:
    """Return the text as every database can hold it, of the same length."""
    return _UNSTORABLE.sub("\ufffd", text) if _UNSTORABLE.search(text) else text


class Table(DeclarativeBase):
    """What all tables share: the types of columns and the names of constraints."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Moment(), str: Words(), float: sa.Double()}
