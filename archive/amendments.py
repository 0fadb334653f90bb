"""What kind of change an edit is, by rules that a person can check. Pure.

In this order: `amount` when a sum, a percentage or a count with its unit changed; `date` when a day, a time or a term
did; `name` when a body, a company, a place of the city or a person did; `typo` when at most two characters were
replaced, or one came or went, without figures and without words that turn a meaning; else `substance`. What adds or
removes more than a phrase is `substance` whatever it holds, because nothing was there to compare it with.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Literal

Kind = Literal["typo", "name", "date", "amount", "substance"]
GRAVITY: tuple[Kind, ...] = ("typo", "name", "date", "amount", "substance")
"""The kinds, the gravest last: a typo misleads nobody, substance can not be told in a word."""
PHRASE = 16
"""Characters that may come or go and still be one stated fact (`最高不超过500万元`)."""
CLAUSE = 60
"""Characters that may be replaced and still be compared fact by fact; more is another sentence."""
TYPO = 2
NEAR = 60
"""Characters on each side of a change among which the fact stands that it belongs to."""

_HAN = "〇零一二三四五六七八九十百千两"
_FIGURE = rf"(?:\d+(?:[,，]\d{{3}})*(?:\.\d+)?|[{_HAN}]+)"
_AMOUNT = re.compile(
    rf"百分之{_FIGURE}|{_FIGURE}\s*(?:[%％‰]|[百千]?[万亿]?(?:多|余)?(?:美元|港元|元|家|个(?!月|工作日|自然日)|项|人次|人|名|台|套|辆|座|亩|平方米|"
    rf"件|户|批次|公里|千瓦时|千瓦|吨|[Pp](?![A-Za-z])|PFLOPS|EFLOPS|个百分点|倍|成|分(?!钟))|[万亿](?:多|余)?)"
)
_DATE = re.compile(
    rf"\d{{4}}\s*[-/.]\s*\d{{1,2}}(?:\s*[-/.]\s*\d{{1,2}})?|(?:{_FIGURE}\s*年\s*)?{_FIGURE}\s*月\s*(?:{_FIGURE}\s*日)?|"
    rf"{_FIGURE}\s*(?:年|日|个?工作日|个?自然日|天|个月|小时|分钟|周)|\d{{1,2}}[:：]\d{{2}}|星期[一二三四五六日天]|周[一二三四五六日]|"
    rf"\d{{1,2}}\s*时|[上中下]旬|[上下]半年|第?[一二三四]季度|[上下]午"
)
_CELL = re.compile(r"\s*\d{1,12}(?:[,，]\d{3})*(?:\.\d{1,6})?\s*")
_COUNTED = re.compile(
    "金额|资金|经费|额度|补助|补贴|奖励|资助|价|费|投资|[万亿]?元|数量|台数|人数|名额|户数|家数|个数|面积|[%％]|比例|占比|分值|得分|[(（](?:台|套|人|名|家|个|亩)"
)
_BODY = re.compile(
    r"[\u3400-\u9fffA-Za-z0-9（）()·]{0,24}?(?:局|委员会|办公室|人民政府|市政府|厅|中心|公司|集团|研究院|研究所|大学|学院|协会|商会|联合会|银行|"
    r"事务所|医院|街道办事处|街道|镇|实验室|基金会|合作社|支队|大队|联盟|工厂)"
)
_LEADS = re.compile(r"[由向与和及或的在将对为是请报送交至到从经据按把被给让、]")
"""Words before a body's name that do not belong to it."""
_PLACES = re.compile(
    "小榄|黄圃|古镇|东凤|坦洲|板芙|三乡|三角|神湾|阜沙|港口|沙溪|五桂山|南区|西区|东区|石岐|火炬|翠亨|大涌|横栏|南头|民众|南朗"
)
_POST = (
    "联系人|负责人|局长|书记|市长|主任|编辑|记者|签发人|法定代表人|董事长|总经理|教授|院士|组长|主持人|校长|镇长|秘书长|"
    "工程师|经办人|责任人"
)
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊"
    "孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚欧阮温麦区冼甘关莫岑简游柯翁"
)
_PERSON = re.compile(
    rf"(?:{_POST})[:：]?\s*[{_SURNAMES}][\u3400-\u9fff]{{1,2}}|[{_SURNAMES}][\u3400-\u9fff]{{1,2}}副?(?:{_POST})|"
    rf"(?<=联系人[：:])[{_SURNAMES}][\u3400-\u9fff、]{{1,20}}"
)
_TURNS = re.compile(r"[不未无非禁可应须必能仅只或且及除起上下内外前后每均否免已拟暂新原]")
"""Characters with which a single change turns the meaning of a sentence."""
_PUNCTUATION = re.compile(r"[^\w\u3400-\u9fff]+")
_WHOLE: dict[str, Kind] = {"published": "date", "issuer": "name", "doc_number": "substance"}


