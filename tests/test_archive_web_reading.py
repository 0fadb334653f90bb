"""The pages that mails and feeds link to, over real HTTP: complete, escaped, bounded, and reading only."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import quote

import pytest

from archive.config import Settings
from archive.store import Archive, announcements, judgements
from archive.web import announcement, guard, papers, reading
from tests.found import HOUR, NOON, analysis, attachment, found
from tests.reading_room import HOSTILE, edition, keep, page_of, put, words
from tests.web_server import Client, serving


@pytest.fixture
def client(archive: Archive, settings: Settings, now: datetime) -> Iterator[Client]:
    with serving(archive, settings) as running:
        yield running


def test_an_announcement_is_there_with_all_that_is_known_of_it(client: Client, archive: Archive) -> None:
    table = "| 镇街 | 名额 |\n| 小榄镇 | 3 |"
    named = keep(
        archive, body=f"第一段。\n{table}\n单个项目最高补助500万元。", attachments=(attachment(1), attachment(2, None))
    )
    keep(archive, NOON + HOUR, body=f"第一段。\n{table}\n单个项目最高补助800万元。", attachments=(attachment(1),))
    with archive.begin() as tx:
        judged = analysis(announcements.get(tx, named), "最高补助800万元", deadline=datetime(2026, 11, 30).date())  # noqa: DTZ001
        judgements.put(tx, judged, NOON + HOUR)
    page = page_of(client.get("/announcements/zs-1"))
    assert page.xpath("//html/@lang") == ["zh-CN"]
    assert page.xpath("//h1/text()") == ["关于组织申报“人工智能+制造”示范项目的通知（1）"]
    assert page.xpath("//h2/text()") == ["摘要", "与会议要求对照", "正文", "附件", "修订", "见于"]
    assert page.xpath("//dd[not(@class)]/text()") == ["应用场景", "最高补助800万元"]
    assert page.xpath("//mark/text()") == ["最高补助800万元"]
    assert page.xpath("//table//td/text()") == ["镇街", "名额", "小榄镇", "3"]
    assert page.xpath("//details//p/text()") == ["申报指南：", "企业应在中山市登记。"]
    assert (page.xpath("//del/text()"), page.xpath("//ins/text()")) == (["500", "附件2：申报指南.docx"], ["800"])
    said = words(page)
    facts = "中山市工业和信息化局|中工信〔2026〕1号|2026-11-18 09:30|截止 2026-11-30|组织申报示范项目。|已读出全文|zs-1"
    for fact in (*facts.split("|"), "首次见到 2026-11-18 12:00，最近见到 2026-11-18 13:00"):
        assert fact in said, fact
    assert "撤下" not in said
    to = set(page.xpath("//main//a/@href"))
    source = "http://www.zs.gov.cn/gxj/tzgg/content/post_1.html"
    ours = {"../announcements/zs-1/compare", "../announcements/zs-1/compare?from=1&to=2", "#d1", "#e1"}
    ours |= {"../announcements/zs-1/why", "../meetings/2025-02-21#application.2", "../api/v1/announcements/zs-1"}
    assert to == {*ours, source, "http://www.zs.gov.cn/attachment/1.docx"}


def test_in_english_the_words_of_the_sources_are_marked_as_chinese(client: Client, archive: Archive) -> None:
    keep(archive)
    page = page_of(client.get("/announcements/zs-1", Accept_Language="en"))
    assert page.xpath("//html/@lang") == ["en"]
    assert page.xpath("//h1/@lang") == ["zh-CN"]
    assert page.xpath("//h2/text()") == ["Text", "Revisions", "Where it was met"]
    assert "Not judged yet." in words(page)
    assert all(one.xpath("ancestor-or-self::*[@lang='zh-CN']") for one in page.xpath("//p[contains(., '申报')]"))


def test_one_that_was_withdrawn_is_our_copy_and_a_repost_names_the_first(client: Client, archive: Archive) -> None:
    keep(archive)
    body = found(1).body
    with archive.begin() as tx:
        copy = found(2, title=found(1).title, body=body, doc_number=found(1).doc_number)
        announcements.keep(tx, copy, NOON + timedelta(days=1))
        announcements.withdraw(tx, "zs-1", NOON + timedelta(days=2))
    assert "发布单位已撤下这篇公告（2026-11-20 12:00 发现）；以下是我们的存档。" in words(
        page_of(client.get("/announcements/zs-1"))
    )
    page = page_of(client.get("/announcements/zs-2"))
    first, again = page.xpath("//main//a[contains(@href, 'zs-1')]/@href")
    assert first == again
    assert first == "../announcements/zs-1"
    assert "这是转载" in words(page)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_hostile_words_are_words(client: Client, archive: Archive, language: str) -> None:
    file = attachment(1, HOSTILE, name=HOSTILE, url="javascript:alert(3)", sha256="../../etc/passwd")
    stated = {"title": HOSTILE, "issuer": HOSTILE, "doc_number": HOSTILE, "attachments": (file,)}
    keep(archive, body=f"{HOSTILE}\n| {HOSTILE} | b |", **stated)
    keep(archive, NOON + HOUR, body="x", **stated | {"title": f"甲{HOSTILE}", "attachments": ()})
    keep(archive, NOON + HOUR * 2, body=f"{HOSTILE}\n| {HOSTILE} | b |", **stated)
    got = client.get("/announcements/zs-1", Accept_Language=language)
    page = page_of(got)
    assert page.xpath("//script[not(@src)] | //img | //@onerror | //@src[. != '../script.js']") == []
    assert not [
        one for one in page.xpath("//a/@href") if not one.startswith(("../", "http://www.zs.gov.cn/", "#", "?"))
    ]
    plain = HOSTILE.replace("\u202e", "")
    assert page.xpath("//h1/text()") == [plain]
    assert page.xpath("//td/text()") == [plain, "b"]
    assert "\u202e" not in got.body
    assert "49" not in words(page).split()


def test_ids_of_any_kind_are_found_and_their_pages_find_the_style(client: Client, archive: Archive) -> None:
    for number, name in enumerate(("a/b", "../x", 'q?a="b"&c', "v1.2/中山", "x.html")):
        body = f"{number}号正文：" + "甲乙丙丁戊"[number] * 40
        keep(archive, id=name, post_id=number + 1, title=f"第{number}号通知", body=body, doc_number=None)
        page = page_of(client.get(f"/announcements/{quote(name, safe='')}"))
        assert page.xpath("//h1/text()") == [f"第{number}号通知"], name
        assert page.xpath("//link/@href") == ["../style.css"], name
    met = client.get(f"/announcements/{quote(found(1).url, safe='')}")
    assert page_of(met).xpath("//h1/text()") == ["第0号通知"]
    assert page_of(client.get("/announcements/a/b")).xpath("//link/@href") == ["../../style.css"]


MISSING = """
/announcements/ /announcements/zs-9 /announcements/%00 /announcements/..%2F..%2Fetc%2Fpasswd /announcements/%ff%fe
/editions/ /editions/nothing /editions/%00 /editions/daily-2026-11-18.exe /editions/..%2Fx /editions/x%27 /editions/²
/editions?page=2 /editions?page=x /editions?page=² /editions?page=-1 /editions?page=99999999999999999999
/search?edition=%00 /search?edition=daily-2026-11-18&page=2
/search?edition=daily-2026-11-18&page=0 /feeds/editions.zh.atom /feeds/..%2Fsecret /feeds/x
"""


@pytest.mark.parametrize("path", [*MISSING.split(), "/announcements/" + "x" * 5000])
def test_what_is_not_there_is_not_found(client: Client, archive: Archive, path: str) -> None:
    put(archive, edition())
    for language in ("zh", "en"):
        got = client.get(quote(path, safe="/?=&%."), Accept_Language=language)
        assert got.status == 404
        assert ("没有这个页面" if language == "zh" else "There is no such page") in got.body


def test_bytes_are_said_to_be_kept_when_they_are(client: Client, archive: Archive) -> None:
    sha256 = archive.blobs.put(b"page")
    keep(archive, raw_sha256=sha256, attachments=(attachment(1),))
    said = words(page_of(client.get("/announcements/zs-1")))
    assert f"原始文件已存档 {sha256}" in said
    assert f"原始文件未存档 {attachment(1).sha256}" in said
    assert "申报指南：" in said


def test_much_is_bounded_and_said_to_be_more(client: Client, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announcement, "REVISIONS", 3)
    files = tuple(attachment(n, f"附件{n}" + "字" * 90_000) for n in range(papers.MOST_FILES + 1))
    for number in range(6):
        body = f"第{number}版\n" + "机器人" * 200_000
        keep(archive, NOON + HOUR * number, body=body, attachments=files if number == 5 else ())
    got = client.get("/announcements/zs-1")
    page = page_of(got)
    assert len(got.body) < 1_200_000
    assert [one.split(" 版")[0] for one in page.xpath("//h3/text()")] == ["第 6", "第 5", "第 4", "第 3"]
    said = words(page)
    for more in ("另有 300004 字未显示", "另有 1 个附件未列出。", "另有 2 个更早的版本。", "与前一版的差异未显示。"):
        assert more in said, more


PATHS = ("/announcements/zs-1", "/editions", "/editions/daily-2026-11-18", "/search?edition=daily-2026-11-18")


@pytest.mark.parametrize("path", [*PATHS, "/editions/daily-2026-11-18.txt", "/editions/daily-2026-11-18.json"])
def test_every_answer_is_strict_and_only_read(client: Client, archive: Archive, path: str) -> None:
    keep(archive)
    put(archive, edition())
    for method in ("GET", "HEAD", "POST", "PUT", "DELETE"):
        got = client.ask(method, path, "x" if method[0] == "P" else None)
        reads = method in {"GET", "HEAD"}
        assert got.status == (200 if reads else 405)
        assert (got.body == "") == (method == "HEAD")
        own = reading.AS_SENT if reads and path == "/editions/daily-2026-11-18" else {}
        for name, value in (guard.HEADERS | own).items():
            assert got.headers.get_all(name) == [value], name
        assert got.headers["Set-Cookie"] is None


def test_pages_need_no_script_and_nothing_from_elsewhere(client: Client, archive: Archive) -> None:
    keep(archive, attachments=(attachment(1),))
    put(archive, edition())
    for path in ("/announcements/zs-1", "/editions", "/search?edition=daily-2026-11-18"):
        page = page_of(client.get(path))
        assert page.xpath("//script[not(@src)] | //@src[. != //script/@src] | //@style | //@onclick") == []
        assert len(page.xpath("//h1")) == 1
        assert page.xpath("//meta[@name='viewport']")


def test_reading_writes_nothing(client: Client, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(archive)
    put(archive, edition())

    def writes(*_: object) -> None:
        raise AssertionError("a page to read wants to write")

    monkeypatch.setattr(Archive, "begin", writes)
    assert [client.get(path).status for path in PATHS] == [200] * len(PATHS)
