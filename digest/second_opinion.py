"""What a language model thinks of alignments that were found without it: it can dispute them, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from archive.errors import Refused
from archive.records import Alignment, Announcement, Quote
from digest.prompt import Question, cited, entries

View = Literal["agree", "disagree", "unsure"]
VIEWS: tuple[View, ...] = ("agree", "disagree", "unsure")


@dataclass(frozen=True, kw_only=True, slots=True)
class Opinion:
    """A view of one alignment with the sentences of the announcement that it rests on."""

    meeting: str
    directive: str
    view: View
    quotes: tuple[Quote, ...]


def opinions(answer: str, question: Question, announcement: Announcement) -> tuple[Opinion, ...]:
    """Read an answer; raises Refused, saying what is wrong, when it is not what was asked for.

    Each alignment gets one opinion. A disagreement that cites nothing, and an alignment that the answer passes over,
    count as unsure.
    """
    views: dict[str, tuple[View, tuple[Quote, ...]]] = {}
    for entry in entries(answer, "opinions"):
        name, view = entry.get("pair"), entry.get("view")
        if not isinstance(name, str) or name not in question.pairs or name in views:
            raise Refused("the answer names a pair that was not asked about, or one twice")
        if view not in VIEWS:
            raise Refused("the answer has a view that is none of agree, disagree, unsure")
        quotes = tuple(one.quote(announcement) for one in cited(entry, question))
        views[name] = (view if quotes else "unsure", quotes)
    return tuple(_opinion(one, *views.get(name, ("unsure", ()))) for name, one in question.pairs.items())


def account(found: Sequence[Opinion], model: str, why: str = "") -> dict[str, Any]:
    """Return what `zswatch why` tells; `why` says why there are no opinions."""
    spans = ("part", "revision", "start", "end", "text")
    return {
        "model": model,
        "why": why,
        "opinions": [
            {"meeting": one.meeting, "directive": one.directive, "view": one.view}
            | {"cites": [{name: getattr(quote, name) for name in spans} for quote in one.quotes]}
            for one in found
        ],
    }


def disputed(account: Mapping[str, Any], alignment: Alignment) -> bool:
    """Tell from an analysis's account whether a model disagreed with one of its alignments."""
    told = account.get("second_opinion") or {}
    return any(
        one["view"] == "disagree" and (one["meeting"], one["directive"]) == (alignment.meeting, alignment.directive)
        for one in told.get("opinions", ())
    )


def _opinion(one: Alignment, view: View, quotes: tuple[Quote, ...]) -> Opinion:
    return Opinion(meeting=one.meeting, directive=one.directive, view=view, quotes=quotes)
