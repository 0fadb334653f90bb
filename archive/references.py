"""The tables of what announcements cite, and of the names under which they can be cited."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from archive.columns import Table


class Citation(Table):
    """One document that a revision cites; which announcement prints it is looked up by its name when that is asked."""

    __tablename__ = "citations"
    __table_args__ = (
        sa.ForeignKeyConstraint(["announcement_id", "revision"], ["revisions.announcement_id", "revisions.revision"]),
    )
    announcement_id: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    relation: Mapped[str] = mapped_column(sa.String(20))
    part: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    text: Mapped[str]
    doc_number: Mapped[str | None]
    title: Mapped[str | None]


class CitationReading(Table):
    """That the citations of a revision were read: by which version, and when `filled` was the count of the revision."""

    __tablename__ = "citation_readings"
    __table_args__ = (
        sa.ForeignKeyConstraint(["announcement_id", "revision"], ["revisions.announcement_id", "revisions.revision"]),
    )
    announcement_id: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]
    filled: Mapped[int]


class Designation(Table):
    """A key of a name or number under which an announcement can be cited (`archive.citations.names`)."""

    __tablename__ = "designations"
    __table_args__ = ({"sqlite_with_rowid": False},)
    key: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    announcement_id: Mapped[str] = mapped_column(sa.ForeignKey("announcements.id"), primary_key=True, index=True)
    grade: Mapped[str] = mapped_column(sa.String(20))
