"""The page of deadlines and its calendar over real HTTP: order, filters, evidence, subscription, and tags."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from urllib.parse import quote

import icalendar
import pytest
from lxml import html

from archive.config import Settings
from archive.store import Archive, announcements
from archive.web import issues
from tests.found import HOUR, NOON
from tests.halls import closing
from tests.reading_room import HOSTILE, page_of, words
from tests.web_server import Client, serving

TODAY = date(2026, 11, 20)


@pytest.fixture
def client(archive: Archive, settings: Settings, now: datetime) -> Iterator[Client]:
    with serving(archive, settings) as running:
        yield running


def titles(client: Client, path: str) -> list[str]:
    return page_of(client.get(path)).xpath("//section//h3/a/@href")


def events(raw: str) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(raw).walk("VEVENT"))


def test_the_next_one_stands_first_with_its_words_amount_and_link(client: Client, archive: Archive) -> None:
    closing(archive, 1)
    closing(archive, 2, TODAY + timedelta(days=1))
    closing(archive, 3, TODAY - timedelta(days=3))
    page = page_of(client.get("/deadlines"))
    assert page.xpath("//section//h3/a/@href") == ["announcements/zs-2", "announcements/zs-1"]
    assert [words(one) for one in page.xpath("//p[contains(@class, 'when')]")] == [
        "2026-11-21 · 明天",
        "2026-12-15 · 还有 25 天",
    ]
    assert page.xpath("//p[contains(@class, 'soon')]/time/@datetime") == ["2026-11-21"]
    assert page.xpath("//section//q/mark/text()")[-1] == "2026年12月15日"
    assert "申报截止时间为2026年12月15日，逾期不予受理" in words(page)
    assert "最高补助500万元" in words(page)
    assert titles(client, "/deadlines?past=yes") == ["announcements/zs-3"]
    assert "3 天前" in client.get("/deadlines?past=yes").body


def test_only_relevant_ones_unless_all_are_asked_for(client: Client, archive: Archive) -> None:
    closing(archive, 1)
    closing(archive, 2, relevant=False)
    assert titles(client, "/deadlines") == ["announcements/zs-1"]
    assert titles(client, "/deadlines?all=yes") == ["announcements/zs-1", "announcements/zs-2"]
    assert titles(client, "/deadlines?relevant=no") == ["announcements/zs-2"]
    assert len(events(client.get("/deadlines.ics").body)) == 1
    assert len(events(client.get("/deadlines.ics?all=yes").body)) == 2
    assert page_of(client.get("/deadlines")).xpath("//a[@href='?all=yes']")


def test_filters_hold_on_the_page_and_in_the_calendar_it_offers(client: Client, archive: Archive) -> None:
    closing(archive, 1)
    closing(archive, 2, theme="industry")
    page = page_of(client.get("/deadlines?theme=industry&source=zs_gxj"))
    assert page.xpath("//section//h3/a/@href") == ["announcements/zs-2"]
    assert page.xpath("//select[@name='theme']/option[@selected]/@value") == ["industry"]
    assert page.xpath("//input[@type='hidden']/@name") == ["source"]
    (feed,) = page.xpath("//p[@class='feed']/a/@href")
    assert feed.endswith("/deadlines.ics?source=zs_gxj&theme=industry&lang=zh")
    assert page.xpath("//link[@type='text/calendar']/@href") == [feed]
    got = client.get(feed.partition(str(client.port))[2])
    assert [str(one["SUMMARY"])[:3] for one in events(got.body)] == ["截止："]
    english = client.get("/deadlines.ics?theme=industry&lang=en")
    assert str(events(english.body)[0]["SUMMARY"]).startswith("Closes:")


@pytest.mark.parametrize("query", ["from=x", "theme=a&theme=b", "has=nothing", "relevant=perhaps", f"q={'x' * 1001}"])
def test_a_wrong_filter_is_said_and_answers_400(client: Client, query: str) -> None:
    page = client.get(f"/deadlines?{query}")
    assert page.status == 400
    assert "条件有误" in page.body
    assert client.get(f"/deadlines.ics?{query}").status == 400


def test_pages_of_a_long_list(client: Client, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issues, "PAGE", 2)
    for number in range(1, 6):
        closing(archive, number, TODAY + timedelta(days=number))
    page = page_of(client.get("/deadlines?theme=application"))
    assert page.xpath("//a[@rel='next']/@href") == ["?theme=application&page=2"]
    assert titles(client, "/deadlines?theme=application&page=3") == ["announcements/zs-5"]
    for wrong in ("0", "4", "x", "-1", "²", "99999999999999"):
        assert client.get(f"/deadlines?page={quote(wrong)}").status == 404


def test_the_calendar_has_a_tag_and_is_not_sent_twice(client: Client, archive: Archive) -> None:
    closing(archive, 1)
    got = client.get("/deadlines.ics")
    assert got.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert got.headers["Content-Disposition"] == 'inline; filename="deadlines.ics"'
    for stated in (got.headers["ETag"], f'"x", W/{got.headers["ETag"]}', "*"):
        again = client.get("/deadlines.ics", If_None_Match=stated)
        assert (again.status, again.body, again.headers["ETag"]) == (304, "", got.headers["ETag"])
    assert client.get("/deadlines.ics", If_None_Match='"other"').status == 200
    assert client.ask("HEAD", "/deadlines.ics").headers["ETag"] == got.headers["ETag"]
    closing(archive, 2)
    assert client.get("/deadlines.ics", If_None_Match=got.headers["ETag"]).status == 200


def test_withdrawn_and_taken_back_days_are_cancelled_and_old_ones_leave(client: Client, archive: Archive) -> None:
    closing(archive, 1)
    closing(archive, 2)
    closing(archive, 2, None, at=NOON + HOUR, body="打造一批人工智能应用场景，不再受理。")
    closing(archive, 3, TODAY - timedelta(days=10))
    closing(archive, 4, TODAY - timedelta(days=100))
    with archive.begin() as tx:
        announcements.withdraw(tx, "zs-1", NOON + HOUR)
    found = {str(one["UID"]).partition(".")[0]: str(one["STATUS"]) for one in events(client.get("/deadlines.ics").body)}
    assert found == {"zs-1": "CANCELLED", "zs-2": "CANCELLED", "zs-3": "CONFIRMED"}
    assert "发布单位已撤下" in client.get("/deadlines").body


def test_the_settings_say_where_the_calendar_is_found(archive: Archive, settings: Settings, now: datetime) -> None:
    closing(archive, 1)
    public = settings.model_copy(update={"web": settings.web.model_copy(update={"url": "https://example.org/z"})})
    with serving(archive, public) as client:
        page = page_of(client.get("/deadlines", Host="evil.example"))
        assert page.xpath("//p[@class='feed']/a/@href") == ["https://example.org/z/deadlines.ics?lang=zh"]
        (event,) = events(client.get("/deadlines.ics").body)
        assert event["URL"] == "https://example.org/z/announcements/zs-1"


@pytest.mark.parametrize("host", ['x"><script>', "a b", "x/y@z", "x" * 300])
def test_a_host_that_is_none_is_not_written_into_the_page(client: Client, archive: Archive, host: str) -> None:
    page = client.get("/deadlines", Host=host)
    assert page.status in {200, 400}  # the server may have refused it already
    own = f"http://127.0.0.1:{client.port}/deadlines.ics?lang=zh"
    found = html.fromstring(page.body.encode()).xpath("//p[@class='feed']/a/@href") if page.status == 200 else [own]
    assert found in (["deadlines.ics?lang=zh"], [own])


def test_hostile_words_are_words(client: Client, archive: Archive) -> None:
    closing(archive, 1, title=HOSTILE, issuer=HOSTILE)
    for language in ("zh", "en"):
        page = page_of(client.get("/deadlines?town=%3Cscript%3E&all=yes", Accept_Language=language))
        assert page.xpath("//script[not(@src)] | //img | //@onerror") == []
        assert page.xpath("//input[@name='town']/@value") == ["<script>"]
        assert page_of(client.get("/deadlines", Accept_Language=language)).xpath("//h3/a/text()") == [
            HOSTILE.replace("\u202e", "")
        ]
