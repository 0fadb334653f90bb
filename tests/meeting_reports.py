"""Reports with what a person reads in them, see `tests/fixtures/meetings/RULES.md`; and their damaged copies."""

import re
from dataclasses import dataclass, field
from datetime import date
from html import escape
from pathlib import Path

import opencc

from digest.restore import readings

FOLDER = Path(__file__).parent / "fixtures" / "meetings"
KINDS = {"a": "amount", "p": "percentage", "c": "count", "l": "deadline", "y": "policy", "b": "body", "w": "place"}
_FIGURE = re.compile(r"([0-9.,]+)(.*)")
_OPENING = re.compile(r"\{([A-Zabcpylw])(?: |(?=\}))")


@dataclass
class Report:
    """A report and its truth: theme names in order, directives as (theme, start, end), facts as (kind, value)."""

    name: str
    form: str
    held_on: date
    stated: dict[str, str]
    text: str
    themes: list[str] = field(default_factory=list)
    directives: list[tuple[str, int, int]] = field(default_factory=list)
    facts: set[tuple[str, str, str | None]] = field(default_factory=set)

    @property
    def raw(self) -> bytes:
        """The report as it is given to the program."""
        return FORMS[self.form](self)


def read(file: Path) -> Report:
    """Read a marked report; what is marked in traditional characters is expected in simplified ones."""
    head, marked = file.read_text(encoding="utf-8").split("\n\n", 1)
    stated = dict(line.split(": ", 1) for line in head.splitlines())
    report = Report(
        name=file.stem, form=stated["form"], held_on=date.fromisoformat(stated["date"]), stated=stated, text=""
    )
    _unmark(report, marked.strip())
    return report


def _unmark(report: Report, marked: str) -> None:
    text, open_ones, theme, at = "", [], "general", 0
    while at < len(marked):
        opening = _OPENING.match(marked, at)
        if opening:
            at = opening.end()
            value = re.compile(r"([0-9-]{10})\|").match(marked, at) if opening[1] == "l" else None
            at = value.end() if value else at
            open_ones.append((opening[1], len(text), value[1] if value else ""))
        elif marked[at] == "}":
            kind, start, value = open_ones.pop()
            words = _simplified(text[start:])
            if kind == "T":
                theme = words
                report.themes.append(theme)
            elif kind == "G":
                theme = "general"
            elif kind == "D":
                report.directives.append((theme, start, len(text)))
            else:
                report.facts.add(_fact(KINDS[kind], words, value))
            at += 1
        else:
            text += marked[at]
            at += 1
    assert not open_ones, (report.name, open_ones)
    report.text = text


def _fact(kind: str, words: str, value: str) -> tuple[str, str, str | None]:
    if kind in ("amount", "percentage", "count"):
        figure = _FIGURE.fullmatch(words)
        assert figure, words
        return kind, figure[1].replace(",", ""), figure[2]
    return kind, value or words.strip("《》"), None


def _simplified(text: str) -> str:
    return opencc.OpenCC("t2s").convert(text)


def reports(part: str) -> list[Report]:
    """Return the reports of a part, `development` or `held-out`."""
    return [read(file) for file in sorted((FOLDER / part).glob("*.txt"))]


def garbled(text: str) -> str:
    """Damage a text as the copies were: traditional, characters replaced byte by byte, signs doubled and narrow."""
    raw = opencc.OpenCC("s2t").convert(text).encode("gbk")
    for sign in "業產發質專領驅冊數術經轉創強會議":
        pair = sign.encode("gbk")
        raw = raw.replace(pair, pair + b"(" + sorted(readings(sign))[0].encode("gbk") + b")")
    wide = raw.decode("gbk", "replace").replace("\ufffd", "?")
    doubled = re.sub("([，。])", ",\\1", wide)
    return "".join(chr(ord(sign) - 0xFEE0) if "！" <= sign <= "～" else sign for sign in doubled)


def _page(report: Report, charset: str) -> bytes:
    title, *paragraphs = report.text.split("\n")
    body = "".join(f"<p>　　{escape(line)}</p>" for line in paragraphs)
    published = report.stated.get("published", "")
    return (
        f'<!DOCTYPE html><html><head><meta charset="{charset}"><title>{escape(title)}-某某网</title>'
        '<script>var a = "要加快删除脚本";</script></head><body><div class="nav"><a href="/">首页</a>'
        '<a href="/zwgk">政务公开</a></div>'
        f'<h1>{escape(title)}</h1><div class="info">发布时间：{published} 来源：本网</div>'
        f'<div class="content">{body}</div>'
        '<div class="footer">主办：某某办公室　网站标识码：4400000000</div></body></html>'
    ).encode(charset)


def torn(report: Report) -> set[int]:
    """Every 97th character behind the head."""
    head = report.text.index("\n") + 40
    return {at for at, sign in enumerate(report.text) if at > head and at % 97 == 0 and "一" <= sign <= "鿿"}


def _torn(report: Report) -> bytes:
    """The report with the last byte of some characters lost."""
    lost = torn(report)
    return b"".join(sign.encode()[: 2 if at in lost else 4] for at, sign in enumerate(report.text))


FORMS = {
    "plain": lambda report: report.text.encode(),
    "windows": lambda report: b"\xef\xbb\xbf" + report.text.replace("\n", "\r\n").encode(),
    "gbk": lambda report: report.text.encode("gb18030"),
    "damaged": lambda report: garbled(report.text).encode(),
    "page-utf8": lambda report: _page(report, "utf-8"),
    "page-gbk": lambda report: _page(report, "gbk"),
    "torn": _torn,
}
