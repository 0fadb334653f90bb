"""Keeping: what is new, what is a revision, and what is not; the same on both engines."""

from dataclasses import replace
from datetime import date

import pytest

from archive.clock import SHANGHAI
from archive.records import Announcement, Found, Kept
from archive.store import Archive, announcements
from tests.found import BODY, HOUR, NOON, attachment, found

CATALOGUE = "zs_gkmlpt-all"


def keep(archive: Archive, reading: Found, hours: int = 0) -> Kept:
    with archive.begin() as tx:
        return announcements.keep(tx, reading, NOON + hours * HOUR)


def held(archive: Archive, announcement_id: str = "zs-2655001") -> Announcement:
    with archive.read() as tx:
        return announcements.get(tx, announcement_id)


def elsewhere(**changed: object) -> Found:
    url = "http://www.zs.gov.cn/gkmlpt/content/2/2655/post_2655001.html"
    return found(**{"source": CATALOGUE, "url": url} | changed)


def test_the_first_time_it_is_new_with_all_that_was_said(archive: Archive) -> None:
    reading = found(
        attachments=(attachment(), attachment(2, None)),
        written_on=date(2026, 11, 17),
        validity="有效",
        index_number="X1",
    )
    assert keep(archive, reading) == Kept(id="zs-2655001", revision=1, outcome="new")
    one = held(archive)
    for name in Found.__slots__:
        if name != "fingerprint":
            assert getattr(one, name) == getattr(reading, name), name
    assert (one.first_seen, one.last_seen, one.revised_at) == (NOON, NOON, NOON)
    assert one.published.tzinfo == SHANGHAI
    assert (one.canonical_id, one.sightings, one.analysis, one.withdrawn_at) == (one.id, (one.url,), None, None)


def test_the_same_again_is_unchanged_and_seen_later(archive: Archive) -> None:
    keep(archive, found(attachments=(attachment(),)))
    assert keep(archive, found(attachments=(attachment(),)), 5).outcome == "unchanged"
    one = held(archive)
    assert (one.revision, one.first_seen, one.last_seen) == (1, NOON, NOON + 5 * HOUR)


@pytest.mark.parametrize(
    "change",
    [
        {"body": BODY.replace("500", "300")},
        {"title": "关于组织申报示范项目的通知（延期）"},
        {"doc_number": "中工信〔2026〕999号"},
        {"published": NOON.replace(day=19)},
        {"attachments": (attachment(), attachment(2, "附件二"))},
        {"attachments": ()},
        {"attachments": (attachment(1, "申报指南：\n企业应在中山市注册。"),)},
        {"attachments": (attachment(1, None, sha256="f" * 64, status="no_text_layer"),)},
    ],
    ids=["body", "title", "number", "day", "file added", "file gone", "file replaced", "file replaced by a scan"],
)
def test_other_words_are_a_revision(archive: Archive, change: dict[str, object]) -> None:
    keep(archive, found(attachments=(attachment(),)))
    changed = found(**{"attachments": (attachment(),)} | change)
    assert keep(archive, changed, 1) == Kept(id="zs-2655001", revision=2, outcome="revised")
    assert keep(archive, changed, 2).outcome == "unchanged"
    with archive.read() as tx:
        first, second = announcements.revisions(tx, "zs-2655001")
    assert (first.body, first.attachments, first.seen_at) == (BODY, (attachment(),), NOON)
    assert (second.body, second.title, second.attachments) == (changed.body, changed.title, changed.attachments)
    assert second.seen_at == held(archive).revised_at == NOON + HOUR


@pytest.mark.parametrize(
    "change",
    [
        {"body": BODY.replace("\n", "\n\n").replace("：", " ："), "fingerprint": "other"},
        {"published": NOON.replace(hour=15)},
        {"doc_number": "中工信[2026]1号"},
        {"doc_number": None, "issuer": None, "published": None},
        {"body": "", "fingerprint": "other"},
        {"attachments": None},
        {"raw_sha256": "b" * 64, "reader": "rescue"},
    ],
    ids=["blanks", "hour", "brackets", "facts not said", "empty body", "files not spoken for", "other bytes"],
)
def test_the_same_words_are_no_revision_and_change_no_text(archive: Archive, change: dict[str, object]) -> None:
    keep(archive, found(attachments=(attachment(),)))
    assert keep(archive, found(**{"attachments": (attachment(),)} | change), 1).outcome == "unchanged"
    one = held(archive)
    assert (one.body, one.attachments, one.issuer) == (BODY, (attachment(),), "中山市工业和信息化局")
    assert one.doc_number is not None


