"""A deadline is shown with the sentence it stands in, exactly as the text has it, and bounded."""

from dataclasses import replace
from datetime import date

import pytest

from archive.records import Analysis, Announcement, Attachment, Relevance
from archive.web import closings
from archive.web.closings import closing
from tests.found import HOUR, NOON

DAY = date(2026, 12, 15)
BODY = "一、总则。\n申报截止时间为2026年12月15日，逾期不予受理。二、附则。"


def announcement(body: str = BODY, deadline: date | None = DAY, **account: object) -> Announcement:
    judged = Analysis(
        announcement_id="zs-1", revision=1, method="m", relevance=Relevance(relevant=True, score=1.0),
        deadline=deadline, amounts=("最高500万元", "x\u202ey"), account=account,
    )  # fmt: skip
    file = Attachment(
        url="http://x/1.docx", name="指南.docx", sha256="a" * 64, status="ok", text="请于2026年12月15日前报送"
    )
    return Announcement(
        id="zs-1", url="http://www.zs.gov.cn/1.html", source="s", post_id=1, title="通知", published=None, issuer=None,
        doc_number=None, index_number=None, written_on=None, validity=None, body=body, raw_sha256="b" * 64,
        reader="columns", first_seen=NOON, last_seen=NOON, withdrawn_at=None, revision=1, revised_at=NOON,
        canonical_id="zs-1", attachments=(file,), analysis=judged,
    )  # fmt: skip


def figure(part: str, start: int, end: int) -> dict[str, object]:
    return {"kind": "deadline", "value": "2026-12-15", "part": part, "start": start, "end": end}


def test_the_day_stands_in_its_sentence() -> None:
    start = BODY.index("2026")
    one = closing(announcement(figures=[figure("body", start, start + 11)]))
    assert one is not None
    assert (one.before, one.words, one.after) == ("申报截止时间为", "2026年12月15日", "，逾期不予受理")
    assert (one.part, one.name, one.gone, one.sequence) == ("body", "", "", 0)
    assert one.amounts == ("最高500万元", "xy")


def test_the_day_of_an_attachment_names_it() -> None:
    one = closing(announcement(figures=[figure("attachment:" + "a" * 64, 2, 13)]))
    assert one is not None
    assert (one.part, one.name, one.words) == ("attachment", "指南.docx", "2026年12月15日")


@pytest.mark.parametrize(
    "account",
    [
        {},
        {"offer": None, "figures": None},
        {"figures": [{"kind": "deadline", "value": "2026-12-16", "part": "body", "start": 0, "end": 3}]},
        {"figures": [figure("body", 0, 9999)]},
        {"figures": [figure("body", 5, 5)]},
        {"figures": [figure("attachment:" + "f" * 64, 0, 3)]},
    ],
)
def test_words_that_do_not_hold_are_left_out_but_not_the_day(account: dict[str, object]) -> None:
    one = closing(announcement(**account))
    assert one is not None
    assert (one.day, one.words, one.before, one.part) == (DAY, "", "", "")


def test_a_long_sentence_is_cut_on_both_sides() -> None:
    body = "甲" * 300 + "2026年12月15日" + "乙" * 300
    one = closing(announcement(body, figures=[figure("body", 300, 311)]))
    assert one is not None
    assert one.before == "…" + "甲" * closings.REACH
    assert one.after == "乙" * closings.REACH + "…"


def test_the_sequence_grows_with_revisions_and_withdrawal() -> None:
    first = announcement()
    states = [
        first,
        replace(first, withdrawn_at=NOON + HOUR),
        replace(first, revision=2, revised_at=NOON + 2 * HOUR),
        replace(first, revision=2, revised_at=NOON + 2 * HOUR, withdrawn_at=NOON + 3 * HOUR),
    ]
    found = [one for one in map(closing, states) if one]
    assert [one.sequence for one in found] == [0, 1, 2, 3]
    assert [one.gone for one in found] == ["", "withdrawn", "", "withdrawn"]
    assert [one.changed for one in found] == [NOON + n * HOUR for n in range(4)]


def test_no_day_is_no_deadline_but_one_that_was_set_before_is_told_as_gone() -> None:
    assert closing(announcement(deadline=None)) is None
    assert closing(replace(announcement(), analysis=None)) is None
    one = closing(announcement(deadline=None), DAY)
    assert one is not None
    assert (one.day, one.gone, one.sequence) == (DAY, "no_day", 1)
