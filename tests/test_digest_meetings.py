"""Meeting files: read back as written, checked span by span."""

from dataclasses import replace

import pytest

from archive.errors import WrongSettings
from archive.records import Meeting, Theme
from digest.meetings import checked, from_toml, shipped, to_toml

SEED = shipped()["2025-02-21"]


def test_a_meeting_survives_its_file() -> None:
    assert from_toml(to_toml(SEED).encode()) == SEED


def test_awkward_texts_survive_their_file() -> None:
    text = "他说：'''引号'''，\\反斜线\\，\t制表\n要加快发展。'"
    meeting = Meeting(id="x", title='"引"', date=SEED.date, url="", text=text, directives=())
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
