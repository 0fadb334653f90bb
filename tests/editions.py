"""Hand-made announcements and an edition of them, in the style of the sites; the texts are ours."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from archive.clock import SHANGHAI
from archive.records import (
    Alignment,
    Analysis,
    Announcement,
    Answer,
    Attachment,
    Directive,
    DirectiveQuote,
    Health,
    Meeting,
    Quote,
    Relevance,
    Revision,
    Theme,
)
from digest.compose import Material, compose
from digest.edition import Edition

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
    analysed = {name: facts.pop(name) for name in ("summary", "deadline", "amounts") if name in facts}
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


FUND = announcement(
    2655001,
    "关于组织申报2026年中山市人工智能应用场景示范项目的通知",
    "为推动人工智能与实体经济深度融合，现组织申报2026年中山市人工智能应用场景示范项目。\n"
    "对入选的人工智能应用场景示范项目，按实际投入的30%给予资助，单个项目最高500万元。\n"
    "鼓励企业用好“人工智能+”政策，对采购本市算力服务的企业给予算力券支持。\n申报截止时间为2026年11月30日。",
    doc_number="中工信〔2026〕301号",
    deadline=date(2026, 11, 30),
    amounts=("最高500万元", "30%"),
    summary="对入选的人工智能应用场景示范项目，按实际投入的30%给予资助，单个项目最高500万元。申报截止时间为2026年11月30日。",
    aligned={
        "application.2": "对入选的人工智能应用场景示范项目，按实际投入的30%给予资助，单个项目最高500万元。",
        "industry.2": "对采购本市算力服务的企业给予算力券支持",
    },
    attachments=(
        Attachment(url="http://www.zs.gov.cn/a.pdf", name="附件1：申报指南.pdf", sha256="a" * 64, status="unreadable"),
    ),
)
TRAINING = announcement(
    2655002,
    "我市举办全市干部DeepSeek应用专题培训班",
    "11月17日，市委党校举办DeepSeek等人工智能工具应用专题培训班，全市260名干部参加实操演练。\n培训为期三天。",
    issuer="中共中山市委党校",
    aligned={"study.2": "市委党校举办DeepSeek等人工智能工具应用专题培训班，全市260名干部参加实操演练"},
    published=NOW - timedelta(days=1, hours=3),
)
ROBOTS = announcement(
    2655003,
    "中山市推动机器人产业高质量发展行动计划（2026—2028年）（征求意见稿）公开征求意见的公告",
    "支持建设具身智能机器人中试基地，对新引进的机器人整机企业给予最高1000万元落户奖励。\n"
    "对引进的机器人领军人才团队，给予最高3000万元资助和住房保障。\n意见反馈截止时间为2026年12月18日。",
    doc_number="中工信〔2026〕305号",
    deadline=date(2026, 12, 18),
    amounts=("最高1000万元", "最高3000万元"),
    aligned={
        "industry.3": "支持建设具身智能机器人中试基地，对新引进的机器人整机企业给予最高1000万元落户奖励",
        "talent.2": "对引进的机器人领军人才团队，给予最高3000万元资助和住房保障",
    },
)
CONTEST = announcement(
    2655004,
    "2026年中山市青少年机器人竞赛获奖名单公示",
    "现将2026年中山市青少年机器人竞赛获奖名单予以公示，公示期为5个工作日。",
    issuer="中山市教育和体育局",
)
COPY = announcement(
    2655010,
    FUND.title,
    FUND.body,
    url="http://www.zs.gov.cn/hjq/gggs/content/post_2655010.html",
    issuer="中山火炬高技术产业开发区管理委员会",
    canonical_id=FUND.id,
)
NEAR = announcement(2655005, "中山市智慧水务平台运维服务采购公告", "采购智慧水务平台运维服务一项。", score=0.42)
NOISE = announcement(2655006, "关于停水的通知", "因管网检修，11月20日停水。", score=0.02)
EDITED = announcement(
    2654001,
    "关于下达2026年机器人应用奖补资金计划的通知",
    "对购置工业机器人的企业，按设备投入的20%给予奖补，单个企业最高300万元。\n材料报送截止时间为2026年11月25日。",
    revision=2,
    first_seen=NOW - timedelta(days=3),
    deadline=date(2026, 11, 25),
    aligned={"application.3": "对购置工业机器人的企业，按设备投入的20%给予奖补，单个企业最高300万元"},
)
EDITED_BEFORE = revision_of(
    EDITED, revision=1, body=EDITED.body.replace("300万元", "500万元").replace("11月25日", "11月30日")
)
GONE = announcement(
    2654002,
    "人工智能算力券申领指南",
    "算力券申领指南如下。",
    first_seen=NOW - timedelta(days=5),
    withdrawn_at=NOW - timedelta(hours=1),
)
REPRINT = announcement(
    2655011,
    "（转载）算力基础设施建设行动方案",
    "转载市发展和改革局文件。",
    issuer="中山市翠亨新区管理委员会",
    canonical_id="zs-2650000",
)


def full_material(**changed: Any) -> Material:
    """A day on which everything happens."""
    stated: dict[str, Any] = {
        "untold": (FUND, TRAINING, ROBOTS, CONTEST, COPY, NEAR, NOISE, EDITED, GONE, REPRINT),
        "told": {EDITED.id: EDITED_BEFORE, GONE.id: revision_of(GONE), "zs-2650000": revision_of(REPRINT)},
        "health": healthy() | failed("zs_kj-zjdc"),
    }
    return material(**(stated | changed))


def full_edition(**changed: Any) -> Edition:
    return compose(full_material(**changed))


def many(count: int) -> tuple[Announcement, ...]:
    """As many relevant announcements as on a first day."""
    words = "支持建设人工智能应用场景，对入选项目按实际投入的30%给予资助，单个项目最高500万元"
    directives = ("application.2", "industry.3", "talent.2", "study.2")
    return tuple(
        announcement(
            2600000 + number,
            f"关于组织申报第{number}批人工智能与机器人融合应用示范项目的通知",
            f"{words}（第{number}批）。\n请各镇街按要求组织申报。",
            published=NOW - timedelta(days=number),
            deadline=DAY + timedelta(days=number % 40),
            aligned={directives[number % 4]: words} if number % 9 else {},
        )
        for number in range(1, count + 1)
    )
