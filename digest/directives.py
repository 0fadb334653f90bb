"""Read a meeting's report: its themes, and every directive under them as an exact span of the restored text.

Themes are the items of the report's own counts (一是“学习”。…二是…, （一）…, 1.…, 首先…; of a chapter such as
下一步工作 its items). Under a theme each clause that tells somebody to do something is a directive. What stands
outside the counts and is addressed to everybody has the theme `general`; where there is no count, each sentence with
要… is a theme that is named by its first clause.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from archive.errors import WrongUse
from archive.records import Directive, Meeting, Theme
from digest import meeting_facts
from digest.counts import MOST_ITEMS, RUNNING, Item, counts
from digest.demands import EVERYBODY, MUST, Span, clauses, demands, groups, plain
from digest.heading import find_date, find_title
from digest.meetings import GENERAL
from digest.restore import restore

MOST_CHARACTERS = 100_000
MOST_DIRECTIVES = 500
LONGEST_NAME = 30
SHORTEST_NAME = 4
_NAMED = re.compile(
    r"(?P<before>[^“”\"。，；：\n]{0,8})[“\"](?P<name>[^”\"\n]{1,12})[”\"](?P<after>[^。，；：\n]{0,6})[。，：,；\n]?"
)
_HEADING = re.compile(r"[ \t\u3000]*(?P<name>[^。，；：\n]{2,30})(?P<stop>[。，；：\n]|$)")
_AROUND = re.compile(
    "^(?:(?:审议|研究|通报|听取|传达|学习|讨论)(?:了|关于)?(?=.{4})|关于|要(?!素|求|点|闻|件)|"
    "在(?=.+方面))|(?:方面[^，]{0,6}|的问题|工作情况)$"
)
_FRAMED = re.compile(
    "^(?:把(?P<a>[^，]{2,14}?)(?:摆|放|作为|抓)[^，]*|在(?P<b>[^，]{2,14}?)上[^，]{2,8}|"
    "为(?P<c>[^，]{2,14}?)(?:保驾护航|保好驾|筑牢[^，]*|提供[^，]*))$"
)
_CHAPTER = re.compile(
    "^(?:会议|主要|总体|基本|下一步|下一阶段|下阶段|今后)?(?:概况|基本情况|情况|精神|主要精神|内容|"
    "议程|议题|要求|目标|主要目标|"
    "工作(?:要求|安排|部署|任务|重点|打算|计划|思路)|(?:主要|重点|目标)?(?:任务|工作)(?:安排|分工)?|"
    "重点(?:任务|工作)|工作)$"
)
_ATTITUDE = re.compile(
    "提高(?:政治)?站位|提高(?:思想)?认识|统一思想|压(?:实|紧)[^，]{0,6}责任|组织领导|"
    "形成[^，]{0,6}合力|拧成一股绳|狠抓落实|抓好落实|"
    "督促检查|督查|跟踪问效|跟踪督办|责任[^，]{0,4}扛|扛[^，]{0,6}责任|思想和行动|考核|"
    "营造[^，]*氛围|牵头作用|协同配合|密切配合|通力协作|齐抓共管|作风|责任感|真抓实干|担当作为|"
    "紧迫感"
)
_IDS = {
    "学习": "study", "应用": "application", "场景": "application", "产业": "industry", "人才": "talent",
    "创新": "innovation", "研发": "innovation", "技术": "innovation", "算力": "computing", "数据": "data",
    "政策": "policy", "安全": "safety", "招商": "investment", "投资": "investment", "资金": "funding",
    "服务": "service", "企业": "enterprise", "生态": "ecosystem", "项目": "project", "平台": "platform",
    "环境": "environment", "组织": "organisation", "责任": "responsibility", "协同": "cooperation", "宣传": "publicity",
}  # fmt: skip


def parse(
    raw: str,
    *,
    meeting_id: str | None = None,
    title: str | None = None,
    held_on: date | None = None,
    url: str = "",
    published: date | None = None,
) -> Meeting:
    """Return the meeting that a report tells of, damaged copies repaired.

    Title, date and id are read from the report when not given; `published` gives the year to a day that the report
    prints without one. Raises WrongUse when no date can be known, when no directive can be found in the report, or
    when it is longer than any report.
    """
    raw = raw.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(raw) > MOST_CHARACTERS:
        raise WrongUse(f"{len(raw)} characters; a meeting report has at most {MOST_CHARACTERS}")
    restored = restore(raw)
    text = restored.text
    day = held_on or find_date(text, published)
    if day is None:
        raise WrongUse("the report states no date with a year; give it with --date YYYY-MM-DD")
    themes, directives = _read(text)
    if not directives:
        raise WrongUse(f"meeting {meeting_id or day}: no directive found; expected items such as 一是…二是… with 要…")
    return Meeting(
        id=meeting_id or day.isoformat(),
        title=title or find_title(text),
        date=day,
        url=url,
        text=text,
        damaged=restored.damaged,
        themes=tuple(themes),
        directives=tuple(directives),
        facts=meeting_facts.find(text, day),
    )


def _read(text: str) -> tuple[list[Theme], list[Directive]]:
    """Return themes in the text's order with their directives, the cross-cutting ones at the end."""
    items = [one for count in counts(text) for one in _unfolded(count, text)]
    if len(items) > MOST_ITEMS:
        raise WrongUse(f"{len(items)} counted items; a meeting report has at most {MOST_ITEMS}")
    passages = [(item.start, *_of_item(text, item)) for item in items]
    passages = [one for one in passages if one[2]]
    outside = list(_outside(text, passages_spans(items)))
    chained, general = _chains(text, outside, alone=not passages)
    asked = len(general) + sum(len(spans) for *_, spans in (*passages, *chained))
    if asked > MOST_DIRECTIVES:
        raise WrongUse(f"{asked} directives; a meeting report has at most {MOST_DIRECTIVES}")
    themes: list[Theme] = []
    directives: list[Directive] = []
    for _, name, spans in sorted([*passages, *chained]):
        theme = Theme(id=_theme_id(name, themes), name=name)
        themes.append(theme)
        directives += _numbered(text, theme.id, spans)
    return themes, directives + _numbered(text, GENERAL, general)


