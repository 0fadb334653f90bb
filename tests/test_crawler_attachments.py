"""Attachments: the words of PDF, DOCX and TXT files, and nothing that a file does harms the reader of it."""

import io
import threading
import time
import zipfile
from collections.abc import Iterator

import docx
import pytest
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

from crawler.attachments import Reader, Reading, kinds, read
from tests.hostile_papers import slow_pdf

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LONG = (
    "为深入贯彻落实市委、市政府关于推动“人工智能+”行动的部署，加快建设具有竞争力的产业集群，支持企业购买算力服务，"
    "对符合条件的企业按实际支出的30%给予补助，最高300万元（含税）。同一企业“十五五”期间累计不超过1000万元。"
)


@pytest.fixture(scope="module", autouse=True)
def font() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))


@pytest.fixture
def reader() -> Iterator[Reader]:
    one = Reader()
    yield one
    one.close()


def pdf_of(*parts: str | None, indent: int = 24) -> bytes:
    """Set paragraphs; None begins a page."""
    style = ParagraphStyle(
        "body", fontName="STSong-Light", fontSize=12, leading=18, firstLineIndent=indent, wordWrap="CJK"
    )
    file = io.BytesIO()
    SimpleDocTemplate(file).build([PageBreak() if part is None else Paragraph(part, style) for part in parts])
    return file.getvalue()


def drawn(*words: tuple[float, float, str]) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.setFont("STSong-Light", 12)
    for x, y, text in words:
        canvas.drawString(x, y, text)
    canvas.save()
    return file.getvalue()


def word_of(xml: bytes, name: str = "word/document.xml") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, xml)
    return file.getvalue()


def body(inner: str) -> bytes:
    return word_of(f'<w:document xmlns:w="{W}"><w:body>{inner}</w:body></w:document>'.encode())


def test_paragraphs_of_a_pdf_are_whole_again() -> None:
    got = read(pdf_of("中山市算力券管理办法", LONG, "一、申报条件", LONG, None, LONG), "办法.pdf")
    assert (got.status, got.media_type) == ("ok", "application/pdf")
    assert got.text == "\n".join(["中山市算力券管理办法", LONG, "一、申报条件", LONG, LONG])


def test_a_paragraph_runs_on_over_the_end_of_a_page() -> None:
    many = "".join(f"第{number}项是关于人工智能应用场景的具体要求，各单位应当认真落实；" for number in range(160))
    assert read(pdf_of(many), "a.pdf").text == many


def test_enumerations_begin_paragraphs_even_after_a_full_line() -> None:
    lines = ["一、支持方向。" + "智" * 29 + "。", "（一）支持算力建设", "1．支持数据流通", "第二章 总则", "附件：清单"]
    assert read(pdf_of(*lines, indent=0), "a.pdf").text == "\n".join(lines)


def test_quotes_drawn_after_their_line_come_to_their_place() -> None:
    raw = drawn((72, 700, "推动"), (108, 700, "人工智能"), (168, 700, "行动"), (96, 700, "“"), (156, 700, "”"))
    assert read(raw, "a.pdf").text == "推动“人工智能”行动"


def test_columns_of_a_printed_table_are_rows_and_page_numbers_are_gone() -> None:
    raw = drawn((72, 700, "序号"), (150, 700, "项目"), (300, 700, "金额"), (72, 680, "1"), (150, 680, "算力券"),
                (300, 680, "300万元"), (280, 40, "— 1 —"))  # fmt: skip
    assert read(raw, "a.pdf").text == "| 序号 | 项目 | 金额 |\n| 1 | 算力券 | 300万元 |"


def test_a_scan_is_sound_but_has_no_words(reader: Reader) -> None:
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.rect(50, 50, 300, 300)
    canvas.showPage()
    canvas.rect(50, 50, 300, 300)
    canvas.save()
    got = reader.read(file.getvalue(), "扫描件.pdf")
    assert got == Reading(
        status="no_text_layer", text=None, media_type="application/pdf", note="no text layer on 2 of 2 pages"
    )


