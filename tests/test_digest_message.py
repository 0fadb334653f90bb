"""A mail is the same bytes whenever it is built, and nothing from outside gets into its headers."""

from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTP

import pytest

from archive.errors import WrongUse
from archive.records import StoredEdition
from digest.edition import document
from digest.message import address, build, message_id
from digest.render import pages
from tests.editions import DAY, NOW, full_edition

SENDER = {"sender": "watch@example.org", "sender_name": "中山观察 Zhongshan Watch"}


@pytest.fixture(scope="module")
def edition() -> StoredEdition:
    made = full_edition()
    laid_out = pages(made)
    return StoredEdition(
        key=made.key,
        date=DAY,
        kind=made.kind,
        language=made.language,
        composed_at=NOW,
        subject=laid_out.subject,
        content=document(made),
        html=laid_out.html,
        text=laid_out.text,
    )


def test_a_mail_client_reads_what_was_written(edition: StoredEdition) -> None:
    sent = message_from_bytes(build(edition, recipient="reader@example.org", **SENDER).as_bytes(), policy=SMTP)
    assert sent["Subject"] == edition.subject
    assert sent["From"].addresses[0].display_name == "中山观察 Zhongshan Watch"
    assert sent["From"].addresses[0].addr_spec == "watch@example.org"
    assert sent["To"] == "reader@example.org"
    assert sent["Date"].datetime == NOW
    assert sent["Message-ID"] == message_id(edition, "reader@example.org")
    assert sent["List-Id"] == "Zhongshan Watch <daily.digest.zswatch.local>"
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent.get_content_type() == "multipart/alternative"
    text, page = sent.iter_parts()
    assert (text.get_content_type(), page.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content().splitlines() == edition.text.splitlines()
    assert page.get_content().splitlines() == edition.html.splitlines()


def test_building_again_gives_the_same_bytes(edition: StoredEdition) -> None:
    first, second = (build(edition, recipient="reader@example.org", **SENDER).as_bytes() for _ in range(2))
    assert first == second
    assert first.isascii()
    assert max(len(line) for line in first.splitlines()) <= 998


def test_the_id_depends_on_edition_and_recipient_only(edition: StoredEdition) -> None:
    first = message_id(edition, "a@example.org")
    assert first == message_id(replace(edition, subject="other", html="other"), "A@Example.org")
    assert first != message_id(edition, "b@example.org")
    assert first != message_id(replace(edition, key="daily-2026-11-20"), "a@example.org")


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r", "\u2028", "\x85", "\x00"])
def test_no_header_can_be_added(edition: StoredEdition, ending: str) -> None:
    evil = replace(edition, subject=f"中山{ending}Bcc: all@example.org", kind=f"daily{ending}X: 1")
    built = build(evil, recipient="a@example.org", sender="b@example.org", sender_name=f"n{ending}Bcc: c@example.org")
    sent = message_from_bytes(built.as_bytes(), policy=SMTP)
    assert sent["Bcc"] is None
    assert sent["X"] is None
    assert "Bcc: all@example.org" in sent["Subject"]


@pytest.mark.parametrize(
    "stated",
    [
        "",
        "reader",
        "a@b\r\nBcc: c@d",
        "a b@example.org",
        "a@",
        "@b",
        "a@b@c",
        "读者@example.org",
        "A <a@example.org>",
        "a,b@c",
    ],
)
def test_what_is_no_address_is_wrong_use(edition: StoredEdition, stated: str) -> None:
    with pytest.raises(WrongUse, match="not a mail address"):
        build(edition, recipient=stated, **SENDER)


def test_hosts_are_written_small() -> None:
    assert address("Reader@Example.ORG") == "Reader@example.org"
