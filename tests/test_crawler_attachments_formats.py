"""Every format that the sites publish gives its words: made by us, and by another program."""

import struct
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from crawler.attachments import kinds, opening
from crawler.attachments.opening import Reading
from tests import score_attachments
from tests.hostile_papers import W
from tests.twin import biff, ofd, packages, word97
from tests.twin.announcements import Paper
from tests.twin.compound import compound
from tests.twin.papers import made

FIXTURES = Path(__file__).parent / "fixtures" / "attachments"
GUIDE = (FIXTURES / "guide.txt").read_text(encoding="utf-8").strip()
TEXT = """机器人应用示范项目申报指南
一、单个项目最高500万元，按DeepSeek等大模型调用费的60%给予支持，文号为中工信〔2026〕301号。
| 序号 | 企业名称 | 资助金额（万元） |
| 1 | 中山市岭澜电器有限公司 | 86.5 |
| 2 | 𠮷祥机器人 |  |
二、联系人：喆先生、龑女士。"""


def read(raw: bytes, name: str = "附件") -> Reading:
    return opening.read(raw, name)


@pytest.mark.parametrize(
    ("extension", "media_type"),
    [
        ("docx", kinds.DOCX),
        ("doc", kinds.DOC),
        ("wps", kinds.WPS),
        ("xls", kinds.XLS),
        ("xlsx", kinds.XLSX),
        ("pptx", kinds.PPTX),
        ("ofd", kinds.OFD),
        ("txt", kinds.TEXT),
    ],
)
def test_a_format_gives_exactly_the_words_written(extension: str, media_type: str) -> None:
    name = f"附件.{extension}"
    text = TEXT if extension != "ofd" else TEXT.replace(" 86.5 ", " 86.50 ").replace("|  |", "| 无 |")
    got = read(made(Paper(name=name, text=text)), name)
    assert (got.status, got.text, got.media_type) == ("ok", text, media_type)


@pytest.mark.parametrize("name", [one for one in score_attachments.OTHERS if not one.endswith("pdf")])
def test_what_another_program_wrote_is_read_alike(name: str) -> None:
    """Headers, footers and words deleted with a mark of revision are in these files and not in the text."""
    got = read((FIXTURES / name).read_bytes(), name)
    assert (got.status, got.text) == ("ok", GUIDE)


def test_recall_over_all_formats_is_above_its_floor() -> None:
    scores = score_attachments.score()
    assert {name: one.value for name, one in scores.items() if one.value < score_attachments.FLOOR} == {}
    assert {one.files for name, one in scores.items() if "." not in name} == {len(list(score_attachments.texts()))}


@pytest.mark.parametrize("extension", ["docx", "doc", "xls", "xlsx", "pptx", "ofd", "txt", "zip"])
def test_a_sound_file_without_words_says_so(extension: str) -> None:
    name = f"空白.{extension}"
    got = read(made(Paper(name=name)), name)
    assert (got.status, got.text) == ("no_words", None)


def test_old_files_are_told_by_their_streams() -> None:
    assert read(word97.document("字"), "通知.xls").media_type == kinds.DOC
    assert read(biff.workbook("字"), "通知.doc").text == "字"
    assert read(word97.document("字"), "通知.wps").media_type == kinds.WPS
    assert read(compound({"WordDocument": word97.document("字"), "Workbook": b""}), "a.et").media_type == kinds.XLS


def test_notes_follow_the_text_of_a_document_and_headers_are_left_out() -> None:
    got = read(word97.document("正文。", footnote="注：含税。", header="中山市人民政府文件"), "a.doc")
    assert got.text == "正文。\n注：含税。"


def test_codes_of_fields_and_marks_of_pictures_are_not_words() -> None:
    line = '见\x13 HYPERLINK "http://a" \x14附件\x13 PAGE \x141\x15\x15。\x01换\x0b行\t制表\x1e号'
    assert read(word97.document(line), "a.doc").text == "见附件1。换 行 制表-号"


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (word97.document("字", flags=0x0100), "encrypted"),
        (compound({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}), "encrypted"),
        (compound({"WordDocument": struct.pack("<HH", 0xA5DC, 104)}), "unsupported"),
        (compound({"PowerPoint Document": b"x"}), "unsupported"),
        (compound({"WordDocument": struct.pack("<HH", 0xA5EC, 193) + bytes(60)}), "unreadable"),
        (compound({"Workbook": b"nonsense"}), "unreadable"),
    ],
)
def test_what_is_wrong_with_an_old_file_is_told(raw: bytes, status: str) -> None:
    got = read(raw, "a.doc")
    assert (got.status, got.text) == (status, None)
    assert got.note


