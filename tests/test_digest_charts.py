"""Charts say the same in the picture's words, on the page and in the text, and nothing that is not proven."""

import base64
import os
import re
from dataclasses import replace
from pathlib import Path
from string import Formatter

import pytest
from lxml import html

from digest import charts as module
from digest.charts import Chart, charts
from digest.columns import COLUMNS, width
from digest.compose import compose
from digest.edition import Edition
from digest.pictures import LIMIT, drawable
from digest.render import pages
from tests.editions import DAY, FUND, TRAINING, answers, full_edition, healthy, many, material


def weekly(**changed: object) -> Edition:
    return replace(full_edition(answers=answers(FUND, TRAINING)), kind="weekly", **changed)


def quiet(**changed: object) -> Edition:
    return compose(material(answers=answers(FUND), **changed))


@pytest.fixture(params=["zh", "en"])
def both(request: pytest.FixtureRequest) -> tuple[Chart, ...]:
    return charts(weekly(language=request.param))


def test_a_weekly_edition_has_both_charts(both: tuple[Chart, ...]) -> None:
    answered, silence = both
    assert "2025-12" in answered.title
    assert "2026-11: 1" in " ".join(answered.told)
    assert "636" in " ".join(silence.told)
    assert all(0 < len(one.png) <= LIMIT for one in both)


def test_every_number_stands_in_the_words_and_in_the_bars(both: tuple[Chart, ...]) -> None:
    trends = weekly().trends
    assert trends
    answered, silence = both
    for theme, told, bar in zip(trends.themes, answered.told, answered.bars, strict=True):
        assert re.findall(r"\d{4}-\d\d: (\d+)", told) == [str(n) for n in theme.counts if n]
        assert bar.endswith(f" {sum(theme.counts)}")
    for one, bar in zip(trends.silences, silence.bars, strict=True):
        assert bar.startswith(one.directive)
        assert bar.endswith(f" {one.days}")
        assert ("░" in bar) == one.never
        assert any(str(one.days) in line and one.directive in line for line in silence.told)
    assert all(line in one.alternative for one in both for line in one.told)


def test_bars_keep_within_the_columns(both: tuple[Chart, ...]) -> None:
    assert max(width(line) for one in both for line in one.bars) <= COLUMNS


def test_daily_editions_show_silences_only_when_there_is_nothing_else_to_read() -> None:
    assert charts(full_edition()) == ()
    (silence,) = charts(quiet())
    assert len(silence.bars) == 8
    assert "另有 1 项" in silence.note
    # What was answered today is not silent.
    (silence,) = charts(compose(material(answers=[replace(one, day=DAY) for one in answers(FUND)])))
    assert len(silence.bars) == 7
    assert "另有 2 项" in silence.note
    assert charts(replace(quiet(), kind="immediate")) == ()
    assert charts(replace(quiet(), trends=None)) == ()


def test_without_a_font_for_chinese_the_picture_has_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    from digest import pictures

    original = pictures.png
    monkeypatch.setattr(pictures, "png", lambda svg, *rest, **more: drawn.append(svg) or original(svg, *rest, **more))
    assert all(one.png for one in charts(weekly(), machine_fonts=False))
    assert all(one.isascii() for one in drawn)
    assert ">study  1<" in drawn[0]
    told = charts(weekly(), machine_fonts=False)[0].told
    assert told[0].startswith("学习：1 条（")


def test_with_such_a_font_the_picture_has_the_themes_names() -> None:
    if not drawable("学习应用") and os.environ.get("ZSWATCH_TEST_BROWSER") == "none":
        pytest.skip("no font for Chinese")
    assert drawable("学习应用"), "this machine has no font for Chinese: apt-get install fonts-wqy-microhei"
    assert charts(weekly())[0].png != charts(weekly(), machine_fonts=False)[0].png


def test_what_is_not_certain_is_said() -> None:
    answered, silence = charts(weekly())
    assert "实际可能更多" in answered.note
    assert "不能完全确认" in silence.note
    assert "实际可能更多" not in charts(weekly(ledgers=compose(material()).ledgers))[0].note
    assert "确认" not in charts(quiet(health=healthy()))[0].note


@pytest.mark.parametrize("language", ["zh", "en"])
def test_page_and_text_carry_the_same_numbers(language: str) -> None:
    edition = weekly(language=language)
    laid_out = pages(edition)
    found = html.fromstring(laid_out.html).findall(".//img")
    addresses = [one.get("src", "").removeprefix("data:image/png;base64,") for one in found]
    assert [base64.b64decode(one) for one in addresses] == [one.png for one in charts(edition)]
    squeezed = "".join(laid_out.text.split())
    for one, image in zip(charts(edition), found, strict=True):
        assert (int(image.get("width", 0)), int(image.get("height", 0))) == one.shown
        assert image.get("alt") == one.alternative
        assert all(bar in laid_out.text for bar in one.bars)
        for line in (*one.told, one.title, one.note):
            assert line in laid_out.html
            assert "".join(line.split()) in squeezed


def test_a_page_with_charts_and_many_items_is_small_enough() -> None:
    edition = replace(compose(material(untold=many(400), answers=answers(*many(400)))), kind="weekly")
    laid_out = pages(edition)
    assert len(laid_out.html.encode()) < 100_000
    assert laid_out.html.count("<img") == 2


def test_pages_are_the_same_bytes_again() -> None:
    from digest import pictures

    first = pages(weekly())
    pictures.png.cache_clear()
    assert pages(weekly()) == first


def test_every_phrase_is_said_and_has_the_same_places_in_both_languages() -> None:
    source = Path(module.__file__).read_text(encoding="utf-8")
    for phrase, (chinese, english) in module._WORDS.items():
        places = [{name for _, name, _, _ in Formatter().parse(words) if name} for words in (chinese, english)]
        assert places[0] == places[1], phrase
        assert len(re.findall(rf'"{phrase}"', source)) >= 2, phrase
