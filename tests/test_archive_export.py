"""Exports: documents that fit the schema, tables that spreadsheets open right, text to read."""

import csv
import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from archive import export
from archive.export.writing import Material, to_file
from archive.records import Announcement, Query
from archive.search import search
from archive.store import Archive, announcements, judgements
from tests.found import BODY, NOON, analysis, attachment, found

SCHEMAS = Path(__file__).parents[1] / "docs" / "schemas"


def validator(name: str) -> Draft202012Validator:
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.fixture
def judged(archive: Archive) -> Announcement:
    with archive.begin() as tx:
        announcements.keep(tx, found(1, attachments=(attachment(), attachment(2, None))), NOON)
        part = f"attachment:{attachment().sha256}"
        more = {"deadline": date(2026, 12, 1), "amounts": ("500万元", "80%")}
        judgements.put(tx, analysis(announcements.get(tx, "zs-1"), "在中山市登记", part=part, **more), NOON)
        return announcements.get(tx, "zs-1")


@pytest.fixture
def bare(archive: Archive) -> Announcement:
    unknown = dict.fromkeys(("published", "issuer", "doc_number"))
    with archive.begin() as tx:
        announcements.keep(tx, replace(found(2, id="gd-x", title="", body="", **unknown), post_id=None), NOON)
        announcements.withdraw(tx, "gd-x", NOON)
        return announcements.get(tx, "gd-x")


def test_a_document_says_all_that_is_known(judged: Announcement) -> None:
    document = export.document(judged)
    quote = document["alignments"][0]["announcement_quote"]
    assert document == {
        "id": "zs-1",
        "url": judged.url,
        "source": "zs_gxj-tzgg",
        "post_id": 1,
        "title": judged.title,
        "published": "2026-11-18T09:30:00+08:00",
        "issuer": "中山市工业和信息化局",
        "doc_number": "中工信〔2026〕1号",
        "index_number": None,
        "body": BODY,
        "raw_sha256": judged.raw_sha256,
        "first_seen": "2026-11-18T12:00:00+08:00",
        "last_seen": "2026-11-18T12:00:00+08:00",
        "withdrawn_at": None,
        "revision": 1,
        "attachments": [
            {name: getattr(file, name) for name in ("url", "name", "media_type", "sha256", "status", "text")}
            for file in judged.attachments
        ],
        "canonical_id": "zs-1",
        "relevance": {"relevant": True, "score": 0.93, "topics": ["ai"], "reasons": ["人工智能 in the title"]},
        "alignments": [
            {
                "meeting": "2025-02-21",
                "directive": "application.2",
                "theme": "application",
                "score": 0.81,
                "announcement_quote": {**quote, "revision": 1, "text": "在中山市登记"},
                "directive_quote": {"start": 10, "end": 14, "text": "应用场景"},
            }
        ],
        "figures": [],
        "offer": None,
        "comparisons": [],
    }
    assert judged.part(quote["part"])[quote["start"] : quote["end"]] == quote["text"]


def test_documents_fit_their_schema(judged: Announcement, bare: Announcement) -> None:
    check = validator("announcement")
    for one in (judged, bare):
        check.validate(export.document(one))
    document = export.document(bare)
    assert (document["relevance"], document["alignments"]) == (None, [])


@pytest.mark.parametrize(
    "spoil", [{"published": "2026-11-18"}, {"extra": 1}, {"revision": 0}, {"relevance": {}}, {"raw_sha256": "A" * 64}]
)
def test_the_schema_refuses_other_documents(bare: Announcement, spoil: dict[str, Any]) -> None:
    assert not validator("announcement").is_valid(export.document(bare) | spoil)
    document = export.document(bare)
    for name in document:
        assert not validator("announcement").is_valid({key: value for key, value in document.items() if key != name})


