"""What the twin's pages say, without a server: links lead somewhere, days turn, nothing depends on the moment."""

import json
import re
from functools import cache
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest

from crawler.sources import load as load_sources
from tests.twin.announcements import DAYS, load, moment_of
from tests.twin.background import posts as everyday
from tests.twin.columns import CATALOGUE, CATALOGUES, COLUMNS, Column, article_url
from tests.twin.lists import LAYOUTS
from tests.twin.replies import Asked, Resource
from tests.twin.site import Site
from tests.twin.styles import STYLES
from tests.twin.truth import expected


class Links(HTMLParser):
    def __init__(self, base: str) -> None:
        super().__init__()
        self.base, self.found = base, list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href")
        if tag == "a" and href and href.split(":")[0] not in {"javascript", "about"}:
            self.found.append(urljoin(self.base, href))


@cache
def site() -> Site:
    written = load()
    return Site([*written, *everyday(written)], COLUMNS)


def get(url: str, day: int = 1) -> Resource:
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return site().answer(Asked(method="GET", scheme=parts.scheme, host=parts.netloc, path=path), day)


def links(url: str, day: int) -> list[str]:
    reader = Links(url)
    reader.feed(get(url, day).body.decode())
    return reader.found


def pages(column: Column, day: int) -> list[str]:
    names = [column.url, *(f"{column.url}index_{number}.html" for number in range(2, 40))]
    return [name for name in names if get(name, day).status == 200]


def test_every_layout_and_style_is_in_use() -> None:
    assert {column.layout for column in COLUMNS.values()} == set(LAYOUTS)
    assert {column.style for column in COLUMNS.values()} == set(STYLES)


@pytest.mark.parametrize("day", DAYS)
def test_every_article_that_a_list_names_is_served(day: int) -> None:
    for column in COLUMNS.values():
        found = [link for page in pages(column, day) for link in links(page, day)]
        articles = [link for link in found if re.search(r"/content/m?post_\d+\.html$|/attachment/", link)]
        assert articles, column.key
        for link in articles:
            assert get(link, day).status == 200, link


@pytest.mark.parametrize("day", DAYS)
def test_the_lists_name_what_is_expected_and_nothing_else(day: int) -> None:
    named: dict[str, set[str]] = {}
    for key, column in COLUMNS.items():
        for page in pages(column, day):
            for number in re.findall(r'href="[^"]*post_(\d+)\.html"', get(page, day).body.decode()):
                named.setdefault(number, set()).add(key)
    truth = expected(site().posts, COLUMNS, day)
    wanted = {str(one.post_id): set(one.sources) - set(CATALOGUES) for one in truth.values()}
    assert named == {number: keys for number, keys in wanted.items() if keys}


def test_several_columns_run_over_two_or_three_pages() -> None:
    counts = [len(pages(column, 1)) for column in COLUMNS.values()]
    assert sorted(counts)[-4:][0] >= 2
    assert max(counts) >= 3


def test_pages_are_numbered_from_one_without_an_index_1() -> None:
    column = COLUMNS["portal-tzgg"]
    assert get(f"{column.url}index.html").body == get(column.url).body
    assert get(f"{column.url}index_1.html").status == 404
    assert get(f"{column.url}index_99.html").status == 404
    assert get(column.url.rstrip("/")).location == "/zwgk/gzdt/tzgg/"


def test_words_vanish_appear_and_change_from_day_to_day() -> None:
    posts = site().posts
    assert any(post.day > 1 for post in posts)
    for post in posts:
        for day in DAYS:
            assert get(article_url(post, COLUMNS), day).status == (200 if post.stands(day) else 404)
    changed = [post for post in posts if any(change.part in {"body", "title"} for change in post.changes)]
    assert changed
    for post in changed:
        pages_of = [get(article_url(post, COLUMNS), day) for day in range(post.day, 4) if post.stands(day)]
        assert len({page.body for page in pages_of}) > 1
        assert pages_of[0].modified != pages_of[-1].modified


def test_only_what_changed_has_a_new_time() -> None:
    post = next(one for one in site().posts if not one.changes and one.day == 1 and one.source == "zs_gxj-tzgg")
    first, last = (get(article_url(post, COLUMNS), day) for day in (1, 3))
    assert (first.body, first.modified) == (last.body, last.modified)
    listing = get(COLUMNS["portal-tzgg"].url, 3)
    assert listing.modified is not None
    assert listing.modified <= moment_of(3)


def test_one_bureau_changes_its_surroundings_daily_and_not_its_words() -> None:
    post = next(one for one in site().posts if one.source == "zs_hrss-jggk" and not one.changes and one.day == 1)
    first, second = (get(article_url(post, COLUMNS), day).body.decode() for day in (1, 2))
    assert first != second
    assert first.split('<div class="wrap">')[1] == second.split('<div class="wrap">')[1]


def test_the_sticky_stay_on_top_and_the_rest_falls_in_time() -> None:
    for key in COLUMNS:
        listed = [post for post in site().listed(key, 3) if post.source == key]
        stuck = [post.sticky for post in listed]
        assert stuck == sorted(stuck, reverse=True)
        times = [post.published for post in listed if not post.sticky]
        assert times == sorted(times, reverse=True)


def test_there_are_rows_that_lead_elsewhere() -> None:
    assert any("mp.weixin.qq.com" in link for link in links(COLUMNS["portal-zhxx"].url, 1))
    abroad = {
        key
        for key, column in COLUMNS.items()
        for page in pages(column, 1)
        for link in links(page, 1)
        if "/content/" in link and not link.partition("://")[2].startswith(column.host + column.path)
    }
    assert len(abroad) >= 3
    files = [link for column in COLUMNS.values() for page in pages(column, 3) for link in links(page, 3)]
    assert any(link.endswith(".pdf") for link in files)


