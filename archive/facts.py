"""Facts that a text states in figures or by name, with their spans: amounts, percentages, counts, deadlines, policies.

Works on text as published: full-width figures and signs count like half-width ones; every span is a slice of the text.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from archive.records import Fact

_NUMBER = r"[0-9０-９]+(?:[,，][0-9０-９]{3})*(?:[.．][0-9０-９]+)?"
_NOT_INSIDE = r"(?<![0-9０-９.．a-zA-Z])"
_BOUND = (
    "(?:最高|最低|最多|至少|不超过|不高于|不低于|不少于|超过|累计|合计|总额|每年|每家|每项|每人|上限为?|给予|约|"
    "一次性|奖励|补助|资助|补贴|投资){0,3}"
)
_AMOUNT = re.compile(
    rf"{_NOT_INSIDE}(?P<value>{_NUMBER})\s*(?P<unit>[十百千]?[万亿]?(?:多|余)?(?:美元|港元|元)(?!/|／|旦|宇))"
)
_PERCENT = re.compile(rf"{_NOT_INSIDE}(?P<value>{_NUMBER})\s*(?P<unit>[%％‰]|个百分点)")
_COUNT = re.compile(
    rf"{_NOT_INSIDE}(?P<value>{_NUMBER})\s*(?P<unit>[万亿]?(?:多|余)?"
    r"(?:家|所|间|户|款|支|场次|公里|个(?!百分点|月|工作日|自然日)|项|人次|人|名|台|套|辆|座|亩|平方米|P(?![a-zA-Z])|PFLOPS|EFLOPS))"
)
_POLICY = re.compile(r"《(?P<value>[^《》\n]{4,80}(?:〈[^〉\n]{2,60}〉[^《》\n]{0,30})?)》")
_POLICY_WORD = re.compile("政策|措施|办法|方案|规划|计划|意见|细则|条例|规定|指南|纲要|通知")
_DATE = r"(?P<year>(?:20)[0-9]{2})\s*[年./-]\s*(?P<month>[01]?[0-9])\s*[月./-]\s*(?P<day>[0-3]?[0-9])\s*日?"
_CLOCK = r"(?:[（(][^）)\n]{1,6}[）)])?\s*(?:[上下中]午|[0-2]?[0-9][:：时点][0-9]{0,2}分?|\d{1,2})?"
_UNTIL = re.compile(
    r"(?:截至|截止(?:到|至|于)?|(?:请|须|应|务必)?(?:于|在)|至|到|(?:截止(?:时间|日期)?|时限|期限)[为是：: ]{0,2})\s*"
    rf"{_DATE}{_CLOCK}"
    r"(?P<after>[^，。；\n]{0,6}(?:前|之前|以前|止|截止|为止))?"
)
_LAST_DAY = re.compile("截止|截至|时限|期限")
_APPLY = re.compile("申报|申请|报名|报送|提交|征集|征求|反馈|公示|受理|推荐|递交|登记|填报|报我局|报至|意见")
_PERIOD = re.compile("申报|申请|报名|受理|征集|征求意见|公示|推荐|填报|登记")


def find(text: str) -> tuple[Fact, ...]:
    """Return every amount, percentage, count, deadline and named policy of the text, in the order of their spans."""
    found = [
        *_figures("amount", _AMOUNT, text),
        *_figures("percentage", _PERCENT, text),
        *_figures("count", _COUNT, text),
        *_policies(text),
        *deadlines(text),
    ]
    return tuple(sorted(found, key=lambda fact: (fact.start, fact.end)))


def amounts(text: str) -> tuple[str, ...]:
    """Return the sums of money of the text with the words that bound them (`最高1000万元`), each once, in order."""
    phrase = re.compile(_BOUND + _AMOUNT.pattern)
    return tuple(dict.fromkeys(match.group().strip() for match in phrase.finditer(text)))


def deadlines(text: str) -> tuple[Fact, ...]:
    """Return the days until which something must be handed in; `value` is an ISO date.

    A day counts when it is bounded (截至…, 于…前, 至…) and its sentence speaks of applying, reporting or commenting.
    """
    return tuple(
        Fact(kind="deadline", value=day.isoformat(), unit=None, start=start, end=end, text=text[start:end])
        for start, end, day in _bounded_days(text)
    )


def _bounded_days(text: str) -> Iterator[tuple[int, int, date]]:
    for match in _UNTIL.finditer(text):
        sentence = _sentence(text, match.start(), match.end())
        ends_span = match.group().startswith(("至", "到")) and _PERIOD.search(sentence)
        bounded = match.group("after") or _LAST_DAY.match(match.group()) or ends_span
        day = _day(match)
        if day and bounded and _APPLY.search(sentence):
            end = match.end("after") if match.group("after") else match.end("day")
            end += text[end : end + 1] == "日"
            yield match.start(), end, day


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence around a span: the heading `申报时间：` before it belongs to it, the next paragraph does not."""
    first = max(text.rfind(sign, 0, start) for sign in "。；\n") + 1
    ends = [at for sign in "。；\n" if (at := text.find(sign, end)) >= 0]
    return text[first : min(ends, default=len(text))]


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:  # 2025年2月30日 is printed now and then; it is no day
        return None


def _figures(kind: str, pattern: re.Pattern[str], text: str) -> Iterator[Fact]:
    for match in pattern.finditer(text):
        value = unicodedata.normalize("NFKC", match["value"]).replace(",", "")
        unit = unicodedata.normalize("NFKC", match["unit"])
        yield Fact(kind=kind, value=value, unit=unit, start=match.start(), end=match.end(), text=match.group())


def _policies(text: str) -> Iterator[Fact]:
    for match in _POLICY.finditer(text):
        if _POLICY_WORD.search(match["value"]):
            value = match["value"]
            yield Fact(kind="policy", value=value, unit=None, start=match.start(), end=match.end(), text=match.group())
