"""Words that were recognised in pictures are marked wherever they are quoted."""

import io
from dataclasses import replace
from typing import Any

import pytest

from archive import export
from archive.records import Announcement, Attachment
from digest.compose import compose
from digest.render import pages
from digest.verdicts import account_of
from scheduler.commands.archive import _print
from tests.editions import announcement, material, meeting
from tests.test_whole_way import by_schema

WORDS = "对购买机器人的企业给予最高300万元补助"
PART = f"attachment:{'a' * 64}"


def quoted(status: Any = "ocr") -> Announcement:
    """An announcement with one alignment, quoted from an attachment."""
    file = Attachment(url="u", name="扫描件.pdf", sha256="a" * 64, status=status, text=WORDS)
    plain = announcement(8, "关于机器人应用的通知", WORDS, aligned={"application.2": WORDS}, attachments=(file,))
    assert plain.analysis is not None
    (one,) = plain.analysis.alignments
    moved = replace(one, announcement_quote=replace(one.announcement_quote, part=PART))
    return replace(plain, analysis=replace(plain.analysis, alignments=(moved,)))


@pytest.mark.parametrize(
    ("language", "mark", "note"),
    [("zh", "〔文字识别〕", "图像识别（OCR）"), ("en", "[OCR]", "recognised in pictures (OCR)")],
)
def test_a_digest_marks_quotations_and_says_that_text_was_recognised(language: str, mark: str, note: str) -> None:
    marked = pages(compose(material(untold=(quoted(),), language=language)))
    plain = pages(compose(material(untold=(quoted("ok"),), language=language)))
    for text in (marked.html, marked.text):
        assert mark in text
        assert "".join(note.split()) in "".join(text.split())
    assert mark not in plain.html + plain.text
    assert note not in plain.html + plain.text


@pytest.mark.parametrize(("status", "unread"), [("ok", 0), ("ocr", 0), ("no_text_layer", 1), ("encrypted", 1)])
def test_recognised_text_counts_as_read_and_its_quotation_is_proven(status: str, unread: int) -> None:
    (item,) = compose(material(untold=(quoted(status),))).items
    assert (item.unread, item.unproven, len(item.alignments)) == (unread, 0, 1)


def test_show_and_the_markdown_export_mark_quotations(capsys: pytest.CaptureFixture[str]) -> None:
    _print(quoted(), quoted())
    assert f"回应：{WORDS} [{PART} OCR 文字识别]" in capsys.readouterr().out
    _print(quoted("ok"), quoted("ok"))
    assert "OCR" not in capsys.readouterr().out
    out = io.StringIO()
    export.markdown([quoted(), quoted("ok")], out)
    assert out.getvalue().count(f"← “{WORDS}” （OCR 文字识别）") == 1


def test_why_names_the_parts_that_were_recognised() -> None:
    account = by_schema("why", account_of(quoted(), [meeting()]))
    assert account["recognised"] == [PART]
    assert account_of(quoted("ok"), [meeting()])["recognised"] == []
