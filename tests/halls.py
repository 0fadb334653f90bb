"""What the tests of meetings, sources, deadlines and accounts put into an archive."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from archive.records import RunError, SourceRun
from archive.store import Archive, announcements, judgements, runs
from tests.found import HOUR, NOON, analysis, found

WORDS = "申报截止时间为2026年12月15日"
BODY = f"各镇街：\n为推动人工智能与制造业深度融合，打造一批人工智能应用场景，现组织申报示范项目。\n{WORDS}，逾期不予受理。\n单个项目最高补助500万元。"


def closing(
    archive: Archive,
    number: int = 1,
    day: date | None = date(2026, 12, 15),
    *,
    at: datetime = NOON,
    relevant: bool = True,
    theme: str = "application",
    **changed: Any,
) -> str:
    """Keep and judge an announcement that sets a day."""
    stated: dict[str, Any] = {"body": f"{BODY}\n第{number}号，{'甲乙丙丁戊己庚辛'[number % 8] * 40}。"} | changed
    with archive.begin() as tx:
        kept = announcements.keep(tx, found(number, **stated), at)
        one = announcements.get(tx, kept.id)
        judged = analysis(one, "打造一批人工智能应用场景", deadline=day, amounts=("最高补助500万元",))
        alignments = tuple(replace(each, theme=theme, directive=f"{theme}.2") for each in judged.alignments)
        start = one.body.find(WORDS) + len("申报截止时间为")
        quote = {"part": "body", "revision": one.revision, "start": start, "end": start + 11, "text": "2026年12月15日"}
        offer = {"days": [{"day": str(day), "quote": quote}]} if day else None
        verdict = replace(judged.relevance, relevant=relevant)
        judgements.put(
            tx,
            replace(judged, alignments=alignments if relevant else (), relevance=verdict, account={"offer": offer}),
            at,
        )
    return kept.id


def run(archive: Archive, source: str, status: str, at: datetime = NOON, **changed: Any) -> None:
    """Keep what one run did at a source."""
    stated: dict[str, Any] = {
        "run_id": f"{at:%d%H%M}",
        "source": source,
        "started_at": at - HOUR,
        "finished_at": at,
        "status": status,
    }
    with archive.begin() as tx:
        runs.add(tx, SourceRun(**stated | {"pages": 3} | changed))


FAULT = RunError(
    url="http://www.zs.gov.cn/x.html", reason="drift", detail="no title was found <script>alert(1)</script>"
)
