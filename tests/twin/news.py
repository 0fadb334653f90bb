"""The newspapers' sites, the platform of policy readings and the search over the sites: what stands at an address."""

import json
import re
from collections.abc import Callable, Iterable
from email.utils import format_datetime
from html import escape
from urllib.parse import parse_qs

from tests.twin import chrome, newspages
from tests.twin.announcements import Post, moment_of
from tests.twin.replies import Resource, page
from tests.twin.stories import Story, readings, standing

ZSNEWS, PLUS, PAPER = "www.zsnews.cn", "zsrbapp.zsnews.cn", "epaper.zsnews.cn"
READINGS, SEARCH = "zcjd.cloud.gd.gov.cn", "search.gd.gov.cn"
HOSTS = frozenset({ZSNEWS, PLUS, PAPER, READINGS, SEARCH})
PAGE = 2
"""Rows of a page, few so that lists have several."""
Route = tuple[str, str, Callable[[re.Match[str], dict[str, list[str]], int], Resource | None]]


def answer(host: str, path: str, day: int) -> Resource | None:
    """Return what stands at an address of the newspapers on a day, None when nothing does."""
    plain, _, query = path.partition("?")
    for where, pattern, make in _ROUTES:
        if where == host and (found := re.fullmatch(pattern, plain)):
            return make(found, parse_qs(query), day)
    return page(chrome.home(host, [])) if plain == "/" else None


def search(body: bytes, posts: Iterable[tuple[Post, str]]) -> Resource:
    """Answer a search over the sites: posts whose title has the words, which are lit up there."""
    asked = {name: values[0] for name, values in parse_qs(body.decode("ascii")).items()}
    words, number = asked.get("keywords", ""), int(asked.get("page", "1"))
    hits = [(post, url) for post, url in posts if words in post.title] if asked.get("site_id") == "760001" else []
    rows = [
        {
            "title": escape(post.title, quote=False).replace(words, f"<em>{words}</em>"),
            "url": url,
            "pub_time": f"{post.published:%Y-%m-%d %H:%M:%S}",
            "source": post.issuer,
        }
        for post, url in hits[(number - 1) * 20 : number * 20]
    ]
    return _json({"code": 200, "data": {"news": {"total": len(hits), "list": rows}}})


def _json(value: object) -> Resource:
    return Resource(body=json.dumps(value, ensure_ascii=False).encode(), media_type="application/json")


def _one(day: int, *place: str) -> Story | None:
    return next(iter(standing(day, *place)), None)


def _article(found: re.Match[str], _query: dict[str, list[str]], day: int) -> Resource | None:
    story = _one(day, "zsnews", *found.groups())
    others = standing(1, "zsnews", "news")[:1]
    return page(newspages.article(story, others), modified=story.published) if story else None


def _phones(_: re.Match[str], query: dict[str, list[str]], day: int) -> Resource:
    wanted = query.get("cateid", [""])[0]
    rows = [one for one in standing(day, "zsnews") if one.place[2] == wanted]
    return _json([{"id": int(one.place[3]), "title": one.title, "url": one.url} for one in rows])


