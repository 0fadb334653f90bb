"""The pictures of the reading room show what is served today."""

import io

from PIL import Image

from tests import browser
from tests.room_pictures import DOCS, VIEWS, kept, mark, room, said
from tests.screenshots import LIMIT

HOW = "run `make screenshots`, and look at them"


def test_the_pictures_show_what_is_served_today() -> None:
    with room() as client:
        assert kept() == {name: mark(said(client, view)) for name, view in VIEWS.items()}, HOW


def test_the_pictures_are_there_small_and_of_their_sizes() -> None:
    for name, view in VIEWS.items():
        content = (DOCS / name).read_bytes()
        scale = 2 if view.width == browser.PHONE else 1
        assert Image.open(io.BytesIO(content)).size == (view.width * scale, view.height * scale), HOW
        assert len(content) <= LIMIT, name


def test_both_languages_and_both_widths_are_shown() -> None:
    shown = {(view.language, view.width) for view in VIEWS.values()}
    assert shown == {(language, width) for language in ("zh", "en") for width in (browser.PHONE, browser.WIDE)}
