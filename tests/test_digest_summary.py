"""Summaries are the announcement's own sentences."""

from digest.judge import judge
from digest.meetings import shipped
from tests.labelled import load
from tests.papers import paper

MEETING = shipped()["2025-02-21"]


def test_a_summary_is_made_of_verbatim_sentences_in_order() -> None:
    for one in load("development"):
        summary = judge(one.announcement, [MEETING]).summary
        texts = [one.announcement.body, *(each.text or "" for each in one.announcement.attachments)]
        whole = "\n".join(texts)
        parts = [part for part in summary.split("。") if part]
        places = [whole.find(part) for part in parts]
        assert all(place >= 0 for place in places), (one.name, summary)
        assert len(summary) < 420, one.name


def test_substance_is_preferred_to_routine() -> None:
    body = (
        "各镇街、各有关单位：\n现将有关事项通知如下：\n为促进产业发展，制定本办法。\n"
        "对租用机器人的企业按租金的20%给予补贴，单个企业最高50万元。\n联系电话：0760-55500112。\n中山市工业和信息化局\n2026年11月18日"
    )
    summary = judge(paper(body), [MEETING]).summary
    assert "对租用机器人的企业按租金的20%给予补贴，单个企业最高50万元。" in summary
    assert "联系电话" not in summary
    assert "如下" not in summary


def test_a_page_without_text_has_no_summary() -> None:
    assert judge(paper(""), [MEETING]).summary == ""
