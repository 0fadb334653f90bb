"""WeCom's Markdown: at most 4,096 bytes; headings, bold, links, quotes and three colours. Pure."""

import json

from digest.robots.content import Content, Entry, heading
from digest.robots.fitting import Shown, lines, sections
from digest.robots.markdown import linked, safe
from digest.robots.words import word

LIMIT = 4096
"""Bytes of the text itself (developer.work.weixin.qq.com/document/path/91770)."""


def measured(content: Content, shown: Shown, keyword: str) -> int:
    """Return the bytes that count."""
    return len(_text(content, shown, keyword).encode())


def body(content: Content, shown: Shown, keyword: str) -> bytes:
    """Return the message as it is sent."""
    message = {"msgtype": "markdown", "markdown": {"content": _text(content, shown, keyword)}}
    return json.dumps(message, ensure_ascii=False).encode()


def _text(content: Content, shown: Shown, keyword: str) -> str:
    language = content.language
    told = [f"**{safe(content.title)}**"]
    if content.certainty:
        told.append(f'<font color="{"info" if content.certain else "warning"}">{safe(content.certainty)}</font>')
    for section, entries in sections(shown):
        told += ["", f"**{heading(section, language)}**"]
        for entry, full in entries:
            told += _entry(entry, full)
    if left_out := len(content.entries) - len(shown):
        told += ["", word(language, "left_out", n=left_out)]
    if content.page:
        told.append(linked(word(language, "whole"), content.page))
    text = "\n".join(told)
    return text if keyword in text else f"{keyword}\n{text}"


def _entry(entry: Entry, full: bool) -> list[str]:
    return [linked(entry.title, entry.url), *(f"> {safe(line)}" for line in lines(entry, full))]
