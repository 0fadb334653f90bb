"""The policies that the archive holds, found by the names and numbers that announcements give them."""

import re

from archive.errors import NotFound
from archive.records import Announcement, Meeting
from archive.store import Tx, announcements
from digest.comparisons import is_named, key, names

MOST = 4
"""Policies with which one announcement is compared."""
_POLICY = re.compile("办法|措施|方案|意见|细则|规定|规划|计划|条例|政策|指南|纲要|十条")


class Policies:
    """What the archive held when it was asked; texts are fetched when they are first needed."""

    def __init__(self, tx: Tx) -> None:
        self._titles = [one for one in announcements.titles(tx) if one[2] or _POLICY.search(one[1])]
        self._kept: dict[str, Announcement] = {}

    def named_by(self, tx: Tx, one: Announcement, meetings: list[Meeting]) -> list[Announcement]:
        """Return the policies that an announcement or a meeting names, one copy each; never the announcement itself."""
        named = names(one, meetings)
        found: dict[str, str] = {}
        for known, title, number in self._titles:
            if is_named(title, number, named, one):
                found.setdefault(key(title), known)
        return [self._get(tx, known) for known in list(found.values())[:MOST]]

    def _get(self, tx: Tx, known: str) -> Announcement:
        if known not in self._kept:
            self._kept[known] = announcements.get(tx, known)
        return self._kept[known]


def by_id(tx: Tx, ids: set[str]) -> dict[str, Announcement]:
    """Return those of the announcements that are kept."""
    found = {}
    for one in sorted(ids):
        try:
            found[one] = announcements.get(tx, one)
        except NotFound:
            continue
    return found
