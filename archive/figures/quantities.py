"""Sums of money, shares and counts in one line or cell of a plain text: what a number is, by what it stands beside."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from archive.figures.numbers import Number, han_value, numbers
from archive.records import FigureKind

MOST_IN_LINE = 3000
"""Numbers of one line that are looked at."""
AHEAD, BEHIND = 16, 14
"""Characters on each side of a number that are looked at."""
_PERCENT = re.compile(r"\s{0,2}(?:个百分点|[%‰])")
_TENTHS = re.compile(
    r"成(?P<more>[一二三四五六七八九](?=[降升到至，。、；以左]))?(?![立为果本员功绩效长熟套都品交人年型分因就份语片])|折(?![叠扣旧合算射返])"
)
_HUNDREDTHS = re.compile(r"百分之$")
_MONEY = re.compile(
    r"\s{0,2}[余多]?\s{0,2}(?:(?P<foreign>美元|港元|港币|欧元|日元(?![宵旦]))|元(?![旦素宇器件月宵首老年模始])|块钱|块(?=[，。；、）)的左以]))"
)
_DIMES = re.compile("角(?=[，。；、）/钱])")
UNITS = (
    r"人次|人(?![工民员才社形均事机间口类大物体心生力群士文脸])|名(?![单称录牌片义])|"
    r"个(?![月周年人体]|工作日|自然日|百分点|小时|学期|季度|星期|交易日|日历|税)|家(?![庭具电])|平方公里|平方千米|平方米|立方米|㎡|公顷|亩|"
    r"车次|班次|航次|架次|场次|批次|件次|台次|台|套|辆|架次|架|艘|部(?![门分署委长队级件])|项(?!规定精神)|条|件|份|支|门|张|篇|座(?![谈自小商客])|栋|幢|间|"
    r"(?:毫|微|厘|分|千)?米(?![兰饭粉])|公里|海里|吨标准煤|吨|公斤|千克|克(?![隆服罗拉里])|"
    r"班(?![组子长车次主级])|把(?![握手关控])|首(?![先要次席届批都创])|课时|学时|学分|课(?![堂题程])|节(?![能约日点水电假后前气])|讲(?![话解座师])|场(?![景地所馆站外内])|期(?![间限满末货初望刊])|"
    r"次(?![序要日数年高])|批(?![量准复文发评])|种(?!植)|类(?![型别似])|款(?![项待])|处(?![理置罚于级长室分方境所以])|只|头|尾|株|棵|"
    r"匹|户(?![籍外型口])|所(?![有以需在属])|宗|起(?![草来步点诉重动飞降始施])|例(?!如)|枚|块|片(?![区面段])|席|位(?![置于移次居])|票|"
    r"词元|字(?![符会架路])|字符|题|道|根|杯|箱|筐|袋|盏|瓶|盒|颗|粒|组(?![织成建长])|笔|幅|册|本(?![市地科次年级局区镇省报月季身金土质校单])|"
    r"轮(?![候训换岗])|卡时|卡|兆瓦时|兆瓦|千瓦时|千瓦|MWh?|kWh?|[EPTGM]FLOPS|PFlops|[PTGM]B|P(?![A-Za-z])|[Tt]okens?|工位|泊位|床位|席位|机柜"
)
_COUNT = re.compile(rf"\s{{0,2}}(?P<more>[余多]?)(?P<unit>{UNITS})")
_ORDINAL = re.compile(r"(?:第|前|第\s?[0-9]{1,3}\s?[-至、~—]\s?)\s{0,2}$")
_NO_NUMBER = re.compile(r"[几数]$|(?<![至少])[上同某另唯统单逐之专其每任再十]$")
_TEN = 10
_VIDEO = frozenset({Decimal(720), Decimal(1080), Decimal(1440), Decimal(2160)})
_JOINT = re.compile(r"\s{0,2}(?:至|到|[-–—~]{1,2}|−)\s{0,2}")
_LISTED = re.compile(r"\s{0,2}[、/和或]\s{0,2}")
_ASIDE = re.compile(r"《[^《》\n]{1,120}》|“[^“”。，；\n]{1,12}”")
# One of something is a figure when it is demanded of each or bounded, else 一家 is only an article.
_EACH = re.compile(
    r"每(?:[名个类家人位校门周月年季部镇村所台件条项支组班户]|单位|企业|学期)|各|须|应当?|必须|指定|当堂|限|均|分别|同步|至少|不少于|不超过|最多|仅|只"
)
_NAMED_BY_CLAUSES = re.compile("[这本该]十条|十条[于自将的在]")
"""The policy that is called by the number of its clauses."""
_BOUNDED = re.compile(r"(?:至少|不少于|不低于|不超过|最多|仅限?|只限?|限报?|多于|少于)[一-鿿]{0,2}$")
_AFTER_NOUN = re.compile(r"(?<!每)[一-鿿]{2,6}(?<![了过好完这那哪有是每第同另某上下前后成着掉出起不])$")
"""货车一辆, 撰写体会一篇: one of something is counted when the thing stands before it and nothing behind."""
_ARTICLES = frozenset("次期批轮届种类位组对起")
_ORDINAL_UNITS = frozenset("期批轮届")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit; `start` and `end` are those of number and unit, without words that bound it."""

    kind: FigureKind
    value: Decimal
    unit: str
    start: int
    end: int
    about: bool


