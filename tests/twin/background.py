"""Made-up everyday announcements that fill the lists between the written ones, and any number more for benchmarks.

None of those in Zhongshan's columns is about AI or robotics; the province's are about other cities.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count, islice

from archive.clock import SHANGHAI
from tests.twin.announcements import Post
from tests.twin.columns import CATALOGUE, CATALOGUES, COLUMNS, Catalogue, Column, family
from tests.twin.everyday import CITIES, PLACES, WORKS, templates

LONG = {"portal-tzgg": 26, "portal-zhxx": 26, "zs_gxj-tzgg": 16, "zs_hjq-gggs": 16}
"""Columns that run over several pages; every other one gets a page that is nearly full."""
NEWEST = datetime(2026, 11, 16, tzinfo=SHANGHAI)
NEWEST_ID = {"zs": 2_666_400, "gd": 4_933_900}
"""Numbers that the two sites had reached on that day; they rise by about 280 a day."""
SHOWN_ELSEWHERE = {
    "zs_gxj-tzgg": "portal-tzgg",
    "zs_kj-zjdc": "portal-tzgg",
    "zs_hrss-jggk": "portal-tzgg",
    "portal-ldhd": "portal-zhxx",
    "zs_chxq-gggs": "zs_hjq-gggs",
    "portal-tzgg": "zs_fgj-zwdt",
    "zs_psc-tzgg": "zs_psc-gkmlpt",
    "zs_hjq-gggs": "zs_hjq-gkmlpt",
    "zs_xlz-gggs": "zs_xlz-gkmlpt",
    "zs_gkz-gggs": "zs_gkz-gkmlpt",
    "zs_jsj-zcwj": "zs_jsj-gkmlpt",
    "gd_portal-qbwj": "gd_portal-gkmlpt",
    "gd_gdstc-zwdt": "gd_gdstc-gkmlpt",
}
"""One announcement of each is listed in another column too, with its address in its own."""


def posts(have: Iterable[Post], *, at_least: int = 0) -> list[Post]:
    """Return what fills the twin's columns beside the written announcements, each to its usual number or more."""
    written = list(have)
    taken = {(family(post), post.post_id) for post in written}
    made: list[Post] = []
    for place, column in enumerate([*COLUMNS.values(), *CATALOGUES.values()]):
        wanted = max(LONG.get(column.key, column.usual), at_least) - sum(_stays(post, column) for post in written)
        for turn, post in enumerate(islice(series(column, place), max(wanted, 0))):
            while (family(post), post.post_id) in taken:
                post = replace(post, post_id=post.post_id - 1)  # noqa: PLW2901 (the next free number)
            taken.add((family(post), post.post_id))
            made.append(_placed(post, turn))
    return made


def _stays(post: Post, column: Column | Catalogue) -> bool:
    return post.source == column.key and post.day == 1 and post.vanishes is None


def _placed(post: Post, turn: int) -> Post:
    """Put a post into further lists; one that a catalogue lists has the facts that catalogues state."""
    if post.source.startswith("portal-") and post.source.endswith("fwj"):
        number = f"中府〔2026〕{200 + post.post_id % 89}号"
        return replace(_stated(post), also=(CATALOGUE,), doc_number=number)
    if post.source in CATALOGUES:
        return _stated(post)
    elsewhere = SHOWN_ELSEWHERE.get(post.source) if turn == 1 else None
    if elsewhere is None:
        return post
    return replace(_stated(post) if elsewhere in CATALOGUES else post, also=(elsewhere,))


def _stated(post: Post) -> Post:
    written = post.published.date() - timedelta(days=3)
    index = f"114420000073321690/2026-{post.post_id % 99_999:05}"
    return replace(post, index_number=index, written_on=written, validity="有效")


def series(column: Column | Catalogue, place: int) -> Iterator[Post]:
    """Make announcements of a column without end, the newest first, one every 31 hours, with numbers to match."""
    chosen = templates(column)
    for turn in count():
        moment = NEWEST - timedelta(days=turn * 31 // 24)
        title, text = chosen[turn % len(chosen)]
        facts = {
            "place": column.place or PLACES[turn % len(PLACES)],
            "work": WORKS[turn // len(chosen) % len(WORKS)],
            "city": CITIES[turn % len(CITIES)],
            "month": moment.month,
            "day": moment.day,
            "turn": turn + 1,
            "number": 100_000 + (turn * 7919 + _own(column) * 613) % 900_000,
        }
        yield Post(
            post_id=NEWEST_ID["gd" if column.key.startswith("gd_") else "zs"] - turn * 361 - place * 17,
            source=column.key,
            title=title.format(**facts),
            body=text.format(**facts),
            published=moment,
            issuer=column.owner.removesuffix("门户网站"),
            labels={"relevance": "no", "topics": [], "themes": []},
        )


def _own(column: Column | Catalogue) -> int:
    """Return a number that keeps the everyday words of lists of one kind apart; the first lists share theirs."""
    return sum(map(ord, column.key)) if column.place or isinstance(column, Catalogue) else 0


def filler(number: int, hosts: int) -> tuple[list[Column], list[Post]]:
    """Make many announcements, in the portal's 通知公告 or spread over made-up bureaus of the city.

    Returns the columns made for them. One in fifty appears on the second day, one in fifty on the third.
    """
    columns = [_made_up(place) for place in range(1, hosts + 1)]
    targets = columns or [COLUMNS["portal-tzgg"]]
    made: list[Post] = []
    for place, column in enumerate(targets):
        share = number // len(targets) + (place < number % len(targets))
        made += islice(series(column, 0), share)
    numbered = [replace(post, post_id=2_000_000 - turn) for turn, post in enumerate(made)]
    return columns, [replace(post, day={1: 2, 2: 3}.get(turn % 50, 1)) for turn, post in enumerate(numbered)]


def _made_up(place: int) -> Column:
    layouts = ("news_list", "list_time", "numbered", "table", "inside", "clearfix", "view_list")
    styles = ("gxj", "kj", "psc", "hrss", "town", "fgj")
    return Column(
        key=f"made_up{place}-tzgg",
        host=f"made-up{place}.zs.gov.cn",
        path="/tzgg/",
        name="通知公告",
        owner=f"中山市第{place}虚构局",
        layout=layouts[place % 7],
        style=styles[place % 6],
        size=50,
    )
