"""A search finds what a scan of the texts finds, after any sequence of changes, on both engines."""

from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.records import Query
from archive.search import every, search
from archive.store import Archive, announcements, indexing
from tests.brute import fulfils
from tests.found import HOUR, NOON, analysis, attachment, found

PIECES = [
    "算力",
    "補貼",
    "补",
    "贴",
    "水",
    "AI＋",
    "ai",
    "5G",
    "〔2025〕1号",
    "(2025)1號",
    "2025-2-1",
    "2025年2月1日",
    "2025.2.12",
    "\n",
    " ",
    "，",
    "%",
    '"',
    "𠮷",
    "-",
]
TEXT = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)
WORD = st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map("".join)
FIELD = st.sampled_from(["", "", "", "标题:", "机构：", "正文:", "附件:", "文号:"])
ATOM = st.tuples(FIELD, WORD.map(lambda word: word.replace("\n", "")) | WORD.map(lambda word: f'"{word}"')).map("".join)
QUERY = st.recursive(
    ATOM,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" ", " OR ", " 或 ", "|", " AND "]), inner).map("".join),
        inner.map(lambda one: f"-({one})"),
        inner.map(lambda one: f"NOT {one}"),
        st.tuples(FIELD, inner).map(lambda both: f"{both[0]}({both[1]})"),
    ),
    max_leaves=5,
)
NUMBER = st.integers(1, 6)
KEEP = st.fixed_dictionaries(
    {
        "number": NUMBER,
        "title": TEXT,
        "body": TEXT,
        "issuer": st.none() | TEXT,
        "doc_number": st.none() | st.sampled_from(["中府〔2025〕1号", "水[2025]第1号"]),
        "file": st.none() | TEXT,
        "day": st.none() | st.integers(0, 3),
        "source": st.sampled_from(["zs_gxj-tzgg", "portal-zhxx"]),
    }
)
STEP = st.one_of(
    KEEP, st.tuples(st.sampled_from(["withdraw", "judge"]), NUMBER), st.sampled_from(["index", "index", "anew"])
)  # fmt: skip


def do(archive: Archive, step: Any, at: int) -> None:
    if step == "index":
        indexing.bring_up(archive)
    elif step == "anew":
        indexing.anew(archive)
    elif isinstance(step, dict):
        keep(archive, step, at)
    else:
        change(archive, *step)


def keep(archive: Archive, step: dict[str, Any], at: int) -> None:
    stated = {name: step[name] for name in ("title", "body", "issuer", "doc_number", "source")}
    stated["attachments"] = () if step["file"] is None else (attachment(step["number"], step["file"]),)
    stated["published"] = None if step["day"] is None else NOON - timedelta(days=step["day"])
    stated["url"] = f"http://www.zs.gov.cn/{step['source']}/post_{step['number']}.html"
    with archive.begin() as tx:
        announcements.keep(tx, found(step["number"], **stated), NOON + at * HOUR)


def change(archive: Archive, what: str, number: int) -> None:
    from archive.store import judgements

    with archive.begin() as tx:
        if f"zs-{number}" not in announcements.known(tx, [f"zs-{number}"]):
            return
        if what == "withdraw":
            announcements.withdraw(tx, f"zs-{number}", NOON)
        else:
            judgements.put(tx, analysis(announcements.get(tx, f"zs-{number}")), NOON)


def pages(archive: Archive, query: Query) -> list[str]:
    from dataclasses import replace

    found_: list[str] = []
    with archive.read() as tx:
        while True:
            results = search(tx, query)
            found_ += [hit.id for hit in results.hits]
            assert all(hit.words[start:end] for hit in results.hits for start, end in hit.marks)
            if results.after is None:
                assert results.count == len(found_)
                return found_
            query = replace(query, after=results.after)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    steps=st.lists(STEP, max_size=8),
    words=QUERY,
    sort=st.sampled_from(["best", "newest", "oldest", "deadline"]),
    relevant=st.sampled_from([None, None, True]),
    withdrawn=st.booleans(),
    since=st.none() | st.integers(0, 3),
)
def test_a_search_finds_what_a_scan_finds(
    archive: Archive, steps: list[Any], words: str, sort: Any, relevant: bool | None, withdrawn: bool, since: int | None
) -> None:
    for at, step in enumerate(steps):
        do(archive, step, at)
    first: date | None = None if since is None else (NOON - timedelta(days=since)).date()
    query = Query(
        words=words, sort=sort, limit=2, relevant=relevant, since=first, has=("withdrawn",) if withdrawn else ()
    )
    with archive.read() as tx:
        kept = [announcements.get(tx, one) for one in announcements.known(tx, [f"zs-{number}" for number in range(7)])]
        expected = [
            one.id
            for one in kept
            if fulfils(one, words)
            and (not relevant or (one.analysis is not None and one.analysis.relevance.relevant))
            and (not withdrawn or one.withdrawn_at is not None)
            and (first is None or (one.published is not None and one.published.date() >= first))
        ]
        streamed = [
            one.id for one in every(tx, Query(words=words, relevant=relevant, since=first, has=query.has, limit=None))
        ]
    assert sorted(pages(archive, query)) == sorted(expected)
    assert sorted(streamed) == sorted(expected)
