"""Last days that a text sets: 12月5日前, 公示期为…至…, 3月底前, 到2027年底; a year left out is filled in."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from archive.dates import DIGITS
from archive.figures.numbers import han_value
from archive.records import Bound

PASSED = timedelta(days=62)
"""A day without a year that lies further back than this is next year's."""
AROUND = 90
"""Characters of a sentence that are looked at on each side."""
_HAN = "[一二三四五六七八九十]"
_DAY = rf"(?:[0-3]?[0-9](?![0-9])|{_HAN}{{1,3}})\s{{0,2}}[日号]"
_DATE = re.compile(
    rf"(?<![0-9.])(?:"
    r"(?P<iso>20[0-9]{2}\s?[-./]\s?[01]?[0-9]\s?[-./]\s?[0-3]?[0-9](?![0-9]))|"
    r"(?:(?P<year>20[0-9]{2}|二[〇○零]\w\w)\s{0,2}年\s{0,2}|(?P<near>今年|本年|当年|明年|次年|每年))?"
    rf"(?:(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s{{0,2}}(?:月份?)\s{{0,2}}"
    rf"(?:(?P<day>{_DAY})|(?P<part>底|末|上旬|中旬|下旬|初))?|"
    r"(?P<quarter>第?[一二三四1-4]\s?季度|上半年|下半年)(?:末|底)?|(?P<end>年[底末]|(?<=年)[底末]|[本当]月[底末]))|"
    rf"(?P<only>20[0-9]{{2}})\s{{0,2}}年|(?P<bare>{_DAY}))"
)
_CLOCK = (
    r"(?:\s?[（(][^（()）\n]{1,10}[）)])?\s{0,2}(?:上午|下午|中午|晚上|晚|凌晨)?\s{0,2}"
    r"(?:[0-2]?[0-9]\s?(?:[:：]\s?[0-5][0-9]|[时点](?:[0-5]?[0-9]分|整|半)?))?"
)
_BEFORE = re.compile(
    rf"{_CLOCK}\s?(?P<word>之前|以前|前(?![后往期沿海述款台身来去列景瞻进置])|为?止|截止|截至|(?:日|时)?结束)"
)
_TO = re.compile(r"\s{0,2}(?:起?\s?至|到|[-–—~]{1,2}|－)\s{0,2}$")
_CLOSES = re.compile(
    r"(?:截止(?:时间|日期|日)?|截至|截稿|有效期限?|时限|期限|(?:延长|延期|顺延|推迟|延迟|延)(?:至|到)|最迟|最晚)"
    r"(?:均?为|是|于|在|到|至|[:：]|\s){0,3}$"
)
_UNTIL_NOW = re.compile(r"截至\s?$|截止\s?$")
_UNTIL = re.compile(r"(?:到|(?<!截)至|迟于|晚于)\s?$")
_OPEN = re.compile(
    "公示|公告期|报名|申报|申请|征集|征求|受理|投递|有效|意见|推荐|填报|投票|提交|递交|兑换|使用期|领取|接受|认领|报送|"
    "登记期|缴费|应征|投稿|自荐|试用期|兑付|异议|预约|揭榜"
)
_HELD = re.compile(
    "举行|举办|开班|培训时间|上课|考察|赴|展出|展期|实习|学习时间|集训|比赛时间|放假|施工|活动时间|召开|跟班|开馆|授课"
)
_EARLIER = frozenset({"前", "之前", "以前"})
_FROM = re.compile("(?:起|日)至$|即日起[至到]$")
_LATE = re.compile("逾期|额满|关闭|过期|截止")
_CONDITION = re.compile(
    r"\s?(?:已经?|在[一-鿿]{0,6})?(?:依法)?(?:成立|注册|设立|出生|入职|毕业|登记注册|取得|签订|投产|落户)"
)
_STANDS = re.compile("，?(?:已|共有|累计)")
_DONE = re.compile(r"\s?(?:已|共|累计|全市|我市|全镇|全区)")
DUE_HEADER = re.compile("完成时[间限]|截止|时限|期限至|到期|有效期至|完成日期|申报时间|报名时间|完成期限|交付时间")
_THIRDS = {"上旬": (1, 10), "初": (1, 10), "中旬": (11, 20)}
_QUARTERS = {"一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12, "上": 6, "下": 12}


@dataclass(frozen=True, slots=True)
class LastDay:
    """A last day with the span that states it."""

    day: date
    start: int
    end: int
    bound: Bound


@dataclass(frozen=True, slots=True)
class _Printed:
    """A date as printed: `first` and `last` are the days it may mean (a month has many), `whole` says it is no day."""

    match: re.Match[str]
    first: date
    last: date
    whole: bool


def last_days(text: str, start: int, end: int, published: date | None, *, due: bool = False) -> Iterator[LastDay]:
    """Give the last days that a line (or a cell) start:end sets; `due` says that its column holds nothing else."""
    earlier: _Printed | None = None
    for match in _DATE.finditer(text, start, end):
        begun = earlier if earlier and _TO.fullmatch(text[earlier.match.end() : match.start()]) else None
        opened = earlier if begun is None and earlier and _through(text[earlier.match.end() : match.start()]) else begun
        printed = _printed(match, published, opened)
        if printed is None:
            continue
        if found := _last_day(text, printed, opened, (start, end), published, due=due):
            yield found
        earlier = printed


def _through(between: str) -> bool:
    """Whether only a time or a weekday stands between two ends of a period (6月5日9:00至18日17:00)."""
    return bool(re.fullmatch(rf"{_CLOCK}\s?(?:起)?\s?(?:至|到|[-–—~]{{1,2}})\s?", between))


def _last_day(
    text: str, printed: _Printed, begun: _Printed | None, line: tuple[int, int], published: date | None, *, due: bool
) -> LastDay | None:
    match = printed.match
    first, last = _sentence(text, match, line)
    before, behind = text[first : match.start()], text[match.end() : last]
    ahead = published is None or printed.last >= published - PASSED
    if word := _BEFORE.match(text, match.end(), min(line[1], match.end() + 24)):
        if not ahead or before.endswith("预计") or _CONDITION.match(text, word.end(), line[1]):
            return None
        day = printed.first - timedelta(days=1) if printed.whole and word["word"] in _EARLIER else printed.last
        return LastDay(day, match.start(), word.end(), "max")
    if match["bare"] and begun is None:
        return None
    opening = text[first : begun.match.start()] if begun else before if _FROM.search(before) else None
    if _is_last(printed, before, behind, opening, published, ahead=ahead, due=due and begun is None):
        return LastDay(printed.last, match.start(), match.end(), "exact")
    return None


def _is_last(
    printed: _Printed, before: str, behind: str, opening: str | None, published: date | None, *, ahead: bool, due: bool
) -> bool:
    """Whether a date without 前 closes something; `opening` is what stands before the period that it ends."""
    if due:
        return True
    if _CLOSES.search(before) and (not _UNTIL_NOW.search(before) or _closing(before, behind, printed, published)):
        return True
    if not ahead:
        return False
    if opening is not None:
        return _applies(opening, behind)
    return bool(_UNTIL.search(before)) and _is_target(printed.match, before, behind)


def _closing(before: str, behind: str, printed: _Printed, published: date | None) -> bool:
    """截至 tells a state of things unless the day is still to come, or somebody is asked for something."""
    if published and printed.last >= published and not _DONE.match(behind.lstrip("，")):
        return True
    return bool(_OPEN.search(before)) and not _DONE.match(behind.lstrip("，"))


def _applies(opening: str, behind: str) -> bool:
    if behind.startswith(("之间", "期间")):
        return False
    if _LATE.search(behind[:24]):
        return True
    if _OPEN.search(opening):
        return not (_HELD.search(opening) and not _OPEN.search(opening[-12:]))
    return bool(_OPEN.search(behind[:24])) and not _HELD.search(opening + behind[:24])


def _is_target(match: re.Match[str], before: str, behind: str) -> bool:
    """到2027年底 is a day to reach something by; 推迟到6月 and 到2025年3月止 are dealt with elsewhere."""
    if match["end"] or match["part"] in {"底", "末"} or match["quarter"]:
        return not _STANDS.match(behind)
    return bool(match["only"]) and before.endswith("到") and behind.startswith(("，", "年", "全", "力", "建", "实"))


def _sentence(text: str, match: re.Match[str], line: tuple[int, int]) -> tuple[int, int]:
    low, high = max(line[0], match.start() - AROUND), min(line[1], match.end() + AROUND)
    first = max(text.rfind(sign, low, match.start()) for sign in "。；|") + 1
    ends = [at for sign in "。；|" if (at := text.find(sign, match.end(), high)) >= 0]
    return max(first, low), min(ends, default=high)


def _printed(match: re.Match[str], published: date | None, begun: _Printed | None) -> _Printed | None:
    try:
        return _read(match, published, begun)
    except ValueError:  # 2025年2月30日 is printed now and then; it is no day
        return None


def _read(match: re.Match[str], published: date | None, begun: _Printed | None) -> _Printed | None:
    if match["iso"]:
        year, month, day = (int(one) for one in re.split(r"[-./\s]+", match["iso"]))
        return _Printed(match, date(year, month, day), date(year, month, day), whole=False)
    if match["bare"]:
        if begun is None:
            return None
        moved = begun.first.replace(day=_number(match["bare"]))
        return _Printed(match, moved, moved, whole=False)
    stated = _year(match, published)
    told = begun.first if begun else published
    if stated is None and told is None:
        return None
    year = stated or (told or date.min).year
    first, last, whole = _span(match, year, published)
    earliest = begun.first if begun else published - PASSED if published else date.min
    if stated is None and last < earliest:
        first, last, whole = _span(match, year + 1, published)
    return _Printed(match, first, last, whole)


def _year(match: re.Match[str], published: date | None) -> int | None:
    if written := match["year"] or match["only"]:
        return int(written.translate(DIGITS))
    if match["near"] not in {None, "每年"} and published:
        return published.year + (match["near"] in {"明年", "次年"})
    return None


def _span(match: re.Match[str], year: int, published: date | None) -> tuple[date, date, bool]:
    if match["end"] and "月" in match["end"] and published:
        return published, _end(published.year, published.month), False
    if match["only"] or match["end"]:
        return date(year, 1, 1), date(year, 12, 31), bool(match["only"])
    if quarter := match["quarter"]:
        month = _QUARTERS[quarter.strip("第 季度")[:1] or "一"]
        return date(year, month, 1), _end(year, month), False
    month = _number(match["month"])
    if match["day"]:
        day = date(year, month, _number(match["day"]))
        return day, day, False
    third = _THIRDS.get(match["part"] or "")
    begins, ends = third or (1, _end(year, month).day)
    return date(year, month, begins), date(year, month, ends), match["part"] is None


def _end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _number(written: str) -> int:
    plain = written.rstrip("日号 ")
    return int(plain) if plain.isascii() else han_value(plain) or 0
