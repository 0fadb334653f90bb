"""Deadlines as a calendar by RFC 5545: whole days, a reminder a week and a day before, the withdrawn ones cancelled."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from icalendar import Alarm, Calendar, Event

from archive.printable import printable
from archive.web.closings import Closing
from archive.web.words import Language, say, theme

REMINDERS = (timedelta(days=-7), timedelta(days=-1))
REFRESH = timedelta(hours=6)
MOST_TITLE = 200
MOST_WORDS = 400


def calendar(closings: Iterable[Closing], language: Language, archive: str = "") -> bytes:
    """Return a calendar of closings; `archive` is the address of the archive's pages, empty when it is not known.

    The same closings give the same bytes at any time. A day has no zone of its own: it is one in Asia/Shanghai.
    """
    made = Calendar()
    made.add("prodid", "-//Zhongshan Watch//deadlines//ZH")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("name", say(language, "calendar_name"))
    made.add("x-wr-calname", say(language, "calendar_name"))
    made.add("x-wr-timezone", "Asia/Shanghai")
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT6H")
    for one in closings:
        made.add_component(_event(one, language, archive))
    return bytes(made.to_ical())


def uid(one: Closing) -> str:
    """Return by what a calendar knows the event again: the text, whichever of its copies stands for it."""
    return f"{quote(one.one.canonical_id, safe='')}.deadline@zhongshan-watch"


def _event(one: Closing, language: Language, archive: str) -> Event:
    title = " ".join(printable(one.one.title).split())[:MOST_TITLE] or one.one.id
    page = f"{archive}/announcements/{quote(one.one.id, safe='')}" if archive else ""
    event = Event()
    event.add("uid", uid(one))
    event.add("dtstamp", _utc(one.changed))
    event.add("last-modified", _utc(one.changed))
    event.add("created", _utc(one.one.first_seen))
    event.add("sequence", one.sequence)
    event.add("dtstart", one.day)
    event.add("dtend", one.day + timedelta(days=1))
    event.add("summary", say(language, "event_gone" if one.gone else "event", title=title))
    event.add("description", "\n".join(_told(one, language, page)))
    event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if one.gone else "CONFIRMED")
    if address := page or _address(one.one.url):
        event.add("url", address)
    if one.themes:
        event.add("categories", [printable(theme(language, each)) for each in one.themes])
    for before in () if one.gone else REMINDERS:
        event.add_component(_alarm(before, title, language))
    return event


def _alarm(before: timedelta, title: str, language: Language) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", say(language, "event", title=title))
    alarm.add("trigger", before)
    return alarm


def _told(one: Closing, language: Language, page: str) -> Iterable[str]:
    """Give the lines of the description."""
    if one.gone:
        yield say(language, f"event_{one.gone}")
    if one.one.issuer:
        yield _line(one.one.issuer)
    if one.words:
        yield f"「{_line(one.before + one.words + one.after)}」"
    if one.amounts:
        yield say(language, "sums") + say(language, "colon") + say(language, "and").join(map(_line, one.amounts))
    if page:
        yield say(language, "event_page", url=page)
    if address := _address(one.one.url):
        yield say(language, "event_source", url=address)


def _line(text: str) -> str:
    return " ".join(printable(text).split())[:MOST_WORDS]


def _address(url: str) -> str:
    """Return an address as it may stand in a calendar: http or https, in ASCII, else empty."""
    plain = url.startswith(("http://", "https://")) and url.isascii() and url.isprintable() and " " not in url
    return url if plain else ""


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