def test_a_workbook_names_its_sheets_when_there_are_several_and_hides_the_hidden() -> None:
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row>'
    sheet = f'<worksheet xmlns="{packages.S}"><sheetData>{cell}</sheetData></worksheet>'
    names = ("一季度", "二季度", "草稿", "空白")
    listed = "".join(
        f'<sheet name="{name}" sheetId="{at}" r:id="rId{at}"{hidden}/>'
        for at, (name, hidden) in enumerate(zip(names, ("", "", ' state="hidden"', ""), strict=True), 1)
    )
    space = f'xmlns="{packages.S}" xmlns:r="{packages.R}"'
    raw = packages.packed(
        {
            "[Content_Types].xml": packages.types({"xl/workbook.xml": "spreadsheetml.sheet.main"}),
            "_rels/.rels": packages.relations([("officeDocument", "xl/workbook.xml")]),
            "xl/workbook.xml": f"<workbook {space}><sheets>{listed}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": packages.relations(("worksheet", f"worksheets/s{at}.xml") for at in range(4)),
            **{f"xl/worksheets/s{at}.xml": sheet.format(f"第{at}张") for at in range(3)},
            "xl/worksheets/s3.xml": f'<worksheet xmlns="{packages.S}"><sheetData/></worksheet>',
        }
    )
    assert read(raw, "a.xlsx").text == "一季度\n第0张\n二季度\n第1张"


def test_cells_are_shown_as_people_write_them() -> None:
    rows = "| 46011 | 86.5 | 0.1 | 1000000000 | 0760-55500135 |\n| a | b | c | d | e |"
    assert read(packages.xlsx(rows), "a.xlsx").text == rows


def test_slides_come_in_the_order_of_the_show_without_their_numbers() -> None:
    lines = [f"第{number}条　内容" for number in range(1, 20)]
    assert read(packages.pptx("\n".join(lines)), "a.pptx").text == "\n".join(lines)


def test_a_page_of_an_ofd_is_read_by_its_lines_whatever_the_order_of_its_runs() -> None:
    long = "为深入贯彻落实市委、市政府关于推动“人工智能+”行动的部署，" * 40
    assert read(ofd.document(f"标题\n{long}\n末段。"), "a.ofd").text == f"标题\n{long}\n末段。"


def test_the_marks_inside_tell_an_office_file_from_an_archive() -> None:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("说明.txt", "字")
    assert read(file.getvalue(), "a.docx").status == "unreadable"
    assert read(file.getvalue(), "a.xlsx").text == "说明.txt\n字"


def test_an_rtf_file_is_read_whatever_its_name_and_its_way_of_writing_chinese() -> None:
    gbk = "".join(f"\\'{byte:02x}" for byte in "中山市机器人〔2026〕1号".encode("gbk"))
    raw = (
        r"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fnil\fcharset134 SimSun;}}\pard\f0 " + gbk + r"\par "
        r"最高{\deleted 500}{300}\u19975?\u20803?\par\trowd\intbl a\cell \cell b\cell\row}"
    )
    for encoded in (raw.encode("gb18030"), raw.encode()):
        got = read(encoded, "通知.doc")
        assert (got.status, got.text) == ("ok", "中山市机器人〔2026〕1号\n最高300万元\n| a |  | b |")
        assert got.media_type == kinds.RTF
    assert read((FIXTURES / "guide.rtf").read_bytes()).text == GUIDE


def test_the_main_part_of_a_document_may_have_a_number() -> None:
    inner = f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>正文</w:t></w:r></w:p></w:body></w:document>'
    raw = packages.packed({"word/document2.xml": inner})
    assert (read(raw).text, read(raw).media_type) == ("正文", kinds.DOCX)