@pytest.mark.parametrize("status", ["refused", "timed_out", "unreadable", "too_large", "not_fetched"])
@pytest.mark.parametrize("sha256", [None, "f" * 64])
def test_a_file_that_can_not_be_read_this_time_loses_nothing(archive: Archive, status: str, sha256: str | None) -> None:
    keep(archive, found(attachments=(attachment(),)))
    failed = attachment(1, None, status=status, sha256=sha256)
    assert keep(archive, found(attachments=(failed,)), 1).outcome == "unchanged"
    assert held(archive).attachments == (attachment(),)


def test_a_file_that_failed_does_not_hide_a_change_of_another(archive: Archive) -> None:
    keep(archive, found(attachments=(attachment(), attachment(2, "旧"))))
    after = found(attachments=(attachment(1, None, status="timed_out"), attachment(2, "新")))
    assert keep(archive, after, 1).outcome == "revised"
    assert held(archive).attachments == (attachment(), attachment(2, "新"))


@pytest.mark.parametrize("before", [{"status": "not_fetched"}, {"status": "unsupported", "sha256": "e" * 64}])
def test_a_file_that_becomes_readable_is_filled_in_without_a_revision(
    archive: Archive, before: dict[str, object]
) -> None:
    keep(archive, found(attachments=(attachment(1, None, **before),)))
    read = attachment(1, "申报指南", **{key: value for key, value in before.items() if key == "sha256"})
    assert keep(archive, found(attachments=(read,)), 1) == Kept(id="zs-2655001", revision=1, outcome="unchanged")
    assert held(archive).attachments == (read,)


def test_a_file_that_moved_is_the_same_file(archive: Archive) -> None:
    keep(archive, found(attachments=(attachment(),)))
    moved = replace(attachment(), url="https://www.zs.gov.cn/new/1.docx")
    assert keep(archive, found(attachments=(moved,)), 1).outcome == "unchanged"
    assert held(archive).attachments == (moved,)


def test_post_and_mpost_are_one_page(archive: Archive) -> None:
    keep(archive, found())
    keep(archive, found(url="https://www.zs.gov.cn/gxj/tzgg/content/mpost_2655001.html#top"), 1)
    assert held(archive).sightings == ("https://www.zs.gov.cn/gxj/tzgg/content/mpost_2655001.html#top",)


def test_another_source_adds_a_sighting_and_fills_what_was_unknown(archive: Archive) -> None:
    keep(archive, found(doc_number=None))
    told = elsewhere(
        index_number="00733/2026-1", written_on=date(2026, 11, 16), validity="有效", doc_number="中工信〔2026〕1号"
    )
    assert keep(archive, told, 1) == Kept(id="zs-2655001", revision=1, outcome="unchanged")
    one = held(archive)
    assert (one.index_number, one.written_on, one.validity) == ("00733/2026-1", date(2026, 11, 16), "有效")
    assert (one.doc_number, one.source, one.url) == ("中工信〔2026〕1号", "zs_gxj-tzgg", found().url)
    assert one.sightings == (found().url, told.url)
    with archive.read() as tx:
        assert announcements.ids_of_source(tx, CATALOGUE) == {"zs-2655001"}
        assert announcements.sightings(tx, CATALOGUE) == {told.url: "zs-2655001"}
        assert announcements.last_seen_at(tx, "zs_gxj-tzgg") == {"zs-2655001": NOON}


def test_two_sources_that_print_it_differently_do_not_revise_it_in_turns(archive: Archive) -> None:
    ours = found(attachments=(attachment(),))
    theirs = elsewhere(title="关于组织申报示范项目的通知", body="正文见附件", issuer="中山市工信局", attachments=())
    outcomes = [keep(archive, reading, hour).outcome for hour, reading in enumerate([ours, theirs] * 4)]
    assert outcomes == ["new", *["unchanged"] * 7]
    one = held(archive)
    assert (one.title, one.body, one.issuer, one.attachments) == (ours.title, ours.body, ours.issuer, ours.attachments)


def test_another_source_gives_the_words_that_the_first_had_not(archive: Archive) -> None:
    empty = found(body="")
    keep(archive, empty)
    assert keep(archive, elsewhere(attachments=(attachment(),)), 1).outcome == "revised"
    assert keep(archive, empty, 2).outcome == "unchanged"
    assert (held(archive).body, held(archive).attachments) == (BODY, (attachment(),))


def test_another_source_says_that_it_is_no_longer_in_force(archive: Archive) -> None:
    keep(archive, found(validity="有效"))
    keep(archive, elsewhere(validity="失效"), 1)
    assert held(archive).validity == "失效"


def test_what_was_withdrawn_and_is_seen_again_is_there(archive: Archive) -> None:
    keep(archive, found())
    for again in (lambda tx: announcements.keep(tx, found(), NOON), None):
        with archive.begin() as tx:
            announcements.withdraw(tx, "zs-2655001", NOON + HOUR)
            announcements.withdraw(tx, "zs-2655001", NOON + 2 * HOUR)
            assert announcements.get(tx, "zs-2655001").withdrawn_at == NOON + HOUR
            if again:
                again(tx)
            else:
                announcements.seen(tx, ["zs-2655001"], "zs_gxj-tzgg", NOON + 3 * HOUR)
        assert held(archive).withdrawn_at is None


