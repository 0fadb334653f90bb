"""Reports as files: pages, papers and text in any encoding; what is none is refused in a line and in bounded time."""

from datetime import date
from pathlib import Path

import docx
import pytest

from archive.errors import WrongUse
from scheduler.reports import MAX_BYTES, content, read_report

REPORT = "2025年3月12日，会议召开。会议强调，要建设实验室，引进十名专家；要开放公共数据，拓展应用场景。"
PAGE = (
    "<html><head><meta charset='{0}'><title>会议召开-某网</title></head><body><h1>会议召开</h1>"
    "<div>发布时间：2025-03-13 09:00</div>"
    "<div class='content'><p>3月12日，会议召开，市长出席会议并讲话，各部门负责人参加。</p>"
    "<p>会议强调，要建设实验室，引进十名专家；要开放公共数据，拓展应用场景。</p></div></body></html>"
)


@pytest.mark.parametrize(
    "raw",
    [
        REPORT.encode(), REPORT.encode("gbk"), REPORT.encode("utf-16"), b"\xef\xbb\xbf" + REPORT.encode(),
        PAGE.format("utf-8").encode(), PAGE.format("gbk").encode("gbk"), PAGE.format("utf-8").encode("gbk"),
    ],
)  # fmt: skip
def test_text_and_pages_in_any_encoding(raw: bytes) -> None:
    meeting = read_report(raw, "report").meeting
    assert meeting.date == date(2025, 3, 12)
    assert [one.text for one in meeting.directives] == ["建设实验室", "引进十名专家", "开放公共数据", "拓展应用场景"]


def test_a_page_gives_title_and_year() -> None:
    meeting = read_report(PAGE.format("utf-8").encode(), "page.html").meeting
    assert meeting.title == "会议召开"
    assert "发布时间" not in meeting.text


def test_a_word_file(tmp_path: Path) -> None:
    paper = docx.Document()
    for line in REPORT.split("。"):
        paper.add_paragraph(f"{line}。")
    paper.save(str(tmp_path / "report.docx"))
    assert len(read_report((tmp_path / "report.docx").read_bytes(), "report.docx").meeting.directives) == 4


def test_the_day_in_a_files_name_gives_the_year() -> None:
    assert read_report(REPORT.replace("2025年", "").encode(), "a/2026-03-13.txt").meeting.date == date(2026, 3, 12)


def test_what_a_person_should_know_is_noted() -> None:
    notes = read_report(REPORT.encode()[:-1] + b"\xff", "report").notes
    assert any("broken" in one and r"\\xff" in one for one in notes)
    assert any(
        "in directive theme-1.1" in one for one in read_report(REPORT.replace("实验", "实\ufffd").encode(), "r").notes
    )
    assert any("may be cut" in one for one in read_report(REPORT[:-3].encode(), "r").notes)
    damaged = REPORT.replace("要建设", "產(chǎn)業(yè),,要建设").encode()
    assert any("restored" in one for one in read_report(damaged, "r").notes)
    essay = "2025年3月12日，春游。同学们要注意安全。"
    assert any("speaks of no meeting" in one for one in read_report(essay.encode(), "r").notes)
    assert read_report(REPORT.encode(), "r").notes == ()


def test_an_escape_sequence_never_reaches_the_terminal() -> None:
    text = read_report(REPORT.replace("市长", "").replace("建设", "建\x1b[31m设").encode(), "r").meeting.text
    assert "\x1b" not in text


HOSTILE = {
    "empty": b"",
    "blank": b" \n\t\n",
    "large": b"\xe4" * (MAX_BYTES + 1),
    "noise": bytes(range(256)) * 80,
    "nul": b"\0" * 10_000,
    "zip": b"PK\x03\x04" + b"x" * 5_000,
    "pdf": b"%PDF-1.4\n" + b"x" * 5_000,
    "deep page": b"<html>" + b"<div>" * 50_000,
    "empty page": b"<html><body></body></html>",
    "no directive": "2025年3月12日，天气晴朗。".encode(),
    "no date": "会议强调，要建设实验室。".encode(),
    "many marks": ("2025年3月12日" + "一是" * 100_000).encode(),
    "many items": ("2025年3月12日" + "".join(f"\n{n % 99 + 1}、抓好项目" for n in range(6_000))).encode(),
    "deep nesting": ("2025年3月12日" + "（一）" * 30_000).encode(),
    "many demands": ("2025年3月12日" + "要建设平台。" * 16_000).encode(),
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_report_is_refused(name: str) -> None:
    with pytest.raises(WrongUse, match="here: ") as refused:
        read_report(HOSTILE[name], "here")
    assert len(str(refused.value)) < 300
    assert "\n" not in str(refused.value)


LONG = {
    "brackets": "（" * 90_000, "titles": "《〈" * 45_000, "clauses": "，带动" * 30_000, "figures": "1" * 90_000 + "元",
    "companies": "有限公司" * 22_000, "places": "深圳" * 45_000,
    "days": "到2027年底" * 14_000, "lines": "\n一、\n" * 20_000,
    "slips": "?qū)" * 22_000, "quotes": "“" * 90_000,
}  # fmt: skip


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", LONG)
def test_long_runs_take_bounded_time(name: str) -> None:
    meeting = read_report(f"2025年3月12日，会议要求，要加快建设{LONG[name]}".encode(), "here").meeting
    assert meeting.directives


def test_only_files_are_read(tmp_path: Path) -> None:
    zero, none = Path("/dev/zero"), tmp_path / "none"
    for wrong, words in ((tmp_path, "not a file"), (none, "No such file"), (zero, "not a file")):
        with pytest.raises(WrongUse, match=words):
            content(wrong)
    with pytest.raises(WrongUse, match="null"):
        content(Path("a\0b"))
    (tmp_path / "large").write_bytes(b"x" * (MAX_BYTES + 1))
    with pytest.raises(WrongUse, match="more than"):
        content(tmp_path / "large")
