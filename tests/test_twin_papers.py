import io
import re
import subprocess
import sys

import docx
import olefile
import pypdfium2
import pytest

from tests.twin.announcements import Paper
from tests.twin.papers import made, media_type

TEXT = """中山市“人工智能+”扶持资金申报指南（2026年）
一、单个项目最高500万元，按DeepSeek等大模型调用费的60%给予支持，文号为中工信〔2026〕301号；申报截止日期为2026年12月20日，逾期不予受理。
| 序号 | 企业名称 | 资助金额（万元） |
| 1 | 中山市岭澜电器有限公司与中山粤枢机器人有限公司联合体 | 86.50 |
二、联系人：喆先生、龑女士。"""


def squeezed(text: str) -> str:
    return re.sub(r"[\s|]+", "", text)


def test_a_pdf_carries_its_words_as_unicode() -> None:
    document = pypdfium2.PdfDocument(made(Paper(name="附件.pdf", text=TEXT)))
    try:
        pages = [page.get_textpage() for page in document]
        assert squeezed("".join(page.get_text_range() for page in pages)) == squeezed(TEXT)
    finally:
        document.close()


def test_a_long_pdf_has_several_pages() -> None:
    document = pypdfium2.PdfDocument(made(Paper(name="附件.pdf", text="\n".join([TEXT] * 20))))
    assert len(document) > 2
    document.close()


def test_a_pdf_without_words_looks_like_a_scan() -> None:
    document = pypdfium2.PdfDocument(made(Paper(name="扫描件.pdf")))
    assert document[0].get_textpage().get_text_range() == ""
    document.close()


def test_a_docx_has_paragraphs_and_a_real_table() -> None:
    document = docx.Document(io.BytesIO(made(Paper(name="附件.docx", text=TEXT))))
    assert [one.text for one in document.paragraphs] == [one for one in TEXT.splitlines() if not one.startswith("|")]
    assert [cell.text for cell in document.tables[0].rows[0].cells] == ["序号", "企业名称", "资助金额（万元）"]


def test_formats_are_what_they_say() -> None:
    assert made(Paper(name="设备清单.xls")).startswith(bytes.fromhex("d0cf11e0"))
    assert made(Paper(name="材料.zip", text="说明.txt\n字")).startswith(b"PK\x03\x04")
    assert made(Paper(name="照片.png")).startswith(b"\x89PNG")
    assert media_type(Paper(name="表.wps")) == "application/octet-stream"


def test_a_picture_carries_no_words_and_an_unknown_format_is_not_made() -> None:
    with pytest.raises(ValueError, match=r"照片\.png: a text is given"):
        made(Paper(name="照片.png", text="清单"))
    with pytest.raises(ValueError, match=r"the twin has no \.dwg files"):
        made(Paper(name="图纸.dwg"))


@pytest.mark.parametrize("stream", ["WordDocument", "1Table"])
def test_another_reader_opens_the_compound_files(stream: str) -> None:
    with olefile.OleFileIO(made(Paper(name="通知.doc", text=TEXT))) as file:
        assert len(file.openstream(stream).read()) == file.get_size(stream) >= 4096


@pytest.mark.parametrize("name", ["附件.docx", "附件.pdf", "附件.xlsx", "附件.doc", "附件.ofd"])
def test_another_process_makes_the_same_bytes(name: str) -> None:
    paper = Paper(name=name, text=TEXT)
    script = f"import sys; from tests.twin.papers import *; sys.stdout.buffer.write(made({paper!r}))"
    other = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert other.stdout == made(paper)