@pytest.mark.parametrize("key", CATALOGUES)
def test_a_catalogue_speaks_as_the_real_one(key: str) -> None:
    catalogue = CATALOGUES[key]
    base = f"{catalogue.root}gkmlpt/api/all/0"
    first = json.loads(get(f"{base}?page=1&sid={catalogue.sid}").body)
    assert get(f"{base}?page=0&sid={catalogue.sid}").body == get(f"{base}?page=1&sid={catalogue.sid}").body
    assert get(f"{base}?page=2&sid={catalogue.sid}").status == 404
    assert get(f"{base}?page=1&sid=1").status == 404
    ours = [row for row in first["articles"] if row["url"].startswith(catalogue.root)]
    listed = site().listed(key, 1)
    assert len(listed) >= 3
    assert {row["id"] for row in ours} == {post.post_id for post in listed}
    assert (len(ours) < len(first["articles"])) is (key == CATALOGUE)
    assert all((row["date"] + 8 * 3600) % 86_400 == 0 for row in first["articles"])
    assert {get(row["url"]).status for row in ours} == {200}
    assert {get(row["post_url"]).status for row in ours if row["post_url"]} <= {200, 404}
    assert {get(paper["url"]).status for row in ours for paper in row["attachment"]} <= {200}


@pytest.mark.parametrize("key", CATALOGUES)
def test_a_catalogues_shell_is_a_script_and_only_its_tree_is_json(key: str) -> None:
    catalogue = CATALOGUES[key]
    shell = get(catalogue.url).body.decode()
    assert re.search(rf"SID:\s*'{catalogue.sid}'", shell)
    tree = json.loads(re.search(r"TREE:\s*(\[.*?\])\s*,\s*SERVICE_AREA_ID", shell, re.DOTALL)[1])  # type: ignore[index]
    leaves = [leaf["id"] for node in tree if not node["jump_url"] for leaf in node["children"] or [node]]
    for leaf in leaves:
        reply = get(f"{catalogue.root}gkmlpt/api/all/{leaf}?page=1&sid={catalogue.sid}")
        assert reply.status in {200, 404}
    assert sum("jump_url" in node and bool(node["jump_url"]) for node in tree) == 1


def test_every_catalogue_has_a_number_and_columns_of_its_own() -> None:
    assert len({catalogue.sid for catalogue in CATALOGUES.values()}) == len(CATALOGUES)
    assert len({number for catalogue in CATALOGUES.values() for number in catalogue.numbers}) == 7 * len(CATALOGUES)


def test_the_twin_serves_every_source_that_is_crawled() -> None:
    served = {key: one.url for key, one in (COLUMNS | CATALOGUES).items()}
    here = {
        key: one.start_url
        for key, one in load_sources().items()
        if one.enabled and one.platform in {"columns", "gkmlpt"}
    }
    assert served == here


def test_catalogue_pages_carry_their_words_in_the_script_when_not_in_the_page() -> None:
    hidden = 0
    for post in site().listed(CATALOGUE, 1):
        page = get(
            f"http://www.zs.gov.cn/gkmlpt/content/2/{post.post_id // 1000}/post_{post.post_id}.html"
        ).body.decode()
        detail = re.search(r"DETAIL: (\{.*?\}), SERVICE_AREA_ID", page, re.DOTALL)
        assert detail
        content = json.loads(detail[1])["content"]
        text = re.sub(r"<[^>]+>|&nbsp;|\s", "", content)
        assert re.sub(r"\s", "", post.paragraphs[0])[:8] in text
        shown = page.partition('<div class="article-content">')[2].partition("</div>")[0].strip()
        hidden += not shown
    assert hidden


def test_two_sites_built_apart_give_the_same_bytes() -> None:
    written = load()
    other = Site([*written, *everyday(written)], COLUMNS)
    for column in COLUMNS.values():
        asked = Asked(method="GET", scheme="http", host=column.host, path=column.path)
        assert other.answer(asked, 2) == site().answer(asked, 2)
    for post in written:
        parts = urlsplit(article_url(post, COLUMNS))
        asked = Asked(method="GET", scheme="http", host=parts.netloc, path=parts.path)
        assert other.answer(asked, 3) == site().answer(asked, 3)


def test_little_is_made_before_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A quick start is a matter of work not done: no page and no file is made by building the site."""
    made: list[str] = []
    monkeypatch.setattr(Site, "_made", lambda _self, _host, path, _day: made.append(path))
    written = load()
    assert Site([*written, *everyday(written)], COLUMNS).hosts
    assert made == []


def test_two_announcements_can_not_share_a_number() -> None:
    post = load()[0]
    with pytest.raises(ValueError, match=f"two announcements are zs-{post.post_id}"):
        Site([post, post], COLUMNS)


class Words(HTMLParser):
    """All text but that of scripts and styles, without white space."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self._muted, self._pieces = 0, list[str]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._muted += tag in {"script", "style"}

    def handle_endtag(self, tag: str) -> None:
        self._muted -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self._muted:
            self._pieces.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s", "", "".join(self._pieces))


@pytest.mark.parametrize("day", DAYS)
def test_every_page_carries_every_word_of_its_announcement(day: int) -> None:
    for one in expected(site().posts, COLUMNS, day).values():
        for address in one.addresses:
            page = get(address, day).body.decode()
            text = Words(page).text
            hidden = re.search(r'"content": (".*?")}, SERVICE_AREA_ID', page)
            if hidden:
                text += Words(json.loads(hidden[1])).text
            assert re.sub(r"\s", "", one.title) in text, address
            for paragraph in one.body.splitlines():
                words = re.sub(r"\s", "", paragraph)
                assert (words.replace("|", "") if words.startswith("|") else words) in text, (address, paragraph)
