"""Subscribers as a table: exact both ways, safe in a spreadsheet, and faults that name line and column."""

import csv
import io
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import WrongUse
from archive.records import Filters, Subscriber
from digest import roster
from digest.roster import COLUMNS, LISTS, read, write
from tests.found import CHEN, NOON

FORMULAS = "=+-@＝＋－＠'\t"
printable = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"))
words = st.text(printable, min_size=1, max_size=12).filter(lambda text: text == text.strip())
hostile = st.tuples(st.sampled_from(FORMULAS[:-1]), words).map("".join).filter(lambda text: text == text.strip())
word = (
    words | hostile | st.sampled_from(["a;b", "a\\", "\\;", "；", 'say "x"', "a,b", "'", "''=1", "中山；小榄", "yes"])
)
several = st.lists(word, max_size=3).map(tuple)
moments = st.integers(0, 10**7).map(lambda seconds: NOON + timedelta(seconds=seconds))
subscribers = st.builds(
    Subscriber,
    name=word,
    channel=st.sampled_from(["smtp", "wecom"]),
    address=word,
    language=st.sampled_from(["zh", "en"]),
    editions=st.sampled_from([("daily",), ("weekly", "immediate")]),
    status=st.sampled_from(["pending", "active", "suspended", "left"]),
    asked_at=moments,
    why=word,
    nonce=st.just("n1"),
    filters=st.builds(
        Filters, themes=several, directives=several, bodies=several, towns=several, words=several,
        deadline=st.booleans(), money=st.booleans(),
    ),
    paused_until=st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    confirmed_at=st.none() | moments,
    left_at=st.none() | moments,
    bounces=st.integers(0, 9),
    bounced_at=st.none() | moments,
    last_bounce=st.just("") | word,
)  # fmt: skip


def back(row: roster.Row) -> Subscriber:
    stated: dict[str, Any] = {name: one for name, one in row.values.items() if name in Subscriber.__slots__}
    return Subscriber(**{"last_bounce": "", **stated}, nonce="n1", filters=roster.filters(row))


@settings(max_examples=200, deadline=None)
@given(st.lists(subscribers, max_size=4))
def test_what_is_written_is_read_back_exactly(every: list[Subscriber]) -> None:
    rows, faults = read(write(every))
    assert faults == []
    assert [back(row) for row in rows] == every


@given(subscribers)
def test_no_cell_is_a_formula_for_a_spreadsheet(one: Subscriber) -> None:
    cells = list(csv.reader(io.StringIO(write([one]).decode("utf-8-sig"), newline="")))
    for cell in cells[1]:
        assert not cell.startswith(tuple("=+-@\t\r＝＋－＠")), cell


def test_the_file_is_for_excel() -> None:
    raw = write([CHEN])
    assert raw.startswith(b"\xef\xbb\xbfname,address,channel,")
    assert raw.count(b"\r\n") == 2
    assert "小榄镇" in raw.decode("utf-8-sig")
    assert "n1" not in raw.decode().split(",")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_files_that_people_save_are_understood(encoding: str) -> None:
    text = "Address\tthemes\tdeadline\r\nchen@example.org\t产业；人才\t是\r\n\r\n"
    rows, faults = read(text.encode(encoding))
    assert faults == []
    assert [(row.line, dict(row.values)) for row in rows] == [
        (2, {"address": "chen@example.org", "themes": ("产业", "人才"), "deadline": True})
    ]


def test_faults_name_line_and_column() -> None:
    raw = (
        "address,deadline,paused_until,bounces,asked_at\n"
        'a@example.org,maybe,,,\n"b@example.org\n",,31.12.2026,x,2026-11-20T08:00:00\nc@example.org,yes,2026/12/31,,,,\n'
    )
    rows, faults = read(raw.encode())
    assert [str(one) for one in faults] == [
        "line 2, column deadline: 'maybe' is neither yes nor no",
        "line 3, column paused_until: '31.12.2026' is not a date such as 2026-11-25",
        "line 3, column bounces: 'x' is not a number",
        "line 3, column asked_at: time: '2026-11-20T08:00:00' has no zone; write for example 2026-11-20T08:00:00+08:00",
        "line 5: 7 cells, 5 columns",
    ]
    assert len(rows) == 3


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", "line 1: expected the names of columns"),
        (b"name,themes\n", "`address` among them"),
        (b"address,address\n", "each once"),
        (b"adress\n", r"line 1: unknown column 'adress'; did you mean address\?"),
        (b'address\n"a', "line 2: not a table of comma-separated values"),
        (b'address\n"' + b"x" * 200_000 + b'"\n', "not a table of comma-separated values: field larger"),
        (b"address\n" + b"a@example.org\n" * 20_001, "more than 20000 lines"),
        (b"x" * 5_000_001, "more than 5000000 bytes"),
    ],
)
def test_what_is_no_table_is_named(raw: bytes, expected: str) -> None:
    with pytest.raises(WrongUse, match=expected):
        read(raw)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300) | st.text(printable, max_size=300).map(lambda text: f"address,themes\n{text}".encode()))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    with suppress(WrongUse):
        rows, faults = read(raw)
        assert all(row.line > 1 for row in rows)
        assert all(fault.why for fault in faults)


def test_every_fact_but_the_nonce_has_a_column() -> None:
    facts = {*Subscriber.__slots__, *Filters.__slots__} - {"nonce", "filters"}
    assert facts == set(COLUMNS)
    assert set(LISTS) <= set(COLUMNS)
    assert back(read(write([replace(CHEN, confirmed_at=NOON + timedelta(hours=1))]))[0][0]) == CHEN
