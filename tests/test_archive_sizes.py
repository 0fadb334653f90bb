"""How large an archive is, on each engine."""

from archive.records import Attachment
from archive.store import Archive, announcements, sizes
from tests.found import NOON, found


def test_the_database_and_what_is_not_read_are_counted(archive: Archive) -> None:
    read = Attachment(url="http://www.zs.gov.cn/a.pdf", name="a.pdf", sha256="a" * 64, status="ok", text="申报指南")
    waiting = Attachment(url="http://www.zs.gov.cn/b.pdf", name="b.pdf")
    with archive.begin() as tx:
        assert sizes.unread(tx) == 0
        announcements.keep(tx, found(1, attachments=(read, waiting)), NOON)
        announcements.keep(tx, found(2), NOON)
        assert sizes.unread(tx) == 1
        assert sizes.database_bytes(tx) > 100_000
