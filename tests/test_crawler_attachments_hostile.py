"""Files made to do harm: each ends in a status, soon, and the next file is read as if nothing had been."""

import io
import random
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from crawler.attachments import Reader, bundle, sheets, slides
from crawler.attachments.limits import MAX_TEXT
from tests.hostile_papers import far_cells, pages_declared, word
from tests.twin import biff, ofd, packages, word97
from tests.twin.announcements import Paper
from tests.twin.papers import BUILDERS, made

SOUND = "说明：请解压。"
KNOWN = {"ok", "no_text_layer", "no_words", "encrypted", "unsupported", "unreadable", "too_large", "timed_out"}


@pytest.fixture(scope="module")
def shared() -> Iterator[Reader]:
    one = Reader()
    one.read(b"", "warm.txt")
    yield one
    one.close()


@pytest.fixture
def reader(shared: Reader) -> Iterator[Reader]:
    """A reader that must be as good after the test as before it."""
    yield shared
    assert shared.read(SOUND.encode(), "a.txt").text == SOUND


def status_of(reader: Reader, raw: bytes, name: str) -> tuple[str, str]:
    got = reader.read(raw, name)
    assert got.text is None
    return got.status, got.note


def test_a_million_pages_declared_are_too_many(reader: Reader) -> None:
    status, note = status_of(reader, pages_declared(1_000_000), "a.pdf")
    assert (status, note) == ("too_large", "1000000 pages, expected at most 3000")


def test_a_pdf_with_a_password_is_encrypted(reader: Reader) -> None:
    file = io.BytesIO()
    canvas = Canvas(file, encrypt="geheim")
    canvas.drawString(72, 700, "x")
    canvas.save()
    assert status_of(reader, file.getvalue(), "a.pdf")[0] == "encrypted"


def test_a_sheet_that_says_it_is_huge_is_read_by_its_cells(reader: Reader) -> None:
    raw = packages.xlsx("字", before='<dimension ref="A1:XFD1048576"/>')
    assert reader.read(raw, "a.xlsx").text == "字"


def test_cells_at_both_ends_of_a_sheet_do_not_fill_the_memory(reader: Reader) -> None:
    started = time.monotonic()
    status, note = status_of(reader, far_cells(), "a.xlsx")
    assert status in {"unreadable", "too_large"}
    assert note
    assert time.monotonic() - started < 20


def test_more_rows_than_are_read_are_told(reader: Reader) -> None:
    raw = packages.xlsx("\n".join("|1|2|" for _ in range(sheets.MAX_ROWS + 1)))
    status, note = status_of(reader, raw, "a.xlsx")
    assert status == "too_large"
    assert "200001 rows" in note
    wide = packages.xlsx("1", after='<row r="2100"><c r="BXX2100"><v>1</v></c></row>')
    assert status_of(reader, wide, "a.xlsx") == (
        "too_large",
        "sheet Sheet1: 2100 rows of 2000, expected at most 200000 rows and 4000000 cells",
    )


def test_a_document_of_fifty_megabytes_is_read(reader: Reader) -> None:
    raw = word("<w:p><w:pPr><w:rPr/></w:pPr></w:p>" * 1_400_000 + "<w:p><w:r><w:t>末段</w:t></w:r></w:p>")
    assert len(raw) < 1_000_000
    got = reader.read(raw, "a.docx", seconds=60)
    assert (got.status, got.text) == ("ok", "末段")


def test_parts_that_unpack_without_end_are_too_large(reader: Reader) -> None:
    slide = f"<p:sld {SPACE}><a:p><a:t>{'a' * 70_000_000}</a:t></a:p></p:sld>"
    show = f'<p:presentation xmlns:p="{packages.P}"/>'
    raw = packages.packed({"ppt/presentation.xml": show, "ppt/slides/slide1.xml": slide})
    status, note = status_of(reader, raw, "a.pptx")
    assert status == "too_large"
    assert note.startswith("ppt/slides/slide1.xml unpacks to more than")
    raw = packages.packed({"OFD.xml": "<OFD>" + "<a/>" * 20_000_000})
    assert status_of(reader, raw, "a.ofd")[0] == "too_large"


def test_too_many_slides_or_pages_are_told(reader: Reader) -> None:
    many = {f"ppt/slides/slide{at}.xml": "<a/>" for at in range(slides.MAX_SLIDES + 1)}
    show = f'<p:presentation xmlns:p="{packages.P}"/>'
    assert status_of(reader, packages.packed({"ppt/presentation.xml": show} | many), "a.pptx")[0] == "too_large"
    body = "<DocBody><DocRoot>d.xml</DocRoot></DocBody>" * 4000
    one = "<Document><Pages><Page BaseLoc='p.xml'/></Pages></Document>"
    raw = packages.packed({"OFD.xml": f"<OFD>{body}</OFD>", "d.xml": one, "p.xml": "<Page/>"})
    assert status_of(reader, raw, "a.ofd") == ("too_large", "4000 pages, expected at most 3000")


def test_a_text_longer_than_is_kept_is_told(reader: Reader) -> None:
    status, note = status_of(reader, b"a" * (MAX_TEXT + 1), "a.txt")
    assert (status, note) == ("too_large", "8000001 characters, expected at most 8000000")


BOMB = "<!DOCTYPE d [<!ENTITY e0 'ha'>" + "".join(
    f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 12)
) + "<!ENTITY f SYSTEM 'file:///etc/passwd'>]>"  # fmt: skip


