"""Announcements as a crawl hands them to the archive, in the authentic style, for tests of any room."""

from datetime import datetime, timedelta
from typing import Any

from archive.clock import SHANGHAI
from archive.records import (
    Alignment,
    Analysis,
    Announcement,
    Attachment,
    DirectiveQuote,
    Filters,
    Found,
    Quote,
    Relevance,
    Subscriber,
)
from archive.tables import storable
from archive.text import fingerprint

NOON = datetime(2026, 11, 18, 12, tzinfo=SHANGHAI)
HOUR = timedelta(hours=1)
BODY = (
    "各镇街、各有关单位：\n"
    "为推动人工智能与制造业深度融合，现组织申报“人工智能+制造”示范项目。\n"
    "单个项目最高补助500万元。"
)
CHEN = Subscriber(
    name="chen",
    channel="smtp",
    address="chen@example.org",
    language="zh",
    editions=("daily", "weekly"),
    status="active",
    asked_at=NOON,
    why="asked on the web page",
    nonce="n1",
    filters=Filters(themes=("industry",), bodies=("市工业和信息化局",), towns=("小榄镇",), deadline=True),
    confirmed_at=NOON + HOUR,
)


def found(post_id: int = 2655001, **changed: Any) -> Found:
    """Return a reading of one announcement; its fingerprint follows from its words unless it is given."""
    stated: dict[str, Any] = {
        "id": f"zs-{post_id}",
        "post_id": post_id,
        "source": "zs_gxj-tzgg",
        "url": f"http://www.zs.gov.cn/gxj/tzgg/content/post_{post_id}.html",
        "title": f"关于组织申报“人工智能+制造”示范项目的通知（{post_id}）",
        "published": datetime(2026, 11, 18, 9, 30, tzinfo=SHANGHAI),
        "issuer": "中山市工业和信息化局",
        "body": BODY,
        "reader": "columns",
        "doc_number": f"中工信〔2026〕{post_id % 1000}号",
    } | changed
    files = [part for file in stated.get("attachments") or () for part in (file.name, file.text)]
    stated.setdefault("raw_sha256", fingerprint(repr(sorted(stated.items(), key=lambda one: one[0]))))
    words = [part and storable(part) for part in (stated["title"], stated["body"], *files)]
    return Found(**{"fingerprint": fingerprint(*words)} | stated)


def attachment(number: int = 1, text: str | None = "申报指南：\n企业应在中山市登记。", **changed: Any) -> Attachment:
    """Return an attachment that was read, or one that was not when there is no text."""
    stated: dict[str, Any] = {
        "url": f"http://www.zs.gov.cn/attachment/{number}.docx",
        "name": f"附件{number}：申报指南.docx",
        "media_type": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "sha256": fingerprint(storable(text)) if text is not None else None,
        "status": "ok" if text is not None else "unreadable",
        "text": text,
    }
    return Attachment(**stated | changed)


def analysis(
    one: Announcement, words: str = "", *, part: str = "body", method: str = "test-1", **changed: Any
) -> Analysis:
    """Return a judgement of an announcement, relevant, with one alignment when words to quote are given."""
    quotes = ()
    if words:
        start = (one.part(part) or "").index(words)
        ours = Quote(part=part, revision=one.revision, start=start, end=start + len(words), text=words)
        theirs = DirectiveQuote(start=10, end=14, text="应用场景")
        quotes = (
            Alignment(
                meeting="2025-02-21",
                directive="application.2",
                theme="application",
                score=0.81,
                announcement_quote=ours,
                directive_quote=theirs,
            ),
        )
    stated: dict[str, Any] = {
        "announcement_id": one.id,
        "revision": one.revision,
        "method": method,
        "relevance": Relevance(relevant=True, score=0.93, topics=("ai",), reasons=("人工智能 in the title",)),
        "alignments": quotes,
        "summary": "组织申报示范项目。",
        "account": {"words": {"人工智能": 2}},
    }
    return Analysis(**stated | changed)
