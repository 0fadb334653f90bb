"""What a file is called, in the words of headers as servers write them."""

from urllib.parse import quote

import pytest

from crawler.attachments import names

NAME = "附件1：申报指南（2026年）.docx"


@pytest.mark.parametrize(
    "value",
    [
        f"attachment; filename*=UTF-8''{quote(NAME)}".encode(),
        f"attachment;filename*=utf-8'zh-cn'{quote(NAME)}; filename=x.docx".encode(),
        f"attachment; filename=\"x.docx\"; filename*=GB18030''{quote(NAME.encode('gb18030'))}".encode(),
        f'attachment; filename="{NAME}"'.encode(),
        f"attachment; filename={NAME}".encode("gbk"),
        f'attachment; filename="{NAME}"'.encode("gb18030"),
        f'attachment; filename="{quote(NAME)}"'.encode(),
        f"inline; FileName={quote(NAME.encode('gbk'))}; size=1".encode(),
        f'attachment; filename="{NAME.encode().decode("latin-1")}"'.encode(),
        f'attachment; filename="{NAME.encode("gbk").decode("latin-1")}"'.encode(),
        f'attachment; filename="{NAME.encode().decode("gb18030")}"'.encode(),
        f'attachment; filename="../../{NAME}"'.encode(),
        f'attachment; filename="C:\\\\temp\\\\{NAME}"'.encode(),
        b"attachment; filename*=no-such-charset''" + quote(NAME).encode(),
        (
            b'attachment; filename="=?utf-8?b?6ZmE5Lu2MQ==?= =?utf-8?q?=EF=BC=9A?='
            b'=?gbk?b?yeqxqNa4xM8=?= =?utf-8?b?77yIMjAyNuW5tO+8iS5kb2N4?="'
        ),
    ],
)
def test_a_name_is_had_from_any_encoding(value: bytes) -> None:
    assert names.from_header(value) == NAME


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (None, None),
        (b"attachment", None),
        (b"attachment; filename=", None),
        (b'attachment; filename=""', None),
        (b'attachment; filename="\x00\x07"', None),
        (b'attachment; filename="a\\"b.pdf"', 'a"b.pdf'),
        (b"attachment; filename=report.pdf ; x=y", "report.pdf"),
        (b"attachment; filename=\xff\xff.pdf", "ÿÿ.pdf"),
    ],
)
def test_other_headers(value: bytes | None, name: str | None) -> None:
    assert names.from_header(value) == name


def test_a_name_that_is_cut_off_is_not_filled_with_signs_of_damage() -> None:
    got = names.from_header(b"attachment; filename*=UTF-8''%E9%99%84%E4%BB%B6%E9")
    assert got is not None
    assert "\ufffd" not in got


def test_a_name_is_bounded_and_can_be_printed() -> None:
    got = names.from_header(b"attachment; filename=" + "长\u202ex\r\n".encode() * 5000 + b".pdf")
    assert got is not None
    assert len(got) == names.MAX_NAME
    assert got.isprintable()


@pytest.mark.parametrize(
    ("shown", "stated", "best"),
    [
        ("附件1：申报表.docx", "0a1b.docx", "附件1：申报表.docx"),
        ("申报表", "其他.docx", "申报表"),
        ("点击下载", NAME, NAME),
        ("附件下载", NAME, NAME),
        ("2298649.pdf", NAME, NAME),
        ("P020261118345678901234.pdf", NAME, NAME),
        ("2298649.pdf", None, "2298649.pdf"),
        ("2298649.pdf", "1234.pdf", "2298649.pdf"),
        ("点击下载", "download.pdf", "点击下载"),
        ("3f2504e04f8911d39a0c0305e82c3301.doc", NAME, NAME),
    ],
)
def test_the_name_that_says_more_is_taken(shown: str, stated: str | None, best: str) -> None:
    assert names.best(shown, stated) == best


def test_the_first_name_with_an_ending_tells_the_kind() -> None:
    assert names.ending_in("申报表", "表.txt", "1.pdf") == "表.txt"
    assert names.ending_in("申报表（2026.11）", None, names.of_url("http://a/b/%E8%A1%A8.doc?x=1.pdf")) == "表.doc"
    assert names.ending_in("申报表") == "申报表"
