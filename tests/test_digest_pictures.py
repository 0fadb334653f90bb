"""A drawing becomes a small PNG, the same each time, with and without the machine's fonts."""

import io

import pytest
from PIL import Image

from digest.drawing import BAR, GROUND, INK, PALETTE, WIDTH, columns, lengths
from digest.pictures import LIMIT, drawable, png

MONTHS = tuple((2025 + (11 + place) // 12, (11 + place) % 12 + 1) for place in range(12))
ROWS = [("study", (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)), ("application", (12,) * 12)]


def opened(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture)).convert("RGB")


def share(picture: bytes, colour: str) -> float:
    image = opened(picture)
    wanted = tuple(bytes.fromhex(colour.removeprefix("#")))
    return sum(1 for one in image.get_flattened_data() if one == wanted) / (image.width * image.height)


def test_a_picture_has_the_size_of_its_drawing_and_four_colours() -> None:
    drawn = columns(ROWS, MONTHS)
    image = opened(png(drawn.svg, PALETTE))
    assert image.size == (drawn.width, drawn.height) == (WIDTH, drawn.height)
    stated = {tuple(bytes.fromhex(one.removeprefix("#"))) for one in PALETTE}
    assert {colour for _, colour in image.getcolors()} == stated


def test_the_same_drawing_gives_the_same_bytes() -> None:
    drawn = columns(ROWS, MONTHS)
    png.cache_clear()
    first = png(drawn.svg, PALETTE)
    png.cache_clear()
    assert png(drawn.svg, PALETTE) == first


def test_the_largest_pictures_are_small_enough() -> None:
    many = [(f"{'directive' * 2}{number}"[-16:], 987 - number * 13, number % 3 == 0) for number in range(20)]
    assert png(lengths(many).svg, PALETTE)
    themes = [("基础设施与要素", tuple((place * 7 + row * 31) % 97 + 3 for place in range(12))) for row in range(5)]
    assert png(columns(themes, MONTHS).svg, PALETTE)


def test_a_picture_that_is_too_large_is_made_smaller_or_none() -> None:
    drawn = lengths([("study.1", 7, False)])
    whole = png(drawn.svg, PALETTE)
    assert 0 < len(whole) <= LIMIT
    smaller = png(drawn.svg, PALETTE, limit=len(whole) - 1)
    assert 0 < opened(smaller).width < opened(whole).width
    assert png(drawn.svg, PALETTE, limit=100) == b""


def test_letters_are_drawn_on_a_machine_without_fonts() -> None:
    some = png(lengths([("study.1", 0, False)]).svg, PALETTE, machine_fonts=False)
    none = png(lengths([("", 0, False)]).svg, PALETTE, machine_fonts=False)
    assert share(some, INK) > share(none, INK) > 0


@pytest.mark.parametrize("words", ["study.1", "Application & “more”", ""])
def test_ascii_can_be_drawn_anywhere(words: str) -> None:
    assert drawable(words.replace("“", '"').replace("”", '"'), machine_fonts=False)


@pytest.mark.parametrize("words", ["学习", "a学", "\U0010fffc", "\u202e"])
def test_what_no_font_has_is_not_drawn(words: str) -> None:
    assert not drawable(words, machine_fonts=False)


def test_solid_and_striped_bars_differ_without_colour() -> None:
    solid, striped = (png(lengths([("a", 100, marked)]).svg, PALETTE) for marked in (False, True))
    assert share(striped, BAR) < 0.8 * share(solid, BAR)
    assert share(striped, GROUND) > share(solid, GROUND)


def test_nothing_breaks_out_of_a_label() -> None:
    drawn = lengths([('</text><script>"', 3, True)])
    assert "<script>" not in drawn.svg
    assert png(drawn.svg, PALETTE)


def luminance(colour: str) -> float:
    parts = [one / 255 for one in bytes.fromhex(colour.removeprefix("#"))]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(("colour", "ratio"), [(INK, 7.0), (BAR, 4.5)])
def test_letters_and_bars_stand_out_from_their_ground(colour: str, ratio: float) -> None:
    assert (luminance(GROUND) + 0.05) / (luminance(colour) + 0.05) >= ratio


def test_two_years_do_not_overlap_and_no_column_is_lost() -> None:
    svg = columns([("study", (1,) * 12)], MONTHS).svg
    assert ">2026<" in svg
    assert ">2025<" not in svg
    assert ">2026<" in columns([("study", (1,))], [(2026, 11)]).svg
    assert svg.count("<rect") == 12 + 2  # the ground and the base line
