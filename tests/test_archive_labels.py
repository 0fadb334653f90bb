"""What filters and values are called, in both languages."""

from dataclasses import replace

import pytest

from archive.asked import NAMES, ORDERS, TRAITS
from archive.facets import NAMES as FACETS
from archive.labels import FILTERS, THEMES, filter_name, label, names_of, theme
from archive.records import Theme
from archive.towns import TOWNS
from digest.meetings import shipped
from tests.editions import meeting

LANGUAGES = ("zh", "en")


def test_every_filter_and_facet_has_its_name() -> None:
    assert set(FILTERS) == (set(NAMES.values()) | set(FACETS)) - {"limit", "after"}
    for name in FILTERS:
        assert filter_name("zh", name) != filter_name("en", name)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("has", TRAITS),
        ("sort", ORDERS),
        ("town", TOWNS),
        ("topic", ("ai", "robotics")),
        ("relevant", ("yes", "no", "unjudged")),
        ("year", ("none",)),
    ],
)
def test_every_value_that_the_program_gives_has_its_label(name: str, values: tuple[str, ...]) -> None:
    for language in LANGUAGES:
        labels = [label(language, name, value) for value in values]  # type: ignore[arg-type]
        assert len(set(labels)) == len(values)
        assert all(one.isascii() for one in labels) is (language == "en")


def test_themes_are_called_as_their_meeting_does() -> None:
    names = names_of(shipped().values())
    assert [label("zh", "theme", one, names) for one in ("study", "application", "general")] == [
        "学习",
        "应用",
        "总体要求",
    ]
    assert [label("en", "theme", one, names) for one in ("study", "application", "general")] == [
        "Study",
        "Application",
        "Overall",
    ]
    assert label("zh", "theme", "talent") == "talent"
    assert (
        label("en", "theme", "lighting", {"theme": {"lighting": "灯饰"}}) == theme("zh", "lighting", "灯饰") == "灯饰"
    )
    assert {one.id for each in shipped().values() for one in each.themes} <= set(THEMES)


def test_of_two_meetings_the_first_names_a_theme() -> None:
    one = meeting()
    other = replace(one, id="2026-01-05", themes=(Theme(id="study", name="学"), Theme(id="new", name="新")))
    names = names_of([one, other])
    assert names["theme"]["study"] == next(each.name for each in one.themes if each.id == "study")
    assert names["theme"]["new"] == "新"
    assert names["directive"]["2026-01-05/application.2"] == names["directive"]["2025-02-21/application.2"]


def test_what_nothing_is_known_of_goes_by_itself() -> None:
    assert label("zh", "body", "中山市工业和信息化局") == "中山市工业和信息化局"
    assert label("en", "source", "zs_gxj-tzgg", {"source": {"zs_gxj-tzgg": "市工信局 通知公告"}}) == "市工信局 通知公告"
    assert label("en", "year", "2025") == "2025"
    with pytest.raises(KeyError):
        filter_name("zh", "colour")
