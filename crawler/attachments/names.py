"""What a file is called: by the page that links to it, else by the header it came with, in whatever encoding."""

import re
from email.errors import HeaderParseError
from email.header import decode_header
from pathlib import PurePosixPath
from urllib.parse import unquote, unquote_to_bytes, urlsplit

MAX_NAME = 200
_EXTENDED = re.compile(rb"filename\*\s*=\s*\"?([\w.-]*)'[^']*'([^;\"\s]+)", re.IGNORECASE)
_PLAIN = re.compile(rb"filename\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^;]+))", re.IGNORECASE)
_ESCAPED = re.compile(rb"\\([\"\\])")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]+")
_CHINESE = re.compile("[\u3400-\u9fff]")
_NOTHING = re.compile(
    r"^[\W\d_]*(?:[0-9a-f]{16,}|[a-z](?=\d{8})|点击|下载|附件|查看|此处|这里|预览|在线|请|post|attachment|download|file|doc|untitled|未命名)*[\W\d_]*$",
    re.IGNORECASE,
)


def from_header(value: bytes | None) -> str | None:
    """Return the name in a Content-Disposition header (RFC 6266), None when it has none.

    Servers write Chinese names after RFC 5987, as bytes of UTF-8 or GBK, percent-encoded, as encoded words of mail, or
    as bytes that were decoded and encoded wrongly; each is told by what its bytes can be.
    """
    if value is None:
        return None
    if extended := _EXTENDED.search(value):
        return _tidy(_declared(unquote_to_bytes(extended[2]), extended[1].decode("ascii")))
    if plain := _PLAIN.search(value):
        raw = _ESCAPED.sub(rb"\1", plain[1]) if plain[1] is not None else plain[2].strip()
        return _tidy(_encoded_words(_guessed(unquote_to_bytes(raw) if b"%" in raw else raw)))
    return None


def best(shown: str, stated: str | None) -> str:
    """Return the name that says more: the page's, unless that says nothing and the header's does."""
    return stated if stated and _NOTHING.match(_stem(shown)) and not _NOTHING.match(_stem(stated)) else shown


def ending_in(name: str, *others: str | None) -> str:
    """Return a name with a file's ending: the first of the names that has one, else the name itself."""
    return next((one for one in (name, *others) if one and _suffix(one)), name)


def of_url(url: str) -> str:
    """Return the last part of an address's path."""
    return unquote(urlsplit(url).path.rpartition("/")[2])


def _suffix(name: str) -> str:
    suffix = PurePosixPath(name.strip().lower()).suffix
    return suffix if re.fullmatch(r"\.[a-z0-9]{1,5}", suffix) else ""


def _stem(name: str) -> str:
    return name.strip()[: len(name.strip()) - len(_suffix(name))]


def _declared(raw: bytes, charset: str) -> str:
    try:
        return raw.decode(charset)
    except (LookupError, UnicodeDecodeError):
        return _guessed(raw)


def _guessed(raw: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return _mended(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def _mended(text: str) -> str:
    """Undo one wrong decoding: bytes of UTF-8 or GBK taken for Latin, bytes of UTF-8 taken for GBK."""
    for taken_for, encodings in (("latin-1", ("utf-8", "gb18030")), ("cp1252", ("utf-8",)), ("gb18030", ("utf-8",))):
        for encoding in encodings:
            try:
                mended = text.encode(taken_for).decode(encoding)
            except UnicodeError:
                continue
            if mended != text and len(mended) < len(text) and _CHINESE.search(mended):
                return mended
    return text


def _encoded_words(text: str) -> str:
    if "=?" not in text:
        return text
    try:
        words = decode_header(text)
    except (HeaderParseError, ValueError):
        return text
    return "".join(_declared(word, charset or "utf-8") if isinstance(word, bytes) else word for word, charset in words)


def _tidy(name: str) -> str | None:
    """Return a name fit to be shown: without folders and without what can not be printed."""
    last = re.split(r"[\\/]", _UNPRINTABLE.sub("", name))[-1].strip()
    return last[:MAX_NAME] or None
