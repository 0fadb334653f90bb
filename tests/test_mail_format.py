"""The mails in two parsers that know nothing of each other, and what filters against unwanted mail look at first."""

import re
from dataclasses import replace
from email import message_from_bytes
from email.errors import CloseBoundaryNotFoundDefect
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parsedate_to_datetime
from typing import cast

import fast_mail_parser
import pytest
from lxml import html

from archive.records import StoredEdition
from digest.edition import Edition, document
from digest.message import build
from digest.render import pages
from tests.editions import NOW, full_edition
from tests.markup import faults
from tests.test_browser_layout import edition as edition_of

STRICT = SMTP.clone(raise_on_defect=True)
SENDERS = ("中山观察 Zhongshan Watch", '王，小明, "研究员" <x@y>', "A" * 200, "Watch", "")
SUBJECTS = (
    "中山观察 2026-11-19：新增 4 条",
    "中" * 300,
    "plain",
    'quo"te, comma; (brackets) ; =',
    "🤖 机器人",
)


def stored(made: Edition) -> StoredEdition:
    laid_out = pages(made)
    return StoredEdition(
        key=made.key,
        date=made.date,
        kind=made.kind,
        language=made.language,
        composed_at=NOW,
        subject=laid_out.subject,
        content=document(made),
        html=laid_out.html,
        text=laid_out.text,
    )


FULL = stored(full_edition())
KINDS = {
    "day": FULL,
    "none": stored(edition_of("none", "zh")),
    "weekly": stored(edition_of("weekly", "en")),
}


def mail(kept: StoredEdition, sender_name: str = SENDERS[0]) -> bytes:
    return build(kept, recipient="reader@example.org", sender="watch@example.org", sender_name=sender_name).as_bytes()


def strictly(raw: bytes) -> EmailMessage:
    """Parse with Python's parser, which raises at the first defect, also of the headers' values."""
    parsed = cast(EmailMessage, message_from_bytes(raw, policy=STRICT))
    for part in parsed.walk():
        assert part.defects == []
        for value in part.values():
            assert value.defects == ()
    return parsed


@pytest.mark.parametrize("kept", KINDS.values(), ids=KINDS)
def test_two_parsers_read_the_same(kept: StoredEdition) -> None:
    raw = mail(kept)
    ours, theirs = strictly(raw), fast_mail_parser.parse_email(raw)
    assert theirs.warnings == []
    assert theirs.subject == ours["Subject"] == kept.subject
    text, page = (ours.get_body((kind,)) for kind in ("plain", "html"))
    assert text
    assert page
    assert [one.splitlines() for one in theirs.text_plain] == [text.get_content().splitlines()]
    assert [one.splitlines() for one in theirs.text_html] == [page.get_content().splitlines()]
    assert text.get_content().splitlines() == kept.text.splitlines()
    assert theirs.headers["Message-ID"] == [ours["Message-ID"]]


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("name", SENDERS)
def test_names_and_subjects_survive_both_parsers(subject: str, name: str) -> None:
    raw = mail(replace(FULL, subject=subject), name)
    ours, theirs = strictly(raw), fast_mail_parser.parse_email(raw)
    assert ours["Subject"] == theirs.subject == subject
    (address,) = ours["From"].addresses
    assert (address.display_name, address.addr_spec) == (name, "watch@example.org")
    other = theirs.from_
    assert other
    assert (other.display_name or "", other.address) == (name, "watch@example.org")


@pytest.mark.parametrize("subject", SUBJECTS)
def test_lines_are_short_and_ascii(subject: str) -> None:
    raw = mail(replace(FULL, subject=subject), "名" * 80)
    assert raw.isascii()
    head, _, body = raw.partition(b"\r\n\r\n")
    assert max(map(len, head.split(b"\r\n"))) <= 78 + len(b"Message-ID: ")
    assert max(map(len, body.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")


@pytest.mark.parametrize("kept", KINDS.values(), ids=KINDS)
def test_what_filters_look_at_first_is_there(kept: StoredEdition) -> None:
    sent = strictly(mail(kept))
    for name in ("Date", "Message-ID", "From", "To", "Subject", "MIME-Version", "List-Id", "Auto-Submitted"):
        assert len(sent.get_all(name, [])) == 1, name
    assert parsedate_to_datetime(sent["Date"]) == NOW
    assert re.fullmatch(r"<[!-~]+@[a-z0-9.-]+>", sent["Message-ID"])
    assert re.fullmatch(r"[ -~]+ <[a-z0-9.-]+>", sent["List-Id"])
    kinds = [part.get_content_type() for part in sent.walk() if not part.is_multipart()]
    assert kinds[:2] == ["text/plain", "text/html"]


@pytest.mark.parametrize("kept", KINDS.values(), ids=KINDS)
def test_no_mail_is_all_image_and_the_text_says_what_the_page_says(kept: StoredEdition) -> None:
    tree = html.fromstring(kept.html)
    read = " ".join(tree.find("body").text_content().split())
    assert len(read) > 300
    pictures = tree.findall(".//img")
    assert len(pictures) <= 2
    assert len(kept.text) > len(read) / 2
    assert sum(len(one.get("alt", "")) for one in pictures) < len(read)


def test_the_strict_parser_finds_defects() -> None:
    with pytest.raises(CloseBoundaryNotFoundDefect):
        strictly(mail(FULL)[:-20])


@pytest.mark.parametrize("kept", KINDS.values(), ids=KINDS)
def test_the_page_of_a_mail_is_valid_and_its_pictures_are_there(kept: StoredEdition) -> None:
    sent = strictly(mail(kept))
    page = sent.get_body(("html",))
    assert page
    assert faults(page.get_content()) == []
    sources = [one.get("src", "") for one in html.fromstring(page.get_content()).findall(".//img")]
    named = {one.removeprefix("cid:") for one in sources if one.startswith("cid:")}
    carried = {str(part["Content-ID"]).strip("<>") for part in sent.walk() if part.get_content_maintype() == "image"}
    assert named == carried
