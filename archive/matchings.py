"""The tables by which announcements are found: the folded copies, and the keys that copies of one text share."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from archive.columns import Table


class Likeness(Table):
    """A key under which copies of an announcement are looked for; copies share at least one (`archive.copies`)."""

    __tablename__ = "likenesses"
    __table_args__ = ({"sqlite_with_rowid": False},)
    key: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    announcement_id: Mapped[str] = mapped_column(sa.ForeignKey("announcements.id"), primary_key=True)


class Matching(Table):
    """The folded copy of the newest revision, for searching only; quotations come from the revision.

    `place` grows with the moment of publication, so that its order is that of time (`archive.store.places`). `tags`
    are what filters ask for, each between two line ends (`archive.tags`). A row that is `stale` was written after the
    index, and its tags may be old: searches look at it in any case. `text` has the body up to `body_end`, then the
    attachments. The short columns stand first: SQLite would walk through a long text to reach what is behind it.
    """

    __tablename__ = "matching"
    __table_args__ = (sa.Index("ix_matching_stale_place", "stale", "place"),)
    announcement_id: Mapped[str] = mapped_column(sa.ForeignKey("announcements.id"), primary_key=True)
    place: Mapped[int] = mapped_column(sa.BigInteger, unique=True)
    stale: Mapped[bool] = mapped_column(server_default=sa.true())
    body_end: Mapped[int]
    tags: Mapped[str] = mapped_column(server_default="")
    title: Mapped[str]
    issuer: Mapped[str]
    numbers: Mapped[str]
    text: Mapped[str]
