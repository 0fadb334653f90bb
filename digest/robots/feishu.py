"""Feishu's rich text: pieces that are text or link, so that nothing in a text can be anything else. Pure."""

import json
from typing import Any

from digest.robots.content import Content, heading
from digest.robots.fitting import Shown, lines, sections
from digest.robots.words import word

LIMIT = 18_000
"""Bytes of the whole message; 20 kB are taken, with the signature (open.feishu.cn, custom bot usage guide)."""

Paragraph = list[dict[str, Any]]


def measured(content: Content, shown: Shown, keyword: str) -> int:
    """Return the bytes that count."""
    return len(body(content, shown, keyword))


def body(content: Content, shown: Shown, keyword: str) -> bytes:
    """Return the message as it is sent."""
    language = content.language
    told: list[Paragraph] = [_bold(content.certainty)] if content.certainty else []
    for section, entries in sections(shown):
        told.append(_bold(heading(section, language)))
        for entry, full in entries:
            told.append([_text("· "), _link(entry.title, entry.url)])
            told += [[_text(f"　{line}")] for line in lines(entry, full)]
    if left_out := len(content.entries) - len(shown):
        told.append([_text(word(language, "left_out", n=left_out))])
    if content.page:
        told.append([_link(word(language, "whole"), content.page)])
    message = _message(content, told)
    if keyword.encode() not in message:
        message = _message(content, [[_text(keyword)], *told])
    return message


def _message(content: Content, told: list[Paragraph]) -> bytes:
    post = {"title": content.title, "content": told}
    wrapped = {"post": {"en_us" if content.language == "en" else "zh_cn": post}}
    return json.dumps({"msg_type": "post", "content": wrapped}, ensure_ascii=False).encode()


def _text(text: str) -> dict[str, Any]:
    return {"tag": "text", "text": text}


def _link(text: str, url: str) -> dict[str, Any]:
    return {"tag": "a", "text": text, "href": url} if url else _text(text)


def _bold(text: str) -> Paragraph:
    return [_text(text) | {"style": ["bold"]}]
