"""Judge one announcement: relevance, alignments with their evidence, summary, deadline and amounts. Pure."""

from collections.abc import Sequence
from typing import Any

from archive.records import Alignment, Analysis, Announcement, Meeting
from digest import comparisons, offers
from digest.acts import acts
from digest.alignment import align
from digest.clauses import Sentence
from digest.evidence import check
from digest.heads import mark
from digest.reading import Reading, read
from digest.relevance import relevance
from digest.stated import Stated, account, stated
from digest.substance import nearness
from digest.summary import summarise
from digest.vocabulary import vocabulary

VERSION = "2026-11-25.2"
"""Raised whenever the steps change; a changed word or weight changes the hash behind it."""

METHOD = f"{VERSION}+{vocabulary().mark}{mark()}"


def judge(announcement: Announcement, meetings: Sequence[Meeting], policies: Sequence[Announcement] = ()) -> Analysis:
    """Return the analysis of one revision; every alignment has been checked against both texts (else BadEvidence).

    `policies` are those that the announcement or a meeting names, with whose figures its own are compared.
    """
    reading = read(announcement)
    acted = acts(reading)
    verdict, told_relevance = relevance(reading, acted)
    alignments: list[Alignment] = []
    alignment_account: dict[str, Any] = {}
    for meeting in meetings if verdict.relevant else ():
        found, told = align(announcement, acted, meeting)
        for one in found:
            check(announcement, one, meeting)
        alignments += found
        alignment_account[meeting.id] = told
    summary = summarise(announcement, reading, alignments)
    figures = stated(announcement)
    near = _near(reading) if verdict.relevant else []
    return Analysis(
        announcement_id=announcement.id,
        revision=announcement.revision,
        method=METHOD,
        relevance=verdict,
        alignments=tuple(alignments),
        summary=summary.text,
        deadline=offers.deadline(announcement, figures),
        amounts=offers.sums(announcement, figures, near),
        account={
            "method": METHOD,
            "relevance": told_relevance,
            "alignments": alignment_account,
            "summary": summary.account(),
        }
        | _figures(announcement, figures if verdict.relevant else (), near, meetings, policies),
    )


def _near(reading: Reading) -> list[Sentence]:
    """The sentences and rows that stand near the subject."""
    near = zip(nearness(reading), reading.sentences, strict=True)
    return [one for value, one in near if value and one.part != "title" and not one.heading]


def _figures(
    announcement: Announcement,
    found: Sequence[Stated],
    near: Sequence[Sentence],
    meetings: Sequence[Meeting],
    policies: Sequence[Announcement],
) -> dict[str, Any]:
    """What the analysis keeps of the figures: all, what can be applied for, and what they stand beside."""
    beside = [each for one in meetings for each in comparisons.with_meeting(announcement, found, one)]
    beside += [each for one in policies for each in comparisons.with_policy(announcement, found, one)]
    return {
        "figures": account(announcement, found),
        "offer": offers.document(offers.offer(announcement, found, near)) if found else None,
        "comparisons": [comparisons.document(one) for one in beside],
    }
