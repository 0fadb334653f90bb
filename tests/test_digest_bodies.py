"""Bodies and places: what is named, how far the name goes, and what only looks like one."""

import pytest

from digest.bodies import find


def named(text: str) -> set[tuple[str, str]]:
    return {(one.kind, one.value) for one in find(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("会上，市工业和信息化局、市政务和数据局汇报", {("body", "市工业和信息化局"), ("body", "市政务和数据局")}),
        ("由火炬开发区管委会牵头", {("body", "火炬开发区管委会")}),
        ("听取了市发展和改革局的汇报", {("body", "市发展和改革局")}),
        ("华为的讲师和中山福昆航空科技有限公司董事长", {("body", "中山福昆航空科技有限公司")}),
        ("先后到云帆视觉科技有限公司考察", {("body", "云帆视觉科技有限公司")}),
        ("参观了格物机器人（中山）有限公司。", {("body", "格物机器人（中山）有限公司")}),
        ("与华南理工大学共建联合实验室", {("body", "华南理工大学")}),
        ("支持中山职业技术学院开设专业", {("body", "中山职业技术学院")}),
        ("市委、市政府决定", {("body", "市委"), ("body", "市政府")}),
        ("市委书记、市长出席市委常委会会议", set()),
        ("学习深圳、杭州等先进城市经验", {("place", "深圳"), ("place", "杭州")}),
        ("副主任李长春出席，大学生走中山路、穿中山装", set()),
        ("解读《中山市推进产业发展的若干政策措施》", set()),
        ("在小榄镇和翠亨新区试点", {("place", "小榄镇"), ("place", "翠亨新区")}),
        ("全镇上下，各镇街，特色小镇，部分镇街", set()),
        ("深圳、深圳、深圳", {("place", "深圳")}),
    ],
)
def test_names(text: str, expected: set[tuple[str, str]]) -> None:
    assert named(text) == expected


def test_spans_are_slices() -> None:
    text = "　　市财政局会同广州、（中山）有限公司和中山大学\n东莞"
    assert all(text[one.start : one.end] == one.text for one in find(text))
