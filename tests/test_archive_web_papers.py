"""An announcement as its page shows it: nothing lost of its text, bounded, linked only where it came from."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.records import Announcement, Attachment, Revision
from archive.web import papers
from archive.web.papers import Block
from tests.found import NOON, attachment

URL = "http://www.zs.gov.cn/gxj/tzgg/content/post_1.html"


def paper(**changed: Any) -> Announcement:
    stated: dict[str, Any] = {
        "id": "zs-1",
        "url": URL,
        "source": "s",
        "post_id": 1,
        "title": "通知",
        "published": NOON,
        "issuer": None,
        "doc_number": None,
        "index_number": None,
        "written_on": None,
        "validity": None,
        "body": "正文",
        "raw_sha256": "a" * 64,
        "reader": "columns",
        "first_seen": NOON,
        "last_seen": NOON,
        "withdrawn_at": None,
        "revision": 1,
        "revised_at": NOON,
        "canonical_id": "zs-1",
        "sightings": (URL,),
    }
    return Announcement(**(stated | changed))


def state(number: int, **changed: Any) -> Revision:
    stated: dict[str, Any] = {
        "announcement_id": "zs-1",
        "revision": number,
        "seen_at": NOON,
        "title": "通知",
        "published": NOON,
        "issuer": "市府办",
        "doc_number": None,
        "body": "正文",
        "raw_sha256": "a" * 64,
    }
    return Revision(**(stated | changed))


def said(one: Block) -> list[list[str]]:
    return [["".join(piece.text for piece in cell) for cell in row] for row in one.rows]


def test_rows_are_tables_and_other_lines_paragraphs() -> None:
    found = papers.text("甲\n| 镇街 |  | 数 |\n| 小榄 | a|b | 3 |\n\n| 单 |\n|乙|\n| |")
    assert [one.text or said(one) for one in found.blocks] == [
        "甲", [["镇街", "", "数"], ["小榄", "a|b", "3"], ["单"]], "|乙|", "| |",
    ]  # fmt: skip
    assert found.left == 0


@given(st.text(max_size=300), st.integers(0, 300))
def test_all_of_a_text_that_prints_is_shown_up_to_the_limit(words: str, most: int) -> None:
    found = papers.text(words, most)
    shown = "".join(one.text or "".join(cell for row in said(one) for cell in row) for one in found.blocks)
    assert found.left == max(0, len(words) - most)
    ours, theirs = shown.replace("|", "").split(), papers.printable(words[:most]).replace("|", "").split()
    assert "".join(ours) == "".join(theirs)


def test_only_the_hosts_that_it_came_from_are_linked() -> None:
    other = "https://zhongshan.example/a"
    one = paper(sightings=(URL, other, "http://[bad/x"))
    assert papers.hosts_of(one) == ("www.zs.gov.cn", "zhongshan.example")
    assert papers.links(one) == {URL: True, other: True, "http://[bad/x": False}
    assert papers.links(paper(url="javascript:alert(1)//www.zs.gov.cn", sightings=())) == {
        "javascript:alert(1)//www.zs.gov.cn": False
    }
    assert papers.hosts_of(paper(url="http://*/x", sightings=())) == ()


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("http://www.zs.gov.cn/a.pdf", True),
        ("http://www.zs.gov.cn.evil.example/a.pdf", False),
        ("//www.zs.gov.cn/a.pdf", False),
        ("data:text/html,x", False),
        ('http://www.zs.gov.cn/"onclick', False),
    ],
)
def test_attachments_are_linked_by_the_same_rule(url: str, link: bool) -> None:
    (file,) = papers.files(paper(attachments=(attachment(1, url=url),)))
    assert file.link == (url if link else "")


def test_texts_of_attachments_share_one_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "MOST_FILE", 10)
    monkeypatch.setattr(papers, "MOST_FILES_TEXT", 15)
    monkeypatch.setattr(papers, "MOST_FILES", 4)
    files = papers.files(paper(attachments=tuple(attachment(n, "字" * 12) for n in range(9))))
    assert [(len(one.text.blocks[0].text) if one.text and one.text.blocks else 0) for one in files] == [10, 3, 0, 0]
    assert [one.text.left for one in files if one.text] == [2, 9, 12, 12]
    (unread,) = papers.files(paper(attachments=(attachment(1, None),)))
    assert unread.text is None


def test_where_a_quotation_stands() -> None:
    file = attachment(1)
    one = paper(attachments=(file,))
    assert papers.place(one, "body") == ("body", "")
    assert papers.place(one, f"attachment:{file.sha256}") == ("attachment", file.name)
    assert papers.place(one, "attachment:other") == ("attachment", "")
    assert papers.named_by_hash(paper(raw_sha256="../x", attachments=(file, attachment(2, None)))) == [file.sha256]


def test_steps_tell_what_each_revision_changed() -> None:
    kept, gone, come = attachment(1), attachment(2, "旧"), attachment(3, "新")
    unread = replace(attachment(4, None), sha256="b" * 64)
    first = state(1, attachments=(kept, gone, unread))
    second = state(2, title="通告", issuer=None, published=None, body="正文甲", attachments=(kept, come, unread))
    third = replace(second, revision=3, body=" 正文甲 ")
    fourth = replace(
        third, revision=4, attachments=(replace(kept, text="别的"), come, replace(unread, sha256="c" * 64))
    )
    steps = papers.steps([first, second, third, fourth])
    told = [(step.revision, step.parts and [(one.part, one.name) for one in step.parts]) for step in steps]
    plain = [("title", ""), ("published", ""), ("issuer", ""), ("body", "")]
    assert told == [
        (4, [("attachment", kept.name), ("attachment", unread.name)]),
        (3, ()),
        (2, [*plain, ("attachment", gone.name), ("attachment", come.name)]),
        (1, None),
    ]  # fmt: skip
    assert steps[0].parts is not None
    assert [one.difference.more for one in steps[0].parts] == [0, -1]
    assert papers.steps([]) == []


def test_of_many_attachments_some_are_compared_and_all_are_named() -> None:
    files = [attachment(n, "旧") for n in range(papers.MOST_COMPARED + 2)]
    later = tuple(Attachment(url=one.url, name=one.name, sha256="d" * 64, status="ok", text="新") for one in files)
    (step, _) = papers.steps([state(1, attachments=tuple(files)), state(2, attachments=later)])
    assert step.parts is not None
    assert [one.difference.more for one in step.parts] == [0] * papers.MOST_COMPARED + [-1, -1]
