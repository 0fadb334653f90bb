"""Read a meeting's report: its themes, and every directive under them as an exact span of the restored text.

Themes are the items of the report's own count (一是“学习”。…二是…, （一）…, 1.…). Under a theme each clause that tells
somebody to do something is a directive; what only prepares a clause (聚焦…, 依托…) joins the next one, what only says
to what end (助力…, 紧跟…) joins the one before, background (在…基础上) and slogans are left out. Cross-cutting demands
outside the count have the theme `general`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from archive import dates, facts
from archive.errors import WrongUse
from archive.records import Directive, Meeting, Theme
from digest.meetings import GENERAL
from digest.restore import restore

LONGEST_HEADING = 30
LONGEST_TITLE = 60
_HAN_NUMBER = "[一二三四五六七八九十]{1,3}"
_COUNTS = (
    re.compile(rf"(?:^|(?<=[。；：，\n]))(?P<n>{_HAN_NUMBER})是(?:要)?", re.M),
    re.compile(rf"(?:^|(?<=[。；：\n]))（(?P<n>{_HAN_NUMBER})）", re.M),
    re.compile(rf"(?:^|(?<=[。；：\n]))(?P<n>{_HAN_NUMBER})、", re.M),
    re.compile(rf"(?:^|(?<=[。；：，\n]))第(?P<n>{_HAN_NUMBER})，", re.M),
    re.compile(r"^(?P<n>\d{1,2})[.．、]", re.M),
)
_NAMED = re.compile(r"[“\"](?P<name>[^”\"\n]{1,12})[”\"][。，：,]?")
_HEADING = re.compile(r"(?P<name>[^。，；：\n]{2,30})(?P<stop>[。，；：\n]|$)")
_IDS = {
    "学习": "study", "应用": "application", "场景": "application", "产业": "industry", "人才": "talent",
    "创新": "innovation", "研发": "innovation", "技术": "innovation", "算力": "computing", "数据": "data",
    "政策": "policy", "安全": "safety", "招商": "investment", "投资": "investment", "资金": "funding",
    "服务": "service", "企业": "enterprise", "生态": "ecosystem", "项目": "project", "平台": "platform",
    "环境": "environment", "组织": "organisation", "责任": "responsibility", "协同": "cooperation", "宣传": "publicity",
}  # fmt: skip
_MUST = re.compile(
    r"(?P<subject>[^，]{0,18}?)(?<![重主必需只首纲摘紧简提纪概])(?:要|必须|务必)(?![素求点闻件害道是么]|紧(?![紧抓扣盯贴]))"
)
_SPEAKER = re.compile(r"[^，。；：\n]{0,16}(?:强调|要求|指出|提出|表示|部署|明确)[，：]")
_EVERYBODY = re.compile("全市|各级|各地|各镇|各部门|各单位|干部|大家|我们|市直")
_SLOGAN = re.compile("^(?:[^，]{0,12}要)?(?:更加|积极|主动|自觉|热情)*(?:拥抱|迎接|融入)[^，]{2,16}$")
_BACKGROUND = re.compile("^在.{2,40}(?:基础上|前提下|背景下|同时|过程中)$")
_AHEAD = re.compile(
    "^(?:紧紧|充分|主动)?(?:聚焦|围绕|依托|立足|抢抓|坚持|按照|通过|对标|锚定|结合|以.+为|从|在|由|针对(?!性))"
)
_BARE = re.compile("^[^、，]{4}(?:、[^、，]{4})*$")
_TAIL = re.compile(
    "^(?:从而|切实|真正)?(?:助力|促进|确保|紧跟|为.+(?:提供|奠定|作出|贡献)|让|使|实现|年底前|年内|每[年季月周])"
    "|地?推动工作$|新局面$|新台阶$|步伐$"
)
_VERB_FIRST = re.compile(
    "^(?:请|要|进一步|加快|加强|积极|主动|大力|全力|深入|持续|不断|着力|切实|扎实|全面|充分|最大限度|加力|有序|统筹|尽快|认真|用好|用足|"
    "建[设立成]|打造|推[动进行广]|出台|制定|完善|落实|开展|组织|引[进导育]|培[育养]|支持|鼓励|举办|发挥|熟练|增强|提[升高]|拓展|"
    "优化|健全|强化|做[好大强优]|抓[好紧]|发展|实施|构建|探索|集聚|深化|保障|设立|搭建|依托|聚焦|围绕|奋力|针对|学习|把|对)"
)


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


def parse(
    raw: str, *, meeting_id: str | None = None, title: str | None = None, held_on: date | None = None, url: str = ""
) -> Meeting:
    """Return the meeting that a report tells of, damaged copies repaired.

    Title, date and id are read from the report when not given. Raises WrongUse when the report states no date, or
    when no directive can be found in it.
    """
    restored = restore(raw.strip().replace("\r\n", "\n"))
    text = restored.text
    day = held_on or _date(text)
    themes, directives = _items(text)
    if not directives:
        raise WrongUse(f"meeting {meeting_id or day}: no directive found; expected items such as 一是…二是… with 要…")
    return Meeting(
        id=meeting_id or day.isoformat(),
        title=title or _title(text),
        date=day,
        url=url,
        text=text,
        damaged=restored.damaged,
        themes=tuple(themes),
        directives=tuple(directives),
        facts=facts.find(text),
    )


def _date(text: str) -> date:
    moment = dates.find_moment(text)
    if moment is None:
        raise WrongUse("the report states no date with a year; give it with --date YYYY-MM-DD")
    return moment.date()


def _title(text: str) -> str:
    """A short first line is the title; a report without one is named by the first thing that it says was held."""
    first = text.split("\n", 1)[0]
    if len(first) <= LONGEST_TITLE and not first.endswith("。"):
        return first
    held = re.search(r"(?:^|[，。])([^，。\n]{6,80}(?:会议|座谈会|大会|报告会|推进会|动员会|部署会))", first)
    return held.group(1) if held else first[:LONGEST_TITLE]


def _items(text: str) -> tuple[list[Theme], list[Directive]]:
    themes: list[Theme] = []
    directives: list[Directive] = []
    markers = _markers(text)
    covered = _Span(len(text), len(text))
    for at, marker in enumerate(markers):
        end = markers[at + 1].start() if at + 1 < len(markers) else _end_of_last(text, marker.end())
        name, content = _heading(text, marker.end(), end)
        theme = Theme(id=_theme_id(name, themes), name=name)
        spans = list(_directives(text, content, everything=True))
        themes.append(theme)
        directives += _numbered(text, theme.id, spans)
        covered = _Span(markers[0].start(), end)
    outside = [span for span in _general(text, covered) if span.of(text)]
    return themes, directives + _numbered(text, GENERAL, outside)


def _end_of_last(text: str, start: int) -> int:
    """The last item ends with its paragraph, or with the next one when its own is only a heading."""
    ends = [match.start() for match in re.finditer(r"\n|$", text[start:])]
    heading_only = "。" not in text[start : start + ends[0]] and ends[0] <= LONGEST_HEADING
    return start + ends[min(int(heading_only), len(ends) - 1)]


def _markers(text: str) -> list[re.Match[str]]:
    """Return the marks of the longest count 一, 二, 三 … that the text keeps."""
    best: list[re.Match[str]] = []
    for pattern in _COUNTS:
        run: list[re.Match[str]] = []
        for match in pattern.finditer(text):
            if _number(match["n"]) == len(run) + 1:
                run.append(match)
        if len(run) > max(1, len(best)):
            best = run
    return best


def _number(written: str) -> int:
    if written.isdigit():
        return int(written)
    tens, found, ones = written.rpartition("十")
    digits = "〇一二三四五六七八九"
    return (digits.index(tens or "一") * 10 if found else 0) + (digits.index(ones) if ones else 0)


def _heading(text: str, start: int, end: int) -> tuple[str, _Span]:
    """Split an item into the name of its theme and the span that holds its directives."""
    named = _NAMED.match(text, start, end)
    if named:
        return named["name"], _Span(named.end(), end)
    heading = _HEADING.match(text, start, end)
    if heading is None:
        return text[start:end][:20].strip("。，；\n"), _Span(start, end)
    rest = text[heading.end() : end].strip("。；\n ")
    if heading["stop"] in "。：\n" and rest:
        return heading["name"], _Span(heading.end(), end)
    return heading["name"], _Span(start, end)


def _theme_id(name: str, earlier: list[Theme]) -> str:
    taken = {theme.id for theme in earlier}
    places = sorted((name.rfind(noun), theme) for noun, theme in _IDS.items() if noun in name)
    free = [theme for _, theme in reversed(places) if theme not in taken]
    return free[0] if free else f"theme-{len(earlier) + 1}"


def _general(text: str, covered: _Span) -> Iterator[_Span]:
    """Demands outside the count, sentence by sentence; the sentence that opens the count is none."""
    for side in (_Span(0, covered.start), _Span(covered.end, len(text))):
        for sentence in _sentences(text, side):
            if not sentence.of(text).endswith("："):
                yield from _directives(text, sentence, everything=False)


def _sentences(text: str, span: _Span) -> Iterator[_Span]:
    for match in re.finditer(r"[^。；！？\n]+", span.of(text)):
        yield _Span(span.start + match.start(), span.start + match.end())


def _directives(text: str, span: _Span, *, everything: bool) -> Iterator[_Span]:
    """Give the directives of a span; with `everything` a sentence without 要 counts when its clauses are commands."""
    sentences = list(_sentences(text, span))
    demanding = [any(_MUST.match(clause.of(text)) for clause in _clauses(text, one)) for one in sentences]
    open_demand = False
    for sentence, demands in zip(sentences, demanding, strict=True):
        # what follows a semicolon goes on with the demand before it
        open_demand = demands or (open_demand and text[sentence.start - 1] == "；")
        if open_demand or (everything and not any(demanding)):
            yield from _joined(text, _clauses(text, sentence), commands_only=not demands)


def _clauses(text: str, sentence: _Span) -> list[_Span]:
    """Return the clauses between commas, without the words that introduce a speaker."""
    start = sentence.start
    while speaker := _SPEAKER.match(text, start, sentence.end):
        start = speaker.end()
    found = re.finditer(r"[^，]+", text[start : sentence.end])
    return [_Span(start + match.start(), start + match.end()) for match in found]


def _joined(text: str, clauses: list[_Span], *, commands_only: bool) -> Iterator[_Span]:
    """Join clauses to directives, see the top of the module."""
    ready: list[_Span] = []
    ahead: int | None = None
    begun = commands_only
    for clause in clauses:
        words = clause.of(text)
        must = _MUST.match(words)
        begun = begun or bool(must)
        if not begun or _BACKGROUND.match(words):
            continue
        subject = must["subject"] if must else ""
        start = clause.start if ahead is None else ahead
        if must and not subject and ahead is None:
            start = clause.start + must.end()
        bare = text[start : clause.end] if ahead is None else words
        if _SLOGAN.match(words):
            ahead = None if _EVERYBODY.search(subject) or not subject else start
        elif ready and ahead is None and _TAIL.search(bare):
            ready[-1] = _Span(ready[-1].start, clause.end)
        elif _waits(bare):
            ahead = start
        elif not commands_only or _VERB_FIRST.match(bare):
            ready.append(_Span(start, clause.end))
            ahead = None
    if ahead is not None and ready:
        ready[-1] = _Span(ready[-1].start, clauses[-1].end)
    elif ahead is not None:
        ready.append(_Span(ahead, clauses[-1].end))
    yield from ready


def _waits(words: str) -> bool:
    return bool(_AHEAD.match(words) or _BARE.match(words)) and "要" not in words[:1]


def _numbered(text: str, theme: str, spans: list[_Span]) -> list[Directive]:
    return [
        Directive(id=f"{theme}.{number}", theme=theme, start=span.start, end=span.end, text=span.of(text))
        for number, span in enumerate(spans, 1)
    ]
