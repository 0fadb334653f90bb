"""What an operator is told, laid out: subject, page and text, with the same notices in both."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from digest.edition import Language
from digest.printable import one_line
from digest.render import LIMIT, Pages, environment, inlined

SHOWN = (40, 20, 10, 5)
"""Notices of a kind that are laid out at most, fewer as long as the page is too large."""
NAMES_SHOWN = 12
SUBJECT = 120
"""Characters of the notice that a subject names."""
_BLANK_LINES = re.compile(r"\n{3,}")
_WORDS: Final[dict[str, tuple[str, str]]] = {
    "title": ("中山观察：运行告警", "Zhongshan Watch: alert"),
    "subject_new": ("【中山观察告警】{first}", "[Zhongshan Watch alert] {first}"),
    "subject_lasting": ("【中山观察告警】仍未恢复：{first}", "[Zhongshan Watch alert] still: {first}"),
    "subject_over": ("【中山观察】已恢复：{first}", "[Zhongshan Watch] over: {first}"),
    "more_in_subject": ("；另有 {n} 项", "; {n} more"),
    "new": ("新出现的问题", "New"),
    "lasting": ("仍未恢复", "Still so"),
    "over": ("已恢复", "Over"),
    "since": ("自 {when} 起", "since {when}"),
    "lasted": ("{since} 至 {until}", "{since} to {until}"),
    "names": ("涉及：{names}", "These are: {names}"),
    "names_more": ("{names} 等 {n} 个", "{names} and {n} more"),
    "advice": ("怎么办：{words}", "What to do: {words}"),
    "more": ("另有 {n} 项未列出，请运行 zswatch status", "{n} more are not listed; run `zswatch status`"),
    "others": (
        "另有 {n} 项此前已告知、尚未恢复；全部情况请运行 zswatch status。",
        "{n} more were told before and last; `zswatch status` tells everything.",
    ),
    "foot": (
        "由 {where} 上的 zswatch alerts 于 {when} 写成，发给 watch.operators 中的地址。",
        "Written by `zswatch alerts` on {where} at {when}, for the addresses in watch.operators.",
    ),
    "comma": ("、", ", "),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """One thing that is or was wrong, in the language of the alert.

    `names` are those concerned when they are several, `why` what is known of the cause, in whatever language, and
    `until` its end.
    """

    headline: str
    since: datetime
    why: str = ""
    advice: str = ""
    names: tuple[str, ...] = ()
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Alert:
    """What is told at a moment: what is new, what still lasts, what is over, each with the worst first.

    `others` more last of which nothing is said now; `where` is the machine that tells.
    """

    key: str
    language: Language
    at: datetime
    where: str
    new: tuple[Notice, ...] = ()
    lasting: tuple[Notice, ...] = ()
    over: tuple[Notice, ...] = ()
    others: int = 0


def word(language: Language, phrase: str, **values: object) -> str:
    """Return a phrase in the language with its values put in; an unknown one is a KeyError."""
    return _WORDS[phrase][language == "en"].format(**values)


def subject(alert: Alert) -> str:
    """Return the subject: the worst that is new, else that lasts, else that is over, and how much more there is."""
    kind, some = next((kind, some) for kind, some in sections(alert) if some)
    line = word(alert.language, f"subject_{kind}", first=one_line(some[0].headline, SUBJECT))
    more = sum(len(each) for _, each in sections(alert)) - 1
    return line + (word(alert.language, "more_in_subject", n=more) if more else "")


def sections(alert: Alert) -> tuple[tuple[str, tuple[Notice, ...]], ...]:
    """Return the notices by their kind, in the order in which they are told."""
    return ("new", alert.new), ("lasting", alert.lasting), ("over", alert.over)


def pages(alert: Alert) -> Pages:
    """Return subject, page and text; the page takes less than LIMIT bytes, what is left out is counted."""
    for most in SHOWN:
        values = _values(alert, most)
        page = inlined(environment().get_template("alert.html.j2").render(values))
        if len(page.encode()) < LIMIT:
            break
    text = environment().get_template("alert.txt.j2").render(values)
    laid_out = _BLANK_LINES.sub("\n\n", text).strip() + "\n"
    return Pages(subject=subject(alert), html=page, text=laid_out)


def names(alert: Alert, notice: Notice) -> str:
    """Return the names of those concerned, the first of them when there are many; empty when there are none."""
    if not notice.names:
        return ""
    shown = word(alert.language, "comma").join(one_line(one, 80) for one in notice.names[:NAMES_SHOWN])
    more = len(notice.names) - NAMES_SHOWN
    count = len(notice.names) if alert.language == "zh" else more
    return word(alert.language, "names_more", names=shown, n=count) if more > 0 else shown


def lasted(alert: Alert, notice: Notice) -> str:
    """Return since when, or from when to when."""
    if notice.until is None:
        return word(alert.language, "since", when=_minute(notice.since))
    return word(alert.language, "lasted", since=_minute(notice.since), until=_minute(notice.until))


def _values(alert: Alert, most: int) -> dict[str, Any]:
    told = [(kind, some[:most]) for kind, some in sections(alert) if some]
    left_out = sum(max(0, len(some) - most) for _, some in sections(alert))
    return {
        "alert": alert,
        "lang": "zh-CN" if alert.language == "zh" else "en",
        "subject": subject(alert),
        "told": told,
        "left_out": left_out,
        "w": lambda phrase, **values: word(alert.language, phrase, **values),
        "names": lambda notice: names(alert, notice),
        "lasted": lambda notice: lasted(alert, notice),
        "at": _minute(alert.at),
    }


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
