"""Clauses that tell somebody to do something, beside those that tell how things are."""

import pytest

from digest.commands import is_command, prepares, tells

COMMANDS = (
    "加快建设智算中心", "绘制产业链图谱", "对首次上云的企业给予不超过5万元的补贴", "在30所学校建设人工智能实验室",
    "市教育和体育局负责编写培训教材", "各科室对照任务清单查漏补缺", "按图索骥开展以商招商", "兑现时间不得超过三个月",
    "严禁“捡到篮子都是菜”", "省级财政对首台（套）产品给予奖励", "把车间搬进校园", "每个园区至少引进2个项目",
    "依法查处侵权行为",
)  # fmt: skip
DESCRIPTIONS = (
    "企业家的信心明显回升", "部分园区配套滞后", "传统优势行业仍占大头", "已推动超过70%规上企业实现了转型",
    "办法总比困难多",
    "数据一旦泄露", "群众的期待越来越高", "我们从“机器换人”起步", "当前形势复杂", "会议指出问题依然存在", "", "   ",
)  # fmt: skip
FRAMES = ("在前期改造升级基础上", "由市政务和数据局牵头", "对使用本地服务的企业", "在政务服务领域", "从产业结构的角度")


@pytest.mark.parametrize("clause", COMMANDS)
def test_commands(clause: str) -> None:
    assert is_command(clause)


@pytest.mark.parametrize("clause", [*DESCRIPTIONS, *FRAMES])
def test_no_commands(clause: str) -> None:
    assert not is_command(clause)


@pytest.mark.parametrize("clause", FRAMES)
def test_what_only_prepares(clause: str) -> None:
    assert prepares(clause)


def test_what_stands_in_quotation_marks_tells_nothing() -> None:
    assert not tells("推广“用过都说好”的产品")
    assert tells("大家都说好了")
