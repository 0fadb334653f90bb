"""What a subscriber's filters ask of an announcement: whether each is met, and by what, in words. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from archive.records import Alignment, Announcement, Filters, Meeting
from archive.text import fold
from archive.towns import towns_of
from archive.traits import gives_money, issuers_of, last_days, run_on, words_of
from digest import offers
from digest.edition import Item, Language
from digest.wording import theme_name

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "themes": ("主题：{names}", "themes: {names}"),
    "directives": ("要求：{names}", "directives: {names}"),
    "bodies": ("发布机构含：{names}", "published by: {names}"),
    "towns": ("镇区：{names}", "towns: {names}"),
    "words": ("词语：{names}", "words: {names}"),
    "deadline": ("仅限尚未截止的", "only with a deadline to come"),
    "money": ("仅限有金额的", "only with money"),
    "themes_met": ("主题为{name}", "theme {name}"),
    "directives_met": ("对应要求 {name}", "answers {name}"),
    "bodies_met": ("发布机构含“{name}”", "published by “{name}”"),
    "towns_met": ("涉及{name}", "about {name}"),
    "words_met": ("含词语“{name}”", "has the word “{name}”"),
    "deadline_met": ("{name} 截止", "closes {name}"),
    "money_met": ("有金额", "has money"),
    "themes_unmet": ("主题{have}不在{names}之中", "theme {have} is not among {names}"),
    "directives_unmet": ("所对应的要求{have}不在{names}之中", "directive {have} is not among {names}"),
    "bodies_unmet": ("发布机构{have}不含{names}", "publisher {have} is none of {names}"),
    "towns_unmet": ("未涉及{names}", "not about {names}"),
    "words_unmet": ("不含词语{names}", "has none of the words {names}"),
    "deadline_unmet": ("没有尚未到期的截止日期", "no deadline to come"),
    "money_unmet": ("没有金额", "no money"),
    "unknown": ("无从判断，照报", "not known, so told"),
    "none_had": ("（无）", "(none)"),
}
Outcome = tuple[bool, str]
"""Whether a filter is met, and why, in words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What filters ask of an announcement.

    `text` is all its words as `run_on` gives them, `towns` those that it or its issuer speaks of, `directives` are
    `MEETING/id`. A filter that asks for what is None is met, for nobody can say that it is not.
    """

    issuers: tuple[str, ...]
    text: str
    towns: frozenset[str]
    themes: tuple[str, ...] | None = None
    directives: tuple[str, ...] | None = None
    days: tuple[date, ...] | None = None
    money: bool | None = None


def facts_of(announcement: Announcement) -> Facts:
    """Return what filters ask of an announcement of the archive, its attachments' words among the text."""
    said = _facts(issuers_of(announcement.issuer), words_of(announcement))
    analysis = announcement.analysis
    if analysis is None:
        return said
    return replace(
        said,
        themes=tuple(dict.fromkeys(one.theme for one in analysis.alignments)),
        directives=_directives(analysis.alignments),
        days=last_days(analysis),
        money=gives_money(analysis),
    )


def facts_of_item(item: Item, known: Facts | None = None) -> Facts:
    """Return what filters ask of an item: its copies' publishers count, its own words are looked into besides `known`.

    Only what the item shows counts as theme or directive: alignments whose quotation does not hold are not told.
    """
    lines = (item.line, *item.reposts)
    issuers = tuple(name for line in lines for name in issuers_of(line.issuer))
    own = run_on(item.line.title, item.summary)
    return Facts(
        issuers=issuers,
        text=f"{known.text}\n{own}" if known else own,
        towns=towns_of(issuers, own) | (known.towns if known else frozenset()),
        themes=item.themes,
        directives=_directives(item.alignments),
        days=_days(item.deadline, item.offer),
        money=bool(item.amounts or (item.offer and item.offer.sums)),
    )


def facts_of_words(issuer: str | None, *texts: str | None) -> Facts:
    """Return what filters ask of something of which only the issuer and some words are known."""
    return _facts(issuers_of(issuer), run_on(*texts))


