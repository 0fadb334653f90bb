"""Hand-made announcements and editions of them, in the style of the sites; the texts are ours."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from archive.records import Attachment
from digest.compose import Material, compose
from digest.edition import Edition, Language, Reader
from tests.announced import (
    DAY,
    NOW,
    SOURCES,
    alignment,
    announcement,
    answers,
    failed,
    healthy,
    material,
    meeting,
    revision_of,
)
from tests.crowds import many

__all__ = [
    "DAY",
    "NOW",
    "SOURCES",
    "alignment",
    "announcement",
    "answers",
    "failed",
    "healthy",
    "many",
    "material",
    "meeting",
    "revision_of",
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


READER = Reader(
    name="officer@example.org",
    since=date(2026, 10, 1),
    why="您于 2026-10-01 在网页上订阅并确认",
    wants="主题：产业、人才；只要有截止日期的",
    leave="https://watch.example.org/subscriptions/leave/abc.def",
    left_out=3,
    missed=2,
)


def edition_of(count: int, *, language: Language = "zh", kind: str = "daily", **changed: Any) -> Edition:
    """An edition of so many new items, with a few quiet edits and near misses beside them when there are any."""
    beside = (EDITED, GONE, NEAR) if count else ()
    told = {EDITED.id: EDITED_BEFORE, GONE.id: revision_of(GONE)} if count else {}
    for_one = {name: changed.pop(name) for name in ("reader",) if name in changed}
    stated: dict[str, Any] = {"untold": (*many(count), *beside), "told": told, "archive": "https://watch.example.org"}
    key = {"daily": f"daily-{DAY}", "weekly": f"weekly-{DAY}", "immediate": f"immediate-{DAY}T0800"}[kind]
    edition = compose(material(key=key, kind=kind, language=language, **(stated | changed)))
    if kind == "weekly":
        edition = replace(edition, period=(DAY - timedelta(days=6), DAY))
    return replace(edition, **for_one)
