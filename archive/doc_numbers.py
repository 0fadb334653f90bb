"""Document numbers (文号) such as 中府〔2025〕1号: found in text and brought to one form."""

import re
import unicodedata

# The agency's code before the brackets is short and has neither punctuation nor digits.
_NUMBER = re.compile(
    r"(?P<code>[\u3400-\u9fff]{1,14})[^\S\n]{0,2}[〔\[（(﹝【〈](?P<year>(?:19|20)\d{2})[〕\]）)﹞】〉]"
    r"[^\S\n]{0,2}第?(?P<number>\d{1,5}(?:-\d{1,3})?)[^\S\n]{0,2}号"
)
# Running text before a number (根据中府〔2025〕1号) is not part of the agency's code.
_LEAD = re.compile(
    r".*(?:根据|依据|按照|遵照|参照|依照|落实|贯彻|执行|印发|转发|下发|废止|替代|代替|详见|文号|发文字号|文件|以及|号|和|及|与|的|原|见|由|以|按|对|将|在|据)(?=.{2})"
)


def find(text: str) -> tuple[str, ...]:
    """Return the document numbers of a text in their normal form, each once, in the order they stand."""
    plain = unicodedata.normalize("NFKC", text)
    found = [f"{_code(match['code'])}〔{match['year']}〕{match['number']}号" for match in _NUMBER.finditer(plain)]
    return tuple(dict.fromkeys(found))


def normal(number: str) -> str:
    """Return one document number with 〔〕 around the year, without white space and without 第."""
    plain = "".join(unicodedata.normalize("NFKC", number).split())
    return re.sub(r"[〔\[(﹝【〈](\d{4})[〕\])﹞】〉]第?", r"〔\1〕", plain)


def _code(code: str) -> str:
    return _LEAD.sub("", code)
