"""The header line of an article: who published it, when, under which number."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise

from archive import doc_numbers
from archive.dates import find_moment

LABELS = {
    "publisher": "信息来源|文章来源|稿件来源|来源于|来源|发布机构|发布单位|发文机关|发文机构|发文单位|制定机关",
    "published": "发布日期|发布时间|录入时间|录入日期|公开日期|公开时间|发表时间|发文日期|生成日期|更新时间|更新日期",
    "moment": "时间|日期",
    "written": "成文日期|印发日期|签发日期",
    "number": "发文字号|发文号|文件编号|文号",
    "index": "索引号|信息索引号",
    "validity": "有效性|文件状态|时效性|是否有效|时效状态",
    "title": "名称|标题|信息名称",
    "other": "分类|主题分类|主题词|统一编号|实施日期|生效日期|失效日期|废止日期|作者|编辑|责任编辑|责编|审核|浏览次数|"
    "浏览量|点击数|点击量|点击次数|点击|阅读次数|阅读量|阅读|访问量|字体|字号|字体大小|大小|分享到|分享|体裁分类|"
    "服务对象|关键词|打印|视力保护色|信息类别|主题|体裁",
}
_KIND = {label: kind for kind, labels in LABELS.items() for label in labels.split("|")}
_LABEL = re.compile(rf"(?P<label>{'|'.join(sorted(_KIND, key=len, reverse=True))})[ \u3000\xa0]*[:：]")
_SPACED = {re.compile(r"[ \u3000]+".join(label)): label for label in ("文号", "来源", "时间", "日期", "名称", "分类")}
_CHROME = re.compile(
    r"【(?:打印|关闭|字体|大|中|小|收藏|返回)[^】]*】?|\[?(?:打印本页|关闭窗口|打印|字体)\b.*|[|｜]\s*$"
)
_ISSUER_EDGES = " \u3000\xa0,，;；|｜[]【】-"
_MARKUP = re.compile(r"[<>={}]")
_DATE_TAIL = re.compile(r"\s*(?:19|20)\d{2}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}.*$")
_UNKNOWN_LABEL = re.compile(r"(?:^|[ \u3000\xa0])[^ \u3000\xa0]{1,12}[:：].*$")
MAX_LINE = 400
MAX_ISSUER = 80


@dataclass(slots=True)
class Facts:
    """What a header or a metadata table states; None where it says nothing."""

    publisher: str | None = None
    published: datetime | None = None
    number: str | None = None
    index: str | None = None
    written: date | None = None
    validity: str | None = None
    title: str | None = None
    lines: set[int] = field(default_factory=set)

    def filled(self, other: "Facts") -> "Facts":
        """Return these facts, with those of another place where these say nothing."""
        for name in ("publisher", "published", "number", "index", "written", "validity", "title"):
            if getattr(self, name) is None:
                setattr(self, name, getattr(other, name))
        return self


def read(lines: Iterable[str]) -> Facts:
    """Read header lines by their labels, whatever their order, separators (none at all, too) and kind of colon.

    `lines` of the result are the numbers of the lines that were header. A bare 时间 or 日期 counts only on a line that
    names a source too, since notices of meetings have lines that begin so.
    """
    facts = Facts()
    for number, line in enumerate(lines):
        if len(line) > MAX_LINE:
            continue
        stated = table_pairs(line) if line.startswith("| ") else pairs(line)
        kinds = {kind for kind, _ in stated}
        if kinds == {"moment"} or kinds <= {"title", "other"}:
            continue
        facts.lines.add(number)
        facts.filled(_facts(stated, bare_moment="publisher" in kinds))
        if (
            facts.published is None and "publisher" in kinds and "written" not in kinds
        ):  # 来源：中山日报 2025-01-02 10:00
            facts.published = find_moment(line)
    return facts


def table_pairs(row: str) -> list[tuple[str, str]]:
    """Return (kind, value) for each cell of a table's row that holds a label, with the cell after it."""
    cells = [cell.strip() for cell in row.strip("| ").split(" | ")]
    found = []
    for label, value in pairwise([*cells, ""]):
        kind = _KIND.get(re.sub(r"[\s:：【】\[\]]", "", label))
        found += [(kind, value)] if kind else pairs(label)
    return found


def pairs(line: str) -> list[tuple[str, str]]:
    """Return (kind, value) for each label of a line; a value ends where the next label begins."""
    for spaced, label in _SPACED.items():
        line = spaced.sub(label, line)
    found = list(_LABEL.finditer(line))
    ends = [*(match.start() for match in found), len(line)][1:]
    return [
        (_KIND[match["label"]], _CHROME.sub("", line[match.end() : end]).strip(" \u3000\xa0-"))
        for match, end in zip(found, ends, strict=True)
    ]


def _facts(stated: Iterable[tuple[str, str]], *, bare_moment: bool) -> Facts:
    facts = Facts()
    for kind, value in stated:
        if not value:
            continue
        if kind == "publisher":
            facts.publisher = facts.publisher or _issuer(value)
        elif kind == "published" or (kind == "moment" and bare_moment):
            facts.published = facts.published or find_moment(value)
        elif kind == "written":
            moment = find_moment(value)
            facts.written = facts.written or (moment.date() if moment else None)
        elif kind == "number":
            facts.number = facts.number or numbers(value)
        elif kind == "index":
            facts.index = facts.index or value
        elif kind == "validity":
            facts.validity = facts.validity or value
        elif kind == "title":
            facts.title = facts.title or value
    return facts


def numbers(value: str) -> str | None:
    """Return the document numbers of a labelled value joined by one space; as printed when of no known form."""
    found = doc_numbers.find(value)
    if found:
        return " ".join(found)
    plain = value.strip(" -—/无")
    return plain or None


def _issuer(value: str) -> str | None:
    """Return the issuers as printed, without a date, a button or a label that nobody knows behind them on the line."""
    plain = _UNKNOWN_LABEL.sub("", _DATE_TAIL.sub("", value.partition("|")[0])).strip(_ISSUER_EDGES)
    return plain if plain and len(plain) <= MAX_ISSUER and not _MARKUP.search(plain) else None
