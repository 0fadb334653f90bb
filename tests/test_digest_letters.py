"""One edition becomes a message for every channel: always the same, always complete, for this recipient only."""

import json
import re
from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from typing import Any

import dkim
import jsonschema
import pytest

from archive.config import Settings
from archive.errors import WrongUse
from archive.records import StoredEdition
from digest import message
from digest.edition import Edition, Reader, document
from digest.letters import Letter, letter, page_of
from digest.render import Pages, pages
from tests.documents import ROOT
from tests.editions import DAY, FUND, full_edition
from tests.test_digest_signing import mail as signing
from tests.test_digest_signing import record

LEAVE = "https://watch.example.org/subscriptions/leave/abc.def"
ROBOTS = ("wecom", "dingtalk", "feishu", "webhook")
EDITION = full_edition()
LAID = pages(EDITION)


def settings(**stated: Any) -> Settings:
    robots = [
        {"name": f"a-{kind}", "kind": kind, "url_file": "/x", "secret_file": None if kind == "wecom" else "/y"}
        for kind in ROBOTS
    ]
    return Settings.model_validate({"robots": robots, "web": {"url": "https://watch.example.org"}} | stated)


def written(
    channel: str, address: str = "", *, edition: Edition = EDITION, laid: Pages = LAID, **stated: Any
) -> Letter:
    to = address or ("reader@example.org" if channel in {"smtp", "folder"} else f"a-{channel}")
    chosen = stated.pop("settings", settings())
    return letter(edition, laid, channel=channel, address=to, settings=chosen, **stated)


def test_a_mail_is_what_message_builds_of_the_stored_edition() -> None:
    """So that a preview, a replay and what was sent are the same to the byte."""
    stored = StoredEdition(
        key=EDITION.key,
        date=DAY,
        kind=EDITION.kind,
        language=EDITION.language,
        composed_at=EDITION.composed_at,
        subject=LAID.subject,
        content=document(EDITION),
        html=LAID.html,
        text=LAID.text,
    )
    mail = settings().mail
    built = message.build(stored, recipient="reader@example.org", sender=mail.sender, sender_name=mail.sender_name)
    made = written("smtp")
    assert made.message == built.as_bytes()
    assert made.message_id == message.message_id(stored, "reader@example.org")
    assert written("folder") == made


@pytest.mark.parametrize("channel", ["smtp", "folder", *ROBOTS])
def test_it_is_the_same_whenever_it_is_written(channel: str) -> None:
    assert written(channel) == written(channel)
    assert re.fullmatch(r"<daily-2026-11-19\.[0-9a-f]{24}@digest\.zswatch\.local>", written(channel).message_id)


def test_no_two_messages_have_the_same_id() -> None:
    made = [written(channel) for channel in ("smtp", *ROBOTS)]
    made += [written("smtp", "other@example.org"), written("smtp", edition=replace(EDITION, key="weekly-2026-11-16"))]
    robots = settings(robots=[{"name": "reader", "kind": kind, "url_file": "/x"} for kind in ("wecom",)])
    made.append(written("wecom", "reader", settings=robots))
    assert len({one.message_id for one in made}) == len(made)


def test_nobody_else_can_make_up_the_id_of_a_subscribers_mail(tmp_path: Path) -> None:
    """Who could would report it as returned."""
    reader = Reader(name="chen", since=DAY, why="asked")
    for_chen = replace(EDITION, reader=reader)
    here, elsewhere = (settings(data_dir=tmp_path / name) for name in ("here", "elsewhere"))
    made = written("smtp", edition=for_chen, settings=here)
    assert made == written("smtp", edition=for_chen, settings=here)
    assert made.message_id != written("smtp", edition=for_chen, settings=elsewhere).message_id
    other = replace(EDITION, reader=replace(reader, name="an"))
    assert made.message_id != written("smtp", edition=other, settings=here).message_id


def test_settings_reach_the_mail(tmp_path: Path) -> None:
    chosen = settings(
        mail=signing(tmp_path).model_dump() | {"sender": "w@example.org", "reply_to": "office@example.org"}
    )
    made = written("smtp", leave=LEAVE, in_reply_to="<first@digest.zswatch.local>", settings=chosen)
    assert dkim.verify(made.message, dnsfunc=record)
    sent = message_from_bytes(made.message, policy=SMTP)
    assert (sent["Reply-To"], sent["In-Reply-To"]) == ("office@example.org", "<first@digest.zswatch.local>")
    assert sent["List-Unsubscribe"] == f"<{LEAVE}>"
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_an_address_means_the_same_however_it_is_written() -> None:
    assert written("smtp", "reader@例子.中国") == written("smtp", "reader@xn--fsqu00a.xn--fiqs8s")


def test_a_webhooks_payload_is_the_edition() -> None:
    made = written("webhook", in_reply_to="<first@x>")
    stated = json.loads(made.message)
    assert stated["edition"] == json.loads(json.dumps(document(EDITION)))
    assert stated["id"] == made.message_id.strip("<>")
    assert (stated["type"], stated["key"], stated["corrects"]) == ("edition.daily", EDITION.key, "first@x")
    assert (stated["subject"], stated["text"]) == (LAID.subject, LAID.text)
    for name, value in (("webhook", stated), ("edition", stated["edition"])):
        schema = json.loads((ROOT / "docs" / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
        jsonschema.validate(value, schema)


@pytest.mark.parametrize("channel", ROBOTS[:3])
def test_a_groups_message_has_subject_items_and_the_page(channel: str) -> None:
    text = json.dumps(json.loads(written(channel).message), ensure_ascii=False)
    assert "新增 4 条" in text
    assert FUND.url in text
    assert "https://watch.example.org/editions/daily-2026-11-19" in text


@pytest.mark.parametrize(
    ("channel", "address", "words"),
    [
        ("smtp", "nobody", "not a mail address"),
        ("folder", "", "not a mail address"),
        ("wecom", "nobody", "no wecom robot 'nobody'"),
        ("wecom", "a-feishu", "no wecom robot 'a-feishu'"),
        ("pigeon", "a", "no channel 'pigeon'"),
    ],
)
def test_what_leads_nowhere_is_wrong_use(channel: str, address: str, words: str) -> None:
    with pytest.raises(WrongUse, match=words):
        letter(EDITION, LAID, channel=channel, address=address, settings=settings())


def test_pages_are_linked_only_where_there_are_any() -> None:
    assert page_of(settings(), "daily-2026-11-19") == "https://watch.example.org/editions/daily-2026-11-19"
    assert page_of(Settings(), "daily-2026-11-19") == ""
    under = Settings.model_validate({"web": {"url": "https://example.org/watch/"}})
    assert page_of(under, "a") == "https://example.org/watch/editions/a"


def test_what_the_archive_can_not_hold_does_not_stop_a_webhook() -> None:
    item = replace(EDITION.items[0], summary="a\ud800b")
    made = written("webhook", edition=replace(EDITION, items=(item,)))
    assert json.loads(made.message)["edition"]["items"][0]["summary"] == "a?b"
