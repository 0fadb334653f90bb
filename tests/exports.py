"""What the tests of exports write: a small archive with everything, and made-up announcements in any number."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from archive.export.writing import Material
from archive.records import Announcement, Directive, Meeting, Query, Theme
from archive.search import every
from archive.store import Archive, Tx, announcements, judgements
from tests.found import NOON, analysis, attachment, found

TEXT = "会议要求拓展应用场景，加快发展。"
MEETING = Meeting(
    id="2025-02-21",
    title="一次会议",
    date=date(2025, 2, 21),
    url="http://www.zs.gov.cn/1.html",
    text=TEXT,
    themes=(Theme(id="application", name="应用"),),
    directives=(
        Directive(id="application.1", theme="application", start=4, end=10, text=TEXT[4:10]),
        Directive(id="application.2", theme="application", start=11, end=15, text=TEXT[11:15]),
    ),
)


def filled(archive: Archive) -> None:
    """One judged announcement of two revisions with attachments, one bare and withdrawn, one of another meeting."""
    with archive.begin() as tx:
        announcements.keep(tx, found(1, body="原来的话"), NOON)
        announcements.keep(tx, found(1, attachments=(attachment(), attachment(2, None))), NOON + timedelta(days=1))
        one = announcements.get(tx, "zs-1")
        more = {"deadline": date(2026, 12, 1), "amounts": ("500万元",)}
        judgements.put(tx, analysis(one, "在中山市登记", part=_part(one), **more), NOON)
        unknown = dict.fromkeys(("published", "issuer", "doc_number"))
        announcements.keep(tx, replace(found(2, id="gd-x", title="", body="", **unknown), post_id=None), NOON)
        announcements.withdraw(tx, "gd-x", NOON)
        announcements.keep(tx, found(3, title="机器人'\"、\n通知"), NOON)
        other = analysis(announcements.get(tx, "zs-3"), "人工智能")
        aligned = tuple(replace(each, meeting="2030-01-01") for each in other.alignments)
        judgements.put(tx, replace(other, alignments=aligned), NOON)


def _part(one: Announcement) -> str:
    return f"attachment:{one.attachments[0].sha256}"


def material(tx: Tx) -> Material:
    return Material(
        announcements=every(tx, Query(limit=None)),
        revisions=lambda one: announcements.revisions(tx, one),
        meetings=(MEETING,),
    )


def many(archive: Archive, count: int) -> Iterator[Announcement]:
    """Give so many announcements, each of its own, that nobody keeps."""
    with archive.read() as tx:
        (one,) = (each for each in every(tx, Query(limit=None)) if each.id == "zs-1")
    for number in range(count):
        yield replace(one, id=f"zs-{number}", post_id=number, revision=1, body=f"{one.body}{number}\n" * 20)
