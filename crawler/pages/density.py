"""The body among a page's lines, by what the lines are like: no class name is needed.

The body is the run of lines with the largest sum of values: a line of prose counts what it is long, a clause or a row
of data a part of that, a short line, a list of links or a line such as 责任编辑 or 相关新闻 counts against. A foot
(责任编辑：…, 上一篇：…, 发表评论) ends an article, whatever prose comes after it; of several articles on one page the
first is the page's. `tests/bench/readers.py` measures it beside other readers.
"""

import re
from collections.abc import Sequence
from itertools import islice

from crawler.pages import header
from crawler.pages.prose import Line

SHORT = 5
ARTICLE = 150
"""A run worth as much as this before a foot is an article; a teaser is worth less."""
END_MARK = 100
LONG_LINE = 40
SENTENCE = 30
MARK_LINE = 80
FOOTER_LINE = 400
MANY = 2
DATA_ROW = 4
"""What part of its length a row of a table counts."""

_STOPS = re.compile("[，。；！？：,!?;”]")
_END_MARKS = re.compile(
    r"^\W{0,3}(?:相关(?:新闻|报道|链接|文章|阅读|专题|内容)|责任编辑|责编|编辑|作者|上一[篇页条]|下一[篇页条]|分享到?|打印|"
    r"关闭窗口|返回(?:顶部|首页)|版权|声明|发表评论|网友评论|最新评论|我要评论|热门|推荐|更多)|来源\s*[:：]|"
    r"发布(?:日期|时间)\s*[:：]|责任编辑\s*[:：]|\d{4}[-年/]\d{1,2}[-月/]\d{1,2}日?\s*\d{1,2}:\d\d"
)
_FOOTERS = re.compile(
    r"ICP备|公网安备|网站标识码|版权所有|Copyright|All rights reserved|建议使用.{0,20}分辨率|^地址[:：].*(?:邮编|电话)",
    re.IGNORECASE,
)
_FEET = re.compile(
    r"^\W{0,3}(?:责任编辑|责编|编辑)\s*[:：]|^\W{0,3}[上下]一[篇条]\s*[:：]|^\W{0,3}(?:发表|网友|最新|我要)评论|共\s*\d+\s*[篇条]评论|"
    r"^\W{0,3}相关(?:新闻|报道|链接|文章|阅读)\W{0,3}$|^\W{0,3}(?:分享到|打印(?:本[页文稿])?|关闭窗口)\W{0,3}$|^\W{0,3}(?:版权[与及和]?)?免责声明"
)
_ENDS = ("。", "；", "：", ":")
_CLAUSE = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)]|第[一二三四五六七八九十百\d]+[条章节]|\d{1,2}[、.．])"
)
# Short lines that belong to an announcement: whom it addresses, who signed it and when, what is added.
_OF_A_LETTER = re.compile(
    r"^(?:[\u4e00-\u9fff（）()、 \u3000]{4,40}(?:局|委|会|府|办|室|厅|部|院|中心|处|队|所|站|区|馆|校|集团|公司)|"
    r".{0,6}\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|附件.*|[\u4e00-\u9fff、]{2,}[:：]|特此.{2,6}|"
    r"[（(]?(?:联系人|联系电话|此件).{0,40})$"
)


def body_span(lines: Sequence[Line]) -> tuple[int, int]:
    """Return the slice of lines that is the body, an empty one when no line is prose."""
    runs = [_best_run(lines, start, end) for start, end in _between_feet(lines)]
    _, start, end = next((run for run in runs if run[0] >= ARTICLE), max(runs, key=lambda run: run[0]))
    if start == end:
        return 0, 0
    while start > 0 and _belongs(lines[start - 1]):
        start -= 1
    while end < len(lines) and _belongs(lines[end]):
        end += 1
    while lines[end - 1].linked > SHORT and lines[end - 1].text.startswith("附件"):
        end -= 1  # the list of files under the text; one that stands before the signature is of the text
    return start, end


def value(line: Line) -> float:
    """Return what a line counts for being body, in characters; negative against."""
    size = len(line.text)
    plain = size - line.linked
    marked = size < MARK_LINE and _END_MARKS.search(line.text)
    if marked or (size < FOOTER_LINE and _FOOTERS.search(line.text)):
        return -END_MARK
    if line.linked > plain:
        return -SHORT - line.linked
    if line.text.startswith("| ") and not line.linked:
        return size / DATA_ROW if _is_data(line) else -SHORT
    stops = len(list(islice(_STOPS.finditer(line.text), MANY)))
    if stops == MANY or (stops and size > SENTENCE):
        return plain - line.linked
    listed = not line.linked and _CLAUSE.match(line.text)
    return plain / 2 if listed or size >= LONG_LINE else -SHORT


def _between_feet(lines: Sequence[Line]) -> list[tuple[int, int]]:
    feet = [number for number, line in enumerate(lines) if len(line.text) < MARK_LINE and _FEET.search(line.text)]
    return list(zip([0, *(number + 1 for number in feet)], [*feet, len(lines)], strict=True))


def _best_run(lines: Sequence[Line], first: int, last: int) -> tuple[float, int, int]:
    """Return the run of lines with the largest sum of values: the sum, and its slice."""
    best, start, end = 0.0, 0, 0
    run, run_start = 0.0, first
    for number in range(first, last):
        if run <= 0:
            run, run_start = 0.0, number
        run += value(lines[number])
        if run > best:
            best, start, end = run, run_start, number + 1
    return best, start, end


def _belongs(line: Line) -> bool:
    """Say whether a line beside the body is of it: a short sentence, a clause, a row of data, a part of a letter."""
    text = line.text
    if line.linked:
        return text.startswith("附件")
    if value(line) <= -END_MARK:
        return False
    return text.endswith(_ENDS) or _is_data(line) or bool(_OF_A_LETTER.match(text) or _CLAUSE.match(text))


def _is_data(line: Line) -> bool:
    """Say whether a line is a row of data, and not of the facts that a page states of itself: a label, a value."""
    if line.linked or not line.text.startswith("| "):
        return False
    return 2 * len(header.table_pairs(line.text)) < line.text.count(" |")
