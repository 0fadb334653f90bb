"""Text in a Markdown whose rules nobody states: marks become full-width, for no escape is certain. Pure."""

from urllib.parse import quote

_MARKS = str.maketrans(
    {"[": "［", "]": "］", "(": "（", ")": "）", "*": "＊", "_": "＿", "`": "｀", "<": "＜", ">": "＞", "#": "＃"}
    | {"~": "～", "|": "｜", "\\": "＼", "!": "！", "&": "＆", "$": "＄"}
)
"""A backslash is an escape in some of these programs and a backslash in others; an entity shows as itself in some."""
_ADDRESSES = (("://", "：//"), ("www.", "www．"), ("WWW.", "WWW．"))
"""What would become a link by itself, to wherever a title says."""


def safe(text: str) -> str:
    """Return text in which nothing is a mark, a tag, an entity or an address."""
    for written, shown in _ADDRESSES:
        text = text.replace(written, shown)
    return text.translate(_MARKS)


def linked(text: str, url: str) -> str:
    """Return a link, or the bare text when there is no address; nothing in either can end it early."""
    return f"[{safe(text)}]({quote(url, safe=':/?&=%#@+,;-._~')})" if url else safe(text)
