"""An alert as the messages that carry it: a mail to each operator, and what a robot or a program gets."""

import json
from datetime import UTC
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import pytest

from archive.config import Settings
from archive.sections import Robot, Watch
from archive.store import Archive, outbox
from digest.alerting import key_of, queue
from tests.found import NOON
from tests.test_digest_alert_pages import ALERT, OVER

STRICT = SMTP.clone(raise_on_defect=True)


def settings_of(tmp_path: Path, kind: str = "", *operators: str) -> Settings:
    stated = {"name": "ops", "kind": kind, "url_file": tmp_path / "url"}
    if kind == "webhook":
        stated["secret_file"] = tmp_path / "secret"
    robots = (Robot.model_validate(stated),) if kind else ()
    return Settings(data_dir=tmp_path, robots=robots, watch=Watch(operators=operators, robot="ops" if kind else ""))


def test_each_operator_gets_a_mail_of_their_own_once(sqlite_archive: Archive, tmp_path: Path) -> None:
    settings = settings_of(tmp_path, "", "a@example.org", "b@example.org", "A@example.org")
    with sqlite_archive.begin() as tx:
        to = queue(tx, settings, ALERT)
        assert queue(tx, settings, ALERT) == to
        mails = outbox.every(tx)
    assert [one.recipient for one in mails] == list(to) == ["a@example.org", "b@example.org"]
    mail = message_from_bytes(mails[0].message, policy=STRICT)
    assert (mail["To"], mail["Subject"]) == ("a@example.org", "[Zhongshan Watch alert] No service leads; 2 more")
    assert (mail["Auto-Submitted"], mail["Message-ID"]) == ("auto-generated", mails[0].message_id)
    assert mail["Date"].datetime == NOON
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize(("kind", "limit"), [("wecom", 4_200), ("dingtalk", 20_000), ("feishu", 20_000)])
def test_a_group_gets_what_fits(kind: str, limit: int, sqlite_archive: Archive, tmp_path: Path) -> None:
    settings = settings_of(tmp_path, kind)
    with sqlite_archive.begin() as tx:
        assert queue(tx, settings, ALERT) == ("ops",)
        (one,) = outbox.every(tx)
    said = one.message.decode()
    assert one.channel == kind
    assert len(one.message) < limit
    json.loads(said)
    for words in ("No service leads; 2 more", "New", "Over", "There is room on the disk again", "Start it."):
        assert words in said


def test_a_program_gets_everything(sqlite_archive: Archive, tmp_path: Path) -> None:
    with sqlite_archive.begin() as tx:
        queue(tx, settings_of(tmp_path, "webhook"), ALERT)
        (one,) = outbox.every(tx)
    stated = json.loads(one.message)
    assert (stated["type"], stated["key"], stated["id"]) == ("alert", "alert-1", one.message_id.strip("<>"))
    assert stated["alert"]["others"] == 2
    assert [len(stated["alert"][kind]) for kind in ("new", "lasting", "over")] == [2, 0, 1]
    assert stated["alert"]["over"][0]["until"] == OVER.until.isoformat()  # type: ignore[union-attr]
    assert set(stated["alert"]["new"][0]) == {"headline", "since", "why", "advice", "names", "until"}


def test_a_key_is_that_of_the_moment_wherever_it_is_read() -> None:
    assert key_of(NOON) == key_of(NOON.astimezone(UTC)) == "alert-20261118T120000"
