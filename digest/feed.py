"""The feed of editions (Atom, RFC 4287): one file for each language, always whole, of bounded size."""

import os
import re
import uuid
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from lxml import etree

from archive.config import Settings
from archive.errors import TryLater
from archive.records import StoredEdition
from archive.store import Archive, editions
from digest.letters import page_of
from digest.message import ID_HOST

MOST = 30
"""Editions in a feed."""
MOST_BYTES = 1_500_000
"""Of all contents; the older editions are told by their subject then."""
LANGUAGES = ("zh", "en")
ATOM = "http://www.w3.org/2005/Atom"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NAMES = {"zh": "中山观察", "en": "Zhongshan Watch"}
_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL | re.IGNORECASE)
_PICTURE = re.compile(r'<img\b[^>]*?\salt="([^"]*)"[^>]*>|<img\b[^>]*>', re.IGNORECASE)
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def publish(archive: Archive, settings: Settings) -> list[Path]:
    """Write the feed of each language that has an edition; a reader of a file sees all of it or what was there before.

    Raises TryLater when a file can not be written.
    """
    with archive.read() as tx:
        found = {language: editions.newest(tx, language, MOST) for language in LANGUAGES}
    return [
        _write(file_of(settings, language), feed(kept, settings, language)) for language, kept in found.items() if kept
    ]


def file_of(settings: Settings, language: str) -> Path:
    """Return where the feed of a language stands."""
    return settings.data_dir / "feeds" / f"editions.{language}.atom"


def feed(kept: Sequence[StoredEdition], settings: Settings, language: str) -> bytes:
    """Return the feed of editions, the newest first; only the first MOST stand in it."""
    shown = kept[:MOST]
    root = etree.Element(f"{{{ATOM}}}feed", {XML_LANG: "zh-CN" if language == "zh" else "en"}, nsmap={None: ATOM})  # type: ignore[dict-item]
    _add(root, "id", _urn(settings.web.url or settings.mail.sender, language))
    _add(root, "title", NAMES.get(language, NAMES["en"]))
    _add(root, "updated", _moment(shown[0].composed_at) if shown else "1970-01-01T00:00:00Z")
    _add(_add(root, "author"), "name", NAMES["en"])
    if settings.web.url:
        base = settings.web.url.rstrip("/")
        _add(root, "link", rel="self", type="application/atom+xml", href=f"{base}/feeds/editions.{language}.atom")
        _add(root, "link", rel="alternate", type="text/html", href=f"{base}/")
    room = MOST_BYTES
    for one in shown:
        content = fragment(one.html)
        room -= len(content.encode())
        _entry(root, one, settings, content if room >= 0 else "")
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def fragment(html: str) -> str:
    """Return what a page's body holds, with the words of its pictures in place of them: readers show no `data:`."""
    body = _BODY.search(html)
    return _PICTURE.sub(lambda match: f"<p>{match[1]}</p>" if match[1] else "", body[1] if body else html)


def _entry(root: etree._Element, one: StoredEdition, settings: Settings, content: str) -> None:
    entry = _add(root, "entry")
    _add(entry, "id", _urn(one.key, one.composed_at.isoformat()))
    _add(entry, "title", one.subject)
    _add(entry, "updated", _moment(one.composed_at))
    _add(entry, "published", _moment(one.composed_at))
    _add(entry, "category", term=one.kind)
    if page := page_of(settings, one.key):
        _add(entry, "link", rel="alternate", type="text/html", href=page)
        if one.corrects:
            _add(entry, "link", rel="related", type="text/html", href=page_of(settings, one.corrects))
    _add(entry, "summary", one.subject)
    if content:
        _add(entry, "content", content, type="html")
    elif not page:
        # An entry without content needs a place where it is found (RFC 4287, 4.1.2); here it is its own words.
        _add(entry, "content", one.subject, type="text")


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    made = etree.SubElement(parent, f"{{{ATOM}}}{name}", {key: _clean(value) for key, value in attributes.items()})
    made.text = _clean(text) or None
    return made


def _clean(text: str) -> str:
    """Return text without the characters that XML can not carry."""
    return _NO_XML.sub("", text)


def _urn(*parts: str) -> str:
    """Return a name that stays the same wherever the pages of the archive move to."""
    return uuid.uuid5(uuid.NAMESPACE_URL, "\n".join([f"tag:{ID_HOST}", *parts])).urn


def _moment(moment: datetime) -> str:
    return moment.isoformat()


def _write(file: Path, content: bytes) -> Path:
    passing = file.with_suffix(f".{os.getpid()}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        passing.write_bytes(content)
        passing.replace(file)
    except OSError as error:
        with suppress(OSError):
            passing.unlink()
        raise TryLater(f"{file}: {error.strerror}") from None
    return file
