"""Words recognised in pictures, where the optional part is installed; and an honest status where it is not."""

import io
from pathlib import Path

import pytest

from crawler import attachments
from crawler.attachments import Reader, pdf, recognition
from tests import score_attachments
from tests.twin.announcements import Paper
from tests.twin.papers import made

FIXTURES = Path(__file__).parent / "fixtures" / "attachments"
SCAN = FIXTURES / "scan.tif"
needs_ocr = pytest.mark.skipif(not recognition.installed(), reason="the part ocr is not installed")


def scanned_pdf(*pages: str) -> bytes:
    """Set pages: `scan` is the scanned picture, `blank` nothing, anything else is words."""
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    for page in pages:
        if page == "scan":
            canvas.drawImage(ImageReader(io.BytesIO((FIXTURES / "scan.png").read_bytes())), 0, 300, 595, 499)
        elif page != "blank":
            canvas.setFont("STSong-Light", 12)
            canvas.drawString(72, 700, page)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def test_without_recognition_a_picture_says_what_is_missing() -> None:
    reader = Reader()
    picture = reader.read(SCAN.read_bytes(), "扫描件.tif")
    pages = reader.read(scanned_pdf("正文第一页。", "scan", "blank"), "扫描件.pdf")
    reader.close()
    assert (picture.status, picture.text, picture.note) == ("no_text_layer", None, "a picture")
    assert (pages.status, pages.text) == ("no_text_layer", "正文第一页。")
    assert pages.note == "no text layer on 1 of 3 pages"
    assert attachments.read(SCAN.read_bytes(), "a.tif", recognise=False).status == "no_text_layer"


@needs_ocr
def test_scans_are_recognised_and_marked() -> None:
    for name, (recall, reading) in score_attachments.recognised().items():
        assert reading.status == "ocr"
        assert recall.value >= score_attachments.RECOGNISED_FLOOR, name


@needs_ocr
def test_pages_of_a_scan_are_recognised_in_their_place() -> None:
    got = attachments.read(scanned_pdf("正文第一页。", "scan", "正文第三页。"), "扫描件.pdf")
    assert (got.status, got.media_type) == ("ocr", "application/pdf")
    lines = (got.text or "").splitlines()
    assert (lines[0], lines[-1]) == ("正文第一页。", "正文第三页。")
    assert "单个项目最高300万元" in lines[5]
    assert any(line.startswith("| 1 | 灯饰外观视觉质检 |") for line in lines)


@needs_ocr
def test_a_picture_on_its_head_is_turned_round() -> None:
    from PIL import Image

    file = io.BytesIO()
    Image.open(SCAN).convert("L").rotate(180).save(file, "PNG")
    got = attachments.read(file.getvalue(), "a.png")
    assert "单个项目最高300万元" in (got.text or "")


@needs_ocr
def test_a_picture_without_words_and_one_that_is_too_large() -> None:
    from PIL import Image

    file = io.BytesIO()
    Image.new("1", (9000, 9000), 1).save(file, "PNG")
    assert attachments.read(made(Paper(name="a.png")), "a.png").status == "no_words"
    got = attachments.read(file.getvalue(), "a.png")
    assert (got.status, got.note) == ("too_large", "9000 x 9000 pixels, expected at most 60000000")


@needs_ocr
def test_broken_pictures_are_unreadable_and_harm_nobody() -> None:
    whole = SCAN.read_bytes()
    reader = Reader(sees=True)
    assert reader.read(whole[:300], "a.tif", seconds=60).status == "unreadable"
    assert reader.read(b"\x89PNG\r\n\x1a\n" + whole, "a.png", seconds=60).status == "unreadable"
    assert reader.read("字".encode(), "a.txt", seconds=60).text == "字"
    reader.close()


@needs_ocr
def test_what_there_is_no_time_for_is_told_and_the_rest_is_kept() -> None:
    got = pdf.words(scanned_pdf("正文第一页。", "scan"), recognition.Recogniser(seconds=0.0))
    assert (got.status, got.text) == ("too_large", "正文第一页。")
    assert got.note == "1 of 2 pages could not be recognised in time"
    many = recognition.Recogniser(seconds=1000.0)
    assert [many.more() for _ in range(recognition.MAX_PICTURES + 1)][-2:] == [True, False]


def test_a_scan_is_worth_reading_again_only_when_somebody_can_recognise_it() -> None:
    assert attachments.worth_again("no_text_layer") == recognition.installed()
    assert not any(attachments.worth_again(status) for status in ("ok", "ocr", "no_words", "unsupported", "encrypted"))
