"""What filters ask of an announcement: the same for subscribers and for the archive."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from archive.figures import figures, states_sum
from archive.records import Analysis, Announcement, Attachment
from archive.traits import gives_money, has_money, last_days, towns_in
from digest import offers
from digest.judge import judge
from digest.wishes import facts_of
from tests.editions import CONTEST, COPY, EDITED, FUND, GONE, NOISE, ROBOTS, TRAINING, meeting
from tests.found import analysis

MATERIAL = (CONTEST, COPY, EDITED, FUND, GONE, NOISE, ROBOTS, TRAINING)
PLAIN = replace(NOISE, title="通知", body="见附件。", attachments=(), analysis=None)


def judged(one: Announcement) -> Analysis:
    return judge(one, (meeting(),))


def test_towns_are_those_of_a_subscribers_filter() -> None:
    assert any(towns_in(one) for one in MATERIAL)
    for one in MATERIAL:
        assert towns_in(one) == facts_of(one).towns


def test_days_and_money_of_an_account_are_those_of_its_offer() -> None:
    told = 0
    for one in MATERIAL:
        found = judged(one)
        offer = offers.from_document(found.account["offer"])
        days = {day for day, _ in offer.days} if offer else set()
        assert last_days(found) == tuple(sorted(days | ({found.deadline} if found.deadline else set())))
        assert gives_money(found) == bool(found.amounts or (offer and offer.sums))
        told += offer is not None
    assert told


def test_whatever_gives_money_has_money() -> None:
    for one in MATERIAL:
        own = replace(one, analysis=judged(one))
        assert own.analysis is not None
        assert has_money(own) >= gives_money(own.analysis)


def test_where_a_sum_is_looked_for() -> None:
    file = Attachment(url="http://www.zs.gov.cn/a.pdf", name="a.pdf", text="每人3000元", status="ok")
    assert not has_money(PLAIN)
    assert has_money(replace(PLAIN, title="关于下达500万元资金的通知"))
    assert has_money(replace(PLAIN, body="最高补助５００万元。"))
    assert has_money(replace(PLAIN, attachments=(file,)))
    assert not has_money(replace(PLAIN, attachments=(replace(file, text=None),)))


def test_an_account_of_figures_is_believed() -> None:
    priced = replace(PLAIN, body="共500万元。")
    amount, share = {"kind": "amount", "value": "5000000"}, {"kind": "percentage", "value": "5"}
    for figures_told, expected in (((amount,), True), ((share,), False), ((), True)):
        told = analysis(priced, account={"figures": list(figures_told)})
        assert has_money(replace(priced, analysis=told)) is expected
    offered = analysis(PLAIN, account={"offer": {"sums": [{"text": "500万元"}], "days": [{"day": "2026-11-30"}]}})
    assert has_money(replace(PLAIN, analysis=offered))
    assert last_days(replace(offered, deadline=date(2026, 11, 20))) == (date(2026, 11, 20), date(2026, 11, 30))


PIECES = st.sampled_from(
    ["500", "3.5", "百", "两", "万", "亿", "元", "美元", "港币", "块", "角", "元旦", "单元", "|", "\n",
     "| 金额（万元） | 名称 |", "| 12 | 甲 |", "，", "。", "单位：万元", "补贴", "名", "《", "》", "、", "至", "%",
     "余", "多", " ", "　", "５"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map("".join))
def test_a_sum_is_stated_where_the_figures_have_one(text: str) -> None:
    assert states_sum(text) == any(one.kind == "amount" for one in figures(text))
