"""Announcements made by hand, the meeting that they answer, and what an edition is made of; the texts are ours."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from archive.clock import SHANGHAI
from archive.records import (
    Alignment,
    Analysis,
    Announcement,
    Answer,
    Directive,
    DirectiveQuote,
    Health,
    Meeting,
    Quote,
    Relevance,
    Revision,
    Theme,
)
from digest.compose import Material

NOW = datetime(2026, 11, 19, 8, 0, tzinfo=SHANGHAI)
DAY = date(2026, 11, 19)
_DIRECTIVES = {
    "study.1": "增强主动学习的自觉性和紧迫感",
    "study.2": "熟练掌握运用DeepSeek等新工具",
    "application.2": "打造一批人工智能应用场景",
    "application.3": "加力提速推进传统制造业数字化智能化转型升级",
    "industry.2": "用足用好“人工智能+”产业创新发展政策",
    "industry.3": "最大限度用人工智能为产业高质量发展赋能",
    "talent.2": "针对性研究出台人才招引、招商引资等配套政策",
    "talent.3": "不断完善政策支撑体系",
    "general.1": "全市上下要树立起强烈的拥抱人工智能时代的意识",
}


def meeting() -> Meeting:
    text = "会议强调，" + "，".join(_DIRECTIVES.values()) + "。"
    return Meeting(
        id="2025-02-21",
        title="全市人工智能和机器人产业发展座谈会",
        date=date(2025, 2, 21),
        url="http://www.zs.gov.cn/zwgk/jdxx/zhxx/content/post_2491968.html",
        text=text,
        themes=tuple(
            Theme(id=key, name=name)
            for key, name in [("study", "学习"), ("application", "应用"), ("industry", "产业"), ("talent", "人才")]
        ),
        directives=tuple(
            Directive(
                id=key,
                theme=key.partition(".")[0],
                start=text.index(words),
                end=text.index(words) + len(words),
                text=words,
            )
            for key, words in _DIRECTIVES.items()
        ),
    )


def alignment(announcement: Announcement, directive: str, words: str, score: float = 0.8) -> Alignment:
    found = meeting().directive(directive)
    assert found is not None
    start = announcement.body.index(words)
    return Alignment(
        meeting="2025-02-21",
        directive=directive,
        theme=found.theme,
        score=score,
        announcement_quote=Quote(
            part="body", revision=announcement.revision, start=start, end=start + len(words), text=words
        ),
        directive_quote=DirectiveQuote(start=found.start, end=found.end, text=found.text),
    )


def announcement(post: int, title: str, body: str, **facts: Any) -> Announcement:
    """An announcement; `aligned` is {directive: words of the body}, `score` decides relevance from 0.5 on."""
    aligned = facts.pop("aligned", {})
    score = facts.pop("score", 0.9)
    analysed = {name: facts.pop(name) for name in ("summary", "deadline", "amounts", "account") if name in facts}
    stated: dict[str, Any] = {
        "id": f"zs-{post}",
        "url": f"http://www.zs.gov.cn/gxj/tzgg/content/post_{post}.html",
        "source": "zs_gxj-tzgg",
        "post_id": post,
        "title": title,
        "published": NOW - timedelta(hours=22),
        "issuer": "中山市工业和信息化局",
        "doc_number": None,
        "index_number": None,
        "written_on": None,
        "validity": None,
        "body": body,
        "raw_sha256": "0" * 64,
        "reader": "columns",
        "first_seen": NOW - timedelta(hours=1),
        "last_seen": NOW - timedelta(hours=1),
        "withdrawn_at": None,
        "revision": 1,
        "revised_at": NOW - timedelta(hours=1),
        "canonical_id": f"zs-{post}",
    }
    plain = Announcement(**(stated | facts))
    analysis = Analysis(
        announcement_id=plain.id,
        revision=plain.revision,
        method="test-1",
        relevance=Relevance(relevant=score >= 0.5, score=score, topics=("ai",)),
        alignments=tuple(
            alignment(plain, directive, words, 0.9 - 0.1 * place)
            for place, (directive, words) in enumerate(aligned.items())
        ),
        **({"summary": body.splitlines()[0]} | analysed),
    )
    return replace(plain, analysis=analysis)


def revision_of(one: Announcement, **changed: Any) -> Revision:
    """The stored revision of an announcement, with other words where stated."""
    names = ("revision", "title", "published", "issuer", "doc_number", "body", "raw_sha256", "attachments")
    stated = {name: getattr(one, name) for name in names} | {"seen_at": one.first_seen, "announcement_id": one.id}
    return Revision(**(stated | changed))


@dataclass(frozen=True, kw_only=True)
class Source:
    key: str
    publisher: str
    column: str
    hosts: tuple[str, ...] = ("*.zs.gov.cn",)


SOURCES = (
    Source(key="portal-tzgg", publisher="中山市人民政府", column="通知公告"),
    Source(key="portal-zhxx", publisher="中山市人民政府", column="综合信息"),
    Source(key="zs_gxj-tzgg", publisher="中山市工业和信息化局", column="通知公告"),
    Source(key="zs_kj-zjdc", publisher="中山市科学技术局", column="征集调查"),
)


def healthy(*, hours: float = 1.5) -> dict[str, Health]:
    seen = NOW - timedelta(hours=hours)
    return {
        one.key: Health(source=one.key, status="ok", why="", last_run=seen, last_success=seen, last_new=seen)
        for one in SOURCES
    }


def failed(source: str, status: Any = "blocked", why: str = "answered with a challenge page") -> dict[str, Health]:
    return {
        source: Health(
            source=source,
            status=status,
            why=why,
            last_run=NOW - timedelta(hours=1),
            last_success=NOW - timedelta(hours=25),
            last_new=None,
        )
    }


def material(**changed: Any) -> Material:
    stated: dict[str, Any] = {
        "key": "daily-2026-11-19",
        "kind": "daily",
        "date": DAY,
        "language": "zh",
        "composed_at": NOW,
        "method": "test-1",
        "untold": (),
        "told": {},
        "relevant": (),
        "meetings": (meeting(),),
        "health": healthy(),
        "sources": SOURCES,
        "fresh_hours": 26.0,
        "near_score": 0.35,
        "since": NOW - timedelta(days=1),
    }
    stated |= changed
    stated.setdefault("answers", answers(*stated["relevant"], *stated["untold"]))
    return Material(**stated)


def answers(*given: Announcement) -> list[Answer]:
    """What relevant announcements answer, as the archive would say."""
    return [
        Answer(
            **{name: getattr(each, name) for name in ("meeting", "directive", "score")},
            **{name: getattr(one, name) for name in ("id", "canonical_id", "title", "url", "issuer", "withdrawn_at")},
            day=(one.published or one.first_seen).date(),
            quote=each.announcement_quote,
        )
        for one in {one.id: one for one in given}.values()
        if one.analysis and one.analysis.relevance.relevant
        for each in one.analysis.alignments
    ]
