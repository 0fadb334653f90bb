"""What the archive holds is judged: by one method, against the meetings in force, each announcement once."""

import hashlib
import logging
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from archive import clock
from archive.config import Settings, nearest
from archive.errors import BadEvidence, WrongSettings
from archive.records import Announcement, Meeting
from archive.store import Archive, Tx, citations, judgements, meetings
from digest.counsel import Counsel
from digest.judge import METHOD, judge
from digest.meetings import shipped
from digest.policies import Policies

LOG = logging.getLogger(__name__)


def meetings_in_force(settings: Settings, tx: Tx | None = None) -> list[Meeting]:
    """Return the meetings to compare with; without a transaction only those that come with the program.

    Raises WrongSettings for a meeting that nobody knows.
    """
    known = shipped() | ({one.id: one for one in meetings.every(tx)} if tx is not None else {})
    missing = [one for one in settings.digest.meetings if one not in known]
    if missing and tx is not None:
        raise WrongSettings(f"digest.meetings: no meeting {missing[0]}{nearest(missing[0], known)}")
    return [known[one] for one in settings.digest.meetings if one in known]


def method_of(compared: Sequence[Meeting]) -> str:
    """Return the method with a mark of the meetings compared: when they change, everything is judged anew."""
    marks = [
        f"{one.id} {one.text} {[(each.id, each.theme, each.start, each.end) for each in one.directives]} "
        f"{[each.id for each in one.themes]}"
        for one in compared
    ]
    return f"{METHOD}+{hashlib.sha256(chr(10).join(marks).encode()).hexdigest()[:8]}"


def judge_new(
    archive: Archive,
    settings: Settings,
    now: datetime | None = None,
    *,
    again: bool = False,
    only: Collection[str] | None = None,
) -> int:
    """Judge every announcement whose newest revision the present method has not judged; return how many were.

    With `again` those that it has judged too: its analysis of the same revision is replaced, other methods' stay. With
    `only` those of these.

    One transaction each, so that a kill loses at most one. An analysis whose quotations do not hold is not kept: that
    announcement stays unjudged, and the next edition says so. What the new ones cite is read before. What another
    process judges meanwhile is not judged once more.
    """
    moment = now or clock.now()
    cite_new(archive)
    with archive.read() as tx:
        compared = meetings_in_force(settings, tx)
        method = method_of(compared)
        waiting = judgements.unjudged(tx, method, only, again=again)
        policies = Policies(tx)
    counsel = Counsel(archive, settings.model, moment, settings.network)

    def judged(one: Announcement) -> bool:
        with archive.read() as tx:
            if not again and not judgements.waiting(tx, method, (one.id,)):
                return False
            named = policies.named_by(tx, one, compared)
        analysis = counsel.on(one, replace(judge(one, compared, named), method=method))
        with archive.begin() as tx:
            judgements.put(tx, analysis, moment)
        return True

    count = 0
    for one in waiting:
        try:
            with judgements.turn(archive, one.id):
                count += judged(one)
        except BadEvidence as error:
            LOG.warning("not judged: %s", error)
    return count


def waiting_ids(archive: Archive, settings: Settings) -> list[str]:
    """Return the announcements that `judge_new` would judge, the oldest first."""
    with archive.read() as tx:
        return judgements.waiting(tx, method_of(meetings_in_force(settings, tx)))


def cite_new(archive: Archive) -> int:
    """Read what every revision cites that was not read in its present words, some at a time; return how many were."""
    read = 0
    while True:
        with archive.begin() as tx:
            some = citations.refresh(tx)
        if not some:
            return read
        read += some


def account_of(
    found: Announcement, compared: Sequence[Meeting], policies: Sequence[Announcement] = ()
) -> dict[str, Any]:
    """Return why an announcement was selected or left out, and matched or not, judged anew as it stands.

    Its figures are told with what they stand beside in the meetings and in `policies`, those it names. What a model
    wrote and thought is told as it was kept: nobody is asked anew.
    """
    analysis = judge(found, compared, policies)
    kept = found.analysis.account if found.analysis and found.analysis.revision == found.revision else {}
    verdict = analysis.relevance
    return {
        "id": found.id,
        "url": found.url,
        "title": found.title,
        "revision": found.revision,
        "method": analysis.method,
        "relevant": verdict.relevant,
        "score": verdict.score,
        "reasons": list(verdict.reasons),
        "recognised": list(found.recognised),
        **analysis.account,
        **{name: kept[name] for name in ("summary", "second_opinion") if name in kept},
    }
