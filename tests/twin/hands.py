"""How editors get text into the sites: typed, pasted from Word or WPS, or broken by hand. All carry the same words."""

import random
import re
from collections.abc import Callable
from html import escape

from tests.twin.announcements import Paper, Post

WORD = "font-family: 仿宋_GB2312; font-size: 16pt; mso-bidi-font-family: 仿宋_GB2312"
HEADING = re.compile(r"^(?:[一二三四五六七八九十]+、|第[一二三四五六七八九十]+[章条])")
Links = Callable[[int, str], str]
"""Makes the markup of attachment number N with the given visible words."""


def body(post: Post, hand: str, links: Links | None) -> tuple[str, set[int]]:
    """Set the body in a hand (`typed`, `word`, `wps`, `breaks`).

    With `links`, a line of the body that names an attachment carries the link on its words; returns which ones did.
    """
    write = HANDS[hand]
    dice = random.Random(post.post_id)  # noqa: S311 (the same page on every run)
    linked: set[int] = set()
    out: list[str] = []
    rows: list[str] = []
    for line in [*post.paragraphs, ""]:
        if line.startswith("|"):
            rows.append(line)
            continue
        if rows:
            out.append(_table(rows, hand))
            rows = []
        if line:
            found = _named(line, post.papers, linked) if links else None
            if links and found is not None:
                linked.add(found[0])
                out.append(_with_link(line, found, links))
            else:
                out.append(write(line, dice))
    return "\n".join(out), linked


def cells(row: str) -> list[str]:
    """Split a line `| a | b |` into its cells."""
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def stem(name: str) -> str:
    """Return the words by which a body speaks of an attachment: `附件1：申报表.docx` is 申报表."""
    return re.sub(r"^附件\s*\d*\s*[：:.．]?\s*", "", name.rpartition(".")[0])


def _named(line: str, papers: tuple[Paper, ...], linked: set[int]) -> tuple[int, str] | None:
    if not re.match(r"附件|\d+\s*[.．、]", line):
        return None
    for index, paper in enumerate(papers):
        words = stem(paper.name)
        if index not in linked and words and words in line:
            return index, words
    return None


def _with_link(line: str, found: tuple[int, str], links: Links) -> str:
    index, words = found
    before, _, after = line.partition(words)
    return f'<p style="text-indent: 2em;">{escape(before)}{links(index, words)}{escape(after)}</p>'


def _typed(line: str, _dice: random.Random) -> str:
    inner = f"<strong>{escape(line)}</strong>" if HEADING.match(line) else escape(line)
    place = "text-align: right;" if len(line) < 16 and not HEADING.match(line) else "text-indent: 2em;"
    return f'<p style="{place}">{inner}</p>'


def _word(line: str, dice: random.Random) -> str:
    """Word breaks a line into spans anywhere, in the middle of words and numbers too."""
    cuts = sorted({dice.randrange(1, len(line)) for _ in range(dice.randrange(1, 6))}) if len(line) > 1 else []
    pieces = [line[start:end] for start, end in zip([0, *cuts], [*cuts, len(line)], strict=True)]
    spans = "".join(_span(piece, dice) for piece in pieces)
    place = 'class="MsoNormal" style="text-indent:32.0pt;line-height:28.0pt"'
    return f'<p {place}><span style="{WORD}">{spans}<o:p></o:p></span></p>'


def _span(piece: str, dice: random.Random) -> str:
    inner = escape(piece)
    if re.search(r"[0-9A-Za-z]", piece):
        inner = f'<span lang="EN-US">{inner}</span>'
    return dice.choice(
        (
            f'<span style="{WORD}">{inner}</span>',
            f'<font face="仿宋_GB2312">{inner}</font>',
            f'<span style="letter-spacing:0pt"><span style="{WORD}">{inner}</span></span>',
            f'<a name="_GoBack"></a><b style="mso-bidi-font-weight:normal">{inner}</b>',
        )
    )


def _wps(line: str, dice: random.Random) -> str:
    cut = dice.randrange(len(line))
    first, second = escape(line[:cut]), escape(line[cut:])
    return (
        '<p style="margin-top:0;margin-bottom:0;line-height:150%">&nbsp;&nbsp;&nbsp; '
        f"<span style=\"font-size:21px;font-family:'仿宋'\">{first}</span>"
        f'<span style="font-size:21px">{second}</span></p>' + ("\n<p>&nbsp;</p>" if dice.random() < 0.1 else "")
    )


def _breaks(line: str, _dice: random.Random) -> str:
    return f"　　{escape(line)}<br />\n<br />"


def _table(rows: list[str], hand: str) -> str:
    inner = "\n".join(_table_row(row, hand) for row in rows)
    return f'<table border="1" cellspacing="0" cellpadding="0" width="100%">\n<tbody>\n{inner}\n</tbody></table>'


def _table_row(row: str, hand: str) -> str:
    wrap = (
        '<p class="MsoNormal" align="center"><span style="font-size:12.0pt">{}</span></p>' if hand == "word" else "{}"
    )
    return "<tr>" + "".join(f'<td valign="center">{wrap.format(escape(cell))}</td>' for cell in cells(row)) + "</tr>"


HANDS: dict[str, Callable[[str, random.Random], str]] = {
    "typed": _typed,
    "word": _word,
    "wps": _wps,
    "breaks": _breaks,
}
