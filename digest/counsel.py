"""A language model consulted on what was judged without it: within limits of time and cost, and never trusted.

Each question is written down with the most it may cost before it is asked, and with what it did cost afterwards;
answers are kept, so that no text is paid twice. Whatever goes wrong, the extract stands and the account says why.
"""

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from archive.config import Model as ModelSettings
from archive.errors import Refused, TryLater, WatchError
from archive.outward import OUTWARD
from archive.records import Analysis, Announcement
from archive.sections import Network
from archive.store import Archive, consultations
from archive.store.consultations import Spending
from digest import prompt, second_opinion
from digest.model import Model, Reply, unready
from digest.prompt import Question
from digest.reading import Reading, read
from digest.summary import by_model

LOG = logging.getLogger(__name__)
FRESH = timedelta(days=7)
"""Only announcements this new are asked about: older ones have been told, or nobody waits for them."""
MOST_FAILURES = 2
"""After so many questions in a row without an answer no more are asked in this run."""
LEAST_TOKENS = 8
"""No tokenizer makes so many characters one token on average: a lower count is not believed."""


class Counsel:
    """A model for the length of one run; with no model in the settings it changes nothing."""

    def __init__(self, archive: Archive, settings: ModelSettings, now: datetime, network: Network = OUTWARD) -> None:
        self.archive, self.settings, self.now = archive, settings, now
        self.model = Model(settings, network)
        self.ends = monotonic() + settings.run_seconds
        self.failures = 0
        self.silent = unready(settings)
        if self.silent:
            LOG.warning("%s", self.silent)

    def on(self, announcement: Announcement, analysis: Analysis) -> Analysis:
        """Return the analysis with a model's summary where it stands the verifier, and its view of the alignments."""
        fresh = max(announcement.first_seen, announcement.revised_at) > self.now - FRESH
        if not self.settings.url or not analysis.relevance.relevant or not fresh:
            return analysis
        reading = read(announcement)
        account = dict(analysis.account)
        if self.settings.summaries and analysis.summary:
            account["summary"] = self._summary(announcement, analysis, reading)
        if self.settings.second_opinion and analysis.alignments:
            account["second_opinion"] = self._opinion(announcement, analysis, reading)
        return replace(analysis, summary=account["summary"]["text"], account=account)

    def _summary(self, announcement: Announcement, analysis: Analysis, reading: Reading) -> Mapping[str, Any]:
        extract: Mapping[str, Any] = analysis.account["summary"]
        first = [(one["part"], one["start"]) for one in extract["spans"]]
        question = prompt.about_summary(announcement, reading, first, self.settings.most_characters)
        try:
            return by_model(self._answer(question), question, announcement, self.settings.name).account()
        except WatchError as error:
            return {**extract, "model": self.settings.name, "why": str(error)}

    def _opinion(self, announcement: Announcement, analysis: Analysis, reading: Reading) -> Mapping[str, Any]:
        question = prompt.about_alignments(announcement, reading, analysis.alignments, self.settings.most_characters)
        try:
            found = second_opinion.opinions(self._answer(question), question, announcement)
        except WatchError as error:
            return second_opinion.account((), self.settings.name, str(error))
        return second_opinion.account(found, self.settings.name)

    def _answer(self, question: Question) -> str:
        """Return the answer, kept or new; raises TryLater or Refused, saying why there is none."""
        key = self._key(question)
        with self.archive.read() as tx:
            answer = consultations.kept(tx, key)
        if answer is not None:
            return answer
        seconds = min(self.settings.timeout_seconds, self.ends - monotonic())
        if self.silent or seconds <= 0:
            raise TryLater(self.silent or "the time for asking in one run is over")
        most = self._spending(question.most_tokens, self.settings.most_answer_tokens)
        number = self._reserve(key, question, most)
        reply = _read(self.model.ask(question, seconds), question)
        self._settle(number, question, most, reply)
        if not reply.why:
            self.failures = 0
            return reply.text
        self.failures += 1
        if self.failures >= MOST_FAILURES or reply.lasting:
            self.silent = f"not asked any more in this run after: {reply.why}"
        raise Refused(reply.why)

    def _reserve(self, key: str, question: Question, most: Spending) -> int:
        with self.archive.begin() as tx:
            number = consultations.reserve(
                tx,
                key=key,
                purpose=question.purpose,
                model=self.settings.name,
                now=self.now,
                most=most,
                tokens=self.settings.most_tokens_per_day,
                cost=self.settings.most_cost_per_day,
            )
        if number is None:
            raise TryLater(consultations.LIMIT)
        return number

    def _settle(self, number: int, question: Question, most: Spending, reply: Reply) -> None:
        cost = self._spending(0, 0) if not reply.billed else self._counted(question, most, reply)
        with self.archive.begin() as tx:
            consultations.settle(
                tx, number, outcome=reply.why or "answered", answer=reply.text if not reply.why else None, cost=cost
            )

    def _counted(self, question: Question, most: Spending, reply: Reply) -> Spending:
        """What is counted: the other side's figures when they can be true, else the most it may have been."""
        read_, wrote = reply.tokens_in, reply.tokens_out
        believed_in = read_ is not None and question.characters // LEAST_TOKENS <= read_
        believed_out = wrote is not None and max(1, len(reply.text) // LEAST_TOKENS) <= wrote
        return self._spending(
            min(read_, 10**12) if read_ is not None and believed_in else most.tokens_in,
            min(wrote, 10**12) if wrote is not None and believed_out else most.tokens_out,
        )

    def _spending(self, tokens_in: int, tokens_out: int) -> Spending:
        cost = (tokens_in * self.settings.price_in + tokens_out * self.settings.price_out) / 1_000_000
        return Spending(calls=1, tokens_in=tokens_in, tokens_out=tokens_out, cost=cost)

    def _key(self, question: Question) -> str:
        parts = (
            prompt.VERSION,
            self.settings.url,
            self.settings.name,
            question.purpose,
            question.system,
            question.user,
        )
        return hashlib.sha256("\x00".join(parts).encode()).hexdigest()


def _read(reply: Reply, question: Question) -> Reply:
    """Return the reply, or why it is none of use: an answer of another shape is not kept, to be asked for again."""
    if reply.why:
        return reply
    try:
        prompt.entries(reply.text, prompt.ENTRIES[question.purpose])
    except Refused as error:
        return replace(reply, why=str(error))
    return reply
