"""Judge one announcement: relevance, alignments with their evidence, summary, deadline and amounts. Pure."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from archive import facts
from archive.records import Alignment, Analysis, Announcement, Meeting
from digest.acts import acts
from digest.alignment import align
from digest.evidence import check
from digest.heads import mark
from digest.reading import Reading, read
from digest.relevance import relevance
from digest.substance import nearness
from digest.summary import summarise
from digest.vocabulary import vocabulary

VERSION = "2026-11-25.1"
"""Raised whenever the steps change; a changed word or weight changes the hash behind it."""

METHOD = f"{VERSION}+{vocabulary().mark}{mark()}"
MOST_AMOUNTS = 6
_CONDITION = re.compile("超过|不低于|不少于|至少|约")
_GIVES = re.compile("给予|奖励|补助|资助|补贴|最高|安排|投资|规模|总额|服务费|贴息|经费|免租|额度")


def judge(announcement: Announcement, meetings: Sequence[Meeting]) -> Analysis:
    """Return the analysis of one revision; every alignment has been checked against both texts (else BadEvidence)."""
    reading = read(announcement)
    acted = acts(reading)
    verdict, account = relevance(reading, acted)
    alignments: list[Alignment] = []
    alignment_account: dict[str, Any] = {}
    for meeting in meetings if verdict.relevant else ():
        found, told = align(announcement, acted, meeting)
        for one in found:
            check(announcement, one, meeting)
        alignments += found
        alignment_account[meeting.id] = told
    summary = summarise(announcement, reading, alignments)
    return Analysis(
        announcement_id=announcement.id,
        revision=announcement.revision,
        method=METHOD,
        relevance=verdict,
        alignments=tuple(alignments),
        summary=summary.text,
        deadline=_deadline(announcement),
        amounts=_amounts(announcement, reading) if verdict.relevant else (),
        account={"method": METHOD, "relevance": account, "alignments": alignment_account, "summary": summary.account()},
    )


def _deadline(announcement: Announcement) -> date | None:
    """The last day set for applicants in the body, else in the attachments."""
    for text in (announcement.body, *(one.text or "" for one in announcement.attachments)):
        days = [date.fromisoformat(fact.value) for fact in facts.deadlines(text)]
        published = announcement.published.date() if announcement.published else None
        ahead = [day for day in days if published is None or day >= published]
        if ahead:
            return min(ahead)
    return None


def _amounts(announcement: Announcement, reading: Reading) -> tuple[str, ...]:
    """The sums that sentences about the subject give, those with a bound (最高…) first; conditions are left out."""
    near = zip(nearness(reading), reading.sentences, strict=True)
    texts = [one.quote(announcement).text for value, one in near if value and one.part != "title" and not one.heading]
    found = dict.fromkeys(amount for text in texts if _GIVES.search(text) for amount in facts.amounts(text))
    return tuple(sorted((one for one in found if not _CONDITION.match(one)), key=_is_bare))[:MOST_AMOUNTS]


def _is_bare(amount: str) -> bool:
    return amount[0].isdigit()
