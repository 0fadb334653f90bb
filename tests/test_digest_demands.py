"""Demands of a passage: which clauses stand alone, which join another one, and which are none."""

import pytest

from digest.demands import Span, demands, plain


def found(text: str, *, everything: bool = False) -> list[str]:
    return [one.of(text) for one in demands(text, Span(0, len(text)), everything=everything)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("要引进企业，建设平台。", ["引进企业", "建设平台"]),
        ("各镇街要引进企业，建设平台。", ["各镇街要引进企业", "建设平台"]),
        ("要聚焦应用，引进企业。", ["聚焦应用，引进企业"]),
        ("要引进企业，年底前达到十家，带动就业。", ["引进企业，年底前达到十家，带动就业"]),
        ("要引进企业；建设平台。", ["引进企业", "建设平台"]),
        ("要在已有基础上，引进企业。", ["在已有基础上，引进企业"]),
        ("由市财政局牵头，各部门要落实资金。", ["由市财政局牵头，各部门要落实资金"]),
        ("要更加主动拥抱人工智能，引进企业。", ["引进企业"]),
        ("会议指出，推广应用要稳妥有序。", []),
        ("会议指出，要推广应用。", ["推广应用"]),
        ("最后，会议要求，推广应用。", ["推广应用"]),
        ("重要的是，需要说明原因，主要素质不够。", []),
        ("要看到，差距还不小。", []),
        ("今年要着重做好以下工作：", []),
        ("要", []),
        ("", []),
    ],
)
def test_demands(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_under_a_heading_commands_need_no_word_of_demand() -> None:
    assert found("引进企业，建设平台。形势复杂。") == []
    assert found("引进企业，建设平台。形势复杂。", everything=True) == ["引进企业", "建设平台"]
    assert found("横向比较，周边城市跑得更快。", everything=True) == []


def test_plain_leaves_out_what_tells_how_things_are() -> None:
    text = "质量第一。企业已经不少了。"
    assert [one.of(text) for one in plain(text, Span(0, len(text)))] == ["质量第一"]
