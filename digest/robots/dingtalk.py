"""DingTalk's Markdown: at most 20,000 bytes in all; headings, bold, links, quotes; a blank line ends a line. Pure."""

import json

from digest.robots.content import Content, Entry, heading
from digest.robots.fitting import Shown, lines, sections
from digest.robots.markdown import linked, safe
from digest.robots.words import word

LIMIT = 19_000
"""Bytes of the whole message; 20,000 are taken."""
TITLE = 60
"""Characters of the title, which stands in the list of conversations."""


def measured(content: Content, shown: Shown, keyword: str) -> int:
    """Return the bytes that count."""
    return len(body(content, shown, keyword))


def body(content: Content, shown: Shown, keyword: str) -> bytes:
    """Return the message as it is sent."""
    markdown = {"title": content.title[:TITLE], "text": _text(content, shown, keyword)}
    return json.dumps({"msgtype": "markdown", "markdown": markdown}, ensure_ascii=False).encode()


def _text(content: Content, shown: Shown, keyword: str) -> str:
    language = content.language
    told = [f"### {safe(content.title)}"]
    if content.certainty:
        told.append(f"**{safe(content.certainty)}**" if not content.certain else safe(content.certainty))
    for section, entries in sections(shown):
        told.append(f"#### {heading(section, language)}")
        for entry, full in entries:
            told.append(_entry(entry, full))
    if left_out := len(content.entries) - len(shown):
        told.append(word(language, "left_out", n=left_out))
    if content.page:
        told.append(linked(word(language, "whole"), content.page))
    text = "\n\n".join(told)
    return text if keyword in text else f"{keyword}\n\n{text}"


def _entry(entry: Entry, full: bool) -> str:
    below = "  \n> ".join(safe(line) for line in lines(entry, full))
    return f"- {linked(entry.title, entry.url)}" + (f"\n\n> {below}" if below else "")
