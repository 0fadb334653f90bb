"""The desk at which subscriptions are taken down, on both engines."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from archive.config import Settings
from archive.errors import NotFound, WrongUse
from archive.records import Filters
from archive.sections import Robot
from archive.store import Archive, outbox, subscribers
from digest.invitations import KEY, code
from digest.subscribers import Desk, Wanted, checked_filters
from tests.editions import meeting

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def desk(archive: Archive, settings: Settings, now: datetime) -> Iterator[Desk]:
    robot = Robot(name="team", kind="wecom", url_file=Path("url"))
    with archive.begin() as tx:
        yield Desk(tx, settings.model_copy(update={"robots": (robot,)}), (meeting(),), now)


def later(desk: Desk, after: timedelta) -> Desk:
    return Desk(desk.tx, desk.settings, desk.meetings, desk.now + after)


def queued(desk: Desk) -> list[str]:
    return [mail.recipient for mail in outbox.of_edition(desk.tx, KEY) if mail.status == "queued"]


CHEN = Wanted(
    address="chen@Example.org", filters=Filters(themes=("产业", "industry"), towns=("小榄",), words=(" AI ",))
)


def test_a_mail_address_is_pending_and_asked_once(desk: Desk) -> None:
    added = desk.add(CHEN)
    one = added.subscriber
    assert (one.name, one.address, one.status, one.channel) == ("chen@example.org",) * 2 + ("pending", "folder")
    assert one.filters == Filters(themes=("industry",), towns=("小榄镇",), words=("AI",))
    assert (one.why, one.confirmed_at, one.language) == ("由管理员登记", None, "zh")
    assert added.invited == "queued"
    assert queued(desk) == ["chen@example.org"]
    assert subscribers.get(desk.tx, one.name) == one
    assert not one.gets("daily", desk.now.date())


def test_who_is_asked_again_is_mailed_once_an_hour_and_three_times_in_all(desk: Desk) -> None:
    first = desk.add(CHEN).subscriber
    asked = [later(desk, after).add(CHEN).invited for after in (HOUR / 2, HOUR, 2 * HOUR, 3 * HOUR, 9 * DAY)]
    assert asked == ["too soon", "queued", "queued", "too often", "too often"]
    assert len(queued(desk)) == 3
    again = subscribers.get(desk.tx, "chen@example.org")
    assert again is not None
    assert (again.nonce, again.asked_at) == (first.nonce, first.asked_at)  # the links of the first mail stay good


def test_a_second_wish_of_one_who_is_pending_is_the_one_that_counts(desk: Desk) -> None:
    desk.add(CHEN)
    desk.add(replace(CHEN, filters=Filters(money=True), editions=("weekly",)))
    one = desk.known("chen@example.org")
    assert (one.filters, one.editions) == (Filters(money=True), ("weekly",))


def test_stated_consent_needs_no_mail_and_is_kept_in_words(desk: Desk) -> None:
    added = desk.add(replace(CHEN, language="en"), confirmed=True)
    assert (added.invited, added.subscriber.status) == (None, "active")
    assert added.subscriber.why == "put down by the operator, who states that consent was given"
    assert added.subscriber.confirmed_at == desk.now
    assert queued(desk) == []


def test_the_code_confirms(desk: Desk) -> None:
    one = desk.add(CHEN).subscriber
    with pytest.raises(WrongUse, match="the code is not right"):
        desk.confirm(one.name, "AAAAAAAA")
    sure = later(desk, HOUR).confirm(one.name, code(desk.settings, one).lower())
    assert (sure.status, sure.confirmed_at) == ("active", desk.now + HOUR)
    assert desk.known(one.name) == sure


def test_an_old_code_is_not_taken(desk: Desk) -> None:
    one = desk.add(CHEN).subscriber
    with pytest.raises(WrongUse, match="older than seven days"):
        later(desk, 7 * DAY + HOUR).confirm(one.name, code(desk.settings, one))


def test_who_is_there_already_is_not_taken_down_again(desk: Desk) -> None:
    desk.add(CHEN, confirmed=True)
    with pytest.raises(WrongUse, match=r"is a subscriber already .active.; change it with `subscribers set`"):
        desk.add(CHEN)
    with pytest.raises(WrongUse, match=r"under the name chen@example.org"):
        desk.add(replace(CHEN, name="second", address="CHEN@example.org"))


def test_who_left_begins_anew_with_another_nonce(desk: Desk) -> None:
    first = desk.add(CHEN, confirmed=True).subscriber
    subscribers.put(desk.tx, replace(first, status="left", left_at=desk.now))
    again = later(desk, DAY).add(CHEN)
    assert (again.subscriber.status, again.invited, again.subscriber.left_at) == ("pending", "queued", None)
    assert again.subscriber.nonce != first.nonce


def test_a_robot_of_the_settings_is_not_asked(desk: Desk) -> None:
    added = desk.add(Wanted(address="team", channel="wecom", editions=("daily", "immediate")))
    assert (added.subscriber.status, added.invited, added.subscriber.name) == ("active", None, "team")
    with pytest.raises(WrongUse, match=r"no wecom robot taem is declared in the settings; did you mean team\?"):
        desk.add(Wanted(address="taem", channel="wecom"))


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(address="nobody"), "'nobody' is not a mail address"),
        (Wanted(address="a@example.org\nBcc: b@example.org"), "is not a mail address"),
        (Wanted(address="a@example.org", channel="smpt"), r"unknown channel smpt; did you mean smtp\?"),
        (Wanted(address="a@example.org", editions=("dayly",)), r"unknown edition dayly; did you mean daily\?"),
        (Wanted(address="a@example.org", editions=()), "no edition is wanted"),
        (Wanted(address="a@example.org", name="x" * 201), "name: 'x{40}' is not one line of 1 to 200 characters"),
        (Wanted(address="a@example.org", name="a\tb"), "name: 'a.tb' is not one line"),
        (Wanted(address="a@example.org", why=" "), "why: ' ' is not one line"),
        (Wanted(address="a@example.org", filters=Filters(themes=("industri",))), r"theme industri; did you mean ind"),
        (
            Wanted(address="a@example.org", filters=Filters(directives=("application.9",))),
            r"unknown directive application.9; did you mean application.\d",
        ),
        (Wanted(address="a@example.org", filters=Filters(towns=("小揽镇",))), r"town 小揽镇; did you mean 小榄镇\?"),
        (Wanted(address="a@example.org", filters=Filters(words=("",))), "word: '' is not one line"),
        (Wanted(address="a@example.org", filters=Filters(words=("x" * 101,))), "word: 'x{40}' is not one line"),
        (
            Wanted(address="a@example.org", filters=Filters(words=tuple(map(str, range(101))))),
            "101 names in one filter; 100 are allowed",
        ),
    ],
)
def test_what_can_not_be_is_named(desk: Desk, wanted: Wanted, expected: str) -> None:
    with pytest.raises(WrongUse, match=expected):
        desk.add(wanted)
    assert subscribers.every(desk.tx) == []


def test_directives_of_every_meeting_in_force_are_known() -> None:
    first, second = meeting(), replace(meeting(), id="2026-01-01")
    stated = Filters(directives=("application.2", "2026-01-01/application.2", "application.2"))
    kept = checked_filters(stated, (first, second))
    assert kept.directives == ("application.2", "2026-01-01/application.2")


def test_wishes_are_changed_and_a_new_address_is_asked(desk: Desk) -> None:
    one = desk.add(CHEN, confirmed=True).subscriber
    wanted = Wanted(address=one.address, channel=one.channel, language="en", editions=("weekly",))
    changed = desk.change(one.name, wanted).subscriber
    assert changed == replace(one, language="en", editions=("weekly",), filters=Filters())
    moved = later(desk, HOUR).change(one.name, replace(wanted, address="new@example.org"))
    assert (moved.subscriber.name, moved.subscriber.address) == (one.name, "new@example.org")
    assert (moved.subscriber.status, moved.subscriber.confirmed_at, moved.invited) == ("pending", None, "queued")
    assert moved.subscriber.nonce != one.nonce
    assert queued(desk) == ["new@example.org"]


def test_another_way_to_the_same_address_needs_no_new_consent(desk: Desk) -> None:
    one = desk.add(CHEN, confirmed=True).subscriber
    changed = desk.change(one.name, Wanted(address=one.address, channel="smtp")).subscriber
    assert (changed.channel, changed.status, changed.nonce) == ("smtp", "active", one.nonce)


def test_an_address_that_another_has_is_not_moved_to(desk: Desk) -> None:
    desk.add(CHEN, confirmed=True)
    other = desk.add(Wanted(address="an@example.org"), confirmed=True).subscriber
    with pytest.raises(WrongUse, match=r"under the name chen@example.org"):
        desk.change(other.name, Wanted(address="chen@example.org"))


def test_pause_resume_and_the_way_back_after_bounces(desk: Desk) -> None:
    one = desk.add(CHEN, confirmed=True).subscriber
    until = desk.now.date() + 9 * DAY
    assert desk.pause(one.name, until).paused_until == until
    assert desk.pause(one.name, None) == one
    subscribers.put(desk.tx, replace(one, status="suspended", bounces=3, last_bounce="550"))
    with pytest.raises(WrongUse, match="is suspended and gets nothing"):
        desk.pause(one.name, until)
    assert desk.pause(one.name, None) == one


@pytest.mark.parametrize(("until", "why"), [(0, "later than today"), (-3, "later than today"), (400, "a year at most")])
def test_a_pause_of_no_or_of_many_days_is_refused(desk: Desk, until: int, why: str) -> None:
    desk.add(CHEN, confirmed=True)
    with pytest.raises(WrongUse, match=why):
        desk.pause("chen@example.org", desk.now.date() + until * DAY)


def test_who_is_removed_is_forgotten_with_what_was_queued(desk: Desk) -> None:
    desk.add(CHEN)
    with pytest.raises(NotFound, match=r"no subscriber chen@example.ogr; did you mean chen@example.org\?"):
        desk.remove("chen@example.ogr")
    desk.remove("chen@example.org")
    assert subscribers.every(desk.tx) == []
    assert queued(desk) == []


def test_who_was_asked_three_times_is_not_asked_by_removing_and_adding(desk: Desk) -> None:
    asked: list[Any] = []
    for number in range(4):
        then = later(desk, 2 * HOUR * number)
        asked.append(then.add(CHEN).invited)
        then.remove("chen@example.org")
    assert asked == ["queued", "queued", "queued", "too often"]
    assert date.fromisoformat("2026-11-20") == desk.now.date()