def _category(found: re.Match[str], _query: dict[str, list[str]], day: int) -> Resource | None:
    section, number = found[1], int(found[3] or 1)
    rows = standing(day, "zsnews", section, found[2])
    last = -(-len(rows) // PAGE)
    if number > last:
        return None
    base = f"http://{ZSNEWS}/{section}/index/cateid/{found[2]}"
    hot = standing(day, "zsnews", "trade")
    shown = rows[(number - 1) * PAGE : number * PAGE]
    return page(newspages.category(shown, hot, base, number, last), modified=moment_of(day))


def _feed(_: re.Match[str], _query: dict[str, list[str]], day: int) -> Resource:
    items = "".join(
        f"<item><title>{escape(one.title)}</title><link>{one.url}</link>"
        f"<pubDate>{format_datetime(one.published)}</pubDate></item>"
        for one in standing(day, "zsnews", "news")
    )
    channel = f"<channel><title>中山网</title>{items}</channel>"
    text = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0">{channel}</rss>'
    return Resource(body=text.encode(), media_type="application/rss+xml", modified=moment_of(day))


def _plus_list(_: re.Match[str], query: dict[str, list[str]], day: int) -> Resource:
    rows, number = standing(day, "zsplus", query["categoryId"][0]), int(query["page"][0])
    shown = rows[(number - 1) * PAGE : number * PAGE]
    listed = [{"id": int(one.place[2]), "title": one.title} for one in shown]
    return _json({"code": 0, "data": {"list": listed}})


def _plus(found: re.Match[str], _query: dict[str, list[str]], day: int) -> Resource | None:
    story = _one(day, "zsplus", *found.groups())
    return page(newspages.shared(story), modified=story.published) if story else None


def _issue(found: re.Match[str], _query: dict[str, list[str]], day: int) -> Resource | None:
    """A page of the e-paper; the front, which has no address of its own day, is the newest issue's first part."""
    story = _one(day, "paper", *found.groups()) if found.groups() else None
    first = story or min(standing(day, "paper", standing(day, "paper")[0].place[1]), key=lambda one: one.place)
    if found.groups() and story is None:
        return None
    when, part = first.place[1], first.place[2]
    listed = sorted(standing(day, "paper", when, part), key=lambda one: one.place)
    issue = sorted(standing(day, "paper", when), key=lambda one: int(one.place[2]))
    later = [one.url for one in issue if int(one.place[2]) > int(part)]
    before = sorted((one for one in standing(day, "paper") if one.place[1] < when), key=lambda one: one.place)
    links = {"下版": later[0]} if later else {}
    if before:
        links["昨天"] = next(one.url for one in before if one.place[1] == before[-1].place[1])
    return page(newspages.paper(story, listed, links, when, first.part_name), modified=first.published)


def _results(_: re.Match[str], query: dict[str, list[str]], day: int) -> Resource:
    words, number = query.get("keywords", [""])[0], int(query.get("p", ["1"])[0])
    hits = [one for one in standing(day, "paper") if words in one.title or words in one.body]
    return page(newspages.results(hits[(number - 1) * PAGE : number * PAGE], len(hits)))


def _reading(_: re.Match[str], query: dict[str, list[str]], _day: int) -> Resource | None:
    one = readings().get(int(query.get("id", ["0"])[0]))
    if one is None:
        return None
    parts = [{"jd_content": part} for part in one.parts]
    stated = {"art_title": one.title, "pub_time": f"{one.published:%Y-%m-%d %H:%M:%S}", "pub_unite": one.source}
    return _json({"code": 0, "data": {**stated, "jie_du_items": parts}})


def _reading_list(_: re.Match[str], _query: dict[str, list[str]], _day: int) -> Resource:
    rows = "".join(
        f'<li><a href="https://www.gd.gov.cn/zcjdpt?id={one.id}">{one.title}</a><span>{one.published:%Y-%m-%d}</span></li>'
        for one in readings().values()
    )
    return page(f"<html><head><meta charset=utf-8><title>解读</title></head><body><ul>{rows}</ul></body></html>")


_ROUTES: tuple[Route, ...] = (
    (ZSNEWS, r"/([a-z]+)/index/view/cateid/(\d+)/id/(\d+)\.html", _article),
    (ZSNEWS, r"/([a-z]+)/index/cateid/(\d+)(?:/p/(\d+))?\.html", _category),
    (ZSNEWS, r"/api/mobile/getlist\.html", _phones),
    (ZSNEWS, r"/rss/news\.xml", _feed),
    (PLUS, r"/api/plus-news-info-list/list", _plus_list),
    (PLUS, r"/home/content/newsContent/(\d+)/(\d+)", _plus),
    (PAPER, r"/epaper/zsrb/paperdate/(\d+)/part/(\d+)/articleid/(\d+)\.html", _issue),
    (PAPER, r"/epaper/zsrb/", _issue),
    (PAPER, r"/search/index", _results),
    (READINGS, r"/api/home/article", _reading),
    (READINGS, r"/list/", _reading_list),
)
