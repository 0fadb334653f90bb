"""The pictures in the documents show what the program renders today."""

import io

import pytest
from PIL import Image

from tests import screenshots
from tests.room_pictures import VIEWS
from tests.screenshots import DOCS, LIMIT, MADE_HERE, PICTURES, kept, made, mark

HOW = "run `make screenshots`, and look at them"


@pytest.mark.parametrize("name", MADE_HERE)
def test_the_pictures_show_what_is_rendered_today(name: str) -> None:
    assert kept()[name] == mark(made(name)), HOW


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_there_small_and_of_its_size(name: str) -> None:
    content = (DOCS / name).read_bytes()
    wanted = PICTURES[name]
    scale = 2 if wanted.width == screenshots.PHONE else 1
    assert Image.open(io.BytesIO(content)).size == (wanted.width * scale, wanted.height * scale), HOW
    assert len(content) <= LIMIT


def test_every_picture_of_the_digest_is_one_that_can_be_made_again() -> None:
    assert {one.name for one in DOCS.glob("*.png")} == {*PICTURES, *VIEWS}


def test_a_mark_is_that_of_the_words() -> None:
    page = made("weekly")
    assert "data:image/png" in page
    assert mark(page) == mark(page.replace("data:image/png;base64,iVBOR", "data:image/png;base64,other"))
    assert mark(page) != mark(page.replace("学习", "研习", 1))
