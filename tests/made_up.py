"""Editions that nobody would write, with hostile words everywhere, for properties that must hold of all of them."""

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from archive.records import Alignment, DirectiveQuote, Quote
from digest.edition import Change, Edit, Edition, File, Item, Line, Withdrawn
from digest.novelty import Novelty
from tests.announced import NOW, answers
from tests.editions import FUND, READER, edition_of

NASTY = (
    *("<script>alert(1)</script>", "</td></table>", '"><img src=x>', "&amp;", "{{7*7}}", "{%x%}", "<!--@full:0-->"),
    *("-->", "\u202e", "\x00", "\u2028", "'", "<b>", "𠮷", "é", "[-", "+}"),
)
URLS = (
    "http://www.zs.gov.cn/content/post_1.html", "https://gxj.zs.gov.cn/x?a=1&b=2", "javascript:alert(1)",
    "http://evil.example/www.zs.gov.cn", "http://www.zs.gov.cn@evil.example/", "//www.zs.gov.cn/", "",
    "http://www.zs.gov.cn/<script>", "https://watch.example.org/announcements/zs-1",
)  # fmt: skip
words = st.lists(st.sampled_from([*"中山机器人应用补贴，。（）“”、 ab19\n", *NASTY]), min_size=1, max_size=40).map(
    "".join
)
plain = st.text(alphabet="中山机器人应用补贴，。ab19", min_size=1, max_size=200)
odd = st.sampled_from(["", "<i>", "/../x", "&quot;", '"'])
moments = st.none() | st.just(NOW)


@st.composite
def lines(draw: st.DrawFn) -> Line:
    return Line(
        id=f"zs-{draw(st.integers(1, 99))}{draw(odd)}",
        title=draw(words),
        url=draw(st.sampled_from(URLS)),
        issuer=draw(st.none() | words),
        published=draw(moments),
        first=draw(words),
    )


quotes = st.builds(
    Quote, part=st.sampled_from(["body", "title"]), revision=st.just(1), start=st.just(0), end=st.just(1), text=words
)
alignments = st.builds(
    Alignment,
    meeting=st.just("2025-02-21"),
    directive=st.sampled_from(["study.1", "application.2", "talent.3"]),
    theme=st.sampled_from(["study", "application", "talent"]),
    score=st.floats(0, 1),
    announcement_quote=quotes,
    directive_quote=st.builds(DirectiveQuote, start=st.just(0), end=st.just(1), text=words),
)
novelties = st.builds(
    Novelty,
    kind=st.sampled_from(["first_answer", "after_silence", "in_force", "published"]),
    meeting=st.just("2025-02-21"),
    directive=st.sampled_from(["", "study.1"]),
    asked=words,
    days=st.integers(0, 999),
    ours=quotes,
    previous=st.none()
    | st.builds(lambda title, url: replace(answers(FUND)[0], title=title, url=url), words, st.sampled_from(URLS)),
)
items = st.builds(
    Item,
    line=lines(),
    revision=st.just(1),
    doc_number=st.none() | words,
    themes=st.lists(st.sampled_from(["study", "application", "talent", "odd"]), max_size=3, unique=True).map(tuple),
    summary=plain,
    alignments=st.lists(alignments, max_size=6).map(tuple),
    deadline=st.none() | st.dates(date(2026, 11, 1), date(2027, 2, 1)),
    amounts=st.lists(words, max_size=3).map(tuple),
    attachments=st.lists(st.builds(File, name=words, url=st.sampled_from(URLS)), max_size=8).map(tuple),
    novelties=st.lists(novelties, max_size=2).map(tuple),
    reposts=st.lists(lines(), max_size=7).map(tuple),
    disputed=st.lists(st.just("study.1"), max_size=1).map(tuple),
    unread=st.integers(0, 2),
    written_by=st.just("") | words,
)


@st.composite
def edits(draw: st.DrawFn) -> Edit:
    before, after = draw(st.text("中山<&", max_size=5)), draw(st.text("中山<&", max_size=5))
    gone, come = draw(words), draw(words)
    kind = draw(st.sampled_from(["typo", "amount", "date"]))
    return Edit(
        part="body",
        kind=kind,
        old=before + gone + after,
        new=before + come + after,
        before=len(before),
        after=len(after),
    )  # type: ignore[arg-type]


changes = st.builds(
    Change,
    line=lines(),
    told_revision=st.just(1),
    revision=st.just(2),
    themes=st.lists(st.sampled_from(["study", "odd"]), max_size=2, unique=True).map(tuple),
    deadline=st.none() | st.dates(date(2026, 11, 1), date(2027, 2, 1)),
    kind=st.sampled_from(["typo", "amount", "substance"]),
    edits=st.lists(edits(), min_size=1, max_size=8).map(tuple),
    more=st.integers(0, 3),
)
readers = st.none() | st.builds(
    lambda why, wants, leave, earlier, left_out: replace(
        READER, why=why, wants=wants, leave=leave, earlier=tuple(earlier), left_out=left_out
    ),
    words,
    words,
    st.sampled_from(["", READER.leave, *URLS]),
    st.lists(lines(), max_size=3),
    st.integers(0, 9),
)


@st.composite
def editions(draw: st.DrawFn) -> Edition:
    """Any edition: of any kind and language, with and without the archive's pages, of nothing up to a lot."""
    kind = draw(st.sampled_from(["daily", "weekly", "immediate"]))
    base = edition_of(0, kind=kind, language=draw(st.sampled_from(["zh", "en"])))
    return replace(
        base,
        items=tuple(draw(st.lists(items, max_size=5))),
        changes=tuple(draw(st.lists(changes, max_size=2))),
        withdrawn=tuple(Withdrawn(line=one, withdrawn_at=NOW) for one in draw(st.lists(lines(), max_size=2))),
        reprints=tuple(draw(st.lists(lines(), max_size=2))),
        near_misses=tuple(draw(st.lists(lines(), max_size=2))),
        sources=tuple(
            replace(one, publisher=draw(words), why=draw(words), healthy=draw(st.booleans())) for one in base.sources
        ),
        reader=draw(readers),
        archive=draw(st.sampled_from(["", base.archive])),
        silence="news",
    )


def crowded(edition: Edition, times: int) -> Edition:
    """The edition with each item so many times, each under an id of its own."""
    told = enumerate(edition.items * times)
    numbered = (replace(one, line=replace(one.line, id=f"{one.line.id}-{at}")) for at, one in told)
    return replace(edition, items=tuple(numbered))
