"""Alarms as notices: the sources of one host or publisher in the same state are one, and so are all of a kind. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from archive.records import Alarm
from crawler.sources import Source
from digest.alert_pages import Notice
from digest.edition import Language
from scheduler import alert_words
from scheduler.problems import Problem

RANKS = (
    "leader", "disk", "queue", "archive", "queued", "edition", "late",
    "job", "source", "refused", "subscriber", "model", "quiet",
)  # fmt: skip
"""Kinds of problems, the worst first."""
SOURCE = "source"
NAMED_FIRST = frozenset({"late", "quiet", "job", "model"})
"""Kinds whose sentence begins with a name, as it is written."""
SCATTERED = 5
"""So many sources in one state, each at a place of its own, are told as one: it may be our own network."""
TOGETHER = frozenset({"refused", "late", "quiet", "subscriber", "job"})
"""Kinds of which several are told as one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Group:
    """Alarms that are told as one: of one kind and, if they are sources, of one place and in one state."""

    kind: str
    alarms: tuple[Alarm, ...]
    where: str = ""
    status: str = ""
    hosts: int = 0
    """Of sources at several places."""


def open_notices(
    alarms: Sequence[Alarm], problems: Mapping[str, Problem], sources: Mapping[str, Source], language: Language
) -> tuple[Notice, ...]:
    """Return notices of alarms that last; `problems` are those that there are now, by subject."""

    def status(alarm: Alarm) -> str:
        return problems[alarm.subject].status

    groups = _grouped(alarms, sources, status)
    kinds = [group.kind for group in groups]
    return tuple(
        # What to do is said once of each kind.
        replace(notice, advice="") if group.kind in kinds[:place] else notice
        for place, group in enumerate(groups)
        for notice in [_lasting(group, problems, sources, language)]
    )


def over_notices(alarms: Sequence[Alarm], sources: Mapping[str, Source], language: Language) -> tuple[Notice, ...]:
    """Return notices of alarms that are over."""
    return tuple(_ended(group, language) for group in _grouped(alarms, sources, lambda _: ""))


def kind_of(subject: str) -> str:
    """Return the kind of a problem by its subject."""
    return subject.partition(":")[0]


def name_of(subject: str) -> str:
    """Return whom or what a problem is about: a source, an address, a command."""
    kind, _, name = subject.partition(":")
    return name.partition(":")[2] if kind == "refused" else name


def _lasting(
    group: _Group, problems: Mapping[str, Problem], sources: Mapping[str, Source], language: Language
) -> Notice:
    first, since = group.alarms[0], min(one.since for one in group.alarms)
    found = problems[first.subject]
    told = alert_words.advice(language, group.kind)
    if len(group.alarms) == 1:
        headline = _headline(found, sources.get(name_of(first.subject)), language)
        return Notice(headline=headline, since=since, why=_why(found), advice=told)
    names = tuple(name_of(one.subject) for one in group.alarms)
    where = group.where or alert_words.places(language, group.hosts)
    headline = alert_words.several(language, group.kind, n=len(names), where=where, status=group.status)
    return Notice(headline=headline, since=since, why=found.why, advice=told, names=names)


def _headline(found: Problem, source: Source | None, language: Language) -> str:
    """Return the sentence of one problem; what a site said of an unwell source stands below it."""
    if not found.status:
        said = found.said.en if language == "en" else found.said.zh
        return said if kind_of(found.subject) in NAMED_FIRST else said[:1].upper() + said[1:]
    key, colon = name_of(found.subject), ": " if language == "en" else "："
    name = f"{source.publisher} {source.column} ({key})" if source else key
    return f"{name}{colon}{alert_words.status_word(language, found.status)}"


def _why(found: Problem) -> str:
    return found.why if found.status else ""


def _ended(group: _Group, language: Language) -> Notice:
    names = tuple(name_of(one.subject) for one in group.alarms)
    kind = group.alarms[0].subject if group.kind == "edition" else group.kind
    where = group.where or alert_words.places(language, group.hosts)
    headline = alert_words.over(language, kind, n=len(names), where=where, name=names[0])
    return Notice(
        headline=headline,
        since=min(one.since for one in group.alarms),
        until=max(one.ended_at or one.since for one in group.alarms),
        names=names if len(names) > 1 else (),
    )


def _grouped(alarms: Iterable[Alarm], sources: Mapping[str, Source], status: Callable[[Alarm], str]) -> list[_Group]:
    """Return the groups, the worst kind first, and of a kind the largest."""
    unwell: dict[str, list[Alarm]] = {}
    of_kind: dict[str, list[Alarm]] = {}
    for one in alarms:
        kind = kind_of(one.subject)
        if kind == SOURCE:
            unwell.setdefault(status(one), []).append(one)
        else:
            of_kind.setdefault(kind if kind in TOGETHER else one.subject, []).append(one)
    found = [_Group(kind=kind_of(some[0].subject), alarms=tuple(some)) for some in of_kind.values()]
    found += [group for state, some in unwell.items() for group in _at_places(some, sources, state)]
    return sorted(found, key=lambda group: (RANKS.index(group.kind), -len(group.alarms)))


def _at_places(alarms: Sequence[Alarm], sources: Mapping[str, Source], status: str) -> list[_Group]:
    """Return sources by their host where several have it, else by publisher; single ones together when many."""
    found, left = [], list(alarms)
    for place in (_host, _publisher):
        by: dict[str, list[Alarm]] = {}
        for one in left:
            by.setdefault(place(sources.get(name_of(one.subject))), []).append(one)
        together = {where: tuple(some) for where, some in by.items() if where and len(some) > 1}
        found += [_Group(kind=SOURCE, alarms=some, where=where, status=status) for where, some in together.items()]
        left = [one for where, some in by.items() if where not in together for one in some]
    if len(left) >= SCATTERED:
        hosts = {_host(sources.get(name_of(one.subject))) for one in left}
        return [*found, _Group(kind=SOURCE, alarms=tuple(left), status=status, hosts=len(hosts))]
    return found + [_Group(kind=SOURCE, alarms=(one,), status=status) for one in left]


def _host(source: Source | None) -> str:
    return urlsplit(source.start_url).netloc if source else ""


def _publisher(source: Source | None) -> str:
    return source.publisher if source else ""
