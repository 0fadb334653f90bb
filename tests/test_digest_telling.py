"""Offers and comparisons in words of both languages."""

from datetime import date

import pytest

from archive.records import Quote
from digest.comparisons import Comparison
from digest.offers import Offer
from digest.telling import comparison_line, left, offer_line

TODAY = date(2026, 11, 18)


def quote(text: str, part: str = "body") -> Quote:
    return Quote(part=part, revision=1, start=0, end=len(text), text=text)


OFFER = Offer(
    what=quote("机器人应用\n示范项目", "title"),
    days=((date(2026, 12, 5), quote("12月5日")),),
    sums=(quote("最高1000万元"), quote("5万元")),
    shares=(quote("30%"),),
    places=(quote("30个"),),
    source=quote("单个项目最高1000万元"),
)


def test_an_offer_in_one_line() -> None:
    chinese = "可申报：机器人应用 示范项目 · 截止 2026-12-05（还有 17 天） · 最高1000万元、5万元 · 比例 30% · 名额 30个"
    assert offer_line(OFFER, "zh", TODAY) == chinese
    english = "Apply for: 机器人应用 示范项目 · until 2026-12-05 (17 days left) · "
    english += "sums: 最高1000万元, 5万元 · share: 30% · places: 30个"
    assert offer_line(OFFER, "en", TODAY) == english


def test_when_all_days_have_passed_it_is_said_to_be_closed() -> None:
    assert offer_line(OFFER, "zh", date(2026, 12, 6)).startswith(
        "已截止：机器人应用 示范项目 · 截止 2026-12-05（已过 1 天）"
    )
    assert offer_line(OFFER, "en", date(2026, 12, 6)).startswith("Closed: ")


def test_what_was_recognised_in_a_picture_is_marked() -> None:
    assert offer_line(OFFER, "zh", TODAY, ("body",)).endswith(" 〔文字识别〕")
    assert "OCR" not in offer_line(OFFER, "en", TODAY, (f"attachment:{'a' * 64}",))


def test_what_is_not_known_is_not_said() -> None:
    bare = Offer(what=quote("项目"), days=(), sums=(quote("5万元"),), shares=(), places=(), source=None)
    assert offer_line(bare, "zh", TODAY) == "可申报：项目 · 金额 5万元"
    assert offer_line(bare, "en", TODAY) == "Apply for: 项目 · sums: 5万元"


@pytest.mark.parametrize(
    ("relation", "words"),
    [
        ("within", "低于所定上限“最高9万元”"),
        ("at_cap", "等于所定上限“最高9万元”"),
        ("above", "高于所定上限“最高9万元”"),
        ("reached", "达到“最高9万元”"),
        ("below", "未达到“最高9万元”"),
    ],
)
def test_a_comparison_has_the_words_of_both(relation: str, words: str) -> None:
    one = Comparison(
        relation=relation,  # type: ignore[arg-type]
        ours=quote("最高8万元"),
        beside="policy",
        id="zs-1",
        title="若干措施",
        theirs=quote("最高9万元"),
    )
    assert comparison_line(one, "zh") == f"对照政策《若干措施》：本公告“最高8万元”，{words}"
    assert "最高8万元" in comparison_line(one, "en")


def test_days_left() -> None:
    assert left(TODAY, "en", TODAY) == "today"
    assert left(date(2026, 11, 17), "zh", TODAY) == "已过 1 天"
