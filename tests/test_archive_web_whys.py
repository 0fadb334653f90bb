"""The page of an account over real HTTP: verdict, words, refused candidates and numbers, in both languages."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote

import pytest

from archive.config import Settings
from archive.store import Archive, announcements, judgements
from archive.web import (
    announcement_words,
    closing_words,
    frame_words,
    reading_words,
    room_words,
    searching_words,
    why_words,
)
from archive.web.rooms import Rooms
from digest.run import judge_new
from scheduler.rooms import rooms
from tests.found import NOON, analysis
from tests.halls import BODY, closing
from tests.reading_room import HOSTILE, keep, page_of, words
from tests.web_server import Client, serving

MORE = f"{BODY}\n按不超过投资额的30%给予补助。优先支持机器人产业集群建设，引进高层次人才。"
SECTIONS = ["结论", "与会议要求的对照", "可以申报什么", "读出的数字", "摘要"]


@pytest.fixture
def client(archive: Archive, settings: Settings, now: datetime) -> Iterator[Client]:
    with serving(archive, settings, rooms(settings)) as running:
        yield running


@pytest.fixture
def alone(archive: Archive, settings: Settings, now: datetime) -> Iterator[Client]:
    with serving(archive, settings) as running:
        yield running


def test_a_relevant_one_is_accounted_for(client: Client, archive: Archive) -> None:
    keep(archive, body=MORE)
    page = page_of(client.get("/announcements/zs-1/why"))
    assert page.xpath("//h2/text()") == SECTIONS
    said = words(page)
    assert "判为与人工智能或机器人有关" in said
    assert "达到 0.65 才入选" in said
    assert "人工智能" in page.xpath("//mark/text()")
    assert page.xpath("//section[@class='candidate']//a/@href")[0] == "../../meetings/2025-02-21#application.2"
    assert "所做之事：打造应用场景" in said
    assert page.xpath("//section[contains(@class, 'refused')]")
    assert "低于 0.40" in said
    assert "2026-12-15" in said
    assert page.xpath("//main//p/a/@href")[0] == "../../announcements/zs-1"


def test_it_is_told_in_english_too_and_quotations_are_marked_as_chinese(client: Client, archive: Archive) -> None:
    keep(archive, body=MORE)
    page = page_of(client.get("/announcements/zs-1/why", Accept_Language="en"))
    said = words(page)
    for phrase in (
        "Judged relevant",
        "from 0.65 on it is selected",
        "is under 0.40",
        "what it does: application: scenes",
    ):
        assert phrase in said, phrase
    assert all(one.xpath("ancestor-or-self::*[@lang='zh-CN']") for one in page.xpath("//main//q"))


def test_one_that_was_left_out_says_what_did_not_count_and_what_would_turn_it(client: Client, archive: Archive) -> None:
    keep(
        archive,
        title="佛山市举办机器人产业供需对接会",
        body="佛山市举办机器人产业供需对接会。\n佛山市机器人企业参加。",
        issuer=None,
    )
    said = words(page_of(client.get("/announcements/zs-1/why")))
    assert "判为与人工智能和机器人无关" in said
    assert "没有计入任何词" in said
    assert "说的是别的城市" in said
    assert "不与会议要求对照" in said


def test_without_the_digest_the_kept_judgement_is_told(alone: Client, archive: Archive, settings: Settings) -> None:
    keep(archive, body=BODY)
    assert "还没有判断" in words(page_of(alone.get("/announcements/zs-1/why")))
    judge_new(archive, settings)
    page = page_of(alone.get("/announcements/zs-1/why"))
    assert page.xpath("//h2/text()") == SECTIONS
    assert "没有重新判断" in words(page)


def test_an_account_of_an_earlier_method_is_told_as_far_as_it_goes(alone: Client, archive: Archive) -> None:
    closing(archive)
    said = words(page_of(alone.get("/announcements/zs-1/why")))
    assert "有关的把握为 0.930" in said
    assert "方法 test-1，第 1 版文字" in said


@pytest.mark.parametrize("language", ["zh", "en"])
def test_hostile_words_in_an_account_are_words(
    archive: Archive, settings: Settings, now: datetime, language: str
) -> None:
    keep(archive, title=HOSTILE, body=f"{BODY}{HOSTILE}")
    quoted = {"part": HOSTILE, "revision": 1, "start": 0, "end": 1, "text": HOSTILE}
    spoke = {"rather_than": HOSTILE, "words": {HOSTILE: 1.0}, "signs": {HOSTILE: -1.0}, "around": {HOSTILE: 0.1}}
    candidate = {"directive": HOSTILE, "score": 0.1, "part": HOSTILE, "text": HOSTILE, "act": HOSTILE, "spoke": spoke}
    word = {"word": HOSTILE, "part": HOSTILE, "sentence": HOSTILE * 3, "weight": 1.0}
    told = {
        "relevant": True, "score": 0.5, "method": HOSTILE, "revision": 1,
        "relevance": {"flip": HOSTILE, "spoke": spoke, "counted": [word], "not_counted": [word | {"because": HOSTILE}]},
        "alignments": {HOSTILE: {"chosen": [candidate], "refused": [candidate | {"because": HOSTILE, "rather": HOSTILE}]}},
        "offer": {"what": quoted, "until": HOSTILE, "source": quoted},
        "figures": [dict.fromkeys(("part", "kind", "value", "unit", "bound", "subject", "text"), HOSTILE)],
        "comparisons": [{"relation": HOSTILE, "beside": HOSTILE, "id": HOSTILE, "title": HOSTILE, "ours": quoted, "theirs": quoted}],
        "citations": [{"relation": HOSTILE, "text": HOSTILE, "part": HOSTILE, "doc_number": HOSTILE, "title": HOSTILE, "target": HOSTILE, "candidates": []}],
        "summary": {"by": "model", "model": HOSTILE, "why": HOSTILE, "text": HOSTILE},
        "second_opinion": {"model": HOSTILE, "why": HOSTILE, "opinions": [{"directive": HOSTILE, "view": HOSTILE, "cites": [quoted]}]},
    }  # fmt: skip
    with serving(archive, settings, Rooms(account=lambda _tx, _one: told)) as client:
        page = page_of(client.get("/announcements/zs-1/why", Accept_Language=language))
    assert page.xpath("//script[not(@src)] | //img | //@onerror") == []
    assert "\u202e" not in page.text_content()
    assert not [one for one in page.xpath("//a/@href") if not one.startswith(("../", "#", "?"))]


def test_ids_of_any_kind_have_their_account_and_others_are_not_found(client: Client, archive: Archive) -> None:
    keep(archive, id="a/b", body=BODY)
    assert page_of(client.get("/announcements/a%2Fb/why")).xpath("//h1/text()") == ["为什么这样判断"]
    assert page_of(client.get(f"/announcements/{quote('a/b', safe='')}")).xpath("//h1")
    for path in ("zs-9/why", "%00/why", "..%2Fx/why", "/why"):
        assert client.get(f"/announcements/{path}").status == 404


def test_a_judgement_of_a_revision_is_judged_as_it_stands(client: Client, archive: Archive) -> None:
    """The kept analysis says relevant; the words, judged anew, do not."""
    keep(archive, title="关于停水的通告", body="因管道维修，定于明日停水。")
    with archive.begin() as tx:
        judgements.put(tx, replace(analysis(announcements.get(tx, "zs-1"))), NOON)
    assert "判为与人工智能和机器人无关" in words(page_of(client.get("/announcements/zs-1/why")))


def test_no_phrase_is_said_in_two_ways() -> None:
    """The pages' words are one dictionary: a name that two files have would silently mean the later one's."""
    files = [
        room_words.WORDS, closing_words.WORDS, why_words.WORDS, reading_words.WORDS, frame_words.FRAME,
        searching_words.SEARCHING, announcement_words.ANNOUNCEMENT,
    ]  # fmt: skip
    names = [name for one in files for name in one]
    assert sorted({name for name in names if names.count(name) > 1}) == []
    for one in files:
        for name, (zh, en) in one.items():
            assert sorted(_holes(zh)) == sorted(_holes(en)), name


def _holes(phrase: str) -> set[str]:
    import string

    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}
