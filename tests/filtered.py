"""An archive for filters: announcements of every kind, each with the truth about it, written down and not computed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import product

import sqlalchemy as sa

from archive.clock import SHANGHAI
from archive.records import Alignment, DirectiveQuote, Query, Quote, Relevance
from archive.store import Archive, announcements, indexing, judgements
from archive.tables import Matching
from tests.found import NOON, analysis, attachment, found

SOURCES = (("zs_gxj-tzgg",), ("zs_gxj-zxgk", "portal-zhxx"), ("zsnews",))
ISSUERS = ("中山市工业和信息化局", "小榄镇人民政府（党政办）", None)
SPOKEN = {"": (), "翠亨新区落户。": ("翠亨新区",), "東區街道與古鎮鎮參加。": ("东区街道", "古镇镇")}
SUMS = {"": False, "补助500万元。": True, "共５亿元投资。": True, "报名2人。": False}
ALIGNED = (
    (),
    (("2025-02-21", "application.2", "application"),),
    (("2025-02-21", "application.2", "application"), ("2026-01-05", "industry.1", "industry")),
    (("2026-01-05", "application.2", "application"),),
)
NUMBERS = ("中府〔2025〕1号", None, "中工信办〔2025〕12号")
COUNT = 24


@dataclass(frozen=True, kw_only=True)
class Truth:
    """What is so of one announcement."""

    id: str
    day: date | None
    sources: tuple[str, ...]
    issuer: str | None
    towns: tuple[str, ...]
    number: str | None
    money: bool
    deadline: bool
    attachment: bool
    revised: bool
    withdrawn: bool
    relevant: bool | None
    topics: tuple[str, ...]
    aligned: tuple[tuple[str, str, str], ...]
    words: str


def fill(archive: Archive) -> list[Truth]:
    """Keep COUNT announcements; returns the truth about them, the newest first, the one kept last of the undated."""
    return sorted(
        (_keep(archive, at) for at in range(COUNT)), key=lambda one: (one.day is None, _back(one.day), -int(one.id[3:]))
    )


def bring_up(archive: Archive, ids: list[str]) -> None:
    """Index some announcements, so that these are no longer stale, and let the others be so."""
    indexing.bring_up(archive)
    with archive.begin() as tx:
        tx.execute(sa.update(Matching).where(Matching.announcement_id.not_in(ids)).values(stale=True, tags=""))


def fulfils(one: Truth, query: Query) -> bool:
    """The truth about a query, by plain comparison."""
    return all(_checks(one, query))


def _checks(one: Truth, query: Query) -> Iterator[bool]:
    yield query.words in one.words
    yield query.since is None or (one.day is not None and one.day >= query.since)
    yield query.until is None or (one.day is not None and one.day <= query.until)
    yield query.source is None or any(at == query.source or at.startswith(f"{query.source}-") for at in one.sources)
    yield query.issuer is None or query.issuer in (one.issuer or "")
    yield query.body is None or query.body == one.issuer
    yield query.town is None or query.town in one.towns
    yield query.theme is None or query.theme in [theme for _, _, theme in one.aligned]
    named = [name for meeting, directive, _ in one.aligned for name in (directive, f"{meeting}/{directive}")]
    yield query.directive is None or query.directive in named
    yield query.topic is None or query.topic in one.topics
    had = {"money": one.money, "deadline": one.deadline, "attachment": one.attachment}
    had |= {"revision": one.revised, "withdrawn": one.withdrawn}
    yield all(had[trait] for trait in query.has)
    yield query.doc_number is None or query.doc_number == one.number
    yield query.relevant is None or query.relevant is one.relevant


def _back(day: date | None) -> int:
    return -(day or date.min).toordinal()


def _keep(archive: Archive, at: int) -> Truth:
    # Strides that share no divisor with the lengths meet every pair of values among the COUNT announcements.
    spoken, sums = list(SPOKEN)[at % 3], list(SUMS)[at // 2 % 4]
    relevant = (True, False, None)[at // 3 % 3]
    one = Truth(
        id=f"zs-{100 + at}",
        day=None if at % 11 == 10 else date(2025, 1, 15) + timedelta(days=23 * at),
        sources=SOURCES[at // 4 % 3],
        issuer=ISSUERS[at * 5 // 2 % 3],
        towns=(*(("小榄镇",) if ISSUERS[at * 5 // 2 % 3] == ISSUERS[1] else ()), *SPOKEN[spoken]),
        number=NUMBERS[at // 5 % 3],
        money=SUMS[sums],
        deadline=relevant is not None and at % 2 == 0,
        attachment=at % 5 < 2,
        revised=at % 4 == 1,
        withdrawn=at % 7 == 3,
        relevant=relevant,
        topics=(() if not relevant else ("ai",) if at % 2 else ("ai", "robotics")),
        aligned=ALIGNED[at % 4] if relevant else (),
        words=f"第{at}件：机器人。{spoken}{sums}",
    )
    with archive.begin() as tx:
        for source in one.sources:
            for body in (*(["旧文。"] if one.revised else []), one.words):
                reading = found(
                    100 + at,
                    title="通知",
                    body=body,
                    source=source,
                    url=f"http://www.zs.gov.cn/{source}/content/post_{100 + at}.html",
                    published=one.day and datetime.combine(one.day, datetime.min.time(), SHANGHAI),
                    issuer=one.issuer,
                    doc_number=one.number,
                    attachments=(attachment(at, "见正文。"),) if one.attachment else (),
                )
                announcements.keep(tx, reading, NOON)
        if one.withdrawn:
            announcements.withdraw(tx, one.id, NOON)
        if one.relevant is not None:
            _judge(archive, tx, one)
    return one


def _judge(archive: Archive, tx: object, one: Truth) -> None:
    kept = announcements.get(tx, one.id)  # type: ignore[arg-type]
    quoted = Quote(part="title", revision=kept.revision, start=0, end=2, text="通知")
    aligned = tuple(
        Alignment(
            meeting=meeting,
            directive=directive,
            theme=theme,
            score=0.8,
            announcement_quote=quoted,
            directive_quote=DirectiveQuote(start=0, end=2, text="应用"),
        )
        for meeting, directive, theme in one.aligned
    )
    verdict = Relevance(relevant=bool(one.relevant), score=0.5, topics=one.topics)
    told = replace(
        analysis(kept),
        relevance=verdict,
        alignments=aligned,
        deadline=date(2026, 12, 1) if one.deadline else None,
        account={},
    )
    judgements.put(tx, told, NOON)  # type: ignore[arg-type]


def each_filter() -> list[Query]:
    """Return a query for each value of each filter, alone."""
    values: dict[str, tuple[object, ...]] = {
        "since": (date(2025, 6, 1), date(2027, 1, 1)),
        "until": (date(2025, 6, 1), date(2024, 1, 1)),
        "source": ("zs_gxj-tzgg", "zs_gxj", "portal", "portal-zhxx", "zsnews", "zs"),
        "issuer": ("工业", "党政办", "无此"),
        "body": (*ISSUERS[:2], "中山市工业"),
        "town": ("翠亨新区", "小榄镇", "古镇镇", "东区街道", "三角镇"),
        "theme": ("application", "industry", "talent"),
        "directive": (
            "application.2",
            "2025-02-21/application.2",
            "2026-01-05/application.2",
            "industry.1",
            "talent.9",
        ),
        "topic": ("ai", "robotics", "a"),
        "has": (("money",), ("deadline",), ("attachment",), ("revision",), ("withdrawn",), ("money", "attachment")),
        "doc_number": (NUMBERS[0], NUMBERS[2], "中府〔2025〕11号"),
        "relevant": (True, False),
    }
    pairs = (product([name], some) for name, some in values.items())
    return [Query(limit=None, **{name: value}) for some in pairs for name, value in some]  # type: ignore[arg-type]
