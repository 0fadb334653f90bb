"""Rounds of alerts over a real archive: what is told when, to whom, and what is noted."""

from datetime import timedelta
from pathlib import Path

import pytest

from archive.config import Settings
from archive.errors import WrongSettings, WrongUse
from archive.sections import Robot, Watch
from archive.store import Archive, outbox
from scheduler import alerts
from tests.alarming import (
    DAY,
    EVERY,
    OPERATOR,
    WATCHED,
    WHY,
    lasting,
    mails,
    read,
    sent,
    text_of,
    visited,
    watched,
    working,
)
from tests.found import HOUR, NOON

MINUTE = timedelta(minutes=1)
UNWELL = {key: "failed" for key in EVERY if key.startswith("portal-")}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return watched(Settings(data_dir=tmp_path / "archive"))


def prepared(archive: Archive, unwell: dict[str, str]) -> None:
    """An archive of which some sources are unwell since noon."""
    with archive.begin() as tx:
        visited(tx, NOON - DAY)
        visited(tx, NOON, unwell)  # type: ignore[arg-type]
        visited(tx, NOON + 26 * HOUR, unwell)  # type: ignore[arg-type]
        working(tx, NOON + 40 * DAY)


def test_a_source_is_told_after_its_envelope_and_again_and_when_it_is_well(
    sqlite_archive: Archive, settings: Settings
) -> None:
    prepared(sqlite_archive, {"zs_gxj-tzgg": "blocked"})
    look = alerts.look(sqlite_archive, settings, NOON + 25 * HOUR + 59 * MINUTE)
    assert [one.subject for one in look.open if one.subject.startswith("source")] == ["source:zs_gxj-tzgg"]
    assert mails(sqlite_archive) == []
    report = alerts.look(sqlite_archive, settings, NOON + 26 * HOUR)
    assert report.to == (OPERATOR,)
    (mail,) = mails(sqlite_archive)
    assert mail.edition_key == "alert-20261119T140000"
    assert read(mail)["Subject"].endswith("通知公告 (zs_gxj-tzgg): blocked")
    assert f"since 2026-11-18 12:00 > {WHY}" in text_of(mail)
    sent(sqlite_archive, NOON + 26 * HOUR)
    with sqlite_archive.begin() as tx:
        visited(tx, NOON + 2 * DAY, {"zs_gxj-tzgg": "blocked"})
    assert alerts.look(sqlite_archive, settings, NOON + 49 * HOUR + 59 * MINUTE).told is None
    again = alerts.look(sqlite_archive, settings, NOON + 50 * HOUR).told
    assert again is not None
    assert again.subject.startswith("[Zhongshan Watch alert] still: ")
    sent(sqlite_archive, NOON + 50 * HOUR)
    with sqlite_archive.begin() as tx:
        visited(tx, NOON + 51 * HOUR)
    over = alerts.look(sqlite_archive, settings, NOON + 51 * HOUR).told
    assert over is not None
    assert over.subject == "[Zhongshan Watch] over: zs_gxj-tzgg is well again"
    sent(sqlite_archive, NOON + 51 * HOUR)
    assert alerts.look(sqlite_archive, settings, NOON + 51.5 * HOUR).told is None
    assert [one.subject for one in lasting(sqlite_archive) if one.told] == []


def test_all_sources_of_a_host_in_the_same_state_are_one_notice(sqlite_archive: Archive, settings: Settings) -> None:
    prepared(sqlite_archive, UNWELL | {"zs_gxj-tzgg": "drift"})
    told = alerts.look(sqlite_archive, settings, NOON + 26 * HOUR).told
    assert told is not None
    assert told.subject == f"[Zhongshan Watch alert] {len(UNWELL)} sources at www.zs.gov.cn: failed; 1 more"
    assert "zs_gxj-tzgg): layout changed" in told.text
    assert len([one for one in lasting(sqlite_archive) if one.told]) == len(UNWELL) + 1


def test_never_two_messages_within_a_quarter_of_an_hour(sqlite_archive: Archive, settings: Settings) -> None:
    prepared(sqlite_archive, {"zs_gxj-tzgg": "failed"})
    moment = NOON + 26 * HOUR
    assert alerts.look(sqlite_archive, settings, moment).told is not None
    sent(sqlite_archive, moment)
    with sqlite_archive.begin() as tx:
        working(tx, moment - 11 * MINUTE)
    assert alerts.look(sqlite_archive, settings, moment + 14 * MINUTE).told is None
    told = alerts.look(sqlite_archive, settings, moment + 15 * MINUTE).told
    assert told is not None
    assert told.subject.startswith("[Zhongshan Watch alert] No service leads; zs1:1:w was last heard of")
    assert "1 more were told before and last" in " ".join(told.text.split())


