"""Snippets: the place of an announcement that shows a hit best, quoted from the original, hits marked. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from archive.records.questions import Place
from archive.search.ranking import Wanted
from archive.search.tracing import original
from archive.store.reading import Told
from archive.terms import Copy, Term, spans
from archive.text import matching

CONTEXT = 40
"""Characters shown on each side of the hit."""
CLOSE = 2 * CONTEXT
"""Words that are not farther apart in the copy are shown together."""
LOOKED_AT = 20
"""Places of each word that are compared."""
LONGEST = 1200
"""Characters of a hit that are shown; blanks without end can stand within one."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """Words around a hit: `text` has 【】 around it, `words` has not, but the spans of all hits in `marks`."""

    text: str
    part: Place
    name: str
    words: str
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Part:
    place: Place
    name: str
    text: str
    copy: str


def snippet(one: Told, copy: Copy, wanted: Wanted) -> Snippet:
    """Return the words around the best hit: together before apart, body and attachments before title and the rest."""
    if wanted.terms:
        for terms in ((wanted.phrase,), wanted.terms):
            for part in _parts(one, copy):
                asked = [term for term in terms if term.place in {None, part.place}]
                if (span := _best(asked, part.copy)) is not None:
                    return _around(part, original(part.text, part.copy, *span), wanted.terms)
    start = _line((one.body or one.title)[:CLOSE])
    return Snippet(start, "body" if one.body else "title", "", start, ())


def _parts(one: Told, copy: Copy) -> Iterator[_Part]:
    """Give the parts in the order in which they are shown, each with its own copy: as many lines of the whole one."""
    yield _Part("body", "", one.body, copy.text[: copy.body_end])
    at = copy.body_end + 1
    for name, text in one.attachments:
        inside = _behind(copy.text, at, name)
        end = _behind(copy.text, inside, text or "")
        if text:
            yield _Part("attachment", name, text, copy.text[inside : end - 1])
        yield _Part("attachment", name, name, copy.text[at : inside - 1])
        at = end
    yield _Part("title", "", one.title, copy.title)
    at = _behind(copy.numbers, 0, one.doc_number or "")
    yield _Part("number", "", one.doc_number or "", copy.numbers[: at - 1])
    yield _Part("number", "", one.index_number or "", copy.numbers[at:])
    yield _Part("issuer", "", one.issuer or "", copy.issuer)


def _behind(copy: str, at: int, text: str) -> int:
    """Return where the lines of a copy end that a text has become, behind the line end after them."""
    for _ in range(text.count("\n") + 1):
        end = copy.find("\n", at)
        at = len(copy) + 1 if end < 0 else end + 1
    return at


def _best(terms: Sequence[Term], copy: str) -> tuple[int, int] | None:
    """Return the first span with the most of the words close behind it."""
    found = sorted(
        (*span, number)
        for number, term in enumerate(terms)
        for span in islice(spans(term, copy, 0, len(copy)), LOOKED_AT)
    )
    best, most = None, 0
    for at, (start, end, _) in enumerate(found):
        close = {number for begun, _, number in found[at:] if begun <= start + CLOSE}
        if len(close) > most:
            best, most = (start, end), len(close)
    return best


def _around(part: _Part, span: tuple[int, int], terms: Sequence[Term]) -> Snippet:
    text, start = part.text, span[0]
    end = min(span[1], start + LONGEST)
    low, high = max(0, start - CONTEXT), min(len(text), end + CONTEXT)
    lead, tail = "…" if low else "", "…" if high < len(text) else ""
    before, hit, after = (_line(some) for some in (text[low:start], text[start:end], text[end:high]))
    hits = [(start, end), *_hits(text, low, high, [term for term in terms if term.place in {None, part.place}])]
    away = len(lead) - low
    marks = tuple((first + away, last + away) for first, last in _joined(hits))
    return Snippet(
        f"{lead}{before}【{hit}】{after}{tail}", part.place, part.name, f"{lead}{before}{hit}{after}{tail}", marks
    )


def _hits(text: str, low: int, high: int, terms: Sequence[Term]) -> Iterator[tuple[int, int]]:
    """Give the spans of all hits in a slice of the original."""
    at = low
    for line in text[low:high].split("\n"):
        copy = matching(line)
        for term in terms:
            for span in spans(term, copy, 0, len(copy)):
                start, end = original(line, copy, *span)
                yield at + start, at + end
        at += len(line) + 1


def _joined(some: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Give spans in their order, those that overlap as one."""
    begun, until = -1, -1
    for start, end in sorted(some):
        if start < until:
            until = max(until, end)
            continue
        if begun >= 0:
            yield begun, until
        begun, until = start, end
    yield begun, until


def _line(text: str) -> str:
    return text.replace("\n", " ")
