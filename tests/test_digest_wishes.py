"""What filters ask of an announcement, and how words are looked for."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from archive.records import Attachment, Filters
from archive.traits import run_on
from digest.compose import compose
from digest.wishes import Facts, Wishes, facts_of, facts_of_item, facts_of_words
from tests.editions import COPY, DAY, FUND, NOISE, full_material, meeting

PLAIN = Facts(issuers=(), text="", towns=frozenset())


def has(word: str, *texts: str) -> bool:
    wishes = Wishes(Filters(words=(word,)), "zh", (meeting(),), DAY)
    return all(met for met, _ in wishes.outcomes(replace(PLAIN, text=run_on(*texts))))


def test_words_are_found_as_people_write_them() -> None:
    assert has("機器人", "工业机器人")
    assert has("机器人", "机\n 器　人")
    assert has("５Ｇ", "建设5g基站")
    assert has("machine learning", "Machine\nLearning")
    assert has("AI", "发展AI产业", "无关")
    assert has("c++", "用C++写")
    assert not has("AI", "email AIGC 5AI")
    assert not has("机器人", "机器", "人")  # parts are not run together
    assert not has(".", "无句点")


@given(st.lists(st.text(max_size=20), max_size=4))
def test_text_made_ready_is_ready(texts: list[str]) -> None:
    ready = run_on(*texts)
    assert "\n".join(run_on(line) for line in ready.split("\n")) == ready
    assert run_on(*texts, None, "") == ready


def test_the_facts_of_an_announcement() -> None:
    file = Attachment(url="http://www.zs.gov.cn/a.pdf", name="古镇镇名单.pdf", text="小榄镇某公司", status="ok")
    facts = facts_of(replace(FUND, attachments=(file,)))
    assert facts.issuers == ("中山市工业和信息化局",)
    assert facts.towns == {"古镇镇", "小榄镇"}
    assert set(facts.themes or ()) == {"application", "industry"}
    assert set(facts.directives or ()) == {"2025-02-21/application.2", "2025-02-21/industry.2"}
    assert (facts.days, facts.money) == ((date(2026, 11, 30),), True)
    assert "小榄镇某公司" in facts.text
    assert facts_of(replace(NOISE, analysis=None)).themes is None


def test_copies_count_as_publishers_and_what_does_not_hold_does_not_count() -> None:
    edition = compose(full_material())
    item = next(one for one in edition.items if one.line.id == FUND.id)
    facts = facts_of_item(item, facts_of(COPY))
    assert facts.issuers == ("中山市工业和信息化局", "中山火炬高技术产业开发区管理委员会")
    assert facts.towns == {"火炬开发区"}
    told_nothing = replace(item, alignments=(), themes=())
    assert facts_of_item(told_nothing).directives == ()


def test_of_a_line_only_issuer_and_words_are_known() -> None:
    facts = facts_of_words("中山市小榄镇人民政府", "关于申报的通知", None)
    assert facts == Facts(issuers=("中山市小榄镇人民政府",), text="关于申报的通知", towns=frozenset({"小榄镇"}))
