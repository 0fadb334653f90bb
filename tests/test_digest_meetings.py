"""Meeting files: read back as written, checked span by span."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import WrongSettings
from archive.records import Directive, Meeting, Theme
from digest.meetings import checked, faults, from_toml, read, shipped, to_toml

SEED = shipped()["2025-02-21"]


def test_a_meeting_survives_its_file() -> None:
    assert from_toml(to_toml(SEED).encode()) == SEED


def test_awkward_texts_survive_their_file() -> None:
    text = "他说：'''引号'''，\\反斜线\\，\t制表\n要加快发展。'"
    said = Directive(id="general.1", theme="general", start=text.index("加"), end=text.index("。"), text="加快发展")
    meeting = Meeting(id="x", title='"引"', date=SEED.date, url="", text=text, directives=(said,))
    assert from_toml(to_toml(meeting).encode()) == meeting


def test_what_the_shipped_meeting_states() -> None:
    assert [(theme.id, theme.name) for theme in SEED.themes] == [
        ("study", "学习"), ("application", "应用"), ("industry", "产业"), ("talent", "人才"),
    ]  # fmt: skip
    stated = {(fact.kind, fact.value, fact.unit) for fact in SEED.facts}
    assert ("amount", "50", "亿元") in stated
    assert ("percentage", "70", "%") in stated
    assert ("policy", "中山市推进“人工智能+”产业创新发展的若干政策措施", None) in stated
    assert all(SEED.text[one.start : one.end] == one.text for one in (*SEED.directives, *SEED.facts))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('id = "study.2"', 'id = "study.1"', "directive study.1 twice"),
        ('text = "熟练掌握', 'text = "熟悉掌握', "directive study.2: text"),
        ('theme = "talent"', 'theme = "talents"', "unknown theme 'talents'"),
        ('id = "talent"', 'id = "general"', "general"),
        ("date = 2025-02-21", 'date = "soon"', "date"),
        ("url = ", "link = ", "unknown key link"),
        ("[[themes]]", "[[themes", "meeting file:"),
        ("damaged = [", "damaged = [[90000, 90001, 'x'],", "90000:90001"),
    ],
)
def test_a_wrong_file_is_refused_in_one_line(old: str, new: str, words: str) -> None:
    wrong = to_toml(SEED).replace(old, new, 1)
    with pytest.raises(WrongSettings, match=words) as refused:
        from_toml(wrong.encode())
    assert "\n" not in str(refused.value)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(WrongSettings, match="meeting file"):
        from_toml(b"\xff\xfe\x00")


def test_a_theme_may_not_take_the_kept_name() -> None:
    with pytest.raises(WrongSettings, match="general"):
        checked(replace(SEED, themes=(*SEED.themes, Theme(id="general", name="其他"))))


FILE = to_toml(SEED)
AT = FILE.split("\n").index('id = "study.2"') + 1
"""The line of that directive's id; its table begins one line above, its text stands four below."""


