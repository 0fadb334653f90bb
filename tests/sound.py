"""An archive in which everything holds, with a row in every table: for tests that damage, move or tidy it."""

from datetime import date
from typing import Any

from archive.records import (
    Alignment,
    DirectiveQuote,
    Found,
    Meeting,
    Quote,
    RunError,
    Service,
    SourceRun,
    StoredEdition,
    Validators,
)
from archive.store import (
    Archive,
    Tx,
    alarms,
    announcements,
    citations,
    consultations,
    editions,
    judgements,
    leases,
    meetings,
    outbox,
    rereading,
    runs,
    services,
    subscribers,
)
from digest.meetings import shipped
from tests.found import BODY, CHEN, HOUR, NOON, analysis, attachment, found

PAGE, EDITED, FILE = "<html>甲</html>".encode(), "<html>乙</html>".encode(), b"PK\x03\x04\x00\xff guide"
ANOTHERS = "<html>同一篇</html>".encode("gb18030")
MEETING = "2025-02-21"
DIRECTIVE = "application.2"
TEXT = "申报指南：\n企业应在中山市登记，单个项目最高补助500万元。"
CITING = BODY + "\n根据《中山市算力券管理办法》（中府〔2024〕12号）。"
RUN = SourceRun(
    run_id="r1",
    source="zs_gxj-tzgg",
    started_at=NOON,
    finished_at=NOON,
    status="partial",
    errors=(RunError(url="u", reason="timeout", detail="30 s"),),
)


def fill(archive: Archive) -> None:
    """Keep two announcements, the second a copy of the first, whose second revision was read anew and judged."""
    page, edited, file, anothers = (archive.blobs.put(raw) for raw in (PAGE, EDITED, FILE, ANOTHERS))
    guide = attachment(text=TEXT, sha256=file)
    with archive.begin() as tx:
        announcements.keep(tx, found(1, attachments=(guide,), raw_sha256=page), NOON)
        announcements.keep(tx, _copy(page), NOON + 24 * HOUR)
        edit = {"body": CITING.replace("500", "600"), "attachments": (guide,), "raw_sha256": edited}
        announcements.keep(tx, found(1, **edit), NOON + 25 * HOUR)
        assert rereading.reread(tx, found(1, **edit | {"body": CITING}), NOON + 26 * HOUR)
        while citations.refresh(tx):
            pass
        _judge(tx)
        validators = {"url": "http://x", "etag": '"1"', "last_modified": None, "fetched_at": NOON}
        announcements.remember(tx, Validators(sha256=anothers, **validators))
        runs.add(tx, RUN)
        runs.start(tx, "crawl", NOON, NOON, "host:1:ab")
        work(tx)
        meetings.put(tx, Meeting(id="m", title="会", date=date(2025, 2, 21), url="", text="甲乙"))
        _tell(tx)
        subscribers.put(tx, CHEN)
        subscribers.came_back(tx, message_id="<1@zswatch>", subscriber="chen", why="550 no such user", now=NOON)
        asked = {"key": "k", "purpose": "summary", "model": "m", "now": NOON, "tokens": 1000, "cost": 0.0}
        most = consultations.Spending(calls=1, tokens_in=9, tokens_out=1, cost=0.25)
        number = consultations.reserve(tx, **asked, most=most)
        assert number is not None
        consultations.settle(tx, number, outcome="answered", answer="好")


def work(tx: Tx) -> None:
    """Let a service lead, and tell its operator of something."""
    assert leases.take(tx, "host:www.zs.gov.cn", "host:1:ab", 30)
    one = {"kind": "service", "role": "leads", "version": "1", "started_at": NOON, "seen_at": NOON}
    services.seen(tx, Service(holder="host:1:ab", **one))
    alarms.note(tx, {"source:zs_gxj-tzgg": "failed"}, NOON)


def _copy(page: str) -> Found:
    return found(2, title="【转发】" + found(1).title, doc_number=found(1).doc_number, raw_sha256=page)


def _judge(tx: Any) -> None:
    one = announcements.get(tx, "zs-1")
    assert (one.revision, one.canonical_id, announcements.get(tx, "zs-2").canonical_id) == (2, "zs-1", "zs-1")
    part = f"attachment:{one.attachments[0].sha256}"
    directive = shipped()[MEETING].directive(DIRECTIVE)
    assert directive is not None
    alignment = Alignment(
        meeting=MEETING,
        directive=directive.id,
        theme=directive.theme,
        score=0.8,
        announcement_quote=_quote(one, part, "单个项目最高补助500万元"),
        directive_quote=DirectiveQuote(start=directive.start, end=directive.end, text=directive.text),
    )
    figure = _quote(one, "body", "500万元")
    figures = [{name: getattr(figure, name) for name in ("part", "start", "end", "text")} | {"kind": "amount"}]
    theirs = {"part": "", "revision": 0, "start": 0, "end": 1, "text": "another text's"}
    account = {"figures": figures, "comparisons": [{"beside": "meeting", "ours": figures[0], "theirs": theirs}]}
    judged = analysis(one, alignments=(alignment,), account=account)
    judgements.put(tx, judged, NOON)


def _quote(one: Any, part: str, words: str) -> Quote:
    start = one.part(part).index(words)
    return Quote(part=part, revision=one.revision, start=start, end=start + len(words), text=words)


def _tell(tx: Any) -> None:
    edition = {
        "language": "zh",
        "composed_at": NOON + HOUR,
        "subject": "s",
        "content": {"a": "甲"},
        "html": "",
        "text": "",
    }
    daily = StoredEdition(key="daily-1", date=date(2026, 11, 18), kind="daily", **edition)
    editions.put(tx, daily, [("zs-1", 2)], [("zs-2", 1)])
    erratum = StoredEdition(key="erratum-1", date=date(2026, 11, 19), kind="erratum", corrects="daily-1", **edition)
    editions.put(tx, erratum, [])
    mail = {"edition_key": "daily-1", "channel": "smtp", "subscriber": "chen", "items": ["zs-1"]}
    for number in (1, 2):
        message = {"recipient": f"{number}@b", "message_id": f"<{number}>", "message": b"\x00\xffraw", "now": NOON}
        outbox.enqueue(tx, **mail, **message)
    outbox.mark_sent(tx, outbox.due(tx, NOON)[0].id, NOON)