def passages_spans(items: Sequence[Item]) -> list[Span]:
    """Return the slices of a text that items cover, their marks included."""
    return [Span(one.start, one.end) for one in items]


def _unfolded(count: Sequence[Item], text: str) -> Iterator[Item]:
    """Give the items that are themes: of a chapter that only says 下一步工作 those nested in it."""
    for item in count:
        name = _heading(text, item.content, item.end)[0]
        if item.inner and _CHAPTER.match(name):
            yield from _unfolded(item.inner, text)
        else:
            yield item


def _of_item(text: str, item: Item) -> tuple[str, list[Span]]:
    """Return the name of an item's theme and its directives; nested items are passages of their own."""
    inner = list(_leaves(item))
    first = inner[0].start if inner else item.end
    name, content = _heading(text, item.content, first, nested=bool(inner))
    spans = demands(text, content, everything=True)
    for at, one in enumerate(inner):
        end = inner[at + 1].start if at + 1 < len(inner) else item.end
        spans += demands(text, _heading(text, one.content, end)[1], everything=True)
    if not spans and not inner:
        whole = _whole(text, content) if content.start == item.content else []
        spans = whole or (plain(text, content) if item.style in RUNNING else [])
    return name, spans


def _leaves(item: Item) -> Iterator[Item]:
    for one in item.inner:
        yield one
        yield from _leaves(one)


def _whole(text: str, content: Span) -> list[Span]:
    """An item of a few words (四是强化要素保障。) is itself the directive."""
    words = content.of(text)
    start = content.start + len(words) - len(words.lstrip("。，；：\n \u3000"))
    end = start + len(words.strip("。，；：！\n \u3000"))
    few = SHORTEST_NAME <= end - start <= LONGEST_NAME and not re.search("[。；：，\n是了]", text[start:end])
    return [Span(start, end)] if few else []


