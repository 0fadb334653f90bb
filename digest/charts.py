"""The charts of an edition: as pictures with words beside them that tell the same numbers, and as bars of text.

Weekly editions have both charts. A daily one has the longest silences on days without any news, when there is nothing
else to read; on other days the news come first, and the list of unanswered directives tells the same at the end.
"""

import base64
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from digest import drawing, ledger_lines, pictures, view
from digest.columns import width
from digest.drawing import Drawing
from digest.edition import Edition, Language
from digest.trends import Silent, Trends, month_name
from digest.wording import theme_name

SHOWN_WIDTH = 440
"""Pixels of a page that a picture takes at most; it has more of its own, for screens of double density."""
ROWS = 20
DAILY_ROWS = 8
THEMES_DRAWN = 5
"""More themes are told in words only."""
_LABEL = 16
_SPARKS = "▁▂▃▄▅▆▇█"
_BAR = 20
_WORDS: Final[dict[str, tuple[str, str]]] = {
    "answers": ("各主题每月的回应，{first} 至 {last}", "Answers per theme and month, {first} to {last}"),
    "answers_note": (
        "图中空心的是未满的一月（{last}，截至 {day}）。所数的是存档中按发布日期归月的公告，转载不重复计。",
        (
            "Hollow in the chart: the month that is not over ({last}, up to {day}). Counted are announcements in the "
            "archive, by the month of publication, copies once."
        ),
    ),
    "answers_doubt": ("有来源状况不明，实际可能更多。", "Some sources are unknown: there may be more."),
    "silence": ("各项要求沉默的天数", "Days of silence per directive"),
    "longest": ("沉默最久的 {n} 项要求（天数）", "The {n} directives that have been silent longest, in days"),
    "silence_note": (
        "图中实心的是距最近一次回应的天数，条纹的是会后从未有过回应。",
        "In the chart, solid: days since the last answer; striped: no answer since the meeting.",
    ),
    "more": ("另有 {n} 项沉默较短。", "{n} more have been silent for less."),
    "none": ("没有", "none"),
    "in_all": ("{n} 条（{months}）", "{n} ({months})"),
    "never": ("会后 {n} 天从未有回应", "Never answered, on day {n} after the meeting"),
    "since": ("距最近一次回应", "Since the last answer"),
    "days": ("{name} {n} 天", "{name} {n} d"),
    "colon": ("：", ": "),
    "and": ("、", ", "),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """A chart: `told` says its numbers in words, `bars` draws them in text of at most 78 columns.

    `png` is empty where no picture could be made small enough; `shown` is its size on a page, in pixels.
    """

    title: str
    note: str
    told: tuple[str, ...]
    bars: tuple[str, ...]
    png: bytes
    shown: tuple[int, int]

    @property
    def address(self) -> str:
        """The picture as an address of its own bytes."""
        return f"data:image/png;base64,{base64.b64encode(self.png).decode()}"

    @property
    def alternative(self) -> str:
        """What is read where the picture is not seen."""
        return f"{self.title} – {' / '.join(self.told)}"


def charts(edition: Edition, *, machine_fonts: bool = True) -> tuple[Chart, ...]:
    """Return the charts of an edition, none when it has nothing to compare or is of a kind that shows none."""
    told = edition.trends
    if told is None or not told.silences:
        return ()
    if edition.kind == "weekly":
        doubt = _words(edition.language, "answers_doubt") if _doubt(edition) else ""
        answered = timeline(told, edition.language, doubt, machine_fonts=machine_fonts)
        return (answered, _silence(edition, told.silences[:ROWS], machine_fonts))
    quiet = not (edition.items or edition.changes or edition.withdrawn or edition.reprints)
    longest = tuple(one for one in told.silences if one.days)[:DAILY_ROWS]
    if edition.kind == "daily" and quiet and longest:
        return (_silence(edition, longest, machine_fonts),)
    return ()


def timeline(told: Trends, language: Language, doubt: str = "", *, machine_fonts: bool = True) -> Chart:
    """Return the chart of answers by theme and month; `doubt` is a sentence that its note ends with."""
    named = {one.theme: theme_name(language, one.theme, one.name or None)[:_LABEL] for one in told.themes}
    drawn = [
        (name if pictures.drawable(name := named[one.theme], machine_fonts=machine_fonts) else one.theme, one.counts)
        for one in told.themes[:THEMES_DRAWN]
    ]
    first, last = month_name(told.months[0]), month_name(told.months[-1])
    words = []
    for one in told.themes:
        months = [f"{month_name(month)}: {n}" for month, n in zip(told.months, one.counts, strict=True) if n]
        counted = _words(language, "in_all", n=sum(one.counts), months=_words(language, "and").join(months))
        words.append(named[one.theme] + _words(language, "colon") + (counted if months else _words(language, "none")))
    return _chart(
        drawing.columns(drawn, told.months),
        title=_words(language, "answers", first=first, last=last),
        note=_note(language, _words(language, "answers_note", last=last, day=told.as_of), doubt),
        told=words,
        bars=_sparks([(named[one.theme], one.counts) for one in told.themes]),
        machine_fonts=machine_fonts,
    )


def _silence(edition: Edition, shown: Sequence[Silent], machine_fonts: bool) -> Chart:
    language = edition.language
    named = [(view.asked(edition, one.meeting, one.directive), one) for one in shown]
    labels = [
        (name[-_LABEL:] if pictures.drawable(name, machine_fonts=machine_fonts) else "?", one) for name, one in named
    ]
    others = len(edition.trends.silences) - len(shown) if edition.trends else 0
    return _chart(
        drawing.lengths([(label, one.days, one.never) for label, one in labels]),
        title=_words(language, "longest" if others else "silence", n=len(shown)),
        note=_note(
            language,
            _words(language, "silence_note"),
            _words(language, "more", n=others) if others else "",
            _doubt(edition),
        ),
        told=_grouped(language, named),
        bars=[_bar(name, one, max(each.days for each in shown)) for name, one in named],
        machine_fonts=machine_fonts,
    )


def _chart(
    drawn: Drawing, *, title: str, note: str, told: Iterable[str], bars: Iterable[str], machine_fonts: bool
) -> Chart:
    return Chart(
        title=title,
        note=note,
        told=tuple(told),
        bars=tuple(bars),
        png=pictures.png(drawn.svg, drawing.PALETTE, machine_fonts=machine_fonts),
        shown=(SHOWN_WIDTH, round(drawn.height * SHOWN_WIDTH / drawn.width)),
    )


def _note(language: Language, *sentences: str) -> str:
    return ("" if language == "zh" else " ").join(one for one in sentences if one)


def _doubt(edition: Edition) -> str:
    """Return why it is not certain that there are no further answers, empty where it is."""
    unsure = [one.silence for one in edition.ledgers if not one.silence.proven]
    return ledger_lines.certainty(edition.language, unsure[0]) if unsure else ""


def _grouped(language: Language, named: Sequence[tuple[str, Silent]]) -> Iterator[str]:
    """Give a line for those never answered, by days when there are several meetings, and one for the others."""
    never: dict[int, list[str]] = {}
    since: list[str] = []
    for name, one in named:
        if one.never:
            never.setdefault(one.days, []).append(name)
        else:
            since.append(_words(language, "days", name=name, n=one.days))
    for days, names in never.items():
        yield _words(language, "never", n=days) + _words(language, "colon") + _words(language, "and").join(names)
    if since:
        yield _words(language, "since") + _words(language, "colon") + _words(language, "and").join(since)


def _sparks(rows: Sequence[tuple[str, Sequence[int]]]) -> Iterator[str]:
    highest = max((count for _, counts in rows for count in counts), default=0) or 1
    room = max((width(label) for label, _ in rows), default=0)
    for label, counts in rows:
        marks = "".join(_SPARKS[max(0, -(-count * 8 // highest) - 1)] if count else "·" for count in counts)
        yield f"{label}{' ' * (room - width(label))}  {marks}  {sum(counts)}"


def _bar(name: str, one: Silent, longest: int) -> str:
    blocks = max(1, round(one.days / longest * _BAR)) if one.days else 0
    return f"{name[-_LABEL:]:<{_LABEL}} {('░' if one.never else '█') * blocks} {one.days}"


def _words(language: Language, phrase: str, **values: object) -> str:
    return _WORDS[phrase][language == "en"].format(**values)