def edited(old: str, new: str) -> bytes:
    assert old in FILE
    return FILE.replace(old, new, 1).encode()


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('id = "study.2"', 'id = "study.1"', AT, "directive study.1 twice"),
        ('id = "study.2"', 'id = "a b"', AT, "directive 'a b': expected letters"),
        ('id = "study.2"\ntheme = "study"', 'id = "study.2"\ntheme = "studies"', AT + 1, "did you mean study"),
        ("start = 820\nend = 838", "start = 821\nend = 839", AT + 4, "which stands at 820:838"),
        ("start = 820\nend = 838", "start = -820\nend = 838", AT + 4, "directive study.2"),
        ("start = 820\nend = 838", "start = 820", AT - 1, "directives.1.end: Field required"),
        ('text = "熟练掌握运用DeepSeek等新工具"', 'text = ""', AT + 4, "text is empty"),
        ('text = "熟练掌握运用DeepSeek等新工具"', 'text = "凭空写的话"', AT + 4, "does not stand in the report"),
        ('start = 820\nend = 838\ntext = "熟练掌握', 'text = "熟悉掌握', AT + 2, "does not stand in the report"),
        (
            'start = 820\nend = 838\ntext = "熟练掌握运用DeepSeek等新工具"',
            'text = "人工智能"',
            AT + 2,
            "give start and end",
        ),
        ('value = "50"', 'value = "500"', None, "value 500亿元 does not follow from '50亿元', which says 50亿元"),
        ('kind = "amount"', 'kind = "sum"', None, "unknown kind 'sum'"),
        ("date = 2025-02-21", 'date = "soon"', None, "date: "),
        ("[[themes]]", "[[theme]]", None, "unknown key theme; did you mean themes"),
        ("start = 820\nend = 838", "start = 820 838", AT + 2, "Expected newline"),
    ],
)
def test_the_line_of_a_fault_is_told(old: str, new: str, line: int | None, words: str) -> None:
    first = read(edited(old, new)).faults[0]
    assert words in str(first)
    assert first.line is not None
    assert line is None or first.line == line
    assert line is not None or old.split("\n", 1)[0] in FILE.split("\n")[first.line - 1]


def test_all_faults_are_told_at_once() -> None:
    wrong = FILE.replace('theme = "talent"', 'theme = "talents"').replace('value = "70"', 'value = "71"').encode()
    told = [str(one) for one in read(wrong).faults]
    assert sum("unknown theme" in one for one in told) == 4
    assert sum("does not follow" in one for one in told) == 1


def test_overlapping_directives_are_told() -> None:
    words = "熟练掌握运用DeepSeek等新工具，充分运用"
    wrong = edited('end = 838\ntext = "熟练掌握运用DeepSeek等新工具"', f'end = 843\ntext = "{words}"')
    assert "directive study.3: 839:868 overlaps 820:843 of study.2" in str(read(wrong).faults[0])


def test_start_and_end_may_be_left_out_where_the_words_stand_once() -> None:
    assert from_toml(edited("start = 820\nend = 838\n", "")) == SEED
    shorter = from_toml(edited('start = 820\nend = 838\ntext = "熟练掌握运用', 'text = "运用')).directive("study.2")
    assert shorter is not None
    assert (shorter.start, shorter.end, shorter.text) == (824, 838, "运用DeepSeek等新工具")


def test_an_edited_meeting_reads_back_as_it_was_edited() -> None:
    changed = replace(
        SEED,
        id="2025-02-21-b",
        themes=(*SEED.themes, Theme(id="rest", name="其余")),
        directives=(*SEED.directives[:-1], replace(SEED.directives[-1], id="rest.1", theme="rest")),
        facts=SEED.facts[:3],
    )
    assert from_toml(to_toml(changed).encode()) == changed


def test_windows_line_ends_and_a_byte_order_mark_do_not_matter() -> None:
    assert from_toml(b"\xef\xbb\xbf" + FILE.replace("\n", "\r\n").encode()) == SEED


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading(raw: bytes) -> None:
    assert read(raw).faults


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), min_size=1, max_size=6),
    st.text(min_size=80, max_size=90),
)
def test_what_is_sound_survives_its_file(spans: list[tuple[int, int]], text: str) -> None:
    cut = [
        Directive(id=f"d.{n}", theme="general", start=at, end=at + long, text=text[at : at + long])
        for n, (at, long) in enumerate(spans)
    ]
    meeting = Meeting(id="x", title="会", date=SEED.date, url="", text=text, directives=tuple(cut))
    if list(faults(meeting)) or any("\ud800" <= sign <= "\udfff" for sign in text):
        return
    assert from_toml(to_toml(meeting).encode()) == meeting


def test_deep_and_large_files_are_refused_in_bounded_time() -> None:
    assert read(b"a = " + b"[" * 100_000).faults
    assert "more than" in str(read(b"#" * 6_000_000).faults[0])
