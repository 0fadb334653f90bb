"""The rescue reader: title, date and body of a page that no declared selector fits.

The body is the run of lines with the largest sum of values: a line of prose counts what it is long, a short line, a
list of links or a line such as 责任编辑 or 相关新闻 counts against. No class name is needed, so that it also reads
pages whose layout nobody has seen. `tests/bench/readers.py` measures it beside other readers.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from archive.dates import find_moment
from archive.errors import PageChanged
from crawler.items import Page
from crawler.pages import header, links, metas, titles
from crawler.pages.document import parse
from crawler.pages.prose import Line, Prose, read

SHORT = 5
END_MARK = 100
LONG_LINE = 40
SENTENCE = 30
MARK_LINE = 80
FOOTER_LINE = 400
MANY = 2
BEFORE, AFTER = 15, 10
"""How many lines before and after the body may hold its header line or date."""

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
# Short lines that belong to an announcement: whom it addresses, who signed it and when, what is added.
_OF_A_LETTER = re.compile(
    r"^(?:[\u4e00-\u9fff（）()、 \u3000]{4,40}(?:局|委员会|政府|办公室|办|厅|部|中心|委|院|会|处)|"
    r".{0,6}\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|附件.*|[\u4e00-\u9fff、]{2,}[:：])$"
)


def page(raw: bytes, url: str, *, declared: str | None = None) -> Page:
    """Read a page of which nothing is known; raises PageChanged when it has neither a title nor a body."""
    document = parse(raw, url, declared=declared)
    prose = read(document.root, ())
    span = body_span(prose.lines)
    stated = metas.read(document)
    facts = header.read(prose.text((max(0, span[0] - BEFORE), span[0])))
    facts.filled(header.read(prose.text((span[1], span[1] + AFTER))))
    title = titles.find(document, stated)
    if not title and span[0] == span[1]:
        raise PageChanged(f"neither a title nor a body, at {url}")
    return Page(
        title=title or prose.lines[span[0]].text,
        published=stated.published or facts.published or nearest_moment(prose, span),
        issuer=facts.publisher or stated.source,
        doc_number=facts.number,
        index_number=facts.index,
        written_on=facts.written,
        validity=facts.validity,
        body="\n".join(prose.text(span)),
        attachments=links.attachments(document, document.root)[0],
        reader="rescue",
    )


def body_span(lines: Sequence[Line]) -> tuple[int, int]:
    """Return the slice of lines that is the body, an empty one when no line is prose."""
    best, start, end = 0.0, 0, 0
    run, run_start = 0.0, 0
    for number, line in enumerate(lines):
        if run <= 0:
            run, run_start = 0.0, number
        run += value(line)
        if run > best:
            best, start, end = run, run_start, number + 1
    if start == end:
        return 0, 0
    while start > 0 and _belongs(lines[start - 1]):
        start -= 1
    while end < len(lines) and _belongs(lines[end]):
        end += 1
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
    stops = len(list(islice(_STOPS.finditer(line.text), MANY)))
    if stops == MANY or (stops and size > SENTENCE):
        return plain - line.linked
    return -SHORT if size < LONG_LINE else plain / 2


def nearest_moment(prose: Prose, span: tuple[int, int]) -> datetime | None:
    """Return the date nearest to the body: in the lines just before it, else just after, else at its own edges."""
    start, end = span
    before = prose.text((max(0, start - BEFORE), start))[::-1]
    after = prose.text((end, end + AFTER))
    own = prose.text((start, min(end, start + 2)))
    for line in [*before, *own, *after]:
        if moment := find_moment(line):
            return moment
    return None


def _belongs(line: Line) -> bool:
    return not line.linked and bool(_OF_A_LETTER.match(line.text))