def quantities(text: str, start: int, end: int) -> Iterator[Quantity]:
    """Give the quantities of a line (or a cell) start:end of a plain text."""
    asides = [match.span() for match in _ASIDE.finditer(text, start, end)]
    found = list(islice(numbers(text, start, end), MOST_IN_LINE))
    read: list[Quantity | None] = [_quantity(text, one, start, end) for one in found]
    for at in range(len(found) - 2, -1, -1):  # from the right: 5、3、1万元 hands its unit on
        if read[at] is None:
            read[at] = _shared(text, found[at], found[at + 1], read[at + 1])
    for number, one in zip(found, read, strict=True):
        if one is not None and not _aside(number, text, asides):
            yield one


def _quantity(text: str, number: Number, start: int, end: int) -> Quantity | None:
    before = text[max(start, number.start - AHEAD) : number.start]
    if hundredths := _HUNDREDTHS.search(before):
        first = number.start - len(hundredths.group())
        return Quantity("percentage", number.value, "%", first, number.end, number.about)
    if _ORDINAL.search(before) or (number.han and _NO_NUMBER.search(before)) or text.startswith("几", number.end):
        return None
    last = min(end, number.end + BEHIND)
    return _share(text, number, last) or _sum(text, number, last, before) or _number_of(text, number, last, before)


def _share(text: str, number: Number, last: int) -> Quantity | None:
    if share := _PERCENT.match(text, number.end, last):
        value = number.value / 10 if share.group().endswith("‰") else number.value
        return Quantity("percentage", value, "%", number.start, share.end(), number.about)
    if (number.han or number.value < _TEN) and (tenths := _TENTHS.match(text, number.end, last)):
        return Quantity("percentage", _tenths(number, tenths["more"]), "%", number.start, tenths.end(), number.about)
    return None


def _sum(text: str, number: Number, last: int, before: str) -> Quantity | None:
    if (dimes := _DIMES.match(text, number.end, last)) and re.search("[补贴减元收费价]$", before):
        return Quantity("amount", number.value / 10, "元", number.start, dimes.end(), number.about)
    if money := _MONEY.match(text, number.end, last):
        about = number.about or bool(re.search("[余多]", money.group()))
        return Quantity("amount", number.value, money["foreign"] or "元", number.start, money.end(), about)
    return None


def _number_of(text: str, number: Number, last: int, before: str) -> Quantity | None:
    count = _COUNT.match(text, number.end, last)
    if count is None or not _counts(text, number, count, before):
        return None
    about = number.about or bool(count["more"])
    return Quantity("count", number.value, count["unit"], number.start, count.end(), about)


def _tenths(number: Number, more: str | None) -> Decimal:
    """三成 is 30, 一成一 is 11, 七折 is 70, 八五折 and 85折 are 85."""
    return (number.value * 10 if number.value < _TEN else number.value) + (han_value(more or "零") or 0)


def _counts(text: str, number: Number, count: re.Match[str], before: str) -> bool:
    unit = count["unit"]
    if (unit == "P" and number.value in _VIDEO) or (unit in {"栋", "幢"} and re.search("[号村苑区]$", before)):
        return False
    if not number.han:
        return not re.search(r"[A-Za-z][-–]?$", before) or unit in {"台", "套", "辆", "家", "条"}
    written = text[number.start : number.end]
    if number.value == 0 or (written == "二" and unit != "人"):  # 二次培训, 二类 are second ones; two are 两
        return False
    if unit in _ORDINAL_UNITS and written != "两" and not re.search("[分共办]$", before):
        return False
    if unit == "条" and _NAMED_BY_CLAUSES.search(before + "十条" + text[count.end() : count.end() + 1]):
        return False
    return number.value != 1 or _one(unit, before, text[count.end() : count.end() + 1])


def _one(unit: str, before: str, following: str) -> bool:
    if following in {"性", "线", "致"}:
        return False
    if _BOUNDED.search(before):
        return True
    if unit not in _ARTICLES and _AFTER_NOUN.search(before) and following in {"，", "。", "；", "、", "", "\n", "）"}:
        return True
    clause = re.split("[，。；：|\n]", before)[-1]
    return unit not in _ARTICLES and bool(_EACH.search(clause))


def _shared(text: str, number: Number, following: Number, read: Quantity | None) -> Quantity | None:
    """The unit that stands only at the end of a range or of a list: 100至160元, 5、3、1万元."""
    if read is None or number.han != following.han:
        return None
    joint = _JOINT.fullmatch(text, number.end, following.start) or _LISTED.fullmatch(text, number.end, following.start)
    if joint is None or _ORDINAL.search(text[max(0, number.start - AHEAD) : number.start]):
        return None
    if _LISTED.fullmatch(joint.group()) and read.kind == "count":
        return None
    if following.bare == 0:
        return None
    times = read.value / following.bare
    listed = bool(_LISTED.fullmatch(joint.group()))
    hands_on = read.kind == "percentage" or listed or number.bare <= following.bare
    value = number.value * times if hands_on and number.value == number.bare else number.value
    return Quantity(read.kind, value, read.unit, number.start, number.end, read.about)


def _aside(number: Number, text: str, asides: Sequence[tuple[int, int]]) -> bool:
    """Whether the number stands in a title of a paper, or as a word in a short quotation (“一灯一档”)."""
    at = bisect_right(asides, (number.start, number.start)) - 1
    if at < 0 or number.start >= asides[at][1]:
        return False
    return text[asides[at][0]] == "《" or number.han
