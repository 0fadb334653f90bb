"""Tables in plain text: what the header of a column, or the caption of a table, says of the numbers below it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from archive.figures.days import DUE_HEADER
from archive.figures.numbers import numbers
from archive.figures.quantities import UNITS, Quantity
from archive.records import FigureKind

_CELL = re.compile(r"[^|\n]*+")
_MONEY = re.compile(r"(?P<times>[十百千]?[万亿]|千)?元(?:人民币)?")
_IN_BRACKETS = re.compile(
    r"[（(\[](?:单位[:：]?\s?)?(?P<unit>[^（()）\]\n]{1,8})[）)\]]|[/／](?P<after>[^/／（(]{1,4})$"
)
_CAPTION = re.compile(r"(?:金额)?单位[:：为]\s?(?:人民币)?(?P<unit>(?:[十百千]?[万亿]|千)?元)")
_COUNTED = re.compile(
    r"(?:人数|名额|员额|编制数?|需求数|招生计划|计划数|招聘数量?|指标数)$|(?P<of>学时|课时|期数|台数|户数|件数|篇数|家数|套数|个数|项数|份数|场次|"
    r"批次|班数|床位数|席位数|岗位数|机柜数|泊位数|车辆数|数量)(?:合计)?$"
)
_SUM = re.compile(
    "金额|资金|投资|补助|补贴|奖励|奖金|预算|支持额|额度|经费|造价|总价|单价|限价|报价|中标价|成交价|产值|收入|费用|合计|小计|总计|租金|资助"
)
_SHARE = re.compile("率|比例|占比|比重|增幅|增速|同比")
_NOT_COUNTED = re.compile("序号|编号|代码|电话|号码|年限|年份|日期|时间|排名|得分|分数|教室|邮编|身份证|文号|备注")
_ALONE = re.compile(r"(?:每[年月日天季人次]|最[高低多少]|不[超少低高][过于]|约|各|[≤≥<>￥¥]|\s){0,3}")
_ENDS = re.compile(r"\s*(?:$|[，,；;（(、/])")
_TIMES = {"千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8}
HEADER_ROWS = 3
"""Rows of a table among which its header is looked for; those before it are titles and captions."""


@dataclass(frozen=True, slots=True)
class Column:
    """What a column says of its numbers: kind, unit, multiplier, where its name stands; `silent` counts nothing."""

    kind: FigureKind | None
    unit: str
    times: int
    start: int
    end: int
    due: bool
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's span without blanks, and its column when the table has a header."""

    start: int
    end: int
    column: Column | None


def is_row(line: str) -> bool:
    """Return whether a line is a row of a table."""
    return line.lstrip().startswith("|") and line.rstrip().endswith("|") and line.count("|") > 1


class Table:
    """The rows of one table, taken from top to bottom; the header is among the first ones."""

    def __init__(self, caption: str = "") -> None:
        self._columns: list[Column] | None = None
        self._caption = caption
        self._rows = 0

    def cells(self, text: str, start: int, end: int) -> list[Cell]:
        """Return the cells of the next row, which stands at start:end; of the header none."""
        spans = list(_spans(text, start, end))
        self._rows += 1
        if self._columns is None and self._rows <= HEADER_ROWS:
            if found := _CAPTION.search(text, start, end):
                self._caption = found["unit"]
            if _is_header(text, spans):
                self._columns = [_column(text, span, self._caption) for span in spans]
                return []
        columns = self._columns or []
        named = _column(text, spans[0], "") if spans and _IN_BRACKETS.search(text, *spans[0]) else None
        return [
            Cell(*span, _ruling(columns[at] if len(columns) == len(spans) else None, named if at else None))
            for at, span in enumerate(spans)
        ]


def caption(line: str) -> str:
    """Return the unit of money that a line before a table states (单位：万元), else nothing."""
    found = _CAPTION.search(line)
    return found["unit"] if found else ""


def quantity(text: str, cell: Cell) -> Quantity | None:
    """Return what the number of a cell means by its column, None when it is not alone or the column is mute."""
    column = cell.column
    if column is None or column.kind is None:
        return None
    for number in numbers(text, cell.start, cell.end):
        if number.han or not _ALONE.fullmatch(text[cell.start : number.start]):
            return None
        if not _ENDS.match(text[number.end : cell.end]):
            return None
        value = number.value * Decimal(column.times)
        return Quantity(column.kind, value, column.unit, number.start, number.end, number.about)
    return None


def _ruling(column: Column | None, row: Column | None) -> Column | None:
    """A row that names its unit (产业规模（亿元）) rules where the column says nothing of numbers."""
    if row is None or row.kind is None or (column and (column.kind is not None or column.silent)):
        return column
    return row


def _spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first, last = text.index("|", start, end) + 1, text.rindex("|", start, end)
    while first <= last:
        bar = text.find("|", first, last)
        stop = bar if bar >= 0 else last
        content = text[first:stop]
        inner = first + len(content) - len(content.lstrip())
        yield inner, max(inner, first + len(content.rstrip()))
        first = stop + 1


def _is_header(text: str, spans: list[tuple[int, int]]) -> bool:
    cells = [text[start:end] for start, end in spans]
    named = [one for one in cells if one]
    return len(named) > 1 and not any(re.fullmatch(r"[0-9.,\-]+", one) for one in named)


def _column(text: str, span: tuple[int, int], table_unit: str) -> Column:
    name = text[span[0] : span[1]]
    start, end = span
    inside = _IN_BRACKETS.search(name)
    due = bool(DUE_HEADER.search(name))
    if inside:
        stated = (inside["unit"] or inside["after"]).strip()
        end = start + inside.start()
        kind, unit, times = _stated(stated)
        if kind is not None:
            return Column(kind, unit, times, start, end, due)
        name = name[: inside.start()]
    if _NOT_COUNTED.search(name):
        return Column(None, "", 1, start, end, due, silent=True)
    if counted := _COUNTED.search(name):
        unit = (counted["of"] or "人").removesuffix("数").removesuffix("量")
        return Column("count", "名" if name.endswith("额") else unit, 1, start, end, due)
    if table_unit and not _SHARE.search(name):
        return Column("amount", *_money(table_unit), start, end, due) if _SUM.search(name) else _mute(start, end, due)
    return _mute(start, end, due)


def _mute(start: int, end: int, due: bool) -> Column:
    return Column(None, "", 1, start, end, due)


def _money(unit: str) -> tuple[str, int]:
    found = _MONEY.match(unit)
    return "元", _TIMES.get((found["times"] or "") if found else "", 1)


def _stated(unit: str) -> tuple[FigureKind | None, str, int]:
    if _MONEY.match(unit):
        return "amount", *_money(unit)
    if unit in {"%", "百分比"}:
        return "percentage", "%", 1
    times = 10**4 if unit.startswith("万") else 1
    counted = re.fullmatch(UNITS, unit.removeprefix("万"))
    return ("count", counted.group(), times) if counted else (None, "", 1)
