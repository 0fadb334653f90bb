"""The table of what a language model was asked: beside `archive.tables`, because it refers to none of them."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from archive.columns import Table


class Consultation(Table):
    """One question to a model. What it may cost at most is counted before it is asked, what it did cost afterwards.

    `key` is a hash of the model and the question. `answer` is NULL until one came that can be used again. `cost` is
    in the currency of the prices in the settings.
    """

    __tablename__ = "consultations"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64), index=True)
    purpose: Mapped[str] = mapped_column(sa.String(20))
    model: Mapped[str]
    day: Mapped[date] = mapped_column(index=True)
    asked_at: Mapped[datetime]
    tokens_in: Mapped[int] = mapped_column(sa.BigInteger)
    tokens_out: Mapped[int] = mapped_column(sa.BigInteger)
    cost: Mapped[float]
    outcome: Mapped[str]
    answer: Mapped[str | None]
