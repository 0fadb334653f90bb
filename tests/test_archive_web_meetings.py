"""The pages of meetings over real HTTP: the text, the ledger with its evidence, the chart, and what is unknown."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image

from archive import clock
from archive.config import Settings
from archive.records import Damage, Directive, Meeting, Theme
from archive.store import Archive, meetings
from archive.web import minutes
from archive.web.rooms import Rooms
from digest.meetings import shipped
from scheduler.rooms import rooms
from tests.halls import closing, run
from tests.reading_room import HOSTILE, page_of, words
from tests.web_server import Client, serving


@pytest.fixture
def client(archive: Archive, settings: Settings, now: datetime) -> Iterator[Client]:
    with serving(archive, settings, rooms(settings)) as running:
        yield running


@pytest.fixture
def alone(archive: Archive, settings: Settings, now: datetime) -> Iterator[Client]:
    """The pages with nothing lent by other rooms."""
    with serving(archive, settings) as running:
        yield running


def test_a_meeting_is_there_with_its_directives_as_anchors_and_answers_linked(client: Client, archive: Archive) -> None:
    closing(archive)
    page = page_of(client.get("/meetings/2025-02-21"))
    (section,) = page.xpath("//section[@id='application.2']")
    said = words(section)
    assert "打造一批人工智能应用场景" in said
    assert "1 条回应，首条 2026-11-18，最近 2026-11-18（2 天前）：中山市工业和信息化局 1" in said
    assert section.xpath(".//a[contains(@href, 'announcements')]/@href") == ["../announcements/zs-1#directives"]
    assert section.xpath(".//li//q/text()") == ["打造一批人工智能应用场景"]
    assert len(page.xpath("//section[@class='directive']")) == 19
    assert page.xpath("//div[contains(@class, 'minutes')]//a[@href='#application.2']")
    silent = words(page.xpath("//section[@id='talent.1']")[0])
    assert f"{(date(2026, 11, 20) - date(2025, 2, 21)).days} 天没有回应" in silent


def test_silence_is_only_called_proven_when_every_source_is_well(
    client: Client, archive: Archive, settings: Settings, now: datetime
) -> None:
    said = words(page_of(client.get("/meetings/2025-02-21")))
    assert "沉默尚未证实" in said
    assert "从未成功" in said
    catalogue = rooms(settings).catalogue
    assert catalogue is not None
    for card in catalogue():
        if card.enabled:
            run(archive, card.key, "ok", now - timedelta(hours=1))
    page = page_of(client.get("/meetings/2025-02-21"))
    assert "沉默已证实" in words(page)
    assert "（已证实）" in words(page.xpath("//section[@id='talent.1']")[0])
    run(archive, "zs_gxj-tzgg", "blocked", now)
    page = page_of(client.get("/meetings/2025-02-21"))
    assert "沉默尚未证实" in words(page)
    assert page.xpath("//details//a[contains(@href, 'sources/')]/@href") == ["../sources/zs_gxj-tzgg"]


def test_the_chart_and_its_table_tell_the_same(client: Client, archive: Archive) -> None:
    closing(archive)
    closing(archive, 2, published=datetime(2026, 10, 2, 9, tzinfo=clock.SHANGHAI))
    page = page_of(client.get("/meetings/2025-02-21", Accept_Language="en"))
    (address,) = page.xpath("//img/@src")
    assert address == "../meetings/2025-02-21/answers.en.png"
    assert page.xpath("//img/@alt")[0].startswith("Bar chart: Answers per theme and month")
    heads = page.xpath("//figure/following-sibling::div//th[@scope='col']/text()")
    assert heads == ["Month", "Study", "Application", "Industry", "Talent", "Overall"]
    rows = {row.xpath("th/text()")[0]: row.xpath("td/text()") for row in page.xpath("//table//tr[td]")}
    assert (rows["2026-11"][1], rows["2026-10"][1], rows["2026-09"][1]) == ("1", "1", "0")
    got = client.raw(address[2:])
    assert (got.status, got.headers["Content-Type"]) == (200, "image/png")
    assert Image.open(BytesIO(got.body)).size[0] > 400
    assert client.get(address[2:], If_None_Match=got.headers["ETag"]).status == 304
    assert client.get("/meetings/2025-02-21/answers.fr.png").status == 404
    assert client.get("/meetings/nothing/answers.zh.png").status == 404


def test_the_list_says_which_are_in_force_and_how_many_are_answered(client: Client, archive: Archive) -> None:
    closing(archive)
    with archive.begin() as tx:
        meetings.put(tx, Meeting(id="2026-01-05", title="另一次会议", date=date(2026, 1, 5), url="", text="学习"))
    page = page_of(client.get("/meetings"))
    assert [words(one) for one in page.xpath("//main//li/span")] == [
        "2026-01-05 · 0 项要求 · 未列入对照",
        "2025-02-21 · 19 项要求 · 正在对照 · 已有回应 1 / 19",
    ]


def test_damage_is_marked_and_the_damaged_copy_is_kept_in_sight(client: Client) -> None:
    page = page_of(client.get("/meetings/2025-02-21"))
    damaged = page.xpath("//div[contains(@class, 'minutes')]//span[@class='damaged']/text()")
    assert "论学习" in damaged
    assert "論學習" in page.xpath("//details//del/text()")
    assert f"{len(next(iter(shipped().values())).damaged)} 处在我们拿到的副本中有损坏" in words(page)


def test_without_other_rooms_the_text_is_there_and_says_what_is_missing(alone: Client, archive: Archive) -> None:
    assert "存档中没有会议" in words(page_of(alone.get("/meetings")))
    assert alone.get("/meetings/2025-02-21").status == 404
    directive = Directive(id="d.1", theme="d", start=0, end=2, text="学习")
    damaged = (Damage(start=0, end=1, raw="學"),)
    one = Meeting(
        id="a b/中", title=HOSTILE, date=date(2026, 1, 5), url="javascript:alert(1)", text=f"学习{HOSTILE}",
        directives=(directive,), damaged=damaged, themes=(Theme(id="d", name=HOSTILE),),
    )  # fmt: skip
    with archive.begin() as tx:
        meetings.put(tx, one)
    for language in ("zh", "en"):
        page = page_of(alone.get("/meetings/a%20b/%E4%B8%AD", Accept_Language=language))
        assert page.xpath("//script[not(@src)] | //img | //@onerror") == []
        assert not [each for each in page.xpath("//a/@href") if "javascript" in each]
        assert page.xpath("//section[@id='d.1']")
        assert ("台账" if language == "zh" else "ledger") in words(page)


def test_much_is_bounded(alone: Client, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minutes, "MOST_TEXT", 100)
    with archive.begin() as tx:
        meetings.put(tx, Meeting(id="m", title="m", date=date(2026, 1, 5), url="", text="学" * 250))
    assert "另有 150 字未显示" in words(page_of(alone.get("/meetings/m")))


def test_a_slow_ledger_is_worked_out_once_for_many_readers(archive: Archive, settings: Settings, now: datetime) -> None:
    asked: list[str] = []
    lent = rooms(settings)

    def ledger(*stated: object) -> dict[str, object]:
        asked.append("ledger")
        assert lent.ledger is not None
        return lent.ledger(*stated)  # type: ignore[arg-type]

    with serving(archive, settings, Rooms(meetings=lent.meetings, ledger=ledger)) as client:
        for _ in range(3):
            page_of(client.get("/meetings/2025-02-21"))
        assert len(asked) == 1
        closing(archive)
        page_of(client.get("/meetings/2025-02-21"))
        assert len(asked) == 2
