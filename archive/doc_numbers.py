"""Document numbers (文号) such as 中府〔2025〕1号: found in text and brought to one form."""

import re
import unicodedata
from collections.abc import Iterator

# The agency's code before the brackets is short and has neither punctuation nor digits.
_NUMBER = re.compile(
    r"(?P<code>[\u3400-\u9fff]{1,14})[^\S\n]{0,2}[〔\[（(﹝【〈](?P<year>(?:19|20)\d{2})[〕\]）)﹞】〉]"
    r"[^\S\n]{0,2}第?(?P<number>\d{1,5}(?:-\d{1,3})?)[^\S\n]{0,2}号"
)
# Running text before a number (根据中府〔2025〕1号) is not part of the agency's code.
_LEAD = re.compile(
    r".*(?:根据|依据|按照|遵照|参照|依照|落实|贯彻|执行|满足|符合|违反|参考|适用|收到|兑现|对照|结合|印发|转发|下发|废止|替代|代替|详见|文号|发文字号|文件|以及|号|和|及|与|的|原|见|由|以|按|对|将|在|据)(?=.{2})"
)
_TAIL = re.compile(
    r"[〔\[（(﹝【〈［](?P<year>(?:19|20|１９|２０)\d{2})年?[〕\]）)﹞】〉］]\s{0,2}第?\s{0,2}(?P<number>\d{1,5}(?:[-－]\d{1,3})?)\s{0,2}号"
)
_CODE = re.compile(r"(?P<code>[\u3400-\u9fff]{1,14})[ \t\u3000]{0,2}$")
_ORDER = re.compile(
    r"(?:(?P<year>(?:19|20)\d{2})年)?第(?P<number>\d{1,4})号(?P<kind>令|公告)"
    r"|(?P<kind2>令|公告)[（(〔\[]?(?:(?P<year2>(?:19|20)\d{2})年?[）)〕\]]?)?第?(?P<number2>\d{1,4})号"
)
_BODY = re.compile(
    r"(?P<body>(?:[\u3400-\u9fff]{2,14}?(?:人民政府|委员会|公安局|管理局|总局|办公室|局|厅|署)|国务院|[\u3400-\u9fff]{2,8}部))$"
)
_BEFORE_BODY = re.compile(r".*(?:根据|依据|按照|遵照|依照|落实|贯彻|执行|废止|以及|见|由|以|经|为|按)(?=.{3})")
_BACK = 18
"""Characters before the brackets, or before the kind of an order, that are looked at."""


def find(text: str) -> tuple[str, ...]:
    """Return the document numbers of a text in their normal form, each once, in the order they stand."""
    plain = unicodedata.normalize("NFKC", text)
    found = [f"{_code(match['code'])}〔{match['year']}〕{match['number']}号" for match in _NUMBER.finditer(plain)]
    return tuple(dict.fromkeys(found))


def spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Give start, end and normal form of each document number as it stands in the text, orders (令, 公告) included.

    An order whose issuer is not stated beside it has the form `2025年第1号令`; with it, `国务院令第712号`.
    """
    for match in _TAIL.finditer(text):
        window = text[max(0, match.start() - _BACK) : match.start()]
        if found := _CODE.search(window):
            code = _code(found["code"])
            start = match.start() - len(window) + found.end("code") - len(code)
            year, number = (unicodedata.normalize("NFKC", match[name]) for name in ("year", "number"))
            yield start, match.end(), f"{code}〔{year}〕{number}号"
    for match in _ORDER.finditer(text):
        window = text[max(0, match.start() - _BACK) : match.start()]
        kind, year = match["kind"] or match["kind2"], match["year"] or match["year2"]
        number = unicodedata.normalize("NFKC", match["number"] or match["number2"])
        body = _BEFORE_BODY.sub("", found["body"]) if (found := _BODY.search(window)) else ""
        if not body and kind != "令":
            continue
        dated = f"{year}年" if year else ""
        form = f"{body}{kind}{dated}第{number}号" if body else f"{dated}第{number}号{kind}"
        yield match.start() - len(body), match.end(), form


def normal(number: str) -> str:
    """Return one document number with 〔〕 around the year, without white space and without 第."""
    plain = "".join(unicodedata.normalize("NFKC", number).split())
    return re.sub(r"[〔\[(﹝【〈](\d{4})[〕\])﹞】〉]第?", r"〔\1〕", plain)


def _code(code: str) -> str:
    return _LEAD.sub("", code)
