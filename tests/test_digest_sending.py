"""Who gets which edition, what of it, and once only."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import SMTP
from typing import Any

import pytest

from archive.config import Settings
from archive.errors import WrongUse
from archive.records import Filters, Mail
from archive.store import Archive, editions, outbox, subscribers
from digest import run
from tests.days import DAY, EIGHT, MORNING, NEXT, crawled, files, keep, person, scene, send, stored, subscribe, water
from tests.mail_server import Box, serving
from tests.test_digest_outbox import mailing

WORD = person("word", filters=Filters(words=("2655001",)))
NOTHING = person("nothing", filters=Filters(words=("没有这个词",)))
ENGLISH = person("english", language="en")
AT_ONCE = person("at-once", editions=("daily", "immediate"))


@pytest.fixture
def filled(archive: Archive) -> Archive:
    """An archive after the first crawl: two relevant announcements and one that is not."""
    keep(archive, scene(2655001), scene(2655002), water(2655003))
    crawled(archive)
    return archive


def queued(archive: Archive) -> list[Mail]:
    with archive.read() as tx:
        return outbox.every(tx)


def told(archive: Archive) -> dict[tuple[str, str], set[str]]:
    return {(one.subscriber, one.edition_key): set(one.items) for one in queued(archive)}


def text_of(mail: Mail) -> str:
    body = message_from_bytes(mail.message, policy=SMTP).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_a_server_that_is_away_gets_the_edition_later(filled: Archive, settings: Settings) -> None:
    box = Box(answers={"a@example.org": "451 4.7.1 greylisted"})
    with serving(box) as port:
        stated = mailing(settings, port)
        assert not send(filled, stated).ok
        crawled(filled, NEXT - timedelta(hours=1))
        box.answers.clear()
        assert run.deliver(filled, stated, EIGHT + timedelta(minutes=6)).sent == 1
        send(filled, stated, NEXT)
    dates = [message_from_bytes(content, policy=SMTP)["Date"].datetime for _, content in box.taken]
    assert dates == [EIGHT, NEXT]


def test_asking_again_says_what_waits_and_tries_what_was_refused(filled: Archive, settings: Settings) -> None:
    box = Box(answers={"a@example.org": "451 4.7.1 greylisted"})
    with serving(box) as port:
        stated = mailing(settings, port)
        assert not send(filled, stated).ok
        waiting = send(filled, stated)
        assert not waiting.ok
        assert waiting.lines[-1] == "a@example.org: waits until 2026-11-18 08:05"
        box.answers["a@example.org"] = "550 5.1.1 no such user"
        assert run.deliver(filled, stated, EIGHT + timedelta(minutes=6)).refused == 1
        box.answers.clear()
        again = send(filled, stated, EIGHT + timedelta(hours=1))
    assert (again.ok, again.delivery.sent) == (True, 1)
    assert len(box.taken) == 1


def test_a_new_recipient_gets_the_same_edition(filled: Archive, settings: Settings) -> None:
    send(filled, settings)
    send(filled, settings, to=("a@example.org", "A@Example.org", "b@example.org"))
    assert len(files(settings)) == 2
    pages = [message_from_bytes(one.read_bytes(), policy=SMTP).get_body(("html",)) for one in files(settings)]
    assert pages[0] is not None
    assert pages[1] is not None
    assert pages[0].get_content() == pages[1].get_content()


def test_nobody_to_send_to(filled: Archive, settings: Settings) -> None:
    with pytest.raises(WrongUse, match="nobody to send to"):
        send(filled, mailing(settings, 1), to=())
    with pytest.raises(WrongUse, match=r"'a@example\.org.*Bcc"):
        send(filled, settings, to=("a@example.org\nBcc: b@example.org",))
    with filled.read() as tx:
        assert editions.last(tx, "daily") is None


def test_sending_again_sends_nothing_twice(filled: Archive, settings: Settings) -> None:
    box = Box()
    with serving(box) as port:
        stated = mailing(settings, port)
        send(filled, stated)
        before = stored(filled)
        keep(filled, scene(2655004), now=EIGHT)
        again = send(filled, stated, EIGHT + timedelta(hours=3))
    assert not again.composed
    assert again.delivery.sent == 0
    assert box.recipients == ["a@example.org"]
    assert stored(filled) == before


def test_everybody_gets_what_they_asked_for(filled: Archive, settings: Settings) -> None:
    subscribe(filled, WORD, NOTHING, ENGLISH, person("weekly", editions=("weekly",)), person("new", status="pending"))
    stated = settings.model_copy(update={"mail": settings.mail.model_copy(update={"to": ("a@example.org",)})})
    assert send(filled, stated, to=()).ok
    both = {"zs-2655001", "zs-2655002"}
    assert told(filled) == {
        ("", "daily-2026-11-18"): both,
        ("word", "daily-2026-11-18"): {"zs-2655001"},
        ("nothing", "daily-2026-11-18"): set(),
        ("english", "daily-2026-11-18-en"): both,
    }
    by_name = {one.subscriber: text_of(one) for one in queued(filled)}
    assert "Zhongshan Watch" in by_name["english"]
    assert scene(2655001).title in by_name["word"]
    assert scene(2655002).title not in by_name["word"]
    with filled.read() as tx:
        house, twin = (editions.get(tx, key) for key in ("daily-2026-11-18", "daily-2026-11-18-en"))
        marks = editions.dealt_with(tx, "daily-2026-11-18-en")
    assert (house.language, twin.language) == ("zh", "en")
    assert [one["id"] for one in house.content["items"]] == [one["id"] for one in twin.content["items"]]
    assert marks == {}


def test_an_address_of_the_settings_that_subscribes_gets_what_it_subscribed_to(
    filled: Archive, settings: Settings
) -> None:
    subscribe(filled, WORD)
    stated = settings.model_copy(update={"mail": settings.mail.model_copy(update={"to": ("Word@example.org",)})})
    send(filled, stated, to=())
    assert [one.subscriber for one in queued(filled)] == ["word"]


def test_two_subscriptions_of_one_address_are_two_messages(filled: Archive, settings: Settings) -> None:
    subscribe(filled, WORD, replace(NOTHING, address=WORD.address))
    assert send(filled, settings, to=()).delivery.sent == 2
    assert sorted(one.subscriber for one in queued(filled)) == ["nothing", "word"]


def test_who_comes_later_gets_the_edition_when_it_is_sent_again(filled: Archive, settings: Settings) -> None:
    subscribe(filled, WORD)
    send(filled, settings, to=())
    keep(filled, scene(2655004), now=EIGHT)
    subscribe(filled, ENGLISH)
    again = send(filled, settings, EIGHT + timedelta(hours=1), to=())
    assert (again.composed, again.delivery.sent) == (False, 1)
    assert told(filled)["english", "daily-2026-11-18-en"] == {"zs-2655001", "zs-2655002"}
    (mail,) = [one for one in queued(filled) if one.subscriber == "english"]
    assert message_from_bytes(mail.message, policy=SMTP)["Date"].datetime == EIGHT


def test_sending_to_one_leaves_the_others_for_later(filled: Archive, settings: Settings) -> None:
    subscribe(filled, WORD, ENGLISH)
    assert send(filled, settings, to=("word",)).recipients == ("word@example.org",)
    assert [one.subscriber for one in queued(filled)] == ["word"]
    assert send(filled, settings, to=()).delivery.sent == 1
    assert sorted(one.subscriber for one in queued(filled)) == ["english", "word"]


def test_after_a_pause_the_first_edition_says_how_many_were_left_out(filled: Archive, settings: Settings) -> None:
    subscribe(filled, WORD)
    for days in range(5):
        if days == 1:
            subscribe(filled, replace(WORD, paused_until=(EIGHT + timedelta(days=3)).date()))
        now = EIGHT + timedelta(days=days)
        crawled(filled, now - timedelta(hours=1))
        send(filled, settings, now, to=())
    keys = [one.edition_key for one in queued(filled)]
    assert keys == ["daily-2026-11-18", "daily-2026-11-21", "daily-2026-11-22"]
    with_the_word = ["2 期" in text_of(one) for one in queued(filled)]
    assert with_the_word == [False, True, False]


def test_what_is_told_at_once_stands_in_the_daily_edition_in_a_line(filled: Archive, settings: Settings) -> None:
    fresh = {"published": MORNING}
    keep(filled, scene(2655004, **fresh), scene(2655005, published=MORNING - timedelta(days=9)))
    subscribe(filled, AT_ONCE, replace(NOTHING, editions=("immediate",)), WORD)
    first = send(filled, settings, MORNING + timedelta(minutes=5), to=(), kind="immediate")
    assert first.edition_key == "immediate-2026-11-18T0705"
    assert told(filled)["at-once", first.edition_key] >= {"zs-2655004"}
    assert "zs-2655005" not in told(filled)["at-once", first.edition_key]
    assert {name for name, key in told(filled) if key == first.edition_key} == {"at-once"}
    assert send(filled, settings, MORNING + timedelta(minutes=9), to=(), kind="immediate").edition_key == ""
    send(filled, settings, to=())
    assert told(filled)["at-once", "daily-2026-11-18"] == {"zs-2655005"}
    (mail,) = [one for one in queued(filled) if (one.subscriber, one.edition_key) == ("at-once", "daily-2026-11-18")]
    assert scene(2655004).title in text_of(mail)
    with filled.read() as tx:
        assert len(editions.get(tx, "daily-2026-11-18").content["items"]) == 4


def test_two_editions_of_one_minute_are_two(filled: Archive, settings: Settings) -> None:
    subscribe(filled, AT_ONCE)
    keep(filled, scene(2655004, published=MORNING))
    first = send(filled, settings, EIGHT, to=(), kind="immediate")
    keep(filled, scene(2655006, published=MORNING), now=EIGHT)
    second = send(filled, settings, EIGHT, to=(), kind="immediate")
    assert (first.edition_key, second.edition_key) == ("immediate-2026-11-18T0800", "immediate-2026-11-18T0800-2")
    assert told(filled)["at-once", second.edition_key] == {"zs-2655006"}


def test_what_a_daily_edition_told_them_is_not_told_at_once(filled: Archive, settings: Settings) -> None:
    subscribe(filled, AT_ONCE)
    send(filled, settings, to=())
    assert send(filled, settings, EIGHT + timedelta(hours=1), to=(), kind="immediate").edition_key == ""


def test_what_was_revised_since_it_was_told_at_once_is_told_in_full(filled: Archive, settings: Settings) -> None:
    subscribe(filled, AT_ONCE)
    keep(filled, scene(2655004, published=MORNING))
    send(filled, settings, MORNING + timedelta(minutes=5), to=(), kind="immediate")
    before = scene(2655004, published=MORNING)
    later = before.body.replace("500万元", "300万元")
    keep(filled, scene(2655004, published=MORNING, body=later), now=MORNING + timedelta(minutes=30))
    send(filled, settings, to=())
    assert "zs-2655004" in told(filled)["at-once", "daily-2026-11-18"]


def test_whoever_leaves_while_the_edition_is_written_gets_nothing(
    filled: Archive, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(filled, WORD, ENGLISH)
    begin = Archive.begin
    left: list[str] = []

    def leaving(self: Archive) -> Any:
        if not left and len(editions_of(self)) == 0 and judged(self):
            left.append("word")
            with begin(self) as tx:
                subscribers.put(tx, replace(WORD, status="left"))
        return begin(self)

    monkeypatch.setattr(Archive, "begin", leaving)
    run.judge_new(filled, settings, EIGHT)
    send(filled, settings, to=())
    assert left
    assert [one.subscriber for one in queued(filled)] == ["english"]


def editions_of(archive: Archive) -> list[Any]:
    with archive.read() as tx:
        return editions.every(tx)


def judged(archive: Archive) -> bool:
    with archive.read() as tx:
        return len(editions.relevant(tx)) == 2


def test_a_refusal_for_good_counts_against_the_address(filled: Archive, settings: Settings) -> None:
    subscribe(filled, replace(WORD, channel="smtp"))
    box = Box(answers={"word@example.org": "550 5.1.1 no such user"})
    with serving(box) as port:
        assert not send(filled, mailing(settings, port), to=()).ok
    with filled.read() as tx:
        assert subscribers.get(tx, "word").bounces == 1
    assert NEXT > EIGHT
    assert EIGHT.date() == DAY
    assert files(settings) == []
