"""The links that subscribers get, and the mail that asks them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy

import pytest

from archive import tokens
from archive.config import Settings, Web
from archive.errors import Refused
from archive.store import Archive, Tx, outbox
from digest import invitations
from digest.invitations import confirm_link, invite, is_asked, leave_link, pause_link
from tests.found import CHEN

URL = "https://zswatch.example.org/watch/"
PENDING = replace(CHEN, status="pending", confirmed_at=None)
HOUR = timedelta(hours=1)


@pytest.fixture
def served(settings: Settings) -> Settings:
    return settings.model_copy(update={"web": Web(url=URL)})


@pytest.fixture
def tx(archive: Archive) -> Iterator[Tx]:
    with archive.begin() as begun:
        yield begun


def test_without_a_page_there_are_no_links_and_no_secret(settings: Settings) -> None:
    assert leave_link(settings, CHEN) == pause_link(settings, CHEN) == ""
    assert not (settings.data_dir / "secret").exists()


def test_links_are_signed_for_one_purpose_and_one_nonce(served: Settings, now: datetime) -> None:
    links = {
        "leave": leave_link(served, CHEN),
        "pause": pause_link(served, CHEN),
        "confirm": confirm_link(served, CHEN, now),
    }
    secret = tokens.secret(served.data_dir)
    for purpose, link in links.items():
        assert link.startswith(f"https://zswatch.example.org/watch/subscriptions/{purpose}/")
        token = link.rpartition("/")[2]
        assert tokens.check(secret, purpose, token) == ("chen", "n1")
        for other in set(links) - {purpose}:
            with pytest.raises(Refused):
                tokens.check(secret, other, token)
        assert "chen@example.org" not in link
    assert leave_link(served, CHEN) == links["leave"]
    assert leave_link(served, replace(CHEN, nonce="n2")) != links["leave"]


def test_the_mail_has_link_and_code_and_is_a_sound_one(served: Settings, tx: Tx, now: datetime) -> None:
    assert invite(tx, served, PENDING, "主题：产业", now) == "queued"
    (kept,) = outbox.every(tx)
    assert (kept.edition_key, kept.recipient, kept.channel, kept.subscriber, kept.items) == (
        "invitation", "chen@example.org", "smtp", "chen", (),
    )  # fmt: skip
    mail = message_from_bytes(kept.message, policy=policy.default)
    assert mail["Message-ID"] == kept.message_id
    assert mail["To"].addresses[0].addr_spec == "chen@example.org"
    assert (mail["Subject"], mail["Auto-Submitted"], mail["Content-Language"]) == (
        "请确认订阅：中山观察", "auto-generated", "zh-CN",
    )  # fmt: skip
    assert mail["Date"].datetime == now
    assert "List-Unsubscribe" not in mail
    for kind in ("plain", "html"):
        part = mail.get_body((kind,))
        assert part is not None
        words = part.get_content()
        assert confirm_link(served, PENDING, now) in words
        assert invitations.code(served, PENDING) in words
        assert "主题：产业" in words


def test_an_address_in_another_script_stands_in_the_mail_as_it_is(settings: Settings, tx: Tx, now: datetime) -> None:
    one = replace(PENDING, address="李四@xn--fsqu00a.xn--fiqs8s")
    assert invite(tx, settings, one, "", now) == "queued"
    (kept,) = outbox.every(tx)
    assert "To: 李四@xn--fsqu00a.xn--fiqs8s\r\n".encode() in kept.message


def test_another_address_is_asked_whatever_was_asked_before(settings: Settings, tx: Tx, now: datetime) -> None:
    assert invite(tx, settings, PENDING, "", now) == "queued"
    assert invite(tx, settings, PENDING, "", now) == "too soon"
    assert invite(tx, settings, replace(PENDING, address="CHEN@example.org"), "", now) == "too soon"
    assert invite(tx, settings, replace(PENDING, address="an@example.org"), "", now) == "queued"


def test_after_a_confirmation_the_count_begins_anew(settings: Settings, tx: Tx, now: datetime) -> None:
    for number in range(3):
        assert invite(tx, settings, PENDING, "", now + number * HOUR) == "queued"
    later = now + 9 * HOUR
    assert invite(tx, settings, PENDING, "", later) == "too often"
    assert invite(tx, settings, replace(PENDING, confirmed_at=now + 5 * HOUR), "", later) == "queued"


def test_an_answer_counts_for_seven_days(settings: Settings, tx: Tx, now: datetime) -> None:
    assert not is_asked(tx, PENDING, now)
    invite(tx, settings, PENDING, "", now)
    assert is_asked(tx, PENDING, now + timedelta(days=7))
    assert not is_asked(tx, PENDING, now + timedelta(days=7, seconds=1))