def test_characters_that_no_database_holds_are_replaced_one_for_one(archive: Archive) -> None:
    reading = found(
        body="甲\x00乙\ud83d丙", attachments=(attachment(1, "\udc00指南", sha256="c" * 64),), fingerprint="1"
    )
    keep(archive, reading)
    assert keep(archive, replace(reading, fingerprint="2"), 1).outcome == "unchanged"
    assert held(archive).body == "甲\ufffd乙\ufffd丙"
    assert held(archive).attachments[0].text == "\ufffd指南"


def test_a_title_and_url_of_any_length_are_kept(archive: Archive) -> None:
    long = found(title="长" * 10_000, url="http://www.zs.gov.cn/" + "a" * 10_000)
    keep(archive, long)
    with archive.read() as tx:
        assert announcements.get(tx, long.url).title == long.title


OTHER = (
    "市各有关单位：\n根据工作安排，市政府决定召开专题会议，研究部署下一阶段重点任务。\n"
    "请各单位主要负责同志准时参加，并提前准备书面汇报材料。"
)
TITLE = "中山市推进“人工智能+”产业创新发展若干政策措施"
FIRST = {"id": "zs-1", "title": TITLE, "doc_number": "中府〔2026〕1号", "published": NOON}


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"published": NOON.replace(month=12), "doc_number": "中府[2026]1号"}, True),
        ({"doc_number": None}, True),
        ({"doc_number": None, "title": TITLE.replace("“", '"').replace("”", '"').replace("发", "發")}, True),
        ({"doc_number": None, "published": NOON.replace(day=19)}, True),
        ({"doc_number": None, "published": None}, True),
        ({"doc_number": None, "published": NOON.replace(day=19), "body": OTHER}, False),
        ({"doc_number": None, "published": NOON.replace(month=3)}, False),
        ({"doc_number": None, "body": BODY.replace("500", "300")}, False),
        ({"doc_number": "中府〔2026〕2号"}, False),
        ({"title": "关于废止若干文件的决定", "body": OTHER}, False),
    ],
    ids=[
        *("all same", "number and title", "title and day", "folded title", "next day", "no day", "other day and words"),
        *("months before", "other sum", "other number", "only the number"),
    ],
)
def test_a_repost_has_the_id_of_the_first_copy(archive: Archive, change: dict[str, object], same: bool) -> None:
    keep(archive, found(1, **FIRST))
    keep(archive, found(2, **FIRST | {"id": "gd-2"} | change), 1)
    assert held(archive, "gd-2").canonical_id == ("zs-1" if same else "gd-2")


def test_common_titles_of_one_day_are_copies_only_with_the_same_words(archive: Archive) -> None:
    common = {"title": "招聘公告", "doc_number": None}
    for number, body in enumerate(["火炬区招聘教师", "小榄镇招聘司机", "火炬区 招聘教师"], 1):
        keep(archive, found(number, body=body, **common), number)
    assert [held(archive, f"zs-{number}").canonical_id for number in (1, 2, 3)] == ["zs-1", "zs-2", "zs-1"]


def test_a_copy_of_a_copy_has_the_id_of_the_first(archive: Archive) -> None:
    for number in (1, 2, 3):
        keep(archive, found(number, **FIRST | {"id": f"zs-{number}"}), number)
    assert held(archive, "zs-3").canonical_id == "zs-1"


def test_a_mark_of_reposting_in_the_title_counts_for_nothing(archive: Archive) -> None:
    keep(archive, found(1, **FIRST))
    keep(archive, found(2, **FIRST | {"id": "zs-2", "title": f"【转发】{TITLE}", "published": NOON.replace(day=19)}), 1)
    assert held(archive, "zs-2").canonical_id == "zs-1"


@pytest.mark.parametrize("met", [(1, 2, 3), (3, 2, 1), (2, 3, 1), (3, 1, 2)], ids=str)
def test_copies_met_in_one_crawl_are_put_in_their_order_whatever_order_they_are_met_in(
    archive: Archive, met: tuple[int, ...]
) -> None:
    ids = {1: "zs-5", 2: "zs-7", 3: "gd-3"}
    for number in met:
        keep(archive, found(int(ids[number][3:]), **FIRST | {"id": ids[number]}))
    assert {held(archive, one).canonical_id for one in ids.values()} == {"zs-5"}


def test_an_earlier_copy_that_is_met_on_a_later_day_stays_a_repost(archive: Archive) -> None:
    keep(archive, found(2, **FIRST | {"id": "zs-2"}))
    keep(archive, found(1, **FIRST), 24)
    assert held(archive, "zs-1").canonical_id == "zs-2"
