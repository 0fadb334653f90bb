"""Fixtures: a sample of a source in a folder, bytes as they came, beside what a reader must find in them.

listing.html or .json   the first page of the list
article-1.html …        two articles of it
shell.html              the start page of a catalogue
robots.txt
meta.toml               addresses, charset headers, when and from where
expected.toml           what must be read; `reviewed = false` until a person has compared it with the pages
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from archive.errors import WrongUse
from crawler import pages
from crawler.items import Listing, Page
from crawler.pages import gkmlpt
from crawler.samples import Came, Sample
from crawler.sources import Source

META, EXPECTED, ROBOTS = "meta.toml", "expected.toml", "robots.txt"
FIRST_ROWS = 3
_OURS = re.compile(r"^(?:robots\.txt|shell\.html|listing\.(?:html|json)|article-\d\.html|meta\.toml)$")
LIVE = "the live site"


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """What the readers find in a fixture; `files` names the articles' files in the order of `articles`."""

    sid: int | None
    listing: Listing
    files: tuple[str, ...]
    articles: tuple[Page, ...]


def save(sample: Sample, folder: Path, *, origin: str = LIVE) -> Path:
    """Write a sample as a fixture with a drafted expectation, and return its folder, `<folder>/<source key>`.

    A reviewed expectation that still fits what is read stays reviewed. What did not come is left out; a sample of
    which a part could not be had or read gets its bytes and no expectation. Raises WrongUse when it can not be written.
    """
    place = folder / sample.source.key
    try:
        place.mkdir(parents=True, exist_ok=True)
        for file in place.iterdir():
            if _OURS.match(file.name):  # of an earlier sample; whatever else lies there is not ours to take away
                file.unlink()
        files = [_write(place, name, came) for name, came in _parts(sample)]
        meta = {"source": sample.source.key, "origin": origin, "fetched_at": sample.taken_at, "files": files}
        (place / META).write_bytes(tomli_w.dumps(meta).encode())
        _write_expected(sample, place)
    except OSError as error:
        raise WrongUse(f"{place}: {error.strerror or error}") from None
    return place


def read(folder: Path, source: Source) -> Read:
    """Read a fixture with the source's readers; raises WrongUse for a missing part, PageChanged as in a crawl."""
    meta = stated(folder / META)
    parts = {one["file"]: one for one in meta["files"]}
    sid = None
    if source.platform == "gkmlpt":
        shell = parts["shell.html"]
        sid = gkmlpt.shell(_bytes(folder, shell), shell["url"], declared=shell.get("charset")).sid
    name = next(name for name in parts if name.startswith("listing."))
    one = parts[name]
    listing = pages.listing(_bytes(folder, one), one["url"], source, declared=one.get("charset"))
    files = tuple(name for name in parts if name.startswith("article-"))
    articles = tuple(
        pages.page(_bytes(folder, parts[name]), parts[name]["url"], source, declared=parts[name].get("charset"))
        for name in files
    )
    return Read(sid=sid, listing=listing, files=files, articles=articles)


def draft(found: Read) -> dict[str, Any]:
    """Return what was read in the shape of an expectation; a fact that a page does not state has no key."""
    rows = [_bare({"id": row.id, "title": row.title, "published": row.published}) for row in found.listing.entries]
    return _bare({"sid": found.sid}) | {
        "listing": {
            "entries": len(rows),
            "dated": sum("published" in row for row in rows),
            "next_page": found.listing.next_url is not None,
            "first": rows[:FIRST_ROWS],
        },
        "articles": [_article(file, page) for file, page in zip(found.files, found.articles, strict=True)],
    }


def stated(file: Path) -> dict[str, Any]:
    """Read one of a fixture's TOML files; raises WrongUse when it is not there or can not be read."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WrongUse(f"{file}: {error}") from None


def _article(file: str, page: Page) -> dict[str, Any]:
    lines = page.body.splitlines()
    facts = {name: getattr(page, name) for name in ("title", "published", "issuer", "doc_number", "index_number")}
    facts |= {"written_on": page.written_on, "validity": page.validity}
    return _bare({"file": file, "reader": page.reader, **facts}) | {
        "paragraphs": len(lines),
        "first": lines[0] if lines else "",
        "last": lines[-1] if lines else "",
        "attachments": [{"name": link.name, "url": link.url} for link in page.attachments],
    }


def _parts(sample: Sample) -> list[tuple[str, Came]]:
    parts = [(ROBOTS, sample.robots)]
    if sample.shell is not None:
        parts.append(("shell.html", sample.shell))
    if sample.list_page is not None:
        ending = "json" if sample.source.platform == "gkmlpt" else "html"
        parts.append((f"listing.{ending}", sample.list_page))
    parts += [(f"article-{number}.html", one.came) for number, one in enumerate(sample.articles, 1)]
    return [(name, came) for name, came in parts if not came.reason]


def _write(place: Path, name: str, came: Came) -> dict[str, Any]:
    (place / name).write_bytes(came.raw)
    facts = {"file": name, "asked": came.asked, "url": came.url}
    return _bare(facts | {"charset": came.charset, "media_type": came.media_type})


def _write_expected(sample: Sample, place: Path) -> None:
    file = place / EXPECTED
    whole = sample.listing is not None and all(one.page is not None for one in sample.articles)
    if not whole:
        return
    drafted = draft(read(place, sample.source))
    if file.exists() and stated(file) == {"reviewed": True, **drafted}:
        return
    file.write_bytes(tomli_w.dumps({"reviewed": False, **drafted}).encode())


def _bytes(folder: Path, part: Mapping[str, Any]) -> bytes:
    try:
        return Path(folder / part["file"]).read_bytes()
    except OSError as error:
        raise WrongUse(f"{folder / part['file']}: {error.strerror or error}") from None


def _bare(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value is not None}
