"""The pictures in docs/ that show the rooms beside the search: meeting, sources, deadlines, and one account.

They are of a small archive made of labelled announcements, at a fixed moment, served as `zswatch serve` does.
"""

import hashlib
import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from lxml import html
from PIL import Image
from playwright.sync_api import Browser

from archive import clock
from archive.config import Settings
from archive.records import Announcement
from archive.store import Archive, announcements, open_archive
from crawler.sources import load
from digest.run import judge_new
from scheduler.rooms import rooms
from tests.browser import PHONE, WIDE
from tests.found import found
from tests.halls import FAULT, run
from tests.labelled import load as labelled
from tests.web_server import Client, serving

NOW = datetime(2026, 11, 20, 8, tzinfo=clock.SHANGHAI)
_COLOURS = 96


@dataclass(frozen=True, kw_only=True)
class Room:
    """A page of the rooms in a window of this width, and how much of its height is shown."""

    path: str
    width: int
    height: int
    locale: str = "zh-CN"
    dark: bool = False


ACCOUNT = "/announcements/zs-2657813/why"
PICTURES = {
    "meeting-1200.png": Room(path="/meetings/2025-02-21", width=WIDE, height=1500),
    "meeting-360.png": Room(path="/meetings/2025-02-21", width=PHONE, height=1480),
    "sources-1200-en.png": Room(path="/sources", width=WIDE, height=1300, locale="en-GB"),
    "deadlines-1200.png": Room(path="/deadlines", width=WIDE, height=1300),
    "deadlines-360-dark.png": Room(path="/deadlines", width=PHONE, height=1480, dark=True),
    "why-1200.png": Room(path=ACCOUNT, width=WIDE, height=1500),
    "why-360-en.png": Room(path=ACCOUNT, width=PHONE, height=1480, locale="en-GB"),
}


@contextmanager
def served() -> Iterator[Client]:
    """Serve the archive of the pictures, the clock standing at NOW."""
    before = os.environ.get(clock.VARIABLE)
    os.environ[clock.VARIABLE] = NOW.isoformat()
    try:
        with tempfile.TemporaryDirectory() as folder:
            settings = Settings.model_validate({"data_dir": folder, "web": {"url": "https://zswatch.example.org"}})
            with open_archive(settings) as archive:
                _fill(archive, settings)
                with serving(archive, settings, rooms(settings)) as client:
                    yield client
    finally:
        if before is None:
            del os.environ[clock.VARIABLE]
        else:
            os.environ[clock.VARIABLE] = before


def _fill(archive: Archive, settings: Settings) -> None:
    for one in labelled("twin", folder=True):
        if one.announcement.published and one.announcement.published < NOW:
            _keep(archive, one.announcement)
    judge_new(archive, settings, NOW)
    well = [one.key for one in load().values() if one.enabled]
    for day in range(6, -1, -1):
        at = NOW - timedelta(days=day, hours=1)
        for number, key in enumerate(well):
            wrong = {3: "partial", 7: "drift", 11: "blocked"}.get(number) if day < 2 else None
            why = "2 of 14 pages could not be read" if wrong else ""
            run(archive, key, wrong or "ok", at, new=(number + day) % 4, why=why, errors=(FAULT,) if wrong else ())


def _keep(archive: Archive, one: Announcement) -> None:
    names = ("id", "post_id", "url", "title", "published", "issuer", "body", "doc_number", "attachments")
    with archive.begin() as tx:
        announcements.keep(tx, found(**{name: getattr(one, name) for name in names}), one.published or NOW)


@cache
def marks() -> dict[str, str]:
    """Return what tells each page from another one by what stands in its main part, as the program shows it today."""
    with served() as client:
        return {name: mark(client, one) for name, one in PICTURES.items()}


def mark(client: Client, one: Room) -> str:
    """Return the mark of a page: that of its main part, for the frame is not what its picture is about."""
    page = html.fromstring(client.get(one.path, Accept_Language=one.locale).body.encode())
    (main,) = page.xpath("//main")
    return hashlib.sha256(html.tostring(main)).hexdigest()


def make(browser: Browser, folder: Path) -> None:
    """Make all pictures of the rooms in a folder."""
    with served() as client:
        for name, one in PICTURES.items():
            content = photographed(browser, f"http://127.0.0.1:{client.port}{one.path}", one)
            (folder / name).write_bytes(content)
            print(f"docs/{name}: {len(content) // 1000} kB")


def photographed(browser: Browser, address: str, one: Room) -> bytes:
    """Return a page as a PNG of few colours, twice as fine on a phone."""
    context = browser.new_context(
        viewport={"width": one.width, "height": one.height}, locale=one.locale,
        color_scheme="dark" if one.dark else "light", device_scale_factor=2 if one.width == PHONE else 1,
    )  # fmt: skip
    page = context.new_page()
    page.goto(address, wait_until="load")
    whole = Image.open(io.BytesIO(page.screenshot()))
    context.close()
    small = io.BytesIO()
    whole.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()
