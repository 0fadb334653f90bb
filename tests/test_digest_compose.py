"""An edition carries what is new, changed and missing, once each, and says how sure it is."""

import json
import time
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest

from archive.records import Attachment
from digest.changes import between
from digest.compose import compose
from digest.edition import document
from tests.editions import (
    CONTEST,
    COPY,
    EDITED,
    EDITED_BEFORE,
    FUND,
    GONE,
    NEAR,
    NOISE,
    NOW,
    REPRINT,
    ROBOTS,
    SOURCES,
    TRAINING,
    announcement,
    failed,
    full_edition,
    full_material,
    healthy,
    many,
    material,
    meeting,
    revision_of,
)

SCHEMA = json.loads((Path(__file__).parents[1] / "docs/schemas/edition.schema.json").read_text(encoding="utf-8"))


def test_every_announcement_stands_in_its_place() -> None:
    told = document(full_edition())
    assert {one["id"] for one in told["items"]} == {FUND.id, TRAINING.id, ROBOTS.id, CONTEST.id}
    assert [one["id"] for one in told["changes"]] == [EDITED.id]
    assert [one["id"] for one in told["withdrawn"]] == [GONE.id]
    assert told["unaligned"] == [CONTEST.id]
    assert told["near_misses"] == [NEAR.id]
    assert told["gaps"] == ["study.1", "talent.3", "general.1"]
    assert NOISE.id not in json.dumps(told)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_document_is_as_the_contract_says(language: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(document(full_edition(language=language)), SCHEMA)
    jsonschema.validate(document(compose(material(health={}))), SCHEMA)


def test_a_theme_is_the_one_best_proven_and_the_general_one_comes_last() -> None:
    words = "全市推广人工智能应用"
    both = announcement(1, "t", words, aligned={"general.1": words, "talent.2": words, "study.1": words})
    assert compose(material(untold=(both,))).items[0].themes == ("talent", "study", "general")


def test_a_copy_stands_under_the_first_publisher() -> None:
    item = next(one for one in full_edition().items if one.line.id == FUND.id)
    assert [one.id for one in item.reposts] == [COPY.id]
    assert (COPY.id, 1) in full_edition().told


def test_a_copy_without_its_original_is_an_item() -> None:
    assert [one.line.id for one in compose(material(untold=(COPY,))).items] == [COPY.id]


def test_a_copy_of_what_was_told_is_no_news() -> None:
    original = replace(revision_of(REPRINT), issuer="中山市发展和改革局")
    edition = compose(material(untold=(REPRINT,), told={"zs-2650000": original}))
    assert edition.items == ()
    assert [one.id for one in edition.reprints] == [REPRINT.id]
    assert edition.reprints[0].first == "中山市发展和改革局"
    assert edition.silence == "proven"
    assert edition.told == ((REPRINT.id, 1),)


def test_one_edit_of_an_original_and_its_copy_is_told_once() -> None:
    copy = replace(EDITED, id="zs-9", canonical_id=EDITED.id)
    edition = compose(material(untold=(EDITED, copy), told={EDITED.id: EDITED_BEFORE, copy.id: EDITED_BEFORE}))
    assert [one.line.id for one in edition.changes] == [EDITED.id]
    assert set(edition.told) == {(EDITED.id, 2), (copy.id, 2)}


def test_a_change_shows_the_old_and_the_new_words() -> None:
    (change,) = full_edition().changes
    pairs = [(one.old, one.new) for one in change.edits]
    assert pairs == [
        ("单个企业最高500万元", "单个企业最高300万元"),
        ("材料报送截止时间为2026年11月30日", "材料报送截止时间为2026年11月25日"),
    ]
    first = change.edits[0]
    assert first.old[first.before : len(first.old) - first.after] == "500"


def test_a_revision_without_a_changed_word_is_no_news_but_is_told() -> None:
    edition = compose(material(untold=(EDITED,), told={EDITED.id: replace(EDITED_BEFORE, body=EDITED.body)}))
    assert edition.changes == ()
    assert edition.told == ((EDITED.id, 2),)


def test_what_was_withdrawn_before_anyone_was_told_is_said() -> None:
    assert [one.line.id for one in compose(material(untold=(GONE,))).withdrawn] == [GONE.id]
    silent = replace(NOISE, withdrawn_at=NOW)
    assert compose(material(untold=(silent,))).withdrawn == ()


def test_a_quotation_that_does_not_hold_is_not_told() -> None:
    moved = replace(FUND, body="另有通知。" + FUND.body)
    (item,) = compose(material(untold=(moved,))).items
    assert (item.alignments, item.unproven, item.themes) == ((), 2, ())


def test_a_quotation_of_an_earlier_revision_is_not_told() -> None:
    assert FUND.analysis is not None
    later = replace(FUND, revision=2, analysis=replace(FUND.analysis, revision=2))
    assert compose(material(untold=(later,))).items[0].alignments == ()


def test_gaps_look_at_all_that_is_kept() -> None:
    words = "不断完善人工智能人才政策支撑体系"
    older = announcement(5, "t", words, aligned={"talent.3": words})
    assert "talent.3" not in document(full_edition(relevant=(older,)))["gaps"]
    assert "talent.3" in document(full_edition(relevant=(replace(older, withdrawn_at=NOW),)))["gaps"]


def test_what_was_published_before_a_meeting_is_no_answer_to_it() -> None:
    words = "强化人才政策"
    on_the_day = announcement(77, "t", words, aligned={"talent.3": words})
    assert on_the_day.published is not None
    for days, is_gap in ((0, False), (1, False), (-1, True)):
        published = datetime.combine(meeting().date + timedelta(days=days), on_the_day.published.timetz())
        told = document(full_edition(relevant=(replace(on_the_day, published=published),)))
        assert ("talent.3" in told["gaps"]) is is_gap, days
    assert "talent.3" not in document(full_edition(relevant=(replace(on_the_day, published=None),)))["gaps"]


def test_a_near_miss_is_told_once() -> None:
    old = replace(NEAR, first_seen=NOW - timedelta(days=3), revised_at=NOW - timedelta(days=3))
    assert compose(material(untold=(old,))).near_misses == ()
    assert [one.id for one in compose(material(untold=(old,), since=None)).near_misses] == [NEAR.id]


def test_silence_is_proven_by_every_source() -> None:
    assert compose(material()).silence == "proven"
    assert compose(material(untold=(NOISE, NEAR))).silence == "proven"
    assert compose(material(untold=(CONTEST,))).silence == "news"


@pytest.mark.parametrize(
    "health",
    [
        healthy() | failed("portal-tzgg", "partial"),
        healthy() | failed("portal-tzgg", "empty"),
        healthy(hours=26.1),
        {name: one for name, one in healthy().items() if name != "portal-tzgg"},
        {},
    ],
    ids=["partial", "empty", "stale", "one never ran", "none ever ran"],
)
def test_silence_is_unknown_when_one_source_is_not_healthy_and_fresh(health: dict) -> None:
    edition = compose(material(health=health))
    assert edition.silence == "unknown"
    assert all(one.why for one in edition.unknown)


def test_an_earlier_success_does_not_prove_what_today_missed() -> None:
    edition = compose(material(health=healthy() | failed("portal-tzgg"), fresh_hours=48))
    assert edition.silence == "unknown"


def test_no_source_proves_nothing() -> None:
    assert compose(material(sources=(), health={})).silence == "unknown"


def test_what_could_not_be_judged_is_said_and_waits() -> None:
    raw = replace(FUND, analysis=None)
    edition = compose(material(untold=(raw, replace(EDITED, analysis=None)), told={EDITED.id: EDITED_BEFORE}))
    assert edition.unjudged == (FUND.id, EDITED.id)
    assert edition.silence == "unknown"
    assert edition.told == ()


def test_every_source_is_shown_on_every_day() -> None:
    assert [one["source"] for one in document(full_edition())["sources"]] == [one.key for one in SOURCES]


def test_composing_again_gives_the_same() -> None:
    assert compose(full_material()) == compose(full_material())
    assert len(compose(material(untold=many(60))).items) == 60


def test_changes_of_title_facts_and_attachments_are_found() -> None:
    old = revision_of(
        replace(
            FUND,
            attachments=(
                Attachment(url="旧", name="旧.pdf", sha256="1" * 64, status="ok", text="一"),
                Attachment(url="表", name="表.docx", sha256="2" * 64, status="ok", text="名额10个"),
                Attachment(url="图", name="图.pdf", sha256="3" * 64, status="unreadable"),
            ),
        )
    )
    new = replace(
        FUND,
        title=FUND.title.replace("2026", "2027"),
        doc_number="中工信〔2026〕302号",
        published=NOW + timedelta(days=1),
        body=FUND.body + "\n补充一段。",
        attachments=(
            Attachment(url="表", name="表.docx", sha256="4" * 64, status="ok", text="名额12个"),
            Attachment(url="图", name="图.pdf", sha256="5" * 64, status="unreadable"),
            Attachment(url="新", name="新.pdf", sha256="6" * 64, status="ok", text="二"),
        ),
    )
    found = {(one.part, one.name, one.old, one.new) for one in between(old, new)}
    assert ("doc_number", "", "中工信〔2026〕301号", "中工信〔2026〕302号") in found
    assert ("published", "", "2026-11-18", date(2026, 11, 20).isoformat()) in found
    assert ("attachment", "旧.pdf", "旧.pdf", "") in found
    assert ("attachment", "新.pdf", "", "新.pdf") in found
    assert ("attachment", "表.docx", "名额10个", "名额12个") in found
    assert any(part == "attachment" and name == "图.pdf" for part, name, _, _ in found)
    assert any(part == "title" and "2026" in was and "2027" in now for part, _, was, now in found)
    assert ("body", "", "", "补充一段。") in found


@pytest.mark.parametrize(
    "line", ["第{n}段，金额{n}万元。" * 200, "甲" * 3_000, "{n}", ""], ids=["long", "one word", "short", "empty"]
)
def test_comparing_long_texts_ends_soon_and_shows_little(line: str) -> None:
    body = "\n".join(line.format(n=n) for n in range(2_000))
    changed = "\n".join(("乙" + line + "丙乙").format(n=n % 1_990) for n in range(2_000))
    started = time.monotonic()
    edits = between(revision_of(FUND, body=body), replace(FUND, body=changed))
    assert time.monotonic() - started < 20
    assert edits
    assert all(len(one.old) < 200 and len(one.new) < 200 for one in edits)


def test_a_change_far_into_a_long_paragraph_is_found() -> None:
    long = "第一条说明。" * 1_000
    (edit,) = between(
        revision_of(FUND, body=f"{long}最高500万元。{long}"), replace(FUND, body=f"{long}最高300万元。{long}")
    )
    assert (edit.old, edit.new) == ("最高500万元", "最高300万元")


def test_inserted_and_removed_words_are_shown_where_they_stand() -> None:
    old = revision_of(FUND, body="申报单位应在中山市登记。")
    (edit,) = between(old, replace(FUND, body="申报单位应在中山市依法登记。"))
    assert (edit.old, edit.new) == ("申报单位应在中山市登记", "申报单位应在中山市依法登记")


def test_a_changed_cell_is_shown_in_its_row() -> None:
    row = "| 2 | 中山粤枢机器人有限公司 | 控制器研发 | 320.00 |"
    (edit,) = between(revision_of(FUND, body=row), replace(FUND, body=row.replace("320", "280")))
    assert (edit.old, edit.new) == (row, row.replace("320", "280"))
    assert edit.old[edit.before : len(edit.old) - edit.after] == "320.00"
