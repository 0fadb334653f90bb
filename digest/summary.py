"""A summary of an announcement: its own sentences, or a model's that have been verified, with the spans behind them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from archive.errors import Refused
from archive.records import Alignment, Announcement, Quote
from digest.clauses import Sentence
from digest.extract import MOST_CHARACTERS, MOST_SENTENCES, extract
from digest.prompt import Question, cited, entries
from digest.reading import Reading
from digest.verifier import faults

Writer = Literal["extract", "model"]
_ENDS = "。；！？;!?"
_BODIES = tuple("局委办厅会")


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """The text, who wrote it, and the spans that carry it; `why` says why no model wrote it when one was asked."""

    text: str
    by: Writer
    quotes: tuple[Quote, ...]
    model: str = ""
    why: str = ""

    def account(self) -> dict[str, Any]:
        """Return what `zswatch why` tells of it and what is kept with the analysis."""
        names = ("part", "revision", "start", "end", "text")
        spans = [{name: getattr(one, name) for name in names} for one in self.quotes]
        return {"by": self.by, "model": self.model, "why": self.why, "text": self.text, "spans": spans}


def summarise(announcement: Announcement, reading: Reading, alignments: Sequence[Alignment]) -> Summary:
    """Return the summary in the announcement's own sentences; its text is empty when there is nothing but a title."""
    quotes = extract(announcement, reading, alignments)
    return Summary(text="".join(ended(one.text) for one in quotes), by="extract", quotes=quotes)


def by_model(answer: str, question: Question, announcement: Announcement, model: str) -> Summary:
    """Return the summary that a model's answer holds; raises Refused with the reason when a sentence of it is refused.

    One refused sentence refuses them all: who makes up one can not be trusted with the others.
    """
    texts: list[str] = []
    quotes: list[Quote] = []
    for entry in entries(answer, "sentences")[: MOST_SENTENCES + 1]:
        text = entry.get("text")
        if not isinstance(text, str) or len(texts) == MOST_SENTENCES:
            raise Refused(f"the answer is not one to {MOST_SENTENCES} sentences")
        spans = [one.quote(announcement) for one in _following(cited(entry, question), question)]
        if found := faults(text.strip(), [one.text for one in spans], _names(announcement)):
            raise Refused(f"refused: {'; '.join(map(str, found[:3]))}")
        texts.append(ended(text.strip()))
        quotes += [one for one in spans if one not in quotes]
    if sum(map(len, texts)) > MOST_CHARACTERS:
        raise Refused(f"the summary has more than {MOST_CHARACTERS} characters")
    return Summary(text="".join(texts), by="model", quotes=tuple(quotes), model=model)


def _following(found: Sequence[Sentence], question: Question) -> Sequence[Sentence]:
    """Return cited sentences that follow each other in one paragraph; raises Refused for others."""
    places = {one: int(name[1:]) for name, one in question.offered.items()}
    apart = any(
        places[b] != places[a] + 1 or a.paragraph != b.paragraph or a.part != b.part for a, b in pairwise(found)
    )
    if not found or apart:
        raise Refused("a sentence of the answer cites nothing, or what does not follow each other")
    return found


def _names(announcement: Announcement) -> dict[str, str]:
    """The name that `我局` and the like stand for, when one body published the paper."""
    issuer = announcement.issuer or ""
    return {f"我{issuer[-1]}": issuer} if issuer[-1:] in _BODIES and "、" not in issuer else {}


def writer(account: Mapping[str, Any]) -> str:
    """Return the name of the model that wrote an analysis's summary, empty when it is an extract."""
    told = account.get("summary") or {}
    return str(told.get("model") or "") if told.get("by") == "model" else ""


def ended(text: str) -> str:
    """Return a sentence with its full stop."""
    return text if text.endswith(tuple(_ENDS)) else text.rstrip("，、：:,") + "。"
