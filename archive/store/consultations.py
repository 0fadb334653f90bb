"""What a language model was asked: answers that need not be paid twice, and what a day has cost."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from archive.consultations import Consultation
from archive.store.opening import Tx

RESERVED = "asked"
"""The outcome of a question whose answer has not come: it counts with the most it may cost."""
LIMIT = "not asked: the day's limit of tokens or cost is reached"


@dataclass(frozen=True, kw_only=True, slots=True)
class Spending:
    """What was asked on a day, or may be: tokens read and written, and money in the currency of the settings."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0

    @property
    def tokens(self) -> int:
        """Tokens read and written."""
        return self.tokens_in + self.tokens_out


def spent(tx: Tx, day: date) -> Spending:
    """Return what the questions of a day have cost; those without an answer count with the most they may cost."""
    sums = [sa.func.coalesce(sa.func.sum(one), 0) for one in (Consultation.tokens_in, Consultation.tokens_out)]
    cost = sa.func.coalesce(sa.func.sum(Consultation.cost), 0.0)
    asked = (Consultation.day == day) & (Consultation.outcome != LIMIT)
    row = tx.execute(sa.select(sa.func.count(), *sums, cost).where(asked)).one()
    return Spending(calls=row[0], tokens_in=int(row[1]), tokens_out=int(row[2]), cost=float(row[3]))


def kept(tx: Tx, key: str) -> str | None:
    """Return the newest answer to a question, None when there is none."""
    answers = sa.select(Consultation.answer).where(Consultation.key == key, Consultation.answer.is_not(None))
    return tx.scalar(answers.order_by(Consultation.id.desc()).limit(1))


def reserve(
    tx: Tx, *, key: str, purpose: str, model: str, now: datetime, most: Spending, tokens: int, cost: float
) -> int | None:
    """Note that a question is about to be asked which may cost `most`; None, noted too, when a limit would be passed.

    `tokens` and `cost` are what a day may cost in all; a cost of 0 is no limit. Processes that ask at the same time do
    not pass the limit together.
    """
    if tx.get_bind().dialect.name == "postgresql":
        tx.execute(sa.text("LOCK TABLE consultations IN SHARE ROW EXCLUSIVE MODE"))  # SQLite has one writer anyway
    so_far = spent(tx, now.date())
    over = so_far.tokens + most.tokens > tokens or (cost and so_far.cost + most.cost > cost)
    row = sa.insert(Consultation).values(
        key=key,
        purpose=purpose,
        model=model,
        day=now.date(),
        asked_at=now,
        tokens_in=0 if over else most.tokens_in,
        tokens_out=0 if over else most.tokens_out,
        cost=0.0 if over else most.cost,
        outcome=LIMIT if over else RESERVED,
        answer=None,
    )
    number = tx.execute(row.returning(Consultation.id)).scalar_one()
    return None if over else number


def settle(tx: Tx, number: int, *, outcome: str, answer: str | None = None, cost: Spending | None = None) -> None:
    """Note what became of a question; without `cost` what was reserved for it stays counted."""
    values: dict[str, object] = {"outcome": outcome[:500], "answer": answer}
    if cost is not None:
        values |= {"tokens_in": cost.tokens_in, "tokens_out": cost.tokens_out, "cost": cost.cost}
    tx.execute(sa.update(Consultation).where(Consultation.id == number).values(values))


def last_outcome(tx: Tx) -> str:
    """Return what became of the newest question, empty when none was ever asked."""
    return tx.scalar(sa.select(Consultation.outcome).order_by(Consultation.id.desc()).limit(1)) or ""
