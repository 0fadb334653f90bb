"""The way of a link: the twin is crawled and sent for two days; whatever the mails link to in the archive is there."""

import re
from pathlib import Path

import pytest
from lxml import html

from archive.config import Settings
from archive.store import open_archive
from scheduler.rooms import rooms
from tests.days import EIGHT, crawled, keep, scene, send, stored
from tests.test_whole_way import READER, User
from tests.twin import Twin
from tests.web_server import Client, serving

URL = "https://watch.example.org"


def ours(page: str) -> list[str]:
    """Return the addresses of a page that lead into the archive, without the archive's own."""
    found = html.fromstring(page).xpath("//a/@href")
    return sorted({one.removeprefix(URL) for one in found if one.startswith(f"{URL}/")})


def walked(client: Client, paths: list[str]) -> list[str]:
    """Return what does not answer 200 of what pages link to, and of what those link to within the archive."""
    wrong, seen = [], set[str]()
    for path in paths:
        got = client.get(path)
        wrong += [path] if got.status != 200 else []
        depth = path.partition("?")[0].count("/") - 1
        for link in html.fromstring(got.body).xpath("//a/@href | //link/@href") if got.status == 200 else ():
            if re.match(r"[\w+.-]+:|[?#]", link):
                continue
            steps = link.count("../")
            assert steps == depth, (path, link)
            below = "/" + link.replace("../", "").removeprefix("./").partition("#")[0]
            if below not in seen:
                seen.add(below)
                wrong += [below] if client.raw(below).status != 200 else []
    return wrong


def as_served(settings: Settings) -> Settings:
    """Return the settings for somebody who opens every link at once."""
    rates = {"requests_per_minute": 1_000_000, "searches_per_minute": 1_000_000}
    return settings.model_copy(update={"web": settings.web.model_copy(update=rates)})


def test_every_link_of_a_mail_into_the_archive_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZSWATCH_WEB__URL", URL)
    with Twin(day=1) as twin:
        user = User(tmp_path, twin)
        for day in (1, 2):
            user.crawl(day)
            user.run("digest", "send", "--to", READER)
        user.run("digest", "replay", "--date", "2026-11-18", "--out", str(tmp_path / "1"))
        user.run("digest", "replay", "--date", "2026-11-19", "--out", str(tmp_path / "2"))
    mails = [(tmp_path / name / "edition.html").read_text(encoding="utf-8") for name in ("1", "2")]
    links = [ours(one) for one in mails]
    assert all(len(one) > 3 for one in links), links
    settings = as_served(Settings(data_dir=tmp_path / "data"))
    with open_archive(settings) as archive, serving(archive, settings, rooms(settings)) as client:
        assert walked(client, [*links[0], *links[1], "/", "/editions"]) == []
        for day, mail in zip(("2026-11-18", "2026-11-19"), mails, strict=True):
            assert client.get(f"/editions/daily-{day}").body == mail
            assert walked(client, [f"/search?edition=daily-{day}"]) == []


def test_when_not_all_stands_in_a_mail_the_whole_list_does(settings: Settings) -> None:
    linked = settings.model_copy(update={"web": settings.web.model_copy(update={"url": f"{URL}/"})})
    with open_archive(settings) as archive:
        keep(archive, *(scene(2655000 + number) for number in range(120)))
        crawled(archive)
        send(archive, linked, EIGHT)
        links = ours(stored(archive).html)
        assert "/search?edition=daily-2026-11-18" in links
        shown = as_served(settings)
        with serving(archive, shown, rooms(shown)) as client:
            assert walked(client, links) == []