def test_while_the_last_message_waits_what_happens_is_kept_for_the_next(
    sqlite_archive: Archive, settings: Settings
) -> None:
    prepared(sqlite_archive, {"zs_gxj-tzgg": "failed"})
    moment = NOON + 26 * HOUR
    alerts.look(sqlite_archive, settings, moment)
    with sqlite_archive.begin() as tx:
        (turn,) = outbox.turns(tx, moment)
        outbox.postpone(tx, turn.id, moment + HOUR, "no connection: Connection refused")
        working(tx, moment - HOUR)
    for hours in (1, 2, 3):
        report = alerts.look(sqlite_archive, settings, moment + hours * HOUR)
        assert report.told is None
    assert report.trouble == (
        f"{OPERATOR}: the alert of 2026-11-19 14:00 is queued: no connection: Connection refused",
    )
    sent(sqlite_archive, moment + 3 * HOUR)
    report = alerts.look(sqlite_archive, settings, moment + 3 * HOUR)
    assert report.told is not None
    assert report.trouble == ()
    assert len(mails(sqlite_archive)) == 2


def test_an_operator_whose_mail_is_refused_is_trouble_and_others_are_told_on(
    sqlite_archive: Archive, settings: Settings
) -> None:
    both = settings.model_copy(update={"watch": Watch(operators=("gone@example.org", OPERATOR))})
    prepared(sqlite_archive, {"zs_gxj-tzgg": "failed"})
    moment = NOON + 26 * HOUR
    alerts.look(sqlite_archive, both, moment)
    with sqlite_archive.begin() as tx:
        first, second = outbox.turns(tx, moment)
        outbox.refuse(tx, first.id, "550 no such user")
        outbox.mark_sent(tx, second.id, moment)
    report = alerts.look(sqlite_archive, both, moment + 15 * MINUTE)
    assert report.trouble == ("gone@example.org: the alert of 2026-11-19 14:00 is refused: 550 no such user",)
    assert report.told is not None
    assert "Mails to gone@example.org are refused: 550 no such user" in report.told.text


def test_a_robot_gets_it_too_and_alone_where_there_is_no_operator(
    sqlite_archive: Archive, settings: Settings, tmp_path: Path
) -> None:
    robots = tuple(
        Robot(
            name=f"ops-{kind}",
            kind=kind,
            url_file=tmp_path / "url",
            secret_file=tmp_path / "s" if kind == "webhook" else None,
        )
        for kind in ("wecom", "dingtalk", "feishu", "webhook")
    )
    prepared(sqlite_archive, UNWELL)
    for robot in robots:
        alone = settings.model_copy(update={"robots": robots, "watch": Watch(robot=robot.name)})
        assert alerts.look(sqlite_archive, alone, NOON + 26 * HOUR, dry_run=True).to == (robot.name,)
    told = settings.model_copy(update={"robots": robots, "watch": WATCHED.model_copy(update={"robot": "ops-wecom"})})
    assert alerts.look(sqlite_archive, told, NOON + 26 * HOUR).to == (OPERATOR, "ops-wecom")
    by_mail, by_robot = mails(sqlite_archive)
    assert (by_mail.channel, by_robot.channel) == ("folder", "wecom")
    assert f"{len(UNWELL)} sources at www．zs.gov.cn: failed" in by_robot.message.decode()


def test_a_key_that_is_gone_keeps_nobody_from_being_told(sqlite_archive: Archive, settings: Settings) -> None:
    prepared(sqlite_archive, UNWELL)
    signing = {"dkim_domain": "example.org", "dkim_selector": "s", "dkim_key_file": Path("no/such/key")}
    unsigned = settings.model_copy(update={"mail": settings.mail.model_copy(update=signing)})
    assert alerts.look(sqlite_archive, unsigned, NOON + 26 * HOUR).to == (OPERATOR,)
    assert read(mails(sqlite_archive)[0])["DKIM-Signature"] is None


@pytest.mark.parametrize(
    ("watch", "error", "named"),
    [
        (Watch(operators=("nobody",)), WrongUse, "nobody"),
        (Watch(robot="ops"), WrongSettings, "watch.robot: no robot 'ops' is declared"),
    ],
)
def test_wrong_settings_are_told_before_anything_is_noted(
    watch: Watch, error: type[WrongUse], named: str, sqlite_archive: Archive, settings: Settings
) -> None:
    prepared(sqlite_archive, UNWELL)
    with pytest.raises(error, match=named):
        alerts.look(sqlite_archive, settings.model_copy(update={"watch": watch}), NOON + 26 * HOUR)
    assert lasting(sqlite_archive) == []


def test_where_nobody_is_told_alarms_are_noted_and_that_is_trouble(sqlite_archive: Archive, settings: Settings) -> None:
    prepared(sqlite_archive, UNWELL)
    report = alerts.look(sqlite_archive, settings.model_copy(update={"watch": Watch()}), NOON + 26 * HOUR)
    assert (report.told, report.trouble) == (None, (alerts.NOBODY,))
    assert {one.told for one in lasting(sqlite_archive)} == {0}


def test_a_round_that_is_only_tried_leaves_the_archive_as_it_was(archive: Archive, settings: Settings) -> None:
    prepared(archive, UNWELL)
    report = alerts.look(archive, settings, NOON + 26 * HOUR, dry_run=True)
    assert report.told is not None
    assert (lasting(archive), mails(archive)) == ([], [])
    assert alerts.look(archive, settings, NOON + 26 * HOUR).told == report.told
    assert len(mails(archive)) == 1
