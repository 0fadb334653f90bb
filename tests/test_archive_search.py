"""Searching: exact on both engines, in any script, width and bracket, quoted from the original."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings, strategies

from archive.errors import WrongUse
from archive.records import Hit, Query
from archive.search import find, search
from archive.store import Archive, announcements, keys
from tests.found import NOON, attachment, found

TEXTS = {
    1: {
        "title": "关于算力补贴的通知",
        "body": "全市算力中心建设补贴最高500万元。",
        "doc_number": "中工信〔2026〕301号",
    },
    2: {"title": "关于停水的公告", "body": "翠亨新区 11月20日停水。\n算力不受影响，补贴照发。", "doc_number": None},
    3: {
        "title": "谐波减速器项目公示",
        "body": "機器人產業發展，100%國產化。ＡＩ＋製造",
        "doc_number": "中府〔2026〕1号",
    },
    4: {
        "title": "通知",
        "body": "见附件",
        "issuer": "中山市水务局",
        "doc_number": None,
        "index_number": "00733_5/2026",
    },
}
TITLES = {number: text["title"] for number, text in TEXTS.items()}


@pytest.fixture
def filled(archive: Archive) -> Archive:
    with archive.begin() as tx:
        for number, texts in TEXTS.items():
            files = (attachment(number, "申报人须为Open Source企业，地点：小榄镇。"),) if number == 4 else ()
            published = NOON.replace(day=number)
            announcements.keep(tx, found(number, published=published, attachments=files, **texts), NOON)
    return archive


def hits(archive: Archive, words: str, **query: object) -> list[Hit]:
    with archive.read() as tx:
        return list(search(tx, Query(words=words, **query)).hits)


def numbers(archive: Archive, words: str, **query: object) -> list[int]:
    return [int(hit.id.removeprefix("zs-")) for hit in hits(archive, words, **query)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("停水", [2]),
        ("水", [2, 4]),
        ("谐波减速器", [3]),
        ("諧波減速器", [3]),
        ("机器人产业发展", [3]),
        ("機器人 產業", [3]),
        ("ai+制造", [3]),
        ("ＡＩ＋制造", [3]),
        ("算力 补贴", [1, 2]),
        ("补贴　算力", [1, 2]),
        ('"算力补贴"', [1]),
        ("“算力补贴”", [1]),
        ("“算力 补贴", [1, 2]),
        ("算力补贴 停水", []),
        ("翠亨新区11月", [2]),
        ("中工信〔2026〕301号", [1]),
        ("中工信[2026]301号", [1]),
        ("中工信（2026）301号", [1]),
        ("中工信【2026】301号", [1]),
        ("00733_5", [4]),
        ("open source", [4]),
        ('"OpenSource"', [4]),
        ("小榄镇", [4]),
        ("附件4", [4]),
        ("100%", [3]),
        ("1%", []),
        ("0_", []),
        ("_5", [4]),
        ("\\", []),
        ("'; drop table runs; --", []),
        ("不存在", []),
        ("\udcff \x00", []),
    ],
)
def test_what_is_found(filled: Archive, words: str, expected: list[int]) -> None:
    assert numbers(filled, words) == expected


@pytest.mark.parametrize("words", ["", "  ", '""', "\n", '"'])
def test_without_words_the_newest_come_first(filled: Archive, words: str) -> None:
    assert numbers(filled, words) == [4, 3, 2, 1]
    assert {hit.score for hit in hits(filled, words)} == {0.0}


def test_a_hit_never_spans_two_paragraphs(filled: Archive) -> None:
    assert numbers(filled, "停水。算力") == []


def test_filters_and_limit_go_with_words(filled: Archive) -> None:
    assert numbers(filled, "通知", limit=1) == [4]
    assert numbers(filled, "通知", until=date(2026, 11, 3)) == [1]
    assert numbers(filled, "通知", issuer="水務局") == [4]
    assert numbers(filled, "通知", source="portal") == []
    assert numbers(filled, "通知", relevant=True) == []


def test_only_the_newest_revision_is_searched(filled: Archive) -> None:
    with filled.begin() as tx:
        announcements.keep(tx, found(2, **TEXTS[2] | {"body": "供水恢复"}), NOON)
    assert numbers(filled, "翠亨") == []
    assert numbers(filled, "恢复") == [2]


def test_titles_before_texts_and_phrases_before_single_words(archive: Archive) -> None:
    texts = [("无", "智能 和 工业"), ("无", "工业智能"), ("智能", "工业"), ("工业智能", "无")]
    with archive.begin() as tx:
        for number, (title, body) in enumerate(texts):
            stated = {"title": title, "body": body, "published": NOON.replace(day=20 - number), "doc_number": None}
            announcements.keep(tx, found(number, **stated), NOON)
    assert numbers(archive, "工业 智能") == [3, 2, 1, 0]
    scores = [hit.score for hit in hits(archive, "工业 智能")]
    assert scores == sorted(scores, reverse=True)
    assert 0 < min(scores) < max(scores) <= 1


def test_called_by_its_number_it_is_the_first(archive: Archive) -> None:
    with archive.begin() as tx:
        announcements.keep(tx, found(1, doc_number="中府〔2026〕1号", published=NOON.replace(year=2020)), NOON)
        announcements.keep(tx, found(2, title="转发中府〔2026〕1号文件", doc_number="中工信〔2026〕9号"), NOON)
    assert numbers(archive, "中府(2026)1号") == [1, 2]


@pytest.mark.parametrize(
    ("words", "snippet"),
    [
        ("翠亨新区11月", "【翠亨新区 11月】20日停水。 算力不受影响，补贴照发。"),
        ("机器人产业", "【機器人產業】發展，100%國產化。ＡＩ＋製造"),
        ("ai+制造", "機器人產業發展，100%國產化。【ＡＩ＋製造】"),
        ("opensource", "申报人须为【Open Source】企业，地点：小榄镇。"),
        ("谐波", "【谐波】减速器项目公示"),
        ("附件4", "【附件4】：申报指南.docx"),
        ("中工信[2026]301", "【中工信〔2026〕301】号"),
    ],
)
def test_the_snippet_is_the_original_text_around_the_hit(filled: Archive, words: str, snippet: str) -> None:
    assert [hit.snippet for hit in hits(filled, words)] == [snippet]


def test_a_long_text_is_cut_around_the_hit(archive: Archive) -> None:
    with archive.begin() as tx:
        announcements.keep(tx, found(1, body="前" * 500 + "算力" + "后" * 500), NOON)
    assert [hit.snippet for hit in hits(archive, "算力")] == ["…" + "前" * 40 + "【算力】" + "后" * 40 + "…"]
    assert [hit.snippet for hit in hits(archive, "")] == ["前" * 80]


@pytest.mark.parametrize("words", ["字" * 1001, " ".join(f"词{number}" for number in range(33))])
def test_a_query_out_of_bounds_is_refused(archive: Archive, words: str) -> None:
    with pytest.raises(WrongUse, match=r"^search: \d+ (characters|words); expected"):
        hits(archive, words)


ALPHABET = "算力補贴 \n（）〔〕【】[]%_\\'\"“”ＡaßﬁⅧ㍿１1發发裡里\u3000ç̧"


@given(text=strategies.text(ALPHABET, max_size=30), start=strategies.integers(0, 29), length=strategies.integers(1, 8))
def test_every_slice_of_a_line_is_found_and_quoted(text: str, start: int, length: int) -> None:
    copy = keys.matching(text)
    term = copy[start : start + length]
    if not term or "\n" in term:
        return
    span = find(text, term)
    assert span is not None
    assert term in keys.matching(text[span[0] : span[1]]) or len(keys.matching(text[span[0] : span[1]])) >= len(term)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=strategies.text(ALPHABET + "通知算力停水", max_size=12))
def test_the_database_finds_what_the_copies_have(filled: Archive, words: str) -> None:
    from archive.asking import parse
    from archive.terms import wanted

    def has(number: int) -> bool:
        text = TEXTS[number]
        body = "\n".join(
            [
                text["body"],
                *(["附件4：申报指南.docx", "申报人须为Open Source企业，地点：小榄镇。"] if number == 4 else []),
            ]
        )
        parts = [text["title"], text.get("issuer", "中山市工业和信息化局"), text["doc_number"] or "", body]
        copies = [keys.matching(part) for part in [*parts, text.get("index_number", "")]]
        return all(any(term in copy for copy in copies) for term in [term.word for term in wanted(parse(words))])

    assert sorted(numbers(filled, words)) == [number for number in TEXTS if has(number)]
