"""The pictures in docs/ that show the digest: `python -m tests.screenshots` makes them anew, in a real browser.

Beside them stands what they show, as a mark of each page; a test compares it with what the program renders today.
"""

import hashlib
import io
import json
import re
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from digest.render import pages
from tests import demo, rooms_shown
from tests.browser import PHONE, PHONE_HEIGHT, WIDE, shown, started
from tests.editions import DAY, answers, edition_of, many

DOCS = Path(__file__).parents[1] / "docs"
MARKS = DOCS / "screenshots.json"
MONDAY = DAY - timedelta(days=DAY.weekday())
LIMIT = 300_000
"""Bytes of a picture."""
_COLOURS = 96
_DATA = re.compile(r'"data:[^"]*"')


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A page in a window of this width, and how much of its height is shown."""

    page: str
    width: int
    height: int
    dark: bool = False


PICTURES = {
    "digest-360.png": Picture(page="demo", width=PHONE, height=2 * PHONE_HEIGHT),
    "digest-360-dark.png": Picture(page="demo", width=PHONE, height=2 * PHONE_HEIGHT, dark=True),
    "digest-1200.png": Picture(page="demo", width=WIDE, height=1500),
    "forty-360-en.png": Picture(page="forty-en", width=PHONE, height=2 * PHONE_HEIGHT),
    "forty-1200.png": Picture(page="forty", width=WIDE, height=1500),
    "weekly-360.png": Picture(page="weekly", width=PHONE, height=3 * PHONE_HEIGHT),
    "weekly-1200-dark.png": Picture(page="weekly", width=WIDE, height=1800, dark=True),
}


@cache
def made(name: str) -> str:
    """Return a page that is made here; that of the demo is made by the demo."""
    # Answers of others over a year, so that the charts have something to show; the ledger sees them too.
    earlier = [replace(one, day=DAY - timedelta(days=9 + 9 * at)) for at, one in enumerate(answers(*many(80)[40:]))]
    kind = "weekly" if name == "weekly" else "daily"
    year = [*answers(*many(40)), *earlier]
    edition = edition_of(40, kind=kind, language="en" if name.endswith("-en") else "zh", answers=year)
    if kind == "weekly":
        edition = replace(edition, period=(MONDAY - timedelta(days=7), MONDAY - timedelta(days=1)))
    return pages(edition).html


MADE_HERE = ("forty", "forty-en", "weekly")


def mark(page: str) -> str:
    """Return what tells a page from another one; its charts count by their words, for machines have other fonts."""
    return hashlib.sha256(_DATA.sub("", page).encode()).hexdigest()


def kept() -> dict[str, str]:
    """Return the marks of the pages that the pictures show."""
    marks: dict[str, str] = json.loads(MARKS.read_text(encoding="utf-8"))
    return marks


def photographed(browser: Browser, picture: Picture, page: str) -> bytes:
    """Return a page as a PNG of few colours, twice as fine on a phone."""
    scale = 2 if picture.width == PHONE else 1
    with shown(browser, page, width=picture.width, height=picture.height, dark=picture.dark, scale=scale) as opened:
        whole = Image.open(io.BytesIO(opened.page.screenshot()))
    small = io.BytesIO()
    whole.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


def main() -> None:
    """Make all pictures, the demo's second day among them."""
    demo.main()
    second = demo.FOLDER / demo.DAYS[2][:10] / "edition.html"
    found = {"demo": second.read_text(encoding="utf-8")} | {name: made(name) for name in MADE_HERE}
    with started() as browser:
        for name, picture in PICTURES.items():
            content = photographed(browser, picture, found[picture.page])
            (DOCS / name).write_bytes(content)
            print(f"docs/{name}: {len(content) // 1000} kB")
        rooms_shown.make(browser, DOCS)
    marks = {name: mark(page) for name, page in found.items()} | rooms_shown.marks()
    MARKS.write_text(json.dumps(marks, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
