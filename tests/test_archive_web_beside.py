"""Two states side by side: each paragraph once, differing words on their own side, bounded."""

from datetime import datetime
from time import monotonic

from hypothesis import given
from hypothesis import strategies as st

from archive.clock import SHANGHAI
from archive.furniture import plain
from archive.web import beside as module
from archive.web.beside import beside
from archive.web.states import parts
from tests.found import attachment
from tests.test_archive_web_papers import state


def said(old: str, new: str) -> list[tuple[str, str, str]]:
    rows = beside(old, new).rows
    return [(one.kind, *("".join(each.text for each in side) for side in (one.old, one.new))) for one in rows]


def test_differing_words_stand_on_their_own_side() -> None:
    (row,) = beside("单个项目最高补助300万元。", "单个项目最高补助500万元。").rows
    assert [(one.kind, one.text) for one in row.old] == [
        ("same", "单个项目最高补助"),
        ("gone", "300"),
        ("same", "万元。"),
    ]
    assert [one.text for one in row.new if one.kind == "come"] == ["500"]


def test_what_is_far_from_a_difference_is_one_row() -> None:
    same = [f"第{n}段" for n in range(10)]
    rows = beside("\n".join([*same, "旧"]), "\n".join([*same, "新", "添"])).rows
    assert [(one.kind, one.count) for one in rows] == [
        ("skipped", 8), ("same", 0), ("same", 0), ("changed", 0), ("come", 0),
    ]  # fmt: skip


def test_blanks_and_widths_are_no_difference() -> None:
    assert not beside("（甲）\n\n乙 ", "(甲)\n乙").differs
    assert said("甲", "甲\n丙") == [("same", "甲", "甲"), ("come", "", "丙")]


LINES = st.lists(st.text("甲乙丙丁ab，。 ", max_size=8), max_size=12).map("\n".join)


@given(LINES, LINES)
def test_nothing_is_lost_on_either_side(old: str, new: str) -> None:
    found = beside(old, new)
    assert found.more == 0
    for side, text in (("old", old), ("new", new)):
        lines = [line for line in text.splitlines() if plain(line)]
        shown = ["".join(one.text for one in getattr(row, side)) for row in found.rows]
        skipped = sum(row.count for row in found.rows)
        kept = [line for line in shown if line]
        assert len(kept) + skipped == len(lines)
        waiting = iter(lines)
        assert all(line in waiting for line in kept)
    assert found.differs == ([plain(one) for one in old.splitlines() if plain(one)] != [
        plain(one) for one in new.splitlines() if plain(one)
    ])  # fmt: skip


def test_long_texts_are_bounded_in_time_and_size() -> None:
    begun = monotonic()
    assert beside("甲\n" * 3000, "乙\n" * 3000).more == -1
    many = beside("\n".join(f"旧{n}" for n in range(1500)), "\n".join(f"新{n * 7}" for n in range(1500)))
    assert (len(many.rows), many.more > 0) == (module.MOST_ROWS, True)
    assert beside("甲" * 1_000_001, "乙").more == -1
    (row,) = beside("甲" * 1_000_000, "乙" * 1_000_000).rows
    assert len(row.old[0].text) <= module.SHOWN + 1
    assert monotonic() - begun < 20


def test_parts_that_differ_are_told_and_the_text_always() -> None:
    old, new = state(1), state(2)
    assert [one.part for one in parts(old, new)] == ["body"]
    moment = datetime(2026, 11, 20, 8, tzinfo=SHANGHAI)
    files = (attachment(1), attachment(2))
    changed = state(2, title="通告", published=moment, issuer=None, body="新", attachments=files)
    told = parts(state(1, attachments=(attachment(1, "别的"), attachment(3))), changed)
    assert [(one.part, one.name[:3], one.old, one.new) for one in told] == [
        ("title", "", True, True), ("published", "", True, True), ("issuer", "", True, True), ("body", "", True, True),
        ("attachment", "附件1", True, True), ("attachment", "附件3", True, False), ("attachment", "附件2", False, True),
    ]  # fmt: skip
