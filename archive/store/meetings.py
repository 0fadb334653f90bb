"""Imported meetings; those that come with the program stand in its own files."""

from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from archive import records
from archive.records import Damage, Directive, Fact, Theme
from archive.store import upsert
from archive.store.opening import Tx
from archive.tables import Meeting

_SPANS: dict[str, type[Any]] = {"damaged": Damage, "themes": Theme, "directives": Directive, "facts": Fact}


def put(tx: Tx, meeting: records.Meeting) -> None:
    """Keep a meeting in place of an earlier one of the same id."""
    spans = {name: [asdict(one) for one in getattr(meeting, name)] for name in _SPANS}
    plain = {"id": meeting.id, "title": meeting.title, "day": meeting.date, "url": meeting.url, "text": meeting.text}
    upsert.replace(tx, Meeting, "id", {**plain, "spans": spans})


def get(tx: Tx, meeting_id: str) -> records.Meeting | None:
    """Return the meeting of that id, None when none was imported under it."""
    row = tx.get(Meeting, meeting_id, populate_existing=True)
    return None if row is None else _meeting(row)


def every(tx: Tx) -> list[records.Meeting]:
    """Return all imported meetings, the oldest first."""
    return [_meeting(row) for row in tx.scalars(sa.select(Meeting).order_by(Meeting.day, Meeting.id))]


def _meeting(row: Meeting) -> records.Meeting:
    spans = {name: tuple(kind(**one) for one in row.spans[name]) for name, kind in _SPANS.items()}
    return records.Meeting(id=row.id, title=row.title, date=row.day, url=row.url, text=row.text, **spans)
