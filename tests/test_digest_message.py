"""A mail is the same bytes whenever it is built, and nothing from outside gets into its headers."""

import base64
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
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
        "读 者@example.org",
        "A <a@example.org>",
        "a,b@c",
    ],
)
def test_what_is_no_address_is_wrong_use(edition: StoredEdition, stated: str) -> None:
    with pytest.raises(WrongUse, match="not a mail address"):
        build(edition, recipient=stated, **SENDER)


def test_hosts_are_written_small() -> None:
    assert address("Reader@Example.ORG") == "Reader@example.org"


PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
LEAVE = "https://watch.example.org/subscriptions/leave/" + "eyJuIjoicmVhZGVyIn0.abc-_" * 12


def read(edition: StoredEdition, recipient: str = "reader@example.org", **stated: str) -> EmailMessage:
    raw = build(edition, recipient=recipient, **(SENDER | stated)).as_bytes()
    parsed = message_from_bytes(raw, policy=SMTP.clone(raise_on_defect=True))
    assert isinstance(parsed, EmailMessage)
    return parsed


def test_pictures_of_the_page_are_parts_of_the_mail(edition: StoredEdition) -> None:
    stated = f'<p><img src="data:image/png;base64,{base64.b64encode(PNG).decode()}" alt="图 1"></p>'
    page = edition.html.replace("</body>", f"{stated}{stated}</body>")
    sent = read(replace(edition, html=page))
    text, related = sent.iter_parts()
    assert text.get_content_type() == "text/plain"
    assert related.get_content_type() == "multipart/related"
    shown, picture = related.iter_parts()
    assert picture.get_content() == PNG
    assert picture.get_content_disposition() == "inline"
    name = picture["Content-ID"].strip("<>")
    assert shown.get_content().count(f'src="cid:{name}" alt="图 1"') == 2
    assert "data:image" not in shown.get_content()
    assert read(replace(edition, html=page)).as_bytes() == sent.as_bytes()


@pytest.mark.parametrize("broken", ["data:image/png;base64,AAA", "data:image/svg+xml;base64,AAAA", "data:text/html,x"])
def test_what_is_no_picture_is_left_alone(edition: StoredEdition, broken: str) -> None:
    sent = read(replace(edition, html=f'<img src="{broken}" alt="">'))
    assert [part.get_content_type() for part in sent.iter_parts()] == ["text/plain", "text/html"]


def test_one_click_ends_it(edition: StoredEdition) -> None:
    raw = build(edition, recipient="reader@example.org", leave=LEAVE, **SENDER).as_bytes()
    assert f"\r\nList-Unsubscribe: <{LEAVE}>\r\n".encode() in raw
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
    assert max(len(line) for line in raw.splitlines()) <= 998


def test_a_link_without_tls_is_no_one_click(edition: StoredEdition) -> None:
    sent = read(edition, leave="http://192.168.1.5:8321/subscriptions/leave/x")
    assert sent["List-Unsubscribe"] == "<http://192.168.1.5:8321/subscriptions/leave/x>"
    assert sent["List-Unsubscribe-Post"] is None


@pytest.mark.parametrize(
    "leave", ["", "javascript:x", "https://x/\r\nBcc: a@b", "https://x/>,<mailto:a@b", "https://x/读"]
)
def test_what_is_no_link_is_left_out(edition: StoredEdition, leave: str) -> None:
    sent = read(edition, leave=leave)
    assert sent["List-Unsubscribe"] is None
    assert sent["Bcc"] is None


def test_an_erratum_stands_below_what_it_corrects(edition: StoredEdition) -> None:
    first = message_id(edition, "reader@example.org")
    sent = read(replace(edition, key="erratum-1-of-daily-2026-11-19", kind="erratum"), in_reply_to=first)
    assert sent["In-Reply-To"] == sent["References"] == first
    assert sent["Message-ID"] != first
    assert read(edition, in_reply_to="not an id")["In-Reply-To"] is None


def test_answers_and_programs_that_answer(edition: StoredEdition) -> None:
    sent = read(edition, reply_to="office@例子.中国")
    assert sent["Reply-To"] == "office@xn--fsqu00a.xn--fiqs8s"
    assert (sent["Precedence"], sent["Auto-Submitted"]) == ("list", "auto-generated")
    assert read(edition)["Reply-To"] is None


def test_a_reader_with_a_chinese_name_and_host(edition: StoredEdition) -> None:
    raw = build(edition, recipient="读者@例子.中国", **SENDER).as_bytes()
    assert "\r\nTo: 读者@xn--fsqu00a.xn--fiqs8s\r\n".encode() in raw
    assert build(edition, recipient="reader@例子.中国", **SENDER).as_bytes().isascii()
