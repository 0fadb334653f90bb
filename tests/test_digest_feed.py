"""The feed of editions: what RFC 4287 asks for, read by another program, whole and of bounded size."""

import base64
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest
from lxml import etree

from archive.config import Settings
from archive.errors import TryLater
from archive.records import StoredEdition
from archive.store import Archive, editions
from digest.edition import document
from digest.feed import ATOM, MOST, feed, file_of, fragment, publish
from digest.render import pages
from tests.editions import DAY, NOW, full_edition

WEB = Settings.model_validate({"web": {"url": "https://watch.example.org"}})
PICTURE = f'<img src="data:image/png;base64,{base64.b64encode(b"x" * 99).decode()}" alt="学习 3，应用 5" width="600">'


def stored(number: int = 0, **changed: object) -> StoredEdition:
    made = full_edition()
    laid = pages(made)
    day = DAY + timedelta(days=number)
    plain = StoredEdition(
        key=f"daily-{day}",
        date=day,
        kind="daily",
        language="zh",
        composed_at=NOW + timedelta(days=number),
        subject=laid.subject,
        content=document(made),
        html=laid.html,
        text=laid.text,
    )
    return replace(plain, **changed)  # type: ignore[arg-type]


def test_another_program_reads_it() -> None:
    kept = [stored(1), stored(0)]
    read = feedparser.parse(feed(kept, WEB, "zh"))
    assert not read.bozo
    assert read.version == "atom10"
    assert (read.feed.title, read.feed.language) == ("中山观察", "zh-CN")
    assert [one.title for one in read.entries] == [one.subject for one in kept]
    assert [one.link for one in read.entries] == [f"https://watch.example.org/editions/{one.key}" for one in kept]
    assert [one.updated for one in read.entries] == [one.composed_at.isoformat() for one in kept]
    assert "对入选的人工智能应用场景示范项目" in read.entries[0].content[0].value
    assert read.feed.links[0].rel == "self"


@pytest.mark.parametrize("settings", [WEB, Settings()], ids=["with pages", "without"])
@pytest.mark.parametrize("count", [0, 1, 3])
def test_it_has_what_the_standard_asks_for(settings: Settings, count: int) -> None:
    root = etree.fromstring(feed([stored(-number) for number in range(count)], settings, "zh"))
    _has_one_each(root)
    assert len(root.findall(f"{{{ATOM}}}author/{{{ATOM}}}name")) == 1
    entries = root.findall(f"{{{ATOM}}}entry")
    assert len(entries) == count
    for entry in entries:
        _has_one_each(entry)
        content = entry.findall(f"{{{ATOM}}}content")
        linked = entry.findall(f"{{{ATOM}}}link[@rel='alternate']")
        assert content or linked
        assert len(content) <= 1
        assert len(linked) <= 1
    names = [one.text for one in root.iter(f"{{{ATOM}}}id")]
    assert len(set(names)) == len(names) == count + 1


def _has_one_each(element: etree._Element) -> None:
    """RFC 4287, 4.1.1 and 4.1.2: exactly one of each."""
    for name in ("id", "title", "updated"):
        (found,) = element.findall(f"{{{ATOM}}}{name}")
        assert found.text


def test_an_id_stays_when_the_archive_moves() -> None:
    moved = Settings.model_validate({"web": {"url": "https://elsewhere.example.org/watch"}})
    first, second = (feedparser.parse(feed([stored()], one, "zh")).entries[0] for one in (WEB, moved))
    assert first.id == second.id
    assert first.id.startswith("urn:uuid:")
    assert first.link != second.link


def test_it_is_the_same_whenever_it_is_made() -> None:
    assert feed([stored()], WEB, "zh") == feed([stored()], WEB, "zh")


def test_it_holds_thirty_editions_and_is_bounded() -> None:
    large = [stored(-number, html=f"<body><p>{'字' * 33_000}</p></body>") for number in range(60)]
    made = feed(large, WEB, "zh")
    read = feedparser.parse(made)
    assert len(read.entries) == MOST
    assert len(made) < 2_000_000
    assert "content" in read.entries[0]
    assert "content" not in read.entries[-1]
    assert read.entries[-1].summary == large[0].subject


def test_without_pages_even_the_oldest_has_content() -> None:
    large = [stored(-number, html=f"<body><p>{'字' * 33_000}</p></body>") for number in range(MOST)]
    read = feedparser.parse(feed(large, Settings(), "zh"))
    assert read.entries[-1].content[0].value == large[0].subject


def test_pictures_are_told_in_words() -> None:
    assert fragment(f"<html><head><style>p {{}}</style></head><body class='x'><p>甲</p>{PICTURE}</body></html>") == (
        "<p>甲</p><p>学习 3，应用 5</p>"
    )
    assert fragment('<body><img src="x" alt=""><img src="y"></body>') == ""


def test_nothing_from_outside_breaks_out() -> None:
    evil = stored(subject='</title><script>alert("1")</script>\x00\x0b\ufffe', html="<body>]]>&lt;b&gt;\x08</body>")
    read = feedparser.parse(feed([evil], WEB, "zh"))
    assert not read.bozo
    root = etree.fromstring(feed([evil], WEB, "zh"))
    (title,) = root.findall(f"{{{ATOM}}}entry/{{{ATOM}}}title")
    assert title.text == '</title><script>alert("1")</script>'
    assert title.get("type") is None  # plain text
    (content,) = root.findall(f"{{{ATOM}}}entry/{{{ATOM}}}content")
    assert content.text == "]]>&lt;b&gt;"


def test_an_erratum_names_what_it_corrects() -> None:
    made = feed([stored(key="erratum-1-of-daily-2026-11-19", kind="erratum", corrects="daily-2026-11-19")], WEB, "zh")
    (entry,) = feedparser.parse(made).entries
    assert [one.href for one in entry.links if one.rel == "related"] == [
        "https://watch.example.org/editions/daily-2026-11-19"
    ]


def test_it_is_written_for_each_language_and_always_whole(archive: Archive, settings: Settings) -> None:
    assert publish(archive, settings) == []
    with archive.begin() as tx:
        editions.put(tx, stored(), [])
    (file,) = publish(archive, settings)
    assert file == file_of(settings, "zh") == settings.data_dir / "feeds" / "editions.zh.atom"
    with archive.begin() as tx:
        editions.put(tx, stored(1), [])
        editions.put(tx, stored(1, key="daily-2026-11-20-en", language="en", subject="Zhongshan Watch"), [])
    assert publish(archive, settings) == [file, file_of(settings, "en")]
    assert [one.title for one in feedparser.parse(file.read_bytes()).entries] == [stored(1).subject, stored().subject]
    (english,) = feedparser.parse(file_of(settings, "en").read_bytes()).entries
    assert english.title == "Zhongshan Watch"
    assert sorted(one.name for one in file.parent.iterdir()) == ["editions.en.atom", "editions.zh.atom"]


def test_what_can_not_be_written_is_for_later(archive: Archive, settings: Settings, tmp_path: Path) -> None:
    with archive.begin() as tx:
        editions.put(tx, stored(), [])
    (settings.data_dir / "feeds").write_bytes(b"")
    with pytest.raises(TryLater, match="feeds"):
        publish(archive, settings)