def _heading(text: str, start: int, end: int, *, nested: bool = False) -> tuple[str, Span]:
    """Split an item into the name of its theme and the span that holds its directives."""
    named = _NAMED.match(text, start, end)
    if named and (
        not named["before"] or re.match("要?(?:做|抓|突出|围绕|聚焦|紧扣|在|写|下|打|念|把)", named["before"])
    ):
        sentence = "，" in named.group() or text[named.end() - 1] not in "。：\n"
        return named["name"], Span(start if sentence and named["before"] else named.end(), end)
    heading = _HEADING.match(text, start, end)
    if heading is None:
        return _name(re.split("[。，；：\n]", text[start:end].strip())[0]), Span(start, end)
    rest = nested or text[heading.end() : end].strip("。；\n \u3000")
    demand = heading["name"].startswith("要") and heading["stop"] != "："
    if heading["stop"] in "。：\n" and rest and not demand:
        return _name(heading["name"]), Span(heading.end(), end)
    return _name(heading["name"]), Span(start, end)


def _name(words: str) -> str:
    """The name of a theme: the words of its heading without who must do it and without what frames them."""
    must = MUST.match(words)
    words = words[must.end() :] if must else words
    while (bare := _AROUND.sub("", words).strip()) != words:
        words = bare
    framed = _FRAMED.match(words)
    words = next((one for one in framed.groups() if one), words) if framed else words
    return words.strip("《》")[:LONGEST_NAME] or "其他"


def _theme_id(name: str, earlier: list[Theme]) -> str:
    taken = {theme.id for theme in earlier}
    places = sorted((name.rfind(noun), theme) for noun, theme in _IDS.items() if noun in name)
    free = [theme for _, theme in reversed(places) if theme not in taken]
    return free[0] if free else f"theme-{len(earlier) + 1}"


def _outside(text: str, covered: Sequence[Span]) -> Iterator[Span]:
    at = 0
    for one in covered:
        yield Span(at, _before_lead_in(text, at, one.start))
        at = max(at, one.end)
    yield Span(at, len(text))


def _before_lead_in(text: str, start: int, mark: int) -> int:
    """The sentence that leads in to a count within a paragraph (要跟上产业的脚步。第一，…) is no demand of its own."""
    if mark == 0 or text[mark - 1] != "。":
        return mark
    return max(start, *(text.rfind(sign, start, mark - 1) + 1 for sign in "。\n"))


def _chains(text: str, outside: Sequence[Span], *, alone: bool) -> tuple[list[tuple[int, str, list[Span]]], list[Span]]:
    """Split the demands outside the counts into themes and cross-cutting ones.

    Where there are counts, what stands outside is cross-cutting, unless a paragraph has several demands of its own.
    """
    themes: list[tuple[int, str, list[Span]]] = []
    general: list[Span] = []
    for passage in outside:
        for paragraph in re.finditer(r"[^\n]+", passage.of(text)):
            span = Span(passage.start + paragraph.start(), passage.start + paragraph.end())
            found = [one for one in groups(text, span, everything=False) if one]
            own = [not _cross_cutting(text, one) for one in found]
            several = alone or sum(own) > 1
            for one, is_own in zip(found, own, strict=True):
                if is_own and several:
                    themes.append((one[0].start, _name(re.split("，", one[0].of(text))[0]), one))
                else:
                    general += one
    return themes, general


def _cross_cutting(text: str, group: Sequence[Span]) -> bool:
    first = clauses(text, group[0])[0].of(text)
    must = MUST.match(first)
    return bool(_ATTITUDE.search(first) or (must and EVERYBODY.search(must["subject"])))


def _numbered(text: str, theme: str, spans: Sequence[Span]) -> list[Directive]:
    return [
        Directive(id=f"{theme}.{number}", theme=theme, start=span.start, end=span.end, text=span.of(text))
        for number, span in enumerate(spans, 1)
    ]
