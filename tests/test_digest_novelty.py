"""What is new compared with what was asked: claimed with its evidence, and never when anything is unknown."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from archive.clock import SHANGHAI
from archive.records import Announcement, Answer, Attachment, Fact, Link, Meeting, Quote
from digest import comparisons
from digest.comparisons import Comparison, Relation
from digest.compose import compose
from digest.edition import Item
from digest.novelty import SILENT_DAYS, Novelty
from digest.telling import novelty_line
from tests.announced import DAY, NOW, announcement, answers, failed, healthy, material, meeting

SAID = "打造三个人工智能应用场景"
ONE = announcement(1, "关于应用场景的通知", f"我局{SAID}。", aligned={"application.2": SAID}, published=NOW)


def only(untold: Announcement = ONE, **changed: Any) -> Item:
    (item,) = compose(material(untold=(untold,), **changed)).items
    return item


def kinds(item: Item) -> list[str]:
    return [one.kind for one in item.novelties]


def answer(day: date, post: int = 9, **changed: Any) -> Answer:
    stated: dict[str, Any] = {
        "meeting": "2025-02-21",
        "directive": "application.2",
        "id": f"zs-{post}",
        "canonical_id": f"zs-{post}",
        "title": f"第{post}号回应",
        "url": f"http://www.zs.gov.cn/content/post_{post}.html",
        "issuer": "中山市科学技术局",
        "day": day,
        "score": 0.7,
        "quote": Quote(part="body", revision=1, start=0, end=2, text="回应"),
    }
    return Answer(**(stated | changed))


def test_the_first_answer_is_told_with_the_days_since_the_meeting() -> None:
    (one,) = only().novelties
    assert (one.kind, one.directive, one.days) == ("first_answer", "application.2", (DAY - date(2025, 2, 21)).days)
    assert one.asked == "打造一批人工智能应用场景"
    assert one.ours is not None
    assert one.ours.text == SAID
    assert ONE.part(one.ours.part)[one.ours.start : one.ours.end] == SAID  # type: ignore[index]


@pytest.mark.parametrize(
    "changed",
    [
        {"health": healthy() | failed("zs_kj-zjdc")},
        {"health": {}},
        {"health": healthy(hours=40)},
        {"untold": (ONE, replace(announcement(2, "未判", "人工智能"), analysis=None))},
        {"sources": ()},
    ],
)
def test_nothing_is_claimed_while_anything_is_unknown(changed: dict[str, Any]) -> None:
    edition = compose(material(**({"untold": (ONE,)} | changed)))
    (item,) = edition.items
    assert item.themes == ("application",)
    assert kinds(item) == []


@pytest.mark.parametrize(("days", "known", "told"), [(0, True, False), (-3, True, False), (-3, False, True)])
def test_nothing_was_silent_when_a_later_answer_was_known(days: int, known: bool, told: bool) -> None:
    """A back-dated paper is no news against an answer of that day or a later one, unless both are told together."""
    day = DAY - timedelta(days=days)
    other = announcement(
        9, "第9号", f"我局{SAID}。", aligned={"application.2": SAID}, published=NOW - timedelta(days=days)
    )
    if known:
        edition = compose(material(untold=(ONE,), answers=(answer(day), *answers(ONE))))
    else:
        edition = compose(material(untold=(ONE, other)))
    (item,) = [one for one in edition.items if one.line.id == ONE.id]
    assert (kinds(item) == ["first_answer"]) is told


@pytest.mark.parametrize(
    ("days", "kind"),
    [(0, None), (SILENT_DAYS - 1, None), (SILENT_DAYS, "after_silence"), (300, "after_silence")],
)
def test_an_answer_after_a_silence(days: int, kind: str | None) -> None:
    before = answer(DAY - timedelta(days=days))
    item = only(answers=(before, *answers(ONE)))
    assert kinds(item) == ([kind] if kind else [])
    if kind == "after_silence":
        assert (item.novelties[0].days, item.novelties[0].previous) == (days, before)


def test_a_copy_of_the_same_text_is_no_earlier_answer() -> None:
    copy = answer(DAY - timedelta(days=5), canonical_id=ONE.id)
    assert kinds(only(answers=(copy, *answers(ONE)))) == ["first_answer"]


def test_a_withdrawn_answer_did_break_the_silence() -> None:
    gone = answer(DAY - timedelta(days=70), withdrawn_at=NOW - timedelta(days=1))
    (one,) = only(answers=(gone, *answers(ONE))).novelties
    assert (one.kind, one.days) == ("after_silence", 70)


def test_an_answer_from_before_the_meeting_is_none() -> None:
    early = answer(date(2025, 1, 1))
    assert kinds(only(answers=(early, *answers(ONE)))) == ["first_answer"]


def test_an_alignment_that_a_model_doubts_or_that_does_not_hold_claims_nothing() -> None:
    assert ONE.analysis is not None
    (aligned,) = ONE.analysis.alignments
    quote = replace(aligned.announcement_quote, text="别的话")
    false = replace(ONE, analysis=replace(ONE.analysis, alignments=(replace(aligned, announcement_quote=quote),)))
    assert kinds(only(false, answers=answers(ONE))) == []
    view = {"meeting": "2025-02-21", "directive": "application.2", "view": "disagree"}
    account = {"second_opinion": {"opinions": [view]}}
    item = only(replace(ONE, analysis=replace(ONE.analysis, account=account)))
    assert (item.disputed, kinds(item)) == (("application.2",), [])


def compared(relation: Relation, *, inside: bool = True) -> tuple[Announcement, Meeting]:
    """An announcement with a figure beside one in a directive of the meeting, or in its other words."""
    held = meeting()
    directive = held.directive("study.1")
    assert directive is not None
    start = directive.start if inside else 0
    theirs = Quote(part="", revision=0, start=start, end=start + 4, text=held.text[start : start + 4])
    ours = Quote(part="body", revision=1, start=2, end=2 + len(SAID), text=SAID)
    told = Comparison(relation=relation, ours=ours, beside="meeting", id=held.id, title=held.title, theirs=theirs)
    assert ONE.analysis is not None
    account = {"comparisons": [comparisons.document(told)]}
    return replace(ONE, analysis=replace(ONE.analysis, alignments=(), account=account)), held


@pytest.mark.parametrize("relation", ["above", "reached", "below"])
def test_a_figure_beyond_or_short_of_what_was_asked_is_new(relation: Relation) -> None:
    one, held = compared(relation)
    item = only(one, meetings=(held,))
    assert kinds(item) == [relation]
    assert item.novelties[0].directive == "study.1"
    assert item.novelties[0].comparison == item.comparisons[0]
    astray, held = compared(relation, inside=False)
    assert only(astray, meetings=(held,)).novelties[0].directive == ""


@pytest.mark.parametrize("relation", ["within", "at_cap"])
def test_a_figure_within_the_cap_is_not(relation: Relation) -> None:
    one, held = compared(relation)
    item = only(one, meetings=(held,))
    assert (kinds(item), len(item.comparisons)) == ([], 1)


POLICY = "中山市推进“人工智能+”产业创新发展的若干政策措施"


def naming(day: date = date(2025, 2, 21)) -> Meeting:
    held = meeting()
    text = f"{held.text}要用好《{POLICY}》。"
    start = text.index(POLICY)
    fact = Fact(kind="policy", value=POLICY, unit=None, start=start, end=start + len(POLICY), text=POLICY)
    return replace(held, text=text, facts=(fact,), date=day)


def policy(body: str, **changed: Any) -> Announcement:
    return announcement(3, f"关于印发《{POLICY}》的通知", body, **({"published": NOW} | changed))


def chain(one: Announcement, relation: str = "named") -> dict[str, tuple[Link, ...]]:
    first = Link(kind="meeting", id="2025-02-21", title="座谈会")
    return {one.id: (first, Link(kind="document", id=one.id, title=one.title, relation=relation))}


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        ("本措施自印发之日起施行，有效期三年。", "in_force", "自印发之日起施行"),
        ("本措施自2026年11月1日起施行。", "in_force", "自2026年11月1日起施行"),
        ("本措施自2026年11月19日起正式实施。", "in_force", "自2026年11月19日起正式实施"),
        ("本措施自2026年12月1日起施行。", "published", ""),
        ("自2024年1月1日起施行的旧措施同时废止。", "published", ""),
        ("旧措施自2026年1月1日起停止执行。", "published", ""),
        ("各单位认真贯彻执行。", "published", ""),
    ],
)
def test_a_policy_that_the_meeting_names(body: str, kind: str, words: str) -> None:
    one = policy(body)
    (told,) = only(one, meetings=(naming(),), chains=chain(one)).novelties
    assert (told.kind, told.asked, told.ours and told.ours.text) == (kind, POLICY, words or one.title)


def test_the_day_may_stand_in_an_attachment() -> None:
    paper = Attachment(url="u", name="措施.pdf", sha256="b" * 64, status="ok", text="第九条 自印发之日起施行。")
    one = policy("见附件。", attachments=(paper,))
    (told,) = only(one, meetings=(naming(),), chains=chain(one)).novelties
    assert told.ours is not None
    assert (told.kind, told.ours.part) == ("in_force", f"attachment:{'b' * 64}")


@pytest.mark.parametrize("case", ["no chain", "implements it", "older than the meeting", "another title", "undated"])
def test_what_is_not_that_policy_is_not_called_so(case: str) -> None:
    one = policy("自印发之日起施行。")
    chains, held = chain(one), naming()
    if case == "no chain":
        chains = {}
    elif case == "implements it":
        chains = chain(one, "implements")
    elif case == "older than the meeting":
        one = replace(one, published=datetime(2025, 1, 9, 9, 0, tzinfo=SHANGHAI))
    elif case == "another title":
        one = replace(one, title="关于另一件事的通知")
    else:
        one = replace(one, published=None)
    assert kinds(only(one, meetings=(held,), chains=chains)) == []


def lines(language: Any, one: Novelty, name: str) -> str:
    return novelty_line(one, language, name)


def test_lines_say_what_why_and_since_when() -> None:
    (first,) = only().novelties
    assert lines("zh", first, "application.2") == (
        "“打造一批人工智能应用场景”（application.2）首次得到回应，在会后第 636 天"
    )
    assert lines("en", replace(first, days=1), "application.2") == (
        "first answer to “打造一批人工智能应用场景” (application.2), 1 day after the meeting"
    )
    later = replace(first, kind="after_silence", days=90, previous=answer(date(2026, 8, 21)))
    assert "时隔 90 天再获回应；上一条是 2026-08-21 的" in lines("zh", later, "x")
    one = policy("自印发之日起施行。")
    (named,) = only(one, meetings=(naming(),), chains=chain(one)).novelties
    assert lines("en", named, "") == f"the policy that the meeting named, “{POLICY}”, is in force: “自印发之日起施行”"
    beyond, held = compared("above")
    (told,) = only(beyond, meetings=(held,)).novelties
    assert lines("zh", told, "study.1") == f"对照会议：本公告“{SAID}”，高于所定上限“增强主动” · study.1"
