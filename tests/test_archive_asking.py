"""The language of queries: what reads as an operator, and what is searched as it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.asking import FIELDS, MAX_DEPTH, MAX_TERMS, parse, term
from archive.errors import WrongUse
from archive.terms import Copy, Either, Every, Term, Tree, Without, holds, leaves, spans, stands, wanted

A, B, C = Term("甲"), Term("乙"), Term("丙")


@pytest.mark.parametrize(
    ("words", "tree"),
    [
        ("", Every()),
        (" \n\u3000", Every()),
        ('""', Every()),
        ("甲", A),
        ("甲 乙　丙", Every((A, B, C))),
        ("甲 甲", A),
        ("“甲 乙” 丙", Every((Term("甲乙"), C))),
        ('"甲 乙', Every((A, B))),
        ('甲"', A),
        ("关于“甲”的", Term('关于"甲"的')),
        ("甲 OR 乙 丙", Either((A, Every((B, C))))),
        ("甲 ＯＲ 乙", Either((A, B))),
        ("甲 或 乙", Either((A, B))),
        ("甲｜乙", Either((A, B))),
        ("甲 || 乙", Either((A, B))),
        ("甲 or 乙", Every((A, Term("or"), B))),
        ("或", Term("或")),
        ("甲 或", Every((A, Term("或")))),
        ("| 甲", Every((Term("|"), A))),
        ("甲 AND 乙", Every((A, B))),
        ("AND 甲", Every((Term("and"), A))),
        ("甲 -乙", Every((A, Without(B)))),
        ("甲－乙", Term("甲-乙")),
        ("甲 － 乙", Every((A, Term("-"), B))),
        ("甲 --乙", Every((A, Term("--乙")))),
        ("NOT 甲 非 乙", Every((Without(A), Without(B)))),
        ("甲 NOT", Every((A, Term("not")))),
        ("-(甲 或 乙)", Without(Either((A, B)))),
        ("（甲 或 乙） 丙", Every((Either((A, B)), C))),
        ("((甲))", A),
        ("(甲)乙", Term("[甲]乙")),
        ("(甲", Term("[甲")),
        ("甲)", Term("甲]")),
        ("( )", Every((Term("["), Term("]")))),
        ("标题:甲 乙", Every((Term("甲", "title"), B))),
        ("標題：甲", Term("甲", "title")),
        ("Title:甲", Term("甲", "title")),
        ('机构:"甲 乙"', Term("甲乙", "issuer")),
        ("正文:(甲 附件:乙)", Every((Term("甲", "body"), Term("乙", "attachment")))),
        ("标题:-甲", Without(Term("甲", "title"))),
        ("标题: 甲", Every((Term("标题:"), A))),
        ("http://甲", Term("http://甲")),
        ("\x00", Term("\ufffd")),
    ],
)
def test_how_it_is_read(words: str, tree: Tree) -> None:
    assert parse(words) == tree


ODD = st.lists(
    st.sampled_from(
        [*'甲乙 ()（）"“”|-－:：\n[]', " OR ", " NOT ", " 或 ", "标题:", "文号：", "2025-2-1", "\ud800", "𠮷"]
    ),
    max_size=30,
).map("".join)


@given(ODD | st.text(max_size=60))
def test_any_text_is_a_query(words: str) -> None:
    try:
        tree = parse(words)
    except WrongUse as error:
        assert str(error).startswith("search: ")  # noqa: PT017 - whether it is raised is up to the text
        return
    found = list(leaves(tree))
    assert len(set(found)) <= MAX_TERMS
    assert all(one.word and "\n" not in one.word and " " not in one.word for one in found)
    assert set(wanted(tree)) <= set(found)
    assert parse(words) == tree


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("甲" * 1001, "1001 characters; expected 1000 at most"),
        (" ".join(f"词{number}" for number in range(33)), "33 words; expected 32 at most"),
        ("(甲 " * (MAX_DEPTH + 1) + "乙" + ")" * (MAX_DEPTH + 1), "more than 8 parentheses inside each other"),
    ],
)
def test_bounds(words: str, said: str) -> None:
    with pytest.raises(WrongUse, match=f"^search: {said}$"):
        parse(words)


def test_thirty_two_words_and_eight_groups_can_be_asked() -> None:
    assert len(list(leaves(parse(" ".join(f"词{number}" for number in range(32)))))) == 32
    assert parse("(甲 " * MAX_DEPTH + "乙" + ")" * MAX_DEPTH) is not None


def test_every_field_has_its_place() -> None:
    copy = Copy("甲", "乙", "丙\n丁", "戊\n己", 1)
    for name, place in FIELDS.items():
        found = [one for one in "甲乙丙丁戊己" if holds(parse(f"{name}:{one}"), copy)]
        assert (
            "".join(found) == {"title": "甲", "issuer": "乙", "number": "丙丁", "body": "戊", "attachment": "己"}[place]
        )


def test_other_forms_end_where_their_number_ends() -> None:
    one = term("2025年2月1日")
    assert one is not None
    text = "2025-2-1、2025-2-12、12025-2-1、2025-02-01开、20250201、202502011、2025年2月1日"
    assert sorted(text[start:end] for start, end in spans(one, text, 0, len(text))) == [
        "2025-02-01", "2025-2-1", "20250201", "2025年2月1日",
    ]  # fmt: skip


def one_by_one(one: Term, text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans as they are meant: from left to right, the shortest form that no number goes on from."""
    found, at = [], start
    while at < end:
        for form in sorted((one.word, *one.others), key=len):
            behind = at + len(form)
            before, after = text[at - 1 : at] if at else "", text[behind : behind + 1]
            runs_on = (form[0].isdigit() and before.isdigit()) or (form[-1].isdigit() and after.isdigit())
            if behind <= end and text[at:behind] == form and (form == one.word or not runs_on):
                found.append((at, behind))
                at = behind
                break
        else:
            at += 1
    return found


FORMS = ("2025年2月1日", "中府[2025]2号", "2025年2月", "甲")


@given(
    words=st.sampled_from(FORMS),
    parts=st.lists(
        st.sampled_from(
            [*"0125年月日-./[]号府中二〇五一", "2025-2-1", "2025年02月1日", "二〇二五年二月一日", "20250201"]
        )
    ),
    slices=st.tuples(st.integers(0, 5), st.integers(0, 5)),
)
def test_spans_are_those_of_looking_at_each_place(words: str, parts: list[str], slices: tuple[int, int]) -> None:
    one, text = term(words), "".join(parts)
    assert one is not None
    start, end = slices[0], max(slices[0], len(text) - slices[1])
    expected = one_by_one(one, text, start, end)
    assert list(spans(one, text, start, end)) == expected
    assert stands(one, text, start, end) == bool(expected)