SPACE = f'xmlns:p="{packages.P}" xmlns:a="{packages.A}"'
CELL = '<c r="A1" t="inlineStr"><is><t>{}</t></is></c>'
PARTS = {
    "a.pptx": ("ppt/slides/slide1.xml", f"<p:sld {SPACE}><a:p><a:t>{{}}</a:t></a:p></p:sld>"),
    "a.xlsx": (
        "xl/worksheets/sheet1.xml",
        f'<worksheet xmlns="{packages.S}"><sheetData><row r="1">{CELL}</row></sheetData></worksheet>',
    ),
    "a.ofd": (
        "Doc_0/Pages/Page_0/Content.xml",
        '<Page><TextObject Boundary="0 0 1 1"><TextCode>{}</TextCode></TextObject></Page>',
    ),
}


@pytest.mark.parametrize("name", PARTS)
def test_entities_are_not_unfolded_and_files_not_opened(reader: Reader, name: str) -> None:
    part, root = PARTS[name]
    sound = zipfile.ZipFile(io.BytesIO(made(Paper(name=name, text="字"))))
    parts: dict[str, str | bytes] = {one: sound.read(one) for one in sound.namelist()}
    got = reader.read(packages.packed(parts | {part: BOMB + root.format("字&e11;&f;")}), name)
    assert got.text is None or (len(got.text) < 100 and "root:" not in got.text)


@pytest.mark.parametrize("name", ["a.pptx", "a.ofd"])
def test_elements_in_elements_without_end_are_unreadable(reader: Reader, name: str) -> None:
    deep = "<a>" * 200_000 + "</a>" * 200_000
    parts = {"ppt/presentation.xml": deep} if name == "a.pptx" else {"OFD.xml": deep}
    assert status_of(reader, packages.packed(parts), name)[0] in {"unreadable", "no_words"}


def test_a_compound_file_whose_sectors_lead_in_a_circle_ends(reader: Reader) -> None:
    raw = bytearray(word97.document("字" * 5000))
    table = 512
    for at in range(table + 4, table + 4 * 40, 4):
        raw[at : at + 4] = (2).to_bytes(4, "little")
    assert reader.read(bytes(raw), "a.doc", seconds=10).status in KNOWN - {"timed_out"}


def test_an_archive_with_too_many_members_is_told(reader: Reader) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(bundle.MAX_MEMBERS + 1):
            archive.writestr(f"{number}.txt", b"")
    assert status_of(reader, file.getvalue(), "a.zip") == ("too_large", "201 members, expected at most 200")


def test_a_bomb_among_the_members_leaves_the_others_their_words(reader: Reader) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("炸弹.txt", b"0" * 60_000_000)
        archive.writestr("说明.txt", SOUND.encode())
    got = reader.read(file.getvalue(), "a.zip")
    assert (got.status, got.text) == ("too_large", f"炸弹.txt\n说明.txt\n{SOUND}")
    assert got.note == "炸弹.txt: unpacks to more than 50000000 bytes"


def test_bombs_one_after_the_other_are_bounded_together(reader: Reader) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5):
            archive.writestr(f"{number}.bin", b"0" * 40_000_000)
    assert status_of(reader, file.getvalue(), "a.zip")[0] == "too_large"


RTF = (Path(__file__).parent / "fixtures" / "attachments" / "guide.rtf").read_bytes()
SEEDS = {
    **{f"a.{one}": "申报指南\n| 序号 | 名称 |\n| 1 | 甲乙丙 |\n末段，单个项目最高500万元。" for one in BUILDERS},
    "a.zip": "说明.txt\n请解压。\n表.xlsx\n| a | b |\n通知.doc\n正文",
    "a.png": None,
    "a.rtf": None,
    "a.rar": None,
}


@pytest.mark.parametrize("name", sorted(SEEDS))
def test_a_file_with_random_damage_ends_in_a_status(reader: Reader, name: str) -> None:
    dice = random.Random(name)  # noqa: S311
    whole = RTF if name == "a.rtf" else made(Paper(name=name, text=SEEDS[name]))
    for _ in range(25):
        raw = damaged(whole, dice)
        started = time.monotonic()
        got = reader.read(raw, name, seconds=5)
        assert got.status in KNOWN
        assert time.monotonic() - started < 8


def damaged(whole: bytes, dice: random.Random) -> bytes:
    """Return a file with bytes changed, left out, repeated or cut off, but the first, which tell its kind."""
    raw = bytearray(whole)
    for _ in range(dice.choice((1, 3, 30))):
        at = dice.randrange(min(8, len(raw) - 1), len(raw))
        match dice.randrange(4):
            case 0:
                raw[at] = dice.randrange(256)
            case 1:
                del raw[at : at + dice.randrange(1, 40)]
            case 2:
                raw[at:at] = raw[at : at + dice.randrange(1, 200)]
            case _:
                raw[at : at + 4] = dice.choice((b"\xff" * 4, b"\0" * 4, b"\xff\xff\xff\x7f"))
        if len(raw) < 16:
            break
    return bytes(raw[: dice.randrange(len(raw) // 2, len(raw) + 1)] if dice.random() < 0.2 else raw)


def test_random_bytes_under_every_name_end_in_a_status(reader: Reader) -> None:
    dice = random.Random(7)  # noqa: S311
    heads = (b"%PDF-1.7\n", b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"")
    for extension in sorted(BUILDERS):
        for head in heads:
            assert reader.read(head + dice.randbytes(3000), f"a.{extension}", seconds=5).status in KNOWN


def test_the_makers_are_sound() -> None:
    """What is damaged above is whole before: else damage would prove nothing."""
    assert biff.workbook("字")[:4] == word97.document("字")[:4] == b"\xd0\xcf\x11\xe0"
    assert ofd.document("字")[:2] == b"PK"
