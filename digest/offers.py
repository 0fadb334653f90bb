"""What an announcement's figures mean for an enterprise: what it can apply for, by when, and how much. Pure.

Only what the text carries: every part of an offer is a span of it. A list of those already chosen, a result or a
request for comments offers nothing.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from archive.records import Announcement, Quote
from digest.clauses import Sentence
from digest.stated import Stated, quote

MOST_SUMS, MOST_SHARES, MOST_PLACES, MOST_DAYS = 6, 3, 3, 4
SENTENCE, CLAUSE = 80, 40
"""Characters on each side of a figure within which its sentence and its clause are looked at."""
LONGEST_SOURCE = 90
"""Characters of a source on each side of the figure."""
_OVER = re.compile(
    "公示|名单|结果|下达|拟拨付|拟资助|拟安排|通报|总结|报告|中标|成交|答复|决算|预算|征求意见|公开征求|征求.{0,40}意见|会议|考察|调研|签约"
)
_CALL = re.compile("申报|申领|征集|遴选|推荐|报名|招募|揭榜|认定|评选|入库|招生|申请|选拔|招商|补贴活动")
_MEASURE = re.compile("措施|办法|细则|政策|规定|方案|解读|问答|[十一二三四五六七八九]条|扶持|补贴|奖励|清单|一揽子")
_FRAME = re.compile(
    r"^(?:.{0,40}?关于)?(?:组织|开展|做好|公开|发布|印发|转发|启动|举办|申报|申领|征集|遴选|推荐|招募|选拔|认定|报送|《)*"
    r"(?P<what>.+?)(?:的?(?:常态化)?(?:入库|申报|征集|遴选|推荐|报名|认定|评选|申领)+(?:工作)?)?(?:有关(?:事项|工作))?"
    r"》?(?:的?(?:通知|公告|通告|函|启事|预告|政策解读|政策问答|解读))?(?:（.{1,12}）)?$"
)
_APPLY = re.compile(
    "申报|申请|报名|报送|提交|征集|征求|反馈|公示|受理|推荐|递交|登记|填报|投递|异议|申领|意见|揭榜|认领|应征|预约|参加"
)
_APPLICANT = re.compile("申报|申请|报名|提交|投递|申领|揭榜|征集|受理|递交|填报|登录|向.{0,12}提出|认领")
_OFFICE = re.compile(
    "初审|复审|汇总|推荐函|各镇街|审核后|拨付|完成备案|总结|主管部门于|镇街.{0,6}于|年度报告|绩效|进展"
)
_STANDING = re.compile("有效期|施行|每年|次年|到20[0-9]{2}年")
_GIVES = re.compile("给予|奖励|补助|资助|补贴|贴息|补偿|奖补|抵扣|减免|补给|津贴|发放|免收|扶持|落户奖|安家费")
_TOLD = re.compile("安排|投资|规模|总额|服务费|经费|免租|额度|最高")
_JUST_BEFORE = re.compile(r"(?:给予|奖励|补助|资助|补贴|贴息|补|发放?|津贴|标准)[^，。；\d]{0,8}$")
_JUST_BEHIND = re.compile(r"\s?的?(?:一次性)?[^，。；、\d]{0,6}(?:奖励|补助|资助|补贴|贴息|津贴|标准|安家费|扶持)")
_CONDITION = re.compile(r"(?:达到|投入|收入|注册资本|总投资|产值|营收|超过|金额|年薪|薪金)[^，。；]{0,8}$")
_TAKEN = frozenset("名人个家项支件条款P")
_PLACES = re.compile(
    "名额|限[额报]|遴选|招收|招募|选拔|拟支持|录取|首批安排|征集(?=[0-9不一二三四五六七八九十])|每家.{0,6}申报|推荐.{0,8}不超过"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """What can be applied for. `source` is the sentence that gives most, else the one that sets the last day.

    `days` are the last days to apply, nearest first: a call may have several rounds.
    `sums` stand with the largest first, bounded ones before others; `shares` are what part of a cost is paid, `places`
    how many are taken.
    """

    what: Quote
    days: tuple[tuple[date, Quote], ...]
    sums: tuple[Quote, ...]
    shares: tuple[Quote, ...]
    places: tuple[Quote, ...]
    source: Quote | None


def deadline(announcement: Announcement, found: Sequence[Stated]) -> date | None:
    """Return the last day set for whoever applies, comments or objects, the body's before the attachments'.

    Of several days to come the nearest, those for offices only when there is no other.
    """
    chosen = _days(announcement, found, _APPLY)
    return _day(chosen[0]) if chosen else None


def sums(announcement: Announcement, found: Sequence[Stated], near: Iterable[Sentence]) -> tuple[str, ...]:
    """Return the sums that sentences about the subject give, bounded ones (最高…) first; conditions are left out."""
    told = [
        one
        for sentence, one in _inside(found, near)
        if one.figure.kind == "amount"
        and (_GIVES.search(sentence.text) or _TOLD.search(sentence.text))
        and one.figure.bound not in {"min", "about"}
        and not one.figure.text[-1].isdigit()
        and not (_GIVES.search(sentence.text) and _is_condition(announcement, one))
    ]
    texts = dict.fromkeys(one.quote(announcement).text.strip() for one in sorted(told, key=_loose))
    return tuple(texts)[:MOST_SUMS]


def offer(announcement: Announcement, found: Sequence[Stated], near: Sequence[Sentence]) -> Offer | None:
    """Return what can be applied for, None when nothing is; `near` are the sentences about the subject."""
    title = announcement.title
    if _OVER.search(title) or not (_CALL.search(title) or _MEASURE.search(title)):
        return None
    given = [(sentence, one) for sentence, one in _inside(found, near) if _is_given(announcement, sentence, one)]
    paid = sorted((pair for pair in given if pair[1].figure.kind == "amount"), key=lambda pair: _rank(pair[1]))
    shares = [one for _, one in given if one.figure.kind == "percentage"]
    places = [one for sentence, one in _inside(found, near) if _is_place(sentence, one)]
    days = _days(announcement, found, _APPLICANT)
    if not (paid or shares or (days and _CALL.search(title))):
        return None
    return Offer(
        what=_what(announcement),
        days=tuple((_day(one), one.quote(announcement)) for one in days[:MOST_DAYS]),
        sums=_unlike(announcement, [one for _, one in paid])[:MOST_SUMS],
        shares=_unlike(announcement, shares)[:MOST_SHARES],
        places=_unlike(announcement, places)[:MOST_PLACES],
        source=_source(announcement, next((one for _, one in (*paid, *given)), None), next(iter(days), None)),
    )


def document(one: Offer | None) -> dict[str, Any] | None:
    """Return an offer as the JSON documents have it."""
    if one is None:
        return None
    return {
        "what": _quoted(one.what),
        "until": one.days[0][0].isoformat() if one.days else None,
        "days": [{"day": day.isoformat(), "quote": _quoted(quoted)} for day, quoted in one.days],
        "sums": [_quoted(each) for each in one.sums],
        "shares": [_quoted(each) for each in one.shares],
        "places": [_quoted(each) for each in one.places],
        "source": _quoted(one.source),
    }


def from_document(told: Mapping[str, Any] | None) -> Offer | None:
    """Return the offer of a document; `document` of it is the same document."""
    if told is None:
        return None
    lists = {name: tuple(Quote(**each) for each in told[name]) for name in ("sums", "shares", "places")}
    return Offer(
        what=Quote(**told["what"]),
        days=tuple((date.fromisoformat(each["day"]), Quote(**each["quote"])) for each in told["days"]),
        source=Quote(**told["source"]) if told["source"] else None,
        **lists,
    )


def quotes(one: Offer) -> Iterable[Quote]:
    """Give every quotation of an offer."""
    yield one.what
    yield from (quoted for _, quoted in one.days)
    yield from (*one.sums, *one.shares, *one.places)
    if one.source:
        yield one.source


def until(one: Offer, today: date) -> date | None:
    """Return the next day to apply by, the last one when all have passed, None when the text sets none."""
    ahead = [day for day, _ in one.days if day >= today]
    return next(iter(ahead), one.days[-1][0] if one.days else None)


def _inside(found: Sequence[Stated], near: Iterable[Sentence]) -> list[tuple[Sentence, Stated]]:
    """Pair each figure with the sentence of `near` in which it stands."""
    places = sorted(((one.part, one.start, one.end, one) for one in near), key=lambda place: place[:3])
    keys = [place[:2] for place in places]
    pairs = []
    for one in found:
        at = bisect_right(keys, (one.part, one.figure.start)) - 1
        if at >= 0 and places[at][0] == one.part and one.figure.start < places[at][2]:
            pairs.append((places[at][3], one))
    return pairs


def _days(announcement: Announcement, found: Sequence[Stated], words: re.Pattern[str]) -> list[Stated]:
    """The days to come that are set for whoever the words speak of, nearest first; those for offices when alone."""
    published = announcement.published.date() if announcement.published else date.min
    for body in (True, False):
        ahead = [
            one
            for one in found
            if one.figure.kind == "deadline"
            and (one.part == "body") is body
            and _day(one) >= published
            and words.search(sentence := one.words(announcement, SENTENCE, "。；\n"))
            and not _STANDING.search(sentence)
        ]
        own = [one for one in ahead if not _OFFICE.search(one.words(announcement, CLAUSE, "。；，\n"))]
        if ahead:
            return sorted(own or ahead, key=lambda one: (_day(one), one.figure.start))
    return []


def _day(one: Stated) -> date:
    return date.fromisoformat(one.figure.value)


def _is_condition(announcement: Announcement, one: Stated) -> bool:
    return one.figure.bound != "max" and bool(_CONDITION.search(one.before(announcement)))


def _is_given(announcement: Announcement, sentence: Sentence, one: Stated) -> bool:
    figure = one.figure
    if figure.kind not in {"amount", "percentage"} or figure.bound in {"min", "about"} or sentence.row:
        return False
    text = announcement.part(one.part) or ""
    beside = _JUST_BEFORE.search(one.before(announcement)) or _JUST_BEHIND.match(text, figure.end, figure.end + 14)
    bounded = figure.bound == "max" and figure.kind == "amount" and not text.startswith("以下", figure.end - 2)
    return bool(_GIVES.search(sentence.text)) and bool(beside or bounded)


def _is_place(sentence: Sentence, one: Stated) -> bool:
    figure = one.figure
    counted = figure.kind == "count" and figure.unit in _TAKEN and figure.text[-1] not in "0123456789"
    if not counted or sentence.row or not _PLACES.search(sentence.text):
        return False
    return figure.bound != "min" or bool(re.match("示范|标杆|场景|应用|项目", figure.subject))


def _loose(one: Stated) -> bool:
    return one.figure.bound != "max"


def _rank(one: Stated) -> tuple[bool, Decimal]:
    return _loose(one), -Decimal(one.figure.value)


def _unlike(announcement: Announcement, found: Iterable[Stated]) -> tuple[Quote, ...]:
    """Quotations whose words differ, the first of each."""
    first: dict[str, Quote] = {}
    for one in found:
        words = one.quote(announcement)
        first.setdefault(words.text, words)
    return tuple(first.values())


def _what(announcement: Announcement) -> Quote:
    """The thing that the title names, without 关于组织申报 and 的通知."""
    framed = _FRAME.match(announcement.title[:500])
    start, end = framed.span("what") if framed else (0, len(announcement.title))
    return quote(announcement, "title", start, end)


def _source(announcement: Announcement, given: Stated | None, last: Stated | None) -> Quote | None:
    one = given or last
    if one is None:
        return None
    start, end = one.around(announcement, LONGEST_SOURCE, "。；\n|")
    text = announcement.part(one.part) or ""
    comma = text.find("，", start, one.figure.start)
    if one.figure.start - start >= LONGEST_SOURCE and comma >= 0:  # cut: not from the middle of a clause
        start = comma + 1
    inner = text[start:end]
    return quote(announcement, one.part, start + len(inner) - len(inner.lstrip()), start + len(inner.rstrip()))


def _quoted(one: Quote | None) -> dict[str, Any] | None:
    return {name: getattr(one, name) for name in ("part", "revision", "start", "end", "text")} if one else None
