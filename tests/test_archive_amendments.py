"""What kind of change an edit is, measured on labelled edits."""

from dataclasses import replace

import pytest

from archive.amendments import GRAVITY, gravest, kind
from archive.words import cut
from digest.changes import between
from tests.found import attachment
from tests.score_revisions import labelled, revision, score


def test_kinds_and_words_of_labelled_edits() -> None:
    seen, unseen = score("body"), score("unseen")
    assert seen.edits >= 30
    assert {edit["kind"] for edit in labelled("unseen")} == set(GRAVITY)
    assert seen.kinds / seen.edits >= 0.97, seen.wrong
    assert unseen.kinds / unseen.edits >= 0.92, unseen.wrong
    assert (seen.words + unseen.words) / (seen.edits + unseen.edits) >= 0.9


def test_the_gravest_kind_stands_for_all() -> None:
    assert gravest(["typo", "amount", "name"]) == "amount"
    assert gravest(["substance", "amount"]) == "substance"
    assert gravest([]) is None


@pytest.mark.parametrize(
    ("part", "expected"), [("published", "date"), ("issuer", "name"), ("doc_number", "substance"), ("title", "amount")]
)
def test_parts_that_are_one_fact_have_its_kind(part: str, expected: str) -> None:
    assert kind(part, "拟奖励300万元", "拟奖励500万元") == expected


def test_a_sentence_that_comes_or_goes_is_substance_whatever_it_holds() -> None:
    assert kind("body", "", "对符合条件的企业给予最高不超过500万元的一次性奖励。") == "substance"
    assert kind("body", "请于2026年12月1日前将申报材料报送至市工业和信息化局。", "") == "substance"


def test_words_joined_are_the_text() -> None:
    text = "对2026年度AI+制造项目，给予最高1,000.5万元（含20%首付）。\n\t具身智能 17:30"
    assert "".join(cut(text)) == text
    assert {"1,000.5", "20%", "17:30", "具身", "智能"} <= set(cut(text))
    assert cut("") == []


def test_a_file_that_is_called_otherwise_or_stands_elsewhere_is_no_change() -> None:
    one, two = attachment(1), attachment(2, "乙")
    old = revision("甲", attachments=(one, two))
    assert between(old, revision("甲", 2, attachments=(two, replace(one, name="附件一")))) == []
    (edit,) = between(old, revision("甲", 2, attachments=(two, attachment(1, "申报指南：\n企业应在广东省登记。"))))
    assert (edit.part, edit.name, edit.kind) == ("attachment", one.name, "substance")


def test_what_stands_around_the_words_is_no_change() -> None:
    before = revision("现将申报事项通知如下。\n浏览次数：12\n【打印】")
    assert between(before, revision("现将申报事项通知如下。\n浏览次数：980", 2)) == []
    assert between(before, revision("　现将申报事项 通知如下。", 2)) == []
    (edit,) = between(before, revision("现将申报事项（修订）通知如下。\n浏览次数：980", 2))
    assert edit.kind == "substance"


@pytest.mark.parametrize(
    ("head", "old", "new", "expected"),
    [
        ("金额（万元）", "320.00", "280.00", "amount"),
        ("补助金额", "1,320", "1,280", "amount"),
        ("数量（台/套）", "12", "9", "amount"),
        ("得分", "86.5", "88", "amount"),
        ("栏目", "12", "19", "substance"),
    ],
)
def test_a_bare_number_in_a_table_is_what_the_head_of_its_column_says(
    head: str, old: str, new: str, expected: str
) -> None:
    def table(value: str) -> str:
        return (
            f"现予公示。\n| 序号 | 单位 | {head} |\n| 1 | 中山市某公司 | 64 |\n| 2 | 中山市另一公司 | {value} |\n以上。"
        )

    before, after = table(old), table(new)
    (edit,) = between(revision(before, 1), revision(after, 2))
    assert edit.kind == expected
