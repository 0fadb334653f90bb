"""Towns by the names that people give them, and papers that speak of them or of something else."""

import pytest

from archive.text import fold
from archive.towns import TOWNS, known, town, towns_of
from digest.vocabulary import vocabulary


def test_there_are_23_towns_and_subdistricts_and_a_new_district() -> None:
    assert len(TOWNS) == len(set(TOWNS)) == 24
    assert sum(one.endswith("镇") for one in TOWNS) == 15


@pytest.mark.parametrize("one", TOWNS)
def test_each_is_a_place_of_zhongshan_to_the_judgement_too(one: str) -> None:
    assert vocabulary().places["here"].search(fold(one)), one
    assert town(one) == one
    assert towns_of([fold(f"中山市{one}人民政府")], "") == {one}
    assert towns_of([], fold(f"在{one}举行")) == {one}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("小榄", "小榄镇"), ("小欖鎮", "小榄镇"), (" 中山市小榄镇 ", "小榄镇"), ("东升", "小榄镇"),
        ("東區", "东区街道"), ("火炬区", "火炬开发区"), ("中山港街道", "火炬开发区"), ("古镇", "古镇镇"),
        ("翠亨", "翠亨新区"), ("民众", "民众街道"), ("顺德", None), ("", None),
    ],
)  # fmt: skip
def test_a_town_is_known_by_what_people_write(written: str, kept: str | None) -> None:
    assert town(written) == kept


def test_every_known_name_is_that_of_one_town_only() -> None:
    assert len(known()) == len(set(known()))
    assert {town(name) for name in known()} == set(TOWNS)


@pytest.mark.parametrize(
    ("one", "text", "expected"),
    [
        ("民众街道", "满足广大民众的需要", False),
        ("民众街道", "民众街道举办机器人展", True),
        ("港口镇", "智能港口建设", False),
        ("港口镇", "中山市港口游戏游艺产业", True),
        ("三角镇", "粤港澳大湾区与长三角、珠三角合作", False),
        ("三角镇", "三角镇智能装备园", True),
        ("南头镇", "深圳市南山区南头街道", False),
        ("东区街道", "产业园东区二期", False),
        ("古镇镇", "保护历史文化古镇", False),
        ("古镇镇", "古镇灯饰智能化改造", True),
        ("小榄镇", "小榄五金", True),
        ("小榄镇", "横栏花木", False),
    ],
)
def test_words_that_mean_something_else_name_no_town(one: str, text: str, expected: bool) -> None:
    assert (one in towns_of([], fold(text))) is expected


def test_an_issuer_belongs_to_its_town() -> None:
    assert towns_of(["中山市人民政府东区街道办事处", "民众街道党工委"], "") == {"东区街道", "民众街道"}
    assert towns_of(["古镇分局"], "") == {"古镇镇"}
    assert towns_of(["中山市工业和信息化局"], "") == set()
