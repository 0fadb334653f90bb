"""The pictures in docs/ that show the reading room: `python -m tests.room_pictures` makes them anew.

Beside them stands a mark of what each page says, which a test compares with what is served today.
"""

import io
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image
from playwright.sync_api import Browser

from archive import clock
from tests.browser import PHONE, PHONE_HEIGHT, WIDE, started
from tests.filled_room import filled
from tests.screenshots import DOCS, mark
from tests.web_server import Client

MARKS = DOCS / "rooms.json"
NOW = "2026-11-19T10:00:00+08:00"
_COLOURS = 96
_ROBOTS = f"/search?q={quote('机器人')}"


@dataclass(frozen=True, kw_only=True)
class View:
    """A page of the reading room in a window of this width, in a language, and how much of its height is shown."""

    path: str
    width: int
    height: int
    language: str = "zh"
    dark: bool = False


VIEWS = {
    "room-front-1200.png": View(path="/", width=WIDE, height=1300),
    "room-search-1200.png": View(path=f"{_ROBOTS}&theme=application", width=WIDE, height=1500),
    "room-search-1200-en.png": View(path=_ROBOTS, width=WIDE, height=1500, language="en", dark=True),
    "room-search-360.png": View(path=_ROBOTS, width=PHONE, height=2 * PHONE_HEIGHT),
    "room-search-360-en.png": View(path=_ROBOTS, width=PHONE, height=2 * PHONE_HEIGHT, language="en"),
    "room-announcement-1200.png": View(path=f"/announcements/zs-1?q={quote('机器人')}", width=WIDE, height=2500),
    "room-announcement-1200-en.png": View(path="/announcements/zs-1", width=WIDE, height=2500, language="en"),
    "room-announcement-360.png": View(path="/announcements/zs-1", width=PHONE, height=3 * PHONE_HEIGHT),
    "room-announcement-360-en.png": View(
        path="/announcements/zs-1", width=PHONE, height=3 * PHONE_HEIGHT, language="en", dark=True
    ),
    "room-compare-1200.png": View(path="/announcements/zs-1/compare", width=WIDE, height=1000),
    "room-compare-360-en.png": View(
        path="/announcements/zs-1/compare", width=PHONE, height=2 * PHONE_HEIGHT, language="en"
    ),
}


@contextmanager
def room() -> Iterator[Client]:
    """Serve the archive that the pictures show, at their moment."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv(clock.VARIABLE, NOW)
        with filled(Path(folder)) as client:
            yield client


def said(client: Client, view: View) -> str:
    """Return the page that a view shows."""
    got = client.get(view.path, Accept_Language=view.language)
    assert got.status == 200, view.path
    return got.body


def kept() -> dict[str, str]:
    """Return the marks of the pages that the pictures show."""
    marks: dict[str, str] = json.loads(MARKS.read_text(encoding="utf-8"))
    return marks


def photographed(browser: Browser, client: Client, view: View) -> bytes:
    """Return a page as a PNG of few colours, twice as fine on a phone."""
    context = browser.new_context(
        viewport={"width": view.width, "height": view.height},
        color_scheme="dark" if view.dark else "light",
        device_scale_factor=2 if view.width == PHONE else 1,
        locale="en-GB" if view.language == "en" else "zh-CN",
        is_mobile=view.width == PHONE,
    )
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{client.port}{view.path}", wait_until="load")
    whole = Image.open(io.BytesIO(page.screenshot()))
    context.close()
    small = io.BytesIO()
    whole.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


def main() -> None:
    """Make all pictures of the reading room."""
    with room() as client, started() as browser:
        for name, view in VIEWS.items():
            content = photographed(browser, client, view)
            (DOCS / name).write_bytes(content)
            print(f"docs/{name}: {len(content) // 1000} kB")
        marks = {name: mark(said(client, view)) for name, view in VIEWS.items()}
    MARKS.write_text(json.dumps(marks, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
