"""The figures of an announcement with their parts, and the words around them."""

from dataclasses import replace

from archive.records import Attachment
from digest.stated import MOST_KEPT, account, stated
from tests.papers import paper

ONE = paper("每人每月800元。招收3至5名，报名截止12月5日。", attachment="| 项目 | 金额（万元） |\n| 甲 | 30 |")


def test_figures_come_from_the_body_and_the_attachments_in_this_order() -> None:
    found = stated(ONE)
    sha = ONE.attachments[0].sha256
    assert [(one.part, one.figure.value) for one in found] == [
        ("body", "800"), ("body", "3"), ("body", "5"), ("body", "2026-12-05"), (f"attachment:{sha}", "300000"),
    ]  # fmt: skip


def test_a_quotation_has_for_each_what_and_the_lower_end_of_a_range() -> None:
    quotes = [one.quote(ONE) for one in stated(ONE)]
    assert [quote.text for quote in quotes] == ["每人每月800元", "3", "3至5名", "12月5日", "30"]
    assert all((ONE.part(one.part) or "")[one.start : one.end] == one.text for one in quotes)


def test_the_words_around_a_figure_end_at_the_signs() -> None:
    found = stated(ONE)[3]
    assert found.words(ONE, 40, "。") == "招收3至5名，报名截止12月5日"
    assert found.words(ONE, 40, "，。") == "报名截止12月5日"
    assert found.words(ONE, 2, "。") == "截止12月5日。"[:-1]
    assert found.before(ONE, 2) == "截止"


def test_figures_read_in_a_picture_are_marked() -> None:
    files = (replace(ONE.attachments[0], status="ocr"),)
    told = account(replace(ONE, attachments=files), stated(ONE))
    assert [one["recognised"] for one in told] == [False, False, False, False, True]
    assert told[0]["per"] == "每人每月"


def test_what_is_kept_is_bounded() -> None:
    file = Attachment(
        url="http://www.zs.gov.cn/a.docx", name="a.docx", sha256="0" * 64, status="ok", text="资助1元。\n" * 900
    )
    many = replace(ONE, attachments=(file,))
    assert len(account(many, stated(many))) == MOST_KEPT
