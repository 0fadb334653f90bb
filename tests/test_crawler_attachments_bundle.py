"""ZIP archives: names as their makers saw them, every member by its kind, and honest about the rest."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from crawler.attachments import Reader, bundle, opening
from tests.twin.announcements import Paper
from tests.twin.bundles import Gbk
from tests.twin.papers import made

NAME = "附件1：申报表（示范项目）.txt"


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return file.getvalue()


def locked(raw: bytes, *numbers: int) -> bytes:
    """Mark members as encrypted, where the format says it and in the directory."""
    marked = bytearray(raw)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        for number in range(raw.count(mark)):
            at = raw.index(mark, at + 1)
            if number in numbers:
                marked[at + place] |= 1
    return bytes(marked)


class Raw(zipfile.ZipInfo):
    """A member whose name is written as given, without a word about its encoding."""

    encoded = b""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 (a method of the library)
        return self.encoded, self.flag_bits & ~0x800


def named(encoded: bytes, extra: bytes = b"") -> zipfile.ZipInfo:
    member = Raw("x")
    member.encoded, member.extra = encoded, extra
    return member


def unicode_path(encoded: bytes, name: str, *, wrong: int = 0) -> bytes:
    field = struct.pack("<BI", 1, zlib.crc32(encoded) ^ wrong) + name.encode()
    return struct.pack("<HH", 0x7075, len(field)) + field


@pytest.mark.parametrize(
    "member",
    [
        zipfile.ZipInfo(NAME),
        Gbk(NAME),
        named(NAME.encode()),
        named(b"1.txt", unicode_path(b"1.txt", NAME)),
        named(NAME.encode("gbk"), unicode_path(NAME.encode("gbk"), "别的.txt", wrong=1)),
        named(NAME.encode("gb18030"), b"\x01\x00\x02\x00ab"),
    ],
    ids=["utf-8", "gbk", "utf-8 unmarked", "unicode path", "unicode path of another", "other extra field"],
)
def test_a_name_is_read_as_its_maker_saw_it(member: zipfile.ZipInfo) -> None:
    got = opening.read(zipped((member, "字".encode())), "材料.zip")
    assert (got.status, got.text) == ("ok", f"{NAME}\n字")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.txt", "etc/passwd.txt"),
        ("/tmp/a.txt", "tmp/a.txt"),
        ("..\\..\\windows\\a.txt", "windows/a.txt"),
        ("材料/表\n一.txt", "材料/表 一.txt"),
    ],
)
def test_a_name_leads_nowhere_and_nothing_is_written(
    name: str, shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    reader = Reader()
    got = reader.read(zipped((name, "字".encode())), "a.zip")
    reader.close()
    assert got.text == f"{shown}\n字"
    assert list(tmp_path.iterdir()) == []


def test_members_are_read_by_their_kinds_and_systems_own_files_are_left_out() -> None:
    raw = zipped(
        ("材料/", b""),
        ("材料/通知.doc", made(Paper(name="a.doc", text="正文一。"))),
        ("材料/表.bin", made(Paper(name="a.xlsx", text="| 序号 | 名称 |\n| 1 | 甲 |"))),
        ("__MACOSX/材料/._通知.doc", b"x"),
        ("材料/.DS_Store", b"x"),
        ("材料/Thumbs.db", b"x"),
    )
    got = opening.read(raw, "a.zip")
    assert (got.status, got.text) == ("ok", "材料/通知.doc\n正文一。\n材料/表.bin\n| 序号 | 名称 |\n| 1 | 甲 |")


def test_an_archive_in_an_archive_is_read_and_no_deeper() -> None:
    inner = zipped(("说明.txt", "字".encode()))
    middle = zipped(("内.zip", inner))
    got = opening.read(middle, "外.zip")
    assert (got.status, got.text) == ("ok", "内.zip\n说明.txt\n字")
    got = opening.read(zipped(("中.zip", middle)), "外.zip")
    assert (got.status, got.text) == ("unsupported", "中.zip\n内.zip")
    assert "an archive in an archive in an archive" in got.note


@pytest.mark.parametrize(
    ("member", "content", "status"),
    [
        ("扫描件.png", made(Paper(name="a.png")), "no_text_layer"),
        ("图纸.dwg", b"AC1032", "unsupported"),
        ("坏.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "unreadable"),
        ("空.txt", b"", "no_words"),
    ],
)
def test_the_whole_is_as_good_as_its_worst_member_and_the_rest_is_read(
    member: str, content: bytes, status: str
) -> None:
    got = opening.read(zipped(("说明.txt", "字".encode()), (member, content)), "a.zip")
    assert (got.status, got.text) == (status, f"说明.txt\n字\n{member}")
    assert got.note.startswith(f"{member}: ")


def test_encrypted_members_are_told() -> None:
    raw = zipped(("甲.txt", "字".encode()), ("乙.txt", "密".encode()))
    some, every = opening.read(locked(raw, 1), "a.zip"), opening.read(locked(raw, 0, 1), "a.zip")
    assert (some.status, some.text, some.note) == ("encrypted", "甲.txt\n字\n乙.txt", "乙.txt: encrypted")
    assert (every.status, every.text) == ("encrypted", None)


def test_a_member_that_is_damaged_costs_that_member_only() -> None:
    raw = bytearray(zipped(("甲.txt", "好的字".encode() * 20), ("乙.txt", "字".encode())))
    at = raw.index(b"PK\x03\x04") + 30 + len("甲.txt".encode())
    raw[at : at + 4] = b"\xff\xff\xff\xff"
    got = opening.read(bytes(raw), "a.zip")
    assert (got.status, got.text) == ("unreadable", "甲.txt\n乙.txt\n字")


def test_an_archive_that_is_cut_off_is_unreadable() -> None:
    raw = zipped(("甲.txt", "字".encode()))
    assert opening.read(raw[:-20], "a.zip").status == "unreadable"
    assert bundle.MAX_DEPTH == 2


@pytest.mark.parametrize("extension", ["docx", "xlsx", "pptx", "ofd"])
def test_an_archive_that_holds_an_office_file_as_it_is_stays_an_archive(extension: str) -> None:
    inner = made(Paper(name=f"a.{extension}", text="正文一。"))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(f"内.{extension}", inner)
    got = opening.read(file.getvalue(), "a.zip")
    assert (got.status, got.text, got.media_type) == ("ok", f"内.{extension}\n正文一。", "application/zip")