class Wishes:
    """The filters of one subscriber, made ready to be asked about many announcements of one day."""

    def __init__(self, filters: Filters, language: Language, meetings: Sequence[Meeting], today: date) -> None:
        self.filters = filters
        self.language = language
        self.meetings = meetings
        self.today = today
        self._themes = {theme.id: theme.name for meeting in reversed(meetings) for theme in meeting.themes}
        self._directives = [one if "/" in one else f"{meetings[0].id}/{one}" for one in filters.directives]
        self._bodies = {one: "".join(fold(one).split()) for one in filters.bodies}
        self._words = {one: _Word(run_on(one)) for one in filters.words}

    def outcomes(self, facts: Facts) -> list[Outcome]:
        """Return for each filter that names something whether the announcement meets it."""
        asked = self.filters
        found = []
        if asked.themes:
            found.append(self._among("themes", asked.themes, facts.themes))
        if asked.directives:
            found.append(self._among("directives", self._directives, facts.directives))
        if asked.bodies:
            found.append(self._first("bodies", (one for one, name in self._bodies.items() if _in(name, facts)), facts))
        if asked.towns:
            found.append(self._first("towns", (one for one in asked.towns if one in facts.towns), facts))
        if asked.words:
            found.append(self._first("words", (one for one, seek in self._words.items() if seek(facts.text)), facts))
        if asked.deadline:
            ahead = None if facts.days is None else [str(one) for one in facts.days if one >= self.today]
            found.append(self._given("deadline", ahead))
        if asked.money:
            found.append(self._given("money", None if facts.money is None else [""] * facts.money))
        return found

    def stated(self) -> str:
        """Return the filters in words, nothing when everything is wanted."""
        told = []
        for kind in ("themes", "directives", "bodies", "towns", "words"):
            names = getattr(self.filters, kind)
            if names:
                told.append(self._say(kind, names=self._named(kind, names)))
        told += [self._say(kind) for kind in ("deadline", "money") if getattr(self.filters, kind)]
        return ("；" if self.language == "zh" else "; ").join(told)

    def _among(self, kind: str, wanted: Sequence[str], have: Sequence[str] | None) -> Outcome:
        if have is None:
            return True, self._say("unknown")
        for one in have:
            if one in wanted:
                return True, self._say(f"{kind}_met", name=self._named(kind, (one,)))
        mine = self._named(kind, have) if have else self._say("none_had")
        return False, self._say(f"{kind}_unmet", have=mine, names=self._named(kind, wanted))

    def _first(self, kind: str, met: Iterable[str], facts: Facts) -> Outcome:
        for one in met:
            return True, self._say(f"{kind}_met", name=one)
        names = self._named(kind, getattr(self.filters, kind))
        have = self._named(kind, facts.issuers) if facts.issuers else self._say("none_had")
        return False, self._say(f"{kind}_unmet", have=have, names=names)

    def _given(self, kind: str, have: Sequence[str] | None) -> Outcome:
        if have is None:
            return True, self._say("unknown")
        return (True, self._say(f"{kind}_met", name=have[0])) if have else (False, self._say(f"{kind}_unmet"))

    def _named(self, kind: str, names: Sequence[str]) -> str:
        between = "、" if self.language == "zh" else ", "
        return between.join(self._name(kind, one) for one in names)

    def _name(self, kind: str, name: str) -> str:
        if kind == "themes":
            return theme_name(self.language, name, self._themes.get(name))
        if kind == "directives":
            return name.removeprefix(f"{self.meetings[0].id}/")
        return name if kind == "towns" else f"“{name}”"

    def _say(self, phrase: str, **values: str) -> str:
        return _WORDS[phrase][self.language == "en"].format(**values)


class _Word:
    """A word as it is looked for; one that begins or ends with a Latin letter or digit stands by itself there."""

    def __init__(self, word: str) -> None:
        self.word = word
        before = r"(?<![a-z0-9])" if word[:1].isascii() and word[:1].isalnum() else ""
        after = r"(?![a-z0-9])" if word[-1:].isascii() and word[-1:].isalnum() else ""
        self.alone = re.compile(before + re.escape(word) + after) if before or after else None

    def __call__(self, text: str) -> bool:
        """Whether a text of `run_on` has it; the plain search first, for it is a hundred times quicker."""
        return self.word in text and (self.alone is None or self.alone.search(text) is not None)


def _in(name: str, facts: Facts) -> bool:
    return any(name in one for one in facts.issuers)


def _directives(alignments: Iterable[Alignment]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{one.meeting}/{one.directive}" for one in alignments))


def _days(deadline: date | None, offer: offers.Offer | None) -> tuple[date, ...]:
    told = [] if deadline is None else [deadline]
    return tuple(sorted({*told, *(day for day, _ in (offer.days if offer else ()))}))


def _facts(issuers: tuple[str, ...], text: str) -> Facts:
    return Facts(issuers=issuers, text=text, towns=towns_of(issuers, text))
