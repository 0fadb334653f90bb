"""What a search must find: one table for both engines, before and after indexing, and after the index is made anew."""

from datetime import datetime
from typing import Any

import pytest

from archive.clock import SHANGHAI
from archive.errors import WrongUse
from archive.records import Hit, Query
from archive.search import search
from archive.store import Archive, announcements, indexing
from tests.brute import fulfils
from tests.found import NOON, attachment, found

TEXTS: dict[int, dict[str, Any]] = {
    1: {"title": "中山市算力券实施细则", "body": "第一条 对购买智能算力服务的企业给予补贴。\n第二条 本细则自2025年2月21日起施行。",
        "doc_number": "中工信〔2025〕12号", "issuer": "中山市工业和信息化局"},
    2: {"title": "關於推動機器人產業發展的若干措施", "body": "支持谐波减速器研发，按中府（2025）3号文件执行。AI＋制造、５Ｇ工厂优先。",
        "doc_number": "中府〔2025〕第3號", "issuer": "中山市人民政府"},
    3: {"title": "停水公告", "body": "翠亨新区 11月20日 停水。\n算力中心不受影响。", "doc_number": None, "issuer": "中山市水务局"},
    4: {"title": "报名通知", "body": "见附件。", "doc_number": None, "issuer": "小榄镇人民政府",
        "attachments": (attachment(4, "DeepSeek 应用培训，2025-02-21 开课。\n名额：100%保障。"),)},
    5: {"title": "DeepSeek一体机采购结果", "body": "成交金额 1,280,000 元；联系电话 0760-88880000。二〇二五年二月二十一日",
        "doc_number": None, "issuer": "中山市政务服务和数据管理局", "index_number": "00733_5/2025-00001"},
    6: {"title": "关于“人工智能＋”行动的意见", "body": "人工智能与制造业融合；OpenAI 等大模型；水、电、气。2025.2.210 号库",
        "doc_number": "中府办【2025】7号", "issuer": "中山市人民政府办公室", "published": None},
    7: {"title": "会议纪要", "body": "或许非议：OR 与 NOT 皆为字。𠮷野家 ﬁle Ⅷ", "doc_number": None, "issuer": None},
}  # fmt: skip
CASES: list[tuple[str, list[int]]] = [
    # one character and two
    ("水", [3, 6]), ("券", [1]), ("或", [7]), ("非", [7]), ("5", [1, 2, 4, 5, 6]), ("𠮷", [7]), ("算力", [1, 3]), ("停水", [3]),
    ("5g", [2]), ("AI", [2, 6]), ("镇", [4]),
    # phrases, and words of which all are needed
    ("谐波减速器", [2]), ('"智能算力服务"', [1]), ("智能 算力", [1]), ("“补贴 企业”", []), ("补贴 企业", [1]), ("人工智能与制造业融合", [6]),
    ("停水。算力", []), ("翠亨新区11月20日停水", [3]),
    # mixed writing
    ("AI+制造", [2]), ("ai＋制造", [2]), ("５Ｇ工厂", [2]), ("deepseek", [4, 5]), ("ＤｅｅｐＳｅｅｋ应用", [4]), ("deepseek一体机", [5]),
    ("penai", [6]), ("file", [7]), ("VIII", [7]), 
    # scripts
    ("機器人產業", [2]), ("机器人产业", [2]), ("關於推動", [2]), ("关于推动", [2]), ("實施細則", [1]),
    # document numbers in every bracket
    *((f"中府{opening}2025{closing}3号", [2]) for opening, closing in ("〔〕", "[]", "（）", "()", "【】", "〖〗", "〈〉", "{}", "［］")),
    *((f"中工信{opening}2025{closing}12号", [1]) for opening, closing in ("〔〕", "[]", "（）", "()", "【】")),
    ("中府〔2025〕第3号", [2]), ("中府办[2025]7号", [6]), ("〔2025〕12号", [1]), ("(2025)12号", [1]), ("00733_5/2025", [5]),
    # dates in every form
    *((day, [1, 4, 5]) for day in ("2025年2月21日", "2025年02月21日", "2025-02-21", "2025-2-21", "2025/2/21", "20250221", "二〇二五年二月二十一日")),
    ("2025.2.21", [1, 4, 5, 6]), ("2025年2月21日起", [1]), ("2025-02-21开课", [4]), ("2025年2月30日", []),
    # operators
    ("算力 OR 谐波", [1, 2, 3]), ("算力 或 谐波", [1, 2, 3]), ("算力|谐波", [1, 2, 3]), ("算力 -停水", [1]), ("算力 NOT 停水", [1]),
    ("算力 非 停水", [1]), ("-算力 公告", []), ("NOT 算力 通知", [4]), ("(算力 OR 谐波) -停水", [1, 2]), ("-(算力 OR 中山市)", [4, 7]),
    ("（算力　或　谐波）　－停水", [1, 2]), ("算力 AND 停水", [3]), ("OR", [7]), ("NOT", [7]), ("算力 OR", []), ("-2025", [3, 7]),
    # fields
    ("标题:通知", [4]), ("标题：停水", [3]), ("標題:算力", [1]), ("title:deepseek", [5]), ("正文:deepseek", []), ("附件:deepseek", [4]),
    ("附件:培训 deepseek", [4]), ("附件：申报指南", [4]), ("attachment:见附件", []), ("body:见附件", [4]), ("机构:人民政府", [2, 4, 6]), ("机构:镇", [4]),
    ("issuer:水", [3]), ("文号:2025", [1, 2, 5, 6]), ("文号:(2025)12号", [1]), ("文号:中府", [2, 6]), ("number:00733", [5]), ("标题:(算力 OR 停水)", [1, 3]),
    ("-标题:停水 算力", [1]), ("标题:算力 机构:水务", []), ("标题:\"停水公告\"", [3]), ("标题:", []), ("网址:无", []),
    # what is written is what is looked for
    ("100%", [4]), ("00%", [4]), ("_5/", [5]), ("%_", []), ("\\", []), ("'; drop table runs; --", []), ("1,280,000", [5]), ("0760-88880000", [5]),
    ("88880000", [5]), ("8888000000", []), ("*", []), ("水*", []), ("^", []), ('"', [1, 2, 3, 4, 5, 6, 7]), ("()", []), ("不存在", []), ("\ud800\x00", []),
    ("", [1, 2, 3, 4, 5, 6, 7]),
]  # fmt: skip


