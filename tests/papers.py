"""Small announcements for the tests of the judgement, made from a title and a body."""

from datetime import datetime

from archive.clock import SHANGHAI
from archive.records import Announcement
from tests.labelled import announcement

PUBLISHED = datetime(2026, 11, 18, 9, 30, tzinfo=SHANGHAI)


def paper(
    body: str,
    title: str = "关于人工智能与机器人有关工作情况",
    *,
    attachment: str | None = None,
    issuer: str | None = None,
) -> Announcement:
    """Return an announcement as the archive would hold it."""
    attachments = [{"name": "附件.docx", "text": attachment}] if attachment else []
    return announcement(
        {"title": title, "body": body, "published": PUBLISHED, "attachments": attachments, "issuer": issuer}
    )
