"""What is new in an announcement compared with what the meeting asked: each with the words and days it rests on. Pure.

Nothing is said that is not proven: no word on a first answer or a silence while any source is unknown, none on an
alignment whose quotation does not hold or that a model disputes, none on a policy without its own words.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from archive.dates import find_moment
from archive.records import Alignment, Announcement, Answer, Directive, Fact, Link, Meeting, Quote
from digest import comparisons
from digest.comparisons import Comparison, key
from digest.ledger import Entry, Ledger

Kind = Literal["above", "reached", "below", "first_answer", "after_silence", "in_force", "published"]
SILENT_DAYS = 60
"""An answer after fewer days than this without one is no news."""
_TOLD: dict[str, Kind] = {"above": "above", "reached": "reached", "below": "below"}
"""Relations of figures that are news; that a figure stays within a cap is not."""
_IN_FORCE = re.compile(
    r"自(?:(?:印发|发布|公布|颁布|签发)之日|(?P<day>20\d{2}年\d{1,2}月\d{1,2}日))起(?:正式)?(?:施行|实施|生效|执行)(?!的)"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Novelty:
    """One thing that is new.

    `above`, `reached`, `below`: a figure beside one of the meeting or of a policy (`comparison`; `directive` is the one
    in whose words the meeting's figure stands, empty when in none).
    `first_answer`: nothing had answered the directive before, `days` after the meeting. `after_silence`: nothing had
    for `days`, since `previous`. `asked` are the directive's words, `ours` those of the answer.
    `in_force`, `published`: this is the policy that the meeting names with the words `asked`; `ours` say from when on
    it is in force, else they are its title.
    """

    kind: Kind
    meeting: str
    directive: str = ""
    asked: str = ""
    days: int = 0
    ours: Quote | None = None
    comparison: Comparison | None = None
    previous: Answer | None = None


def figures(beside: Sequence[Comparison], meetings: Sequence[Meeting]) -> Iterator[Novelty]:
    """Give the figures that go beyond, reach or miss what was asked."""
    for one in beside:
        if one.relation in _TOLD:
            asked = _directive_of(one, meetings)
            yield Novelty(
                kind=_TOLD[one.relation],
                meeting=one.id if one.beside == "meeting" else "",
                directive=asked.id if asked else "",
                asked=asked.text if asked else "",
                ours=one.ours,
                comparison=one,
            )


def _directive_of(one: Comparison, meetings: Sequence[Meeting]) -> Directive | None:
    stated = (
        each for meeting in meetings if one.beside == "meeting" and meeting.id == one.id for each in meeting.directives
    )
    return next((each for each in stated if each.start <= one.theirs.start and one.theirs.end <= each.end), None)


def answers(
    canonical_id: str,
    proven: Sequence[Alignment],
    ledgers: Sequence[Ledger],
    disputed: Collection[str],
    new: Collection[str],
) -> Iterator[Novelty]:
    """Give the directives that were without an answer before this announcement, or for long.

    `proven` are its alignments whose quotations hold, `disputed` the directives whose alignment a model doubts. `new`
    are the canonical ids of all that is told with it: when an answer of its day or a later one was known before, as
    it happens with back-dated papers, nothing was silent and nothing is claimed.
    """
    for told in ledgers:
        if not told.silence.proven:
            continue
        for entry in told.entries:
            ours = _strongest(proven, told.meeting.id, entry.directive.id)
            if ours and entry.directive.id not in disputed:
                yield from _answer(canonical_id, ours, entry, told, new)


def _strongest(proven: Sequence[Alignment], meeting: str, directive: str) -> Alignment | None:
    found = [one for one in proven if (one.meeting, one.directive) == (meeting, directive)]
    return max(found, key=lambda one: one.score, default=None)


def _answer(canonical_id: str, ours: Alignment, entry: Entry, told: Ledger, new: Collection[str]) -> Iterator[Novelty]:
    mine = next((one.answer for one in entry.answers if one.answer.canonical_id == canonical_id), None)
    if mine is None:
        return
    # What was withdrawn did break the silence while it stood.
    others = [one.answer for one in (*entry.answers, *entry.withdrawn) if one.answer.canonical_id != canonical_id]
    if any(one.day >= mine.day and one.canonical_id not in new for one in others):
        return
    previous = max((one for one in others if one.day < mine.day), key=lambda one: (one.day, one.id), default=None)
    days = (mine.day - (previous.day if previous else told.meeting.date)).days
    if previous is None or days >= SILENT_DAYS:
        yield Novelty(
            kind="after_silence" if previous else "first_answer",
            meeting=told.meeting.id,
            directive=entry.directive.id,
            asked=entry.directive.text,
            days=days,
            ours=ours.announcement_quote,
            previous=previous,
        )


def policy(one: Announcement, chain: Sequence[Link], meetings: Sequence[Meeting], today: date) -> Novelty | None:
    """Return that an announcement is the policy which a meeting names, published after it, None when it is not.

    `chain` are the documents that it rests on: the meeting and then itself, when the meeting names it.
    """
    kinds = [(step.kind, step.relation) for step in chain]
    if kinds != [("meeting", None), ("document", "named")] or one.published is None:
        return None
    meeting = next((each for each in meetings if each.id == chain[0].id), None)
    fact = _named(one, meeting) if meeting else None
    if meeting is None or fact is None or one.published.date() < meeting.date:
        return None
    ours = _in_force(one, today)
    title = Quote(part="title", revision=one.revision, start=0, end=len(one.title), text=one.title)
    kind: Kind = "in_force" if ours else "published"
    return Novelty(kind=kind, meeting=meeting.id, asked=fact.text, ours=ours or title)


def _named(one: Announcement, meeting: Meeting) -> Fact | None:
    title = key(one.title)
    stated = (
        fact for fact in meeting.facts if fact.kind == "policy" and meeting.text[fact.start : fact.end] == fact.text
    )
    return next(
        (fact for fact in stated if len(name := key(fact.value)) >= comparisons.SHORTEST_NAME and name in title), None
    )


def _in_force(one: Announcement, today: date) -> Quote | None:
    """Return the words that say from when on it is in force, None when none do or the day is still to come."""
    parts = ["body", *(f"attachment:{each.sha256}" for each in one.attachments if each.text)]
    for part in parts:
        for found in _IN_FORCE.finditer(one.part(part) or ""):
            moment = find_moment(found["day"]) if found["day"] else one.published
            if moment and moment.date() <= today:
                return Quote(part=part, revision=one.revision, start=found.start(), end=found.end(), text=found.group())
    return None


def document(one: Novelty) -> dict[str, Any]:
    """Return what is new as the JSON document of an edition has it."""
    span = ("part", "revision", "start", "end", "text")
    before = one.previous
    return {
        "kind": one.kind,
        "meeting": one.meeting or None,
        "directive": one.directive or None,
        "asked": one.asked,
        "days": one.days,
        "ours": {name: getattr(one.ours, name) for name in span} if one.ours else None,
        "theirs": comparisons.document(one.comparison)["theirs"] if one.comparison else None,
        "previous": before
        and {"id": before.id, "date": before.day.isoformat(), "issuer": before.issuer, "title": before.title},
    }
