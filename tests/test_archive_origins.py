"""Whose kept bytes are: an attachment's, a page's, of any revision, asked within one announcement or at large."""

from archive.store import Archive
from archive.store.origins import Origin, origin
from archive.store.progress import mark
from tests.found import HOUR, NOON, attachment
from tests.halls import closing, run
from tests.reading_room import keep


def test_bytes_are_known_by_whoever_names_them(archive: Archive) -> None:
    file = attachment(1)
    keep(archive, attachments=(file,), raw_sha256="a" * 64, body="甲")
    keep(archive, NOON + HOUR, attachments=(), raw_sha256="b" * 64, body="乙")
    assert file.sha256 is not None
    with archive.read() as tx:
        for within in ("", "zs-1"):
            assert origin(tx, file.sha256, within) == Origin("zs-1", 1, file.name)
            assert origin(tx, "a" * 64, within) == Origin("zs-1", 1)
            assert origin(tx, "b" * 64, within) == Origin("zs-1", 2)
            assert origin(tx, "c" * 64, within) is None
        assert origin(tx, "a" * 64, "zs-2") is None
        assert origin(tx, "a" * 64, "\x00") is None


def test_the_mark_moves_with_every_run_and_judgement(archive: Archive) -> None:
    def now() -> tuple[int, int]:
        with archive.read() as tx:
            return mark(tx)

    assert now() == (0, 0)
    run(archive, "zs_gxj-tzgg", "ok")
    first = now()
    closing(archive)
    second = now()
    assert first[0] > 0
    assert (second[0], second[1] > first[1]) == (first[0], True)
    assert now() == second