def test_hits_fit_their_schema(archive: Archive, judged: Announcement) -> None:
    with archive.read() as tx:
        rows = [export.hit(one) for one in search(tx, Query(words="人工智能")).hits]
    validator("search").validate(rows)
    assert len(rows) == 1


def test_history_schema_is_one() -> None:
    reader = {"reader": "columns", "reader_version": 1}
    row = {"revision": 1, "seen_at": NOON.isoformat(), "title": "甲", "raw_sha256": "a" * 64, "kind": None, **reader}
    row |= {"changes": [], "readings": []}
    change = {"part": "body", "kind": "amount", "name": None, "old": "500", "new": "300"}
    before = {"until": NOON.isoformat(), **reader, "changes": [change]}
    validator("history").validate([row, row | {"kind": "amount", "changes": [change], "readings": [before]}])
    assert not validator("history").is_valid([])


def test_json_lines_are_one_document_a_line(judged: Announcement, bare: Announcement) -> None:
    out = io.StringIO()
    assert export.jsonl([judged, bare], out) == 2
    assert [json.loads(line) for line in out.getvalue().split("\n")[:-1]] == [
        export.document(judged),
        export.document(bare),
    ]
    assert "人工智能" in out.getvalue()


def test_a_table_opens_right_in_a_spreadsheet(judged: Announcement, bare: Announcement, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    material = Material(announcements=[judged, bare], revisions=lambda _: ())
    assert to_file(file, "csv", material) == 2
    raw = file.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfid,title,")
    assert b"\r\n" in raw
    first, second = csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
    assert tuple(first) == export.COLUMNS
    assert (first["body"], first["relevant"], first["directives"]) == (BODY, "yes", "application.2")
    assert (first["published"], first["score"], first["topics"]) == ("2026-11-18T09:30:00+08:00", "0.93", "ai")
    assert (first["day"], first["deadline"], first["amounts"]) == ("2026-11-18", "2026-12-01", "500万元\n80%")
    assert {second[name] for name in ("day", "published", "issuer", "relevant", "score", "summary", "deadline")} == {""}


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "＠x", "　=HYPERLINK(1)"]
)
def test_no_cell_is_taken_for_a_formula(text: str) -> None:
    assert export.cell(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("通知", "通知"),
        (None, ""),
        (0.5, "0.5"),
        ("a\x00\x1bb", "a\ufffd\ufffdb"),
        ("中工信〔2026〕1号", "中工信〔2026〕1号"),
    ],
)
def test_other_cells_are_as_they_are(value: object, expected: str) -> None:
    assert export.cell(value) == expected


def test_a_cell_that_is_too_long_says_what_is_left_out() -> None:
    assert export.cell("字" * 40_000) == "字" * 32_000 + "…（8000 字略 characters left out）"


def test_a_cell_is_measured_as_excel_measures_it() -> None:
    """A character beyond the first plane counts twice there, and is not cut in two."""
    shown = export.cell("a" + "𠮷" * 20_000)
    assert shown == "a" + "𠮷" * 15_999 + "…（4001 字略 characters left out）"
    assert len(shown.encode("utf-16-le")) // 2 < 32_767


def test_markdown_shows_the_text_and_nothing_of_it_as_markup(judged: Announcement, bare: Announcement) -> None:
    out = io.StringIO()
    nasty = replace(
        judged, title="<script>*a*\n# b", body="# 标题\n- 一\n1. 二\n[x](javascript:y)\n&lt;", url="http://a/>\n b"
    )
    assert export.markdown([nasty, bare], out) == 2
    text = out.getvalue()
    assert "## \\<script\\>\\*a\\* \\# b\n" in text
    for line in ("\\# 标题", "\\- 一", "\\1. 二", "\\[x\\](javascript:y)", "&amp;lt;", "<http://a/%3E%0A%20b>"):
        assert f"\n{line}\n" in text
    assert "“应用场景”" in text
    assert "已撤下 withdrawn 2026-11-18T12:00:00+08:00" in text
