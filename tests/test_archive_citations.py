"""Citations are read with their relation and exact place, whatever the text is."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.citations import names, read
from archive.citations.chains import LONGEST, Origin, Step, chain, origins
from archive.citations.resolving import keys, resolve
from archive.records import Attachment, Citation, Cited, Fact, Grade, Holder, Meeting
from tests.found import NOON, attachment

POLICY = "中山市推进“人工智能+”产业创新发展的若干政策措施"
PRINTED = "中山市人民政府关于印发中山市推进“人工智能+”产业创新发展若干政策措施的通知"


def told(
    title: str, body: str, *files: Attachment, number: str | None = None
) -> list[tuple[str, str | None, str | None]]:
    return [(one.relation, one.title, one.doc_number) for one in read(title, body, files, number)]


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("中府〔2025〕1号", "中府〔2025〕1号"),
        ("中府[2025]1号", "中府〔2025〕1号"),
        ("中府（2025） 第1 号", "中府〔2025〕1号"),
        ("中府【２０２５】１号", "中府〔2025〕1号"),
        ("中府﹝2025﹞1号", "中府〔2025〕1号"),
        ("2025年第1号令", "2025年第1号令"),
        ("国务院令第712号", "国务院令第712号"),
        ("中山市人民政府令第12号", "中山市人民政府令第12号"),
    ],
)
def test_every_form_of_a_number(words: str, number: str) -> None:
    (one,) = read("关于开展申报工作的通知", f"根据{words}文，现开展申报。")
    assert (one.relation, one.doc_number, one.title) == ("implements", number, None)
    assert one.text == words


def test_a_name_with_another_one_nested_in_it_is_one_document() -> None:
    words = "根据《关于印发〈中山市算力券管理办法〉的通知》和《关于废止《甲办法》的决定》，现公告如下。"
    assert [one for _, one, _ in told("公告", words)] == [
        "关于印发〈中山市算力券管理办法〉的通知",
        "关于废止《甲办法》的决定",
    ]


def test_shortened_names_stand_for_the_full_one() -> None:
    body = (
        f"根据《{POLICY}》（中府〔2025〕1号，以下简称《若干政策措施》），现开展申报。\n"
        "申报单位符合《若干政策措施》第三条。\n《通知》另有规定的除外。"
    )
    assert told("关于组织申报的通告", body) == [("implements", POLICY, "中府〔2025〕1号")]
    unstated = body.replace("，以下简称《若干政策措施》", "")
    assert told("关于组织申报的通告", unstated) == [("implements", POLICY, "中府〔2025〕1号")]


def test_the_announcement_itself_and_its_files_are_no_citations() -> None:
    body = (
        "中工信〔2026〕1号\n现将《中山市算力券管理办法》印发给你们。\n详见附件1《申报指南》，并填写《承诺书》。\n"
        "阅读《中山日报》和《机器人总动员》。"
    )
    assert told("关于印发《中山市算力券管理办法》的通知", body, attachment(), number="中工信〔2026〕1号") == []


def test_attachments_are_read_and_named_by_their_part() -> None:
    file = attachment(text="依据《中山市算力券管理办法》编制。")
    (one,) = read("申报通知", "见附件。", (file,))
    assert one.part == f"attachment:{file.sha256}"
    assert (file.text or "")[one.start : one.end] == one.text == "《中山市算力券管理办法》"


def test_the_most_telling_place_counts() -> None:
    body = "《中山市甲管理办法》印发以来成效明显。\n现对《中山市甲管理办法》作如下修改：删去第三条。"
    (one,) = read("关于甲事的决定", body)
    assert (one.relation, body[one.start - 2 : one.start]) == ("amends", "现对")


PIECES = [
    "《",
    "》",
    "〈",
    "〉",
    "中山市算力券",
    "管理办法",
    "（以下简称《办法》）",
    "根据",
    "中府〔2025〕1号",
    "废止",
    "，",
    "。",
    "\n",
    "|",
]


@given(
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=9).map("".join),
)
def test_every_span_is_a_slice(body: str, title: str) -> None:
    cited = read(title, body)
    parts = {"title": title, "body": body}
    for one in cited:
        assert one.text
        assert parts[one.part][one.start : one.end] == one.text
        assert one.title or one.doc_number
    named = [(one.title, one.doc_number) for one in cited]
    assert len(named) == len(set(named))


@pytest.mark.parametrize(
    "text",
    [
        "《" * 300_000,
        "〔" * 300_000,
        "》" * 300_000,
        "《" * 150_000 + "》" * 150_000,
        "《中山市甲管理办法》" + "（" * 300_000,
        "《中山市甲管理办法》（" * 27_000,
        "《办法（以下简称《" * 33_000,
        "《甲办法》\n" * 50_000,
        "令第" * 150_000,
        "根据" * 150_000,
    ],
    ids=lambda text: text[:8],
)
def test_hostile_texts_take_linear_time(text: str) -> None:
    started = time.process_time()
    read(text, text, (), text)
    names.designations(text, text)
    assert time.process_time() - started < 5


def holder(
    title: str, *, number: str | None = None, owner: str = "zs-1", grade: Grade = "own", **more: object
) -> Holder:
    stated = {"id": owner, "canonical_id": owner, "grade": grade, "title": title, "doc_number": number} | more
    return Holder(**stated)  # type: ignore[arg-type]


def citation(title: str | None = None, number: str | None = None, relation: str = "implements") -> Citation:
    return Citation(relation=relation, part="body", start=0, end=1, text="x", title=title, doc_number=number)  # type: ignore[arg-type]


def resolved(cited: Citation, *held: Holder, citing: str = "zs-9") -> Cited:
    by_key: dict[int, list[Holder]] = {}
    for one in held:
        for key, grade in names.designations(one.title, one.doc_number).items():
            stated = {name: getattr(one, name) for name in Holder.__slots__} | {"grade": grade}
            by_key.setdefault(key, []).append(Holder(**stated))
    return resolve(cited, {key: by_key[key] for key in keys(cited) if key in by_key}, citing=citing, on=NOON)


def test_a_number_decides_and_a_name_that_says_otherwise_leaves_both() -> None:
    policy, other = holder(PRINTED, number="中府〔2025〕1号"), holder("关于印发《中山市甲办法》的通知", owner="zs-2")
    assert resolved(citation(None, "中府〔2025〕1号"), policy, other).target == "zs-1"
    assert resolved(citation(POLICY), policy, other).target == "zs-1"
    assert resolved(citation(POLICY, "中府〔2025〕1号"), policy).target == "zs-1"
    assert resolved(citation(POLICY, "中府〔2024〕9号"), policy).target is None
    torn = resolved(citation("中山市甲办法", "中府〔2025〕1号"), policy, other)
    assert (torn.target, torn.candidates) == (None, ("zs-1", "zs-2"))


def test_two_of_one_name_are_both_named_and_copies_are_one() -> None:
    one = holder("关于印发《中山市甲管理办法》的通知")
    two = holder("关于修订印发《中山市甲管理办法》的通知", owner="zs-2")
    copy = holder("【转发】关于印发《中山市甲管理办法》的通知", owner="zs-3", canonical_id="zs-1")
    both = resolved(citation("中山市甲管理办法"), one, two)
    assert (both.target, both.candidates) == (None, ("zs-1", "zs-2"))
    assert resolved(citation("中山市甲管理办法"), one, copy).target == "zs-1"


def test_editions_and_drafts_are_other_documents() -> None:
    trial, draft = (
        holder("中山市甲管理办法（试行）"),
        holder("关于公开征求《中山市甲管理办法（征求意见稿）》意见的公告", owner="zs-2"),
    )
    assert resolved(citation("中山市甲管理办法"), trial).target == "zs-1"
    assert resolved(citation("中山市甲管理办法（试行）"), holder("中山市甲管理办法")).candidates == ("zs-1",)
    near = resolved(citation("中山市甲管理办法"), draft)
    assert (near.target, near.candidates) == (None, ("zs-2",))
    assert resolved(citation("中山市甲管理办法（征求意见稿）"), draft).target == "zs-2"
    later = holder("中山市甲管理办法", published=NOON.replace(year=2027, month=11))
    assert resolved(citation("中山市甲管理办法"), later).target is None


def test_another_issuers_paper_of_the_same_name_is_not_it() -> None:
    ours = holder("中山市科学技术局关于做好2026年研发补助申报工作的通知")
    assert resolved(citation("广东省科学技术厅关于做好2026年研发补助申报工作的通知"), ours).candidates == ()
    assert resolved(citation("中山市科技局关于做好2026年研发补助申报工作的通知"), ours).target == "zs-1"
    assert resolved(citation("关于做好2026年研发补助申报工作的通知"), ours, citing="zs-1").target is None


def meeting() -> Meeting:
    text = f"解读《{POLICY}》"
    fact = Fact(kind="policy", value=POLICY, unit=None, start=2, end=len(text), text=text[2:])
    return Meeting(id="m", title="座谈会", date=NOON.date(), url="", text=text, facts=(fact,))


def step(owner: str, title: str, *targets: str, cites: Citation | None = None) -> Step:
    cited = [Cited(citation=citation("某办法"), target=one) for one in targets]
    return Step(id=owner, title=title, doc_number=None, cited=(*cited, *([Cited(citation=cites)] if cites else [])))


def followed(start: Step, *others: Step, stated: list[Origin] | None = None) -> list[tuple[str | None, str | None]]:
    held = {one.id: one for one in others}
    links = chain(start, lambda ids: {one: held[one] for one in ids if one in held}, stated or origins([meeting()]))
    return [(one.id, one.relation) for one in links]


def test_a_chain_goes_from_the_meeting_to_the_guide() -> None:
    policy, rules = step("p", PRINTED), step("r", "实施细则", "p")
    wanted = [("m", None), ("p", "named"), ("r", "implements"), ("g", "implements")]
    assert followed(step("g", "申报指南", "other", "r"), policy, rules, step("other", "某法")) == wanted


def test_a_policy_that_is_cited_but_not_held_stands_in_the_chain() -> None:
    assert followed(step("g", "申报指南", cites=citation(POLICY))) == [
        ("m", None),
        (None, "named"),
        ("g", "implements"),
    ]
    known = origins([meeting()], [(POLICY, "中府〔2025〕1号")])
    assert followed(step("g", "申报指南", cites=citation(None, "中府〔2025〕1号")), stated=known)[1] == (None, "named")
    doubtful = origins([meeting()], [(POLICY, "中府〔2025〕1号"), (POLICY, "中府〔2025〕2号")])
    assert followed(step("g", "指南", cites=citation(None, "中府〔2025〕1号")), stated=doubtful)[0] == (None, None)


def test_without_the_meeting_it_begins_at_the_farthest_document() -> None:
    assert followed(step("g", "指南", "r"), step("r", "细则", "l"), step("l", "某法")) == [
        ("l", None),
        ("r", "implements"),
        ("g", "implements"),
    ]
    assert followed(step("g", "指南", cites=citation("某法"))) == [(None, None), ("g", "implements")]
    assert followed(step("g", "指南", cites=citation("某法", relation="mentions"))) == []
    assert followed(step("g", "指南")) == []


def test_circles_and_endless_chains_end() -> None:
    assert followed(step("a", "甲", "b"), step("b", "乙", "a")) == [("b", None), ("a", "implements")]
    assert followed(step("a", "甲", "a")) == []
    many = [step(f"s{at}", f"第{at}号文件", f"s{at + 1}") for at in range(1, 50)]
    assert len(followed(step("s0", "零", "s1"), *many)) == LONGEST + 1