def kind(part: str, old: str, new: str, place: tuple[int, int, int, int] | None = None, head: str = "") -> Kind:
    """Return what kind of change made `old` into `new`.

    `part` is title, body, attachment, issuer, doc_number or published. `place` says which slices of the two, old from
    and to, new from and to, differ; without it all of both. `head` is the first row of the table, when they are rows.
    """
    if part in _WHOLE:
        return _WHOLE[part]
    i1, i2, j1, j2 = place or (0, len(old), 0, len(new))
    gone, come = old[i1:i2], new[j1:j2]
    if max(len(gone), len(come)) > (CLAUSE if gone and come else PHRASE):
        return "substance"
    if _is_counted(old, i1, i2, head) and _is_counted(new, j1, j2, head):
        return "amount"
    old, i1, i2 = _near(old, i1, i2)
    new, j1, j2 = _near(new, j1, j2)
    for name, patterns in (("amount", (_AMOUNT,)), ("date", (_DATE,)), ("name", (_BODY, _PLACES, _PERSON))):
        if any(_changed(pattern, (old, i1, i2), (new, j1, j2)) for pattern in patterns):
            return name  # type: ignore[return-value]
    return "typo" if _is_typo(gone, come) else "substance"


def _is_counted(row: str, start: int, end: int, head: str) -> bool:
    """Tell whether a slice of a row is a bare number in a column of sums or counts, by the head of the column."""
    column, cells, heads = row.count("|", 0, start), row.split("|"), head.split("|")
    inside = row.startswith("|") and head.startswith("|") and "|" not in row[start:end]
    if not inside or column >= min(len(cells), len(heads)):
        return False
    return bool(_CELL.fullmatch(cells[column]) and _COUNTED.search(heads[column]))


def _near(text: str, start: int, end: int) -> tuple[str, int, int]:
    """Return the text near a slice, and the slice in it: facts are short, paragraphs need not be."""
    first = max(0, start - NEAR)
    return text[first : end + NEAR], start - first, end - first


def gravest(kinds: Iterable[Kind]) -> Kind | None:
    """Return the gravest of the kinds, None when there are none."""
    return max(kinds, key=GRAVITY.index, default=None)


def _changed(pattern: re.Pattern[str], old: tuple[str, int, int], new: tuple[str, int, int]) -> bool:
    """Tell whether a fact of the pattern's kind was replaced, or came or went as a phrase."""
    before, after = _touched(pattern, *old), _touched(pattern, *new)
    if before == after:
        return False
    (_, i1, i2), (_, j1, j2) = old, new
    return bool(before and after) or (i2 - i1 <= PHRASE and j2 - j1 <= PHRASE and pattern is not _BODY)


def _touched(pattern: re.Pattern[str], text: str, start: int, end: int) -> list[str]:
    """Return the facts that reach into a slice; where nothing stands, those around its place."""
    found = []
    for match in pattern.finditer(text):
        first = match.start()
        if pattern is _BODY:
            first = max((one.end() for one in _LEADS.finditer(text, first, match.end() - 1)), default=first)
        if first < max(end, start + 1) and match.end() > min(start, end - 1) and not (end == start == first):
            found.append(_plain(text[first : match.end()]))
    return found


def _is_typo(gone: str, come: str) -> bool:
    """Tell whether only marks, or at most two characters that state nothing, differ."""
    gone, come = _PUNCTUATION.sub("", _plain(gone)), _PUNCTUATION.sub("", _plain(come))
    if gone == come:
        return True
    start = next((at for at, pair in enumerate(zip(gone, come, strict=False)) if pair[0] != pair[1]), None)
    start = min(len(gone), len(come)) if start is None else start
    end = 0
    while end < min(len(gone), len(come)) - start and gone[-1 - end] == come[-1 - end]:
        end += 1
    gone, come = gone[start : len(gone) - end], come[start : len(come) - end]
    states = re.search(rf"[0-9A-Za-z{_HAN}]", gone + come) or _TURNS.search(gone + come)
    # A word that comes or goes (省级, 人形) says more or less than before.
    return max(len(gone), len(come)) <= (TYPO if gone and come else 1) and not states


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
