"""What search is measured against: a scan with LIKE on the same database, and tantivy as a person sets it up."""

import importlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from archive import places
from archive.records import Query
from archive.store import Archive
from archive.tables import Matching
from archive.tags import wanted
from tests.bench.questions import Question

FIRST_PAGE = 20
FACETS = 1_000
ENOUGH = 1_001
"""Hits that are looked for, one more than are ranked."""
MEMORY = 500_000_000
_T = Matching.__table__
_COPIES = (_T.c.title, _T.c.issuer, _T.c.numbers, _T.c.text)

Answer = Callable[[Question, Query], int]
"""Asks a question with the filters of a query, and returns the number of hits."""


def scan(archive: Archive) -> Answer:
    """Ask by LIKE, the newest first; what fulfils the filters by their tags and places."""

    def ask(question: Question, filters: Query) -> int:
        low, high = places.bounds(filters.since, filters.until)
        conditions: list[Any] = [_T.c.place >= low, _T.c.place < high] if filters.since else []
        conditions += [
            sa.or_(*(column.contains(term, autoescape=True) for column in _COPIES)) for term in question.terms
        ]
        conditions += [_T.c.tags.contains(f"\n{tag}\n", autoescape=True) for tag in wanted(filters)]
        found = sa.select(_T.c.place).where(*conditions).order_by(_T.c.place.desc()).limit(ENOUGH)
        with archive.read() as tx:
            return len(tx.connection().execute(found).all())

    return ask


def exact(archive: Archive, question: Question) -> int:
    """Return in how many announcements a question stands, by a scan of everything."""
    conditions = [sa.or_(*(column.contains(term, autoescape=True) for column in _COPIES)) for term in question.terms]
    with archive.read() as tx:
        counted = sa.select(sa.func.count()).select_from(_T).where(*conditions)
        return int(tx.connection().execute(counted).scalar_one())


@dataclass(frozen=True, slots=True)
class Dedicated:
    """tantivy: 20 hits by score and the count alone; and a page with the texts, a snippet of each, and facets."""

    hits: Answer
    page: Answer


def tantivy(archive: Archive, folder: Path) -> Dedicated | None:
    """Return tantivy as a person sets it up, by characters and pairs of them; None where it is not installed."""
    try:
        library = importlib.import_module("tantivy")
    except ImportError:
        print("tantivy: not installed in this environment (pip install tantivy)")
        return None
    builder = library.SchemaBuilder()
    builder.add_text_field("words", tokenizer_name="pairs", index_option="freq", stored=True)
    builder.add_text_field("tags", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_unsigned_field("place", stored=True, indexed=True, fast=True)
    schema = builder.build()
    folder.mkdir(parents=True, exist_ok=True)
    index = library.Index(schema, path=str(folder))
    pairs = library.TextAnalyzerBuilder(library.Tokenizer.ngram(1, 2)).build()
    index.register_tokenizer("pairs", pairs)
    if not index.searcher().num_docs:  # nothing is there before the commit at the end
        begun = time.perf_counter()
        _write(library, index, archive)
        size = sum(file.stat().st_size for file in folder.iterdir())
        print(f"tantivy: indexed in {time.perf_counter() - begun:.0f} s, {size / 1e6:.0f} MB with the texts")
    searcher = index.searcher()

    def hits(question: Question, filters: Query) -> int:
        return int(searcher.search(_asked(library, schema, question, filters), FIRST_PAGE, count=True).count)

    def page(question: Question, filters: Query) -> int:
        asked = _asked(library, schema, question, filters)
        found = searcher.search(asked, FIRST_PAGE, count=True)
        snippets = library.SnippetGenerator.create(searcher, asked, schema, "words")
        for _, address in found.hits:
            snippets.snippet_from_doc(searcher.doc(address)).to_html()
        searcher.aggregate(asked, {"tags": {"terms": {"field": "tags", "size": FACETS}}})
        return int(found.count)

    return Dedicated(hits, page)


def _asked(library: Any, schema: Any, question: Question, filters: Query) -> Any:
    needed = [gram for term in question.terms for gram in _pairs(term)]
    parts = [library.Query.term_query(schema, "words", gram, "freq") for gram in dict.fromkeys(needed)]
    parts += [library.Query.term_query(schema, "tags", tag, "basic") for tag in wanted(filters)]
    if filters.since:
        low, high = places.bounds(filters.since, filters.until)
        kind = library.FieldType.Unsigned
        parts.append(library.Query.range_query(schema, "place", kind, low, high, include_upper=False))
    return library.Query.boolean_query([(library.Occur.Must, part) for part in parts])


def _pairs(term: str) -> list[str]:
    return [term] if len(term) == 1 else [term[at : at + 2] for at in range(len(term) - 1)]


def _write(library: Any, index: Any, archive: Archive) -> None:
    writer = index.writer(MEMORY, 1)
    for place, tags, *copies in _rows(archive):
        one = library.Document()
        one.add_unsigned("place", place)
        one.add_text("words", "\n".join(copies))
        for tag in tags.strip("\n").split("\n"):
            one.add_text("tags", tag)
        writer.add_document(one)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()


def _rows(archive: Archive) -> Iterator[Any]:
    with archive.read() as tx:
        columns = sa.select(_T.c.place, _T.c.tags, *_COPIES).order_by(_T.c.place)
        found = tx.connection().execution_options(yield_per=500).execute(columns)
        yield from found
