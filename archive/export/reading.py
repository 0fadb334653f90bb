"""A text to read: Markdown, one section an announcement, nothing of it taken for markup. Pure."""

import re
from collections.abc import Iterable
from typing import TextIO

from archive.export.documents import moment
from archive.records import Announcement


def markdown(announcements: Iterable[Announcement], out: TextIO) -> int:
    """Write a text to read, one section an announcement; returns how many."""
    count = 0
    for one in announcements:
        count += 1
        out.write("\n".join(_section(one)) + "\n\n")
    return count


def _section(one: Announcement) -> list[str]:
    facts = [moment(one.published), one.issuer, one.doc_number, one.id]
    lines = [
        f"## {_md(one.title)}",
        "",
        " · ".join(_md(fact) for fact in facts if fact),
        "",
        f"<{_md_url(one.url)}>",
        "",
    ]
    if one.withdrawn_at is not None:
        lines += [f"**已撤下 withdrawn {moment(one.withdrawn_at)}**", ""]
    for each in one.analysis.alignments if one.analysis else ():
        lines += [f"- **{_md(each.directive)}** “{_md(each.directive_quote.text)}”"]
        mark = " （OCR 文字识别）" if each.announcement_quote.part in one.recognised else ""
        lines += [f"  ← “{_md(each.announcement_quote.text)}”{mark}", ""]
    lines += [line for paragraph in one.body.split("\n") for line in (_md(paragraph), "")]
    lines += [f"- [{_md(file.name)}](<{_md_url(file.url)}>)" for file in one.attachments]
    return lines


def _md(text: str) -> str:
    """Return text that Markdown shows as it stands; a line break becomes a blank."""
    plain = " ".join(text.split())
    return re.sub(r"([\\`*_{}\[\]<>#|!~]|^[-+](?=\s)|^\d+(?=[.)]\s))", r"\\\1", plain).replace("&", "&amp;")


def _md_url(url: str) -> str:
    return re.sub(r"[<>\s\\]", lambda found: f"%{ord(found[0]):02X}", url)
