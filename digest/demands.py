"""The demands of a passage: every clause that tells somebody to do something, as a span.

What only prepares a clause (聚焦…, 依托…) joins the next one, what only says to what end or until when (助力…, 年底前…)
joins the one before; background (在…基础上) and slogans are left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from digest.commands import is_command, prepares, tells

MUST = re.compile(
    r"(?P<subject>[^，]{0,26}?)(?<![重主必需只首纲摘紧简提纪概、也还])(?:要|必须|"
    r"务必)(?![素求点闻件害道是么的]|紧(?![紧抓扣盯贴])|(?:清醒|充分|深刻)?(?:看到|认识到|知道|承认|"
    r"明白))"
)
SPEAKER = re.compile(
    r"(?:(?:最后|会上|随后|同时|此外|为此)，)?[^，。；：\n]{0,16}(?P<verb>强调|要求|指出|提出|表示|"
    r"部署|明确|认为|决定|议定|希望)[，：]"
)
_ASKS = frozenset(("强调", "要求", "部署", "明确", "决定", "议定"))
EVERYBODY = re.compile(
    "全[市镇区县局省院]|各[一-鿿]{0,4}(?:部门|单位|镇|级|地)|全体|上下|干部|大家|我们|市直|成员|党员"
)
_SLOGAN = re.compile(
    "^(?:[^，]{0,12}要)?(?:更加|积极|主动|自觉|热情)*(?:拥抱|迎接|融入(?=[^，]{0,12}(?:时代|浪潮|潮流)))[^，]{2,16}$"
)
_BACKGROUND = re.compile("^在.{2,40}(?:基础上|前提下|背景下|同时|过程中)$")
_AHEAD = re.compile(
    "^(?:紧紧|充分|主动|要)?(?:聚焦|围绕|依托|立足|抢抓|坚持|按照|通过|对标|锚定|瞄准|紧盯|紧扣|结合|以.+为|自.+起$)"
)
_BARE = re.compile("^[^、，]{4}(?:、[^、，]{4})+$")
_TAIL = re.compile(
    "^(?:从而|切实|真正)?(?:助力|助推|促进|确保|力争|争取(?=到|在|于|年|全|实现|20)|紧跟|带动|"
    "为.+(?:提供|奠定|作出|贡献)|让|使|实现|年底前|年内|全年|"
    "每[年季月周家项人]|(?:在|于)?(?:(?:今|明|本)?年|到?20\\d\\d年|\\d{1,2}月|"
    "第?[一二三四]季度)[^，要]{0,8}(?:前|底|内|末)|"
    "做到|达到|送到|以备|以便|以此|从而|进而|不[^断]|利率|以[^，]{2,12}(?:推动|促进|带动|赢得))"
    "|地?推动工作$|新局面$|新台阶$|步伐$"
)
_FEW = 4
_SHORTEST = 2
_STANDS = re.compile("^要坚持.*导向$")
"""A principle that opens a demand is a demand itself."""


@dataclass(frozen=True, slots=True)
class Span:
    """A slice of a text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return its words."""
        return text[self.start : self.end]


def sentences(text: str, span: Span) -> Iterator[Span]:
    """Give the sentences of a span without the sign that ends them; a semicolon ends one too."""
    for match in re.finditer(r"[^。；！？\n]+", span.of(text)):
        words = match.group()
        start = span.start + match.start() + len(words) - len(words.lstrip())
        end = span.start + match.end() - len(words) + len(words.rstrip())
        if start < end:
            yield Span(start, end)


def demands(text: str, span: Span, *, everything: bool) -> list[Span]:
    """Return the demands of a span; with `everything` a sentence that begins like a command counts without 要."""
    return [one for group in groups(text, span, everything=everything) for one in group]


def plain(text: str, span: Span) -> list[Span]:
    """Return the clauses of a span that holds no demand in so many words: all that do not tell how things are."""
    found = [one for one in sentences(text, span) if not any(tells(clause.of(text)) for clause in clauses(text, one))]
    return [one for sentence in found for one in _joined(text, clauses(text, sentence), commands_only=True)]


def groups(text: str, span: Span, *, everything: bool) -> Iterator[list[Span]]:
    """Give the demands sentence by sentence; what follows a semicolon without 要 belongs to the one before."""
    group: list[Span] = []
    open_demand = False
    for sentence in sentences(text, span):
        if text[sentence.end : sentence.end + 1] == "：" or sentence.of(text).endswith("："):
            continue
        parts = clauses(text, sentence)
        asks = any(MUST.match(one.of(text)) for one in parts) and not _observes(text, sentence, parts)
        follows = open_demand and text[max(0, sentence.start - 4) : sentence.start].rstrip(" \u3000")[-1:] == "；"
        commands = _commands(text, parts) and (everything or _asked(text, sentence))
        open_demand = asks or follows or commands
        if asks or (commands and not follows):
            if group:
                yield group
            group = []
        if open_demand:
            group += _joined(text, parts, commands_only=not asks)
    if group:
        yield group


def clauses(text: str, sentence: Span) -> list[Span]:
    """Return the clauses between commas, without the words that introduce a speaker."""
    start = sentence.start
    while speaker := SPEAKER.match(text, start, sentence.end):
        start = speaker.end()
    found = re.finditer(r"[^，]+", text[start : sentence.end])
    return [Span(start + match.start(), start + match.end()) for match in found]


def _commands(text: str, parts: list[Span]) -> bool:
    """Whether a sentence without 要 is a command: its first clause is, or one after words that only prepare it."""
    words = [one.of(text) for one in parts]
    while words[1:] and _waits(words[0]) and not is_command(words[0]):
        words = words[1:]
    if len(words) > 1 and len(words[0]) <= _FEW:  # 共育项目，对…给予资金; but 横向比较，周边城市跑得更快
        return is_command(words[1]) and not tells(words[0])
    return bool(words) and is_command(words[0])


def _observes(text: str, sentence: Span, parts: list[Span]) -> bool:
    """Whether somebody only remarks how a thing should be: 会议指出，应用推广要稳妥有序."""
    speaker = SPEAKER.match(text, sentence.start, sentence.end)
    must = MUST.match(parts[0].of(text)) if parts else None
    remark = speaker is not None and speaker["verb"] not in _ASKS
    return bool(remark and must and must["subject"] and not EVERYBODY.search(must["subject"]))


def _asked(text: str, sentence: Span) -> bool:
    speaker = SPEAKER.match(text, sentence.start, sentence.end)
    return bool(speaker and speaker["verb"] in _ASKS)


def _joined(text: str, parts: list[Span], *, commands_only: bool) -> Iterator[Span]:
    """Join clauses to directives, see the top of the module."""
    ready: list[Span] = []
    ahead: int | None = None
    begun = commands_only
    for clause in parts:
        words = clause.of(text)
        must = MUST.match(words)
        begun = begun or bool(must) or _waits(words)
        if not begun or _BACKGROUND.match(words):
            continue
        subject = must["subject"] if must else ""
        start = clause.start if ahead is None else ahead
        if must and not subject and ahead is None:
            start = clause.start + must.end()
        first = must is not None and not ready
        if _SLOGAN.match(words):
            ahead = None if EVERYBODY.search(subject) or not subject else start
        elif ready and ahead is None and (_TAIL.search(words) or not (must or is_command(words) or _waits(words))):
            ready[-1] = Span(ready[-1].start, clause.end)
        elif _waits(text[start : clause.end] if ahead is None else words) and not (first and _STANDS.match(words)):
            ahead = start
        else:
            ready.append(Span(start, clause.end))
            ahead = None
    if ahead is not None and ready:
        ready[-1] = Span(ready[-1].start, parts[-1].end)
    elif ahead is not None:
        ready.append(Span(ahead, parts[-1].end))
    yield from (one for one in ready if one.end - one.start >= _SHORTEST)


def _waits(words: str) -> bool:
    return bool(_AHEAD.match(words) or _BARE.match(words) or prepares(words)) and "要" not in words[:1]
