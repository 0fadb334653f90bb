"""A summary of an announcement: its own sentences, or a model's that have been verified, with the spans behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from archive.records import Alignment, Announcement, Quote
from digest.extract import extract
from digest.relevance import Reading

Writer = Literal["extract", "model"]
_ENDS = "。；！？;!?"


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


def ended(text: str) -> str:
    """Return a sentence with its full stop."""
    return text if text.endswith(tuple(_ENDS)) else text.rstrip("，、：:,") + "。"