@pytest.fixture(params=["stale", "indexed", "anew", "both"])
def filled(archive: Archive, request: pytest.FixtureRequest) -> Archive:
    with archive.begin() as tx:
        for number, texts in TEXTS.items():
            stated = {"published": datetime(2026, 11, number, tzinfo=SHANGHAI)} | texts
            announcements.keep(tx, found(number, **stated), NOON)
    if request.param != "stale":
        indexing.bring_up(archive)
    if request.param == "anew":
        indexing.anew(archive)
    if request.param == "both":
        with archive.begin() as tx:
            for number in (1, 4, 6):
                indexing.mark(tx, f"zs-{number}")
    return archive


def hits(archive: Archive, words: str, **query: Any) -> list[Hit]:
    with archive.read() as tx:
        results = search(tx, Query(words=words, limit=None, **query))
    assert results.exact
    assert results.count == len(results.hits)
    return list(results.hits)


def test_what_is_found(filled: Archive) -> None:
    wrong = {}
    for words, expected in CASES:
        numbers = sorted(int(hit.id.removeprefix("zs-")) for hit in hits(filled, words))
        if numbers != expected:
            wrong[words] = (numbers, expected)
    assert wrong == {}


def test_the_table_is_what_a_scan_finds(filled: Archive) -> None:
    with filled.read() as tx:
        every = {number: announcements.get(tx, f"zs-{number}") for number in TEXTS}
    for words, expected in CASES:
        assert [number for number, one in every.items() if fulfils(one, words)] == expected, words


@pytest.mark.parametrize(
    ("words", "part", "name", "snippet", "marked"),
    [
        ("deepseek应用", "attachment", "附件4：申报指南.docx", "【DeepSeek 应用】培训，2025-02-21 开课。 名额：100%保障。", ["DeepSeek 应用"]),
        ("附件:申报指南", "attachment", "附件4：申报指南.docx", "附件4：【申报指南】.docx", ["申报指南"]),
        ("谐波", "body", "", "支持【谐波】减速器研发，按中府（2025）3号文件执行。AI＋制造、５Ｇ工厂优先。", ["谐波"]),
        ("机器人产业", "title", "", "關於推動【機器人產業】發展的若干措施", ["機器人產業"]),
        ("中府[2025]3号 5G", "body", "", "支持谐波减速器研发，按【中府（2025）3号】文件执行。AI＋制造、５Ｇ工厂优先。", ["中府（2025）3号", "５Ｇ"]),
        ("机构:水务", "issuer", "", "中山市【水务】局", ["水务"]),
        ("文号:中工信", "number", "", "【中工信】〔2025〕12号", ["中工信"]),
        ("文号:00733", "number", "", "【00733】_5/2025-00001", ["00733"]),
        ("20250221 一体机", "body", "", "成交金额 1,280,000 元；联系电话 0760-88880000。【二〇二五年二月二十一日】", ["二〇二五年二月二十一日"]),
        ("标题:停水", "title", "", "【停水】公告", ["停水"]),
        ("水 公告", "title", "", "停【水公告】", ["水公告"]),
        ("水 翠亨", "body", "", "【翠亨】新区 11月20日 停水。 算力中心不受影响。", ["翠亨", "水"]),
        ("-算力 -中山市 纪要", "title", "", "会议【纪要】", ["纪要"]),
    ],
)  # fmt: skip
def test_where_it_stands_is_shown(
    filled: Archive, words: str, part: str, name: str, snippet: str, marked: list[str]
) -> None:
    (hit,) = hits(filled, words)
    assert (hit.snippet, hit.part, hit.name) == (snippet, part, name)
    assert [hit.words[start:end] for start, end in hit.marks] == marked
    assert hit.words == hit.snippet.replace("【", "").replace("】", "")


def test_all_hits_of_a_snippet_are_marked(archive: Archive) -> None:
    with archive.begin() as tx:
        announcements.keep(tx, found(1, title="无", body="前" * 60 + "算 力、补贴\n算力補貼" + "后" * 90), NOON)
    (hit,) = hits(archive, "算力 补贴")
    assert hit.snippet == "…" + "前" * 33 + "算 力、补贴 【算力補貼】" + "后" * 40 + "…"
    assert [hit.words[start:end] for start, end in hit.marks] == ["算 力", "补贴", "算力", "補貼"]


def test_no_more_than_can_be_asked(archive: Archive) -> None:
    for words in (
        "字" * 1001,
        " ".join(f"词{number}" for number in range(33)),
        "(a " * 9 + "b" + ")" * 9,
        "NOT " * 9 + "a",
    ):
        with pytest.raises(WrongUse, match="^search: "):
            hits(archive, words)
