"""The colours of the page: readable in light and in dark, said with what they stand on, no meaning of their own."""

import re
from pathlib import Path

import pytest

import digest
from digest.render import pages
from tests.editions import READER, edition_of, full_edition
from tests.laid_out import document

CSS = (Path(digest.__file__).parent / "templates" / "edition.css").read_text(encoding="utf-8")
LIGHT, _, AFTER = CSS.partition("@media (max-width: 600px)")
PHONE, _, DARK = AFTER.partition("@media (prefers-color-scheme: dark)")
AA = 4.5
"""Contrast that text needs, WCAG 2.2, 1.4.3."""


def rules(css: str) -> dict[str, dict[str, str]]:
    """The declarations by selector, later ones over earlier ones."""
    found: dict[str, dict[str, str]] = {}
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        stated = dict(re.findall(r"([\w-]+):\s*([^;]+?)(?:\s*!important)?\s*;", body + ";"))
        for one in selectors.split(","):
            found.setdefault(one.strip(), {}).update(stated)
    return found


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(two)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_counted_as_the_standard_counts_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def pairs(dark: bool) -> set[tuple[str, str, str]]:
    """Which colour stands on which, with the words' element, over pages on which everything stands."""
    light, night = rules(LIGHT), rules(DARK) if dark else {}
    editions = [full_edition(), edition_of(400, reader=READER), edition_of(3, kind="weekly", reader=READER)]
    found: set[tuple[str, str, str]] = set()
    for edition in editions:
        for one in document(pages(edition).html).iter():
            if isinstance(one.tag, str) and "".join(one.xpath("text()")).strip() and one.tag not in {"style", "title"}:
                ground = colour_of(one, "background-color", light, night)
                found.add((colour_of(one, "color", light, night), ground, f"{one.tag}.{one.get('class', '')}"))
    return found


def colour_of(element: object, name: str, light: dict[str, dict[str, str]], night: dict[str, dict[str, str]]) -> str:
    """The colour in force: the element's own, else its nearest ancestor's."""
    while element is not None:
        names = [element.tag, *(f".{one}" for one in (element.get("class") or "").split())]  # type: ignore[attr-defined]
        for sheet in (night, light):
            stated = [sheet[one][name] for one in names if name in sheet.get(one, {})]
            if stated:
                return stated[-1]
        element = element.getparent()  # type: ignore[attr-defined]
    raise AssertionError(f"no {name}")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_word_has_enough_contrast(dark: bool) -> None:
    found = pairs(dark)
    assert len({where for _, _, where in found}) > 25
    weak = [(round(contrast(text, ground), 2), where) for text, ground, where in found if contrast(text, ground) < AA]
    assert weak == []


@pytest.mark.parametrize("css", [LIGHT, DARK], ids=["light", "dark"])
def test_whatever_has_a_ground_says_its_colour_too(css: str) -> None:
    """A mail program that turns colours over turns both or none."""
    grounded = {name: stated for name, stated in rules(css).items() if "background-color" in stated}
    assert len(grounded) > 8
    assert [name for name, stated in grounded.items() if "color" not in stated] == []


def test_the_dark_page_changes_every_colour_of_the_light_one() -> None:
    light, dark = rules(LIGHT), rules(DARK)
    kept = {"body", "ins", "del"}
    changed = {name for name, stated in light.items() if {"color", "background-color"} & set(stated)}
    assert changed - set(dark) - kept == set()


def test_edits_are_told_apart_without_colour() -> None:
    light = rules(LIGHT)
    assert light["del"]["text-decoration"] == "line-through"
    assert light["ins"]["text-decoration"] == "underline"
    assert light["a"]["text-decoration"] == "underline"


def test_nothing_is_smaller_than_14_pixels_on_a_phone() -> None:
    small = {n for n, stated in rules(LIGHT).items() if float(stated.get("font-size", "99px").removesuffix("px")) < 14}
    phone = {name for name, stated in rules(PHONE).items() if stated.get("font-size") == "14px"}
    assert small
    assert small <= phone