def test_a_word_document_in_its_order() -> None:
    document = docx.Document()
    document.add_heading("申报指南", 1)
    paragraph = document.add_paragraph("根据国发")
    paragraph.add_run("〔2017〕").bold = True
    paragraph.add_run("35号")
    table = document.add_table(2, 2)
    for row, cells in zip(table.rows, [("项目", "金额"), ("算力券", "300\n万元")], strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    document.add_paragraph("中山市工业和信息化局")
    file = io.BytesIO()
    document.save(file)
    got = read(file.getvalue(), "附件1：申报指南.docx")
    assert (got.status, got.media_type) == ("ok", kinds.DOCX)
    assert got.text == "申报指南\n根据国发〔2017〕35号\n| 项目 | 金额 |\n| 算力券 | 300 万元 |\n中山市工业和信息化局"


def test_what_a_word_reader_does_not_see_is_left_out() -> None:
    raw = body(
        "<w:p><w:r><w:t>最高</w:t></w:r><w:del><w:r><w:delText>500</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>300</w:t></w:r></w:ins><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>万元</w:t></w:r></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>框里的</w:t><w:tab/><w:t>话</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    assert read(raw, "a.docx").text == "最高300万元\n框里的 话"


def test_a_plain_text() -> None:
    assert read("第一行\r\n\r\n　第二行：镕\n".encode("gb18030"), "说明.txt").text == "第一行\n第二行：镕"


@pytest.mark.parametrize(
    ("raw", "name", "stated", "media_type"),
    [
        (b"Rar!\x1a\x07\x00", "a.rar", None, "application/vnd.rar"),
        (b"7z\xbc\xaf\x27\x1c", "a.zip", None, "application/x-7z-compressed"),
        (b"<!DOCTYPE html><html></html>", "a.pdf", "application/pdf", "text/html"),
        (b"", "a.bin", "application/octet-stream; x=y", "application/octet-stream"),
        (b"", "", None, None),
    ],
)
def test_other_kinds_are_named_by_their_bytes(
    raw: bytes, name: str, stated: str | None, media_type: str | None
) -> None:
    got = read(raw, name, media_type=stated)
    assert (got.status, got.text, got.media_type) == ("unsupported", None, media_type)


def test_the_bytes_decide_what_a_file_is_not_its_name() -> None:
    assert read(pdf_of("关于申报的通知"), "通知.docx").text == "关于申报的通知"
    assert read(b"\n\njunk" + pdf_of("关于申报的通知"), "通知").status == "ok"
    assert read(body("<w:p><w:r><w:t>字</w:t></w:r></w:p>"), "x.pdf", media_type="application/pdf").text == "字"


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"%PDF-1.4 nothing more", "a.pdf"),
        (b"%PDF-1.4\n" + bytes(range(256)) * 50, "a.pdf"),
        (b"PK\x03\x04 nothing more", "a.docx"),
        (word_of(b"<w:document", "word/document.xml"), "a.docx"),
        (word_of(b"<a/>", "word/document.xml.bak"), "a.docx"),
        (body("<w:p>" * 3000), "a.docx"),
    ],
)
def test_broken_files_are_unreadable(raw: bytes, name: str) -> None:
    got = read(raw, name)
    assert (got.status, got.text) == ("unreadable", None)
    assert got.note


def test_a_cut_off_pdf_never_breaks_the_reader(reader: Reader) -> None:
    whole = pdf_of(LONG, LONG)
    for end in range(10, len(whole), len(whole) // 12):
        assert reader.read(whole[:end], "a.pdf").status in {"ok", "unreadable", "unsupported"}
    assert reader.read(whole, "a.pdf").status == "ok"


def test_entities_are_not_unfolded_and_files_not_opened() -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    raw = word_of(
        f'<!DOCTYPE d [<!ENTITY e0 "ha">{bomb}<!ENTITY f SYSTEM "file:///etc/passwd">]><w:document xmlns:w="{W}">'
        "<w:body><w:p><w:r><w:t>字&e11;&f;</w:t></w:r></w:p></w:body></w:document>".encode()
    )
    got = read(raw, "a.docx")
    assert got.text is None or (len(got.text) < 100 and "root" not in got.text)


def test_a_file_that_unpacks_without_end_is_too_large(reader: Reader) -> None:
    start = f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>'.encode()
    raw = word_of(start + b"a" * 80_000_000)
    assert len(raw) < 200_000
    got = reader.read(raw, "a.docx")
    assert (got.status, got.text) == ("too_large", None)
    assert "word/document.xml unpacks to more than" in got.note
    assert reader.read(body("<w:p><w:r><w:t>字</w:t></w:r></w:p>"), "a.docx").text == "字"


def test_a_file_that_takes_too_long_is_given_up_and_the_next_is_read(reader: Reader) -> None:
    raw = slow_pdf()
    assert len(raw) < 1_000_000
    reader.read(b"", "warm.txt")
    started = time.monotonic()
    got = reader.read(raw, "a.pdf", seconds=0.7)
    assert (got.status, got.text, got.media_type) == ("timed_out", None, "application/pdf")
    assert time.monotonic() - started < 20
    assert reader.read("字".encode(), "a.txt").text == "字"


def test_several_threads_share_one_reader(reader: Reader) -> None:
    got: dict[int, str | None] = {}

    def one(number: int) -> None:
        got[number] = reader.read(f"第{number}份".encode(), "a.txt").text

    threads = [threading.Thread(target=one, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == {number: f"第{number}份" for number in range(12)}


def test_a_closed_reader_starts_anew(reader: Reader) -> None:
    assert reader.read("甲".encode(), "a.txt").text == "甲"
    reader.close()
    reader.close()
    assert reader.read("乙".encode(), "a.txt").text == "乙"
