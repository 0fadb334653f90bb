"""The whole of the twin's web: what stands at an address on a day, made when first asked for and then kept."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property
from urllib.parse import parse_qs

from tests.twin import articles, catalogue, chrome, lists, news, papers
from tests.twin.announcements import Post, moment_of, newest_first
from tests.twin.columns import CATALOGUES, PORTAL, Catalogue, Column, article_url, family, paper_url
from tests.twin.corpus import HOST as CORPUS_HOST
from tests.twin.corpus import Corpus
from tests.twin.replies import Asked, Resource, page

ALIASES = {"zs.gov.cn": PORTAL, "gd.gov.cn": "www.gd.gov.cn"}
ZIPPED = {"kj.zs.gov.cn"}
"""Hosts that squeeze whether or not the client can take it."""
CHUNKED = {"www.gd.gov.cn", "psc.zs.gov.cn"}
BARE = {"hrss.zs.gov.cn", "www.gd.gov.cn"}
"""Hosts that do not state the charset."""
POST = re.compile(r"/content/(m?)post_(\d+)\.html$")
CATALOGUE_POST = re.compile(r"^(.*)/gkmlpt/content/\d+/\d+/m?post_(\d+)\.html$")
FILE = re.compile(r"/attachment/\d+/\d+/\d+/\d+\.\w+$")
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a4944415478da63f80f00010101001bb6ee56"
    "0000000049454e44ae426082"
)


class Site:
    """Answers for every known host. Same day, same address: same bytes."""

    def __init__(self, posts: Iterable[Post], columns: dict[str, Column], corpus: Corpus | None = None) -> None:
        self.posts = list(posts)
        self.columns = columns
        self.corpus = corpus
        self._kept: dict[tuple[int, str, str], Resource] = {}
        self._places = {(column.host, column.path): column for column in columns.values()}
        self._by_number: dict[tuple[str, int], Post] = {}
        for post in self.posts:
            key = (family(post), post.post_id)
            if key in self._by_number:
                raise ValueError(f"two announcements are {key[0]}-{key[1]}")
            unknown = {post.source, *post.also} - {*CATALOGUES, *columns}
            if unknown:
                raise ValueError(f"{post.post_id}: no column {', '.join(sorted(unknown))}")
            self._by_number[key] = post

    @cached_property
    def hosts(self) -> frozenset[str]:
        """Every host that is known."""
        real = {column.host for column in self.columns.values()}
        real |= {catalogue.host for catalogue in CATALOGUES.values()}
        return frozenset({PORTAL, *real, *ALIASES, *news.HOSTS, *([CORPUS_HOST] if self.corpus else [])})

    @cached_property
    def _files(self) -> dict[str, tuple[Post, int]]:
        return {
            paper_url(post, index, self.columns).partition("://")[2]: (post, index)
            for post in self.posts
            for index in range(len(post.papers))
        }

    @cached_property
    def _listed(self) -> dict[str, list[Post]]:
        listed: dict[str, list[Post]] = {key: [] for key in [*CATALOGUES, *self.columns]}
        for post in self.posts:
            for key in (post.source, *post.also):
                listed[key].append(post)
        return listed

    def listed(self, key: str, day: int) -> list[Post]:
        """Return what a column lists on a day, in its order, with the words of the day."""
        return newest_first(post.on(day) for post in self._listed[key] if post.stands(day))

    def answer(self, asked: Asked, day: int) -> Resource:
        """Return what stands at an address on a day."""
        host = ALIASES.get(asked.host, asked.host)
        key = (day, host, asked.path)
        if key not in self._kept:
            self._kept[key] = self._dated(host, asked.path, day)
        return self._kept[key]

    def search(self, asked: Asked, day: int) -> Resource:
        """Return what the search over the sites answers on a day."""
        return news.search(
            asked.body, ((post, article_url(post, self.columns)) for post in self.posts if post.stands(day))
        )

    def _dated(self, host: str, path: str, day: int) -> Resource:
        """Give a resource the time of the first day on which it already was as it is."""
        made = self._made(host, path, day)
        if made is None:
            return page(chrome.not_found(host), status=404)
        if made.modified is not None:
            same_since = day
            while same_since > 1 and (before := self._made(host, path, same_since - 1)) and before.body == made.body:
                same_since -= 1
            made = replace(
                made, modified=min(made.modified, moment_of(1)) if same_since == 1 else moment_of(same_since)
            )
        bare = made.media_type.replace("; charset=utf-8", "") if host in BARE else made.media_type
        zipped = "always" if host in ZIPPED and made.zipped == "asked" else made.zipped
        return replace(made, media_type=bare, zipped=zipped, chunked=made.chunked or host in CHUNKED)

    def _made(self, host: str, path: str, day: int) -> Resource | None:
        if host == CORPUS_HOST and self.corpus:
            return self.corpus.answer(path)
        plain, _, query = path.partition("?")
        if plain == "/robots.txt":
            return Resource(body=chrome.ROBOTS.encode(), media_type="text/plain", zipped="never", modified=moment_of(1))
        if host in news.HOSTS:
            return news.answer(host, path, day)
        for pattern, make in self._routes(host, query, day):
            if match := re.search(pattern, plain):
                return make(match)
        return self._folder(host, plain, day)

    def _routes(
        self, host: str, query: str, day: int
    ) -> list[tuple[re.Pattern[str] | str, Callable[[re.Match[str]], Resource | None]]]:
        return [
            (FILE, lambda found: self._file(f"{host}{found[0] if found.start() == 0 else found.string}", day)),
            (CATALOGUE_POST, lambda found: self._catalogue_page(host, found, day)),
            (r"^(.*)/gkmlpt/(?:index|guide|policy)$", lambda found: self._shell(host, found[1], day)),
            (r"^(.*)/gkmlpt/api/all/(\d+)$", lambda found: self._interface(host, found, query, day)),
            (POST, lambda found: self._article(host, found, day)),
            (r"^/assets/.*\.(png|css|js)$", lambda found: _asset(found[1])),
            (r"^/neibu/", lambda _: page(chrome.head("内部系统", None, []) + "</body></html>")),
        ]

    def _file(self, place: str, day: int) -> Resource | None:
        found = self._files.get(place)
        if found is None or not found[0].stands(day):
            return None
        paper = found[0].on(day).papers[found[1]]
        return Resource(
            body=papers.made(paper), media_type=papers.media_type(paper), modified=found[0].published, zipped="never"
        )

    def _post(self, host: str, number: str, day: int) -> Post | None:
        kin = "gd" if host.endswith("gd.gov.cn") else host.split(".")[1] if host.startswith("www.city") else "zs"
        post = self._by_number.get((kin, int(number)))
        return post.on(day) if post and post.stands(day) else None

    def _article(self, host: str, found: re.Match[str], day: int) -> Resource | None:
        post = self._post(host, found[2], day)
        column = self._places.get((host, found.string[: found.start() + 1]))
        if post is None or column is None or post.source != column.key:
            return None
        if found[1]:
            return page(articles.mobile(post, column, self.columns), modified=post.published)
        return page(articles.article(post, column, self.columns, day), modified=post.published)

    def _catalogue(self, host: str, site: str) -> Catalogue | None:
        return next((one for one in CATALOGUES.values() if (one.host, one.site) == (host, site)), None)

    def _catalogue_page(self, host: str, found: re.Match[str], day: int) -> Resource | None:
        post, held_by = self._post(host, found[2], day), self._catalogue(host, found[1])
        if held_by is None or post is None or not catalogue.holds(post, held_by):
            return None
        return page(catalogue.page(post, self.columns, held_by), modified=post.published)

    def _shell(self, host: str, site: str, day: int) -> Resource | None:
        asked = self._catalogue(host, site)
        return page(catalogue.shell(self.listed(asked.key, day), asked), modified=moment_of(day)) if asked else None

    def _interface(self, host: str, found: re.Match[str], query: str, day: int) -> Resource | None:
        stated, asked = parse_qs(query), self._catalogue(host, found[1])
        number = stated.get("page", ["1"])[0]
        if asked is None or stated.get("sid") != [asked.sid] or not number.isdecimal():
            return None
        body = catalogue.answer(self.listed(asked.key, day), int(found[2]), int(number), self.columns, asked)
        return None if body is None else Resource(body=body, media_type="application/json", chunked=True)

    def _folder(self, host: str, path: str, day: int) -> Resource | None:
        """Listings and home pages; a folder without its slash leads to the one with it."""
        folder, _, name = path.rpartition("/")
        column = self._places.get((host, f"{folder}/"))
        number = re.fullmatch(r"(?:index(?:_([2-9]|[1-9]\d+))?\.html)?", name)
        if column and number:
            return self.listing(column, int(number[1] or 1), day)
        if (host, f"{path}/") in self._places:
            return Resource(body=b"", status=301, location=f"{path}/")
        own = [one for one in self.columns.values() if one.host == host and f"{one.site}/" == f"{folder}/"]
        own = own or [one for one in self.columns.values() if one.host == host and not folder]
        bare = not own and not folder and self._catalogue(host, "") is not None
        return page(chrome.home(host, own)) if (own or bare) and name in {"", "index.html"} else None

    def listing(self, column: Column, number: int, day: int, *, empty: bool = False) -> Resource | None:
        """Return page `number` of a column, None past its end; `empty` is the page that has lost its rows."""
        rows = [] if empty else self._rows(column, day)
        size = max(column.size, -(-len(rows) // 40))
        pages = max(-(-len(rows) // size), 1)
        if number > pages:
            return None
        shown = rows[(number - 1) * size : number * size]
        return page(lists.listing(column, shown, number, pages, len(rows), day), modified=moment_of(day))

    def without_rows(self, asked: Asked, day: int) -> Resource | None:
        """Return the first page of the column at an address as if its rows were lost, None when there is no column."""
        column = self._places.get((ALIASES.get(asked.host, asked.host), f"{asked.path.rpartition('/')[0]}/"))
        return self.listing(column, 1, day, empty=True) if column else None

    def _rows(self, column: Column, day: int) -> list[lists.Row]:
        posts = self.listed(column.key, day)
        rows = [
            self._row(column, post, article_url(post, self.columns, prefix="mpost_" if post.mpost else "post_"))
            for post in posts
        ]
        with_file = next((post for post in posts if any(one.extension == "pdf" for one in post.papers)), None)
        if with_file and column.layout in {"inside", "table"}:  # a row that leads straight to a file
            index = next(at for at, one in enumerate(with_file.papers) if one.extension == "pdf")
            row = self._row(column, with_file, paper_url(with_file, index, self.columns))
            rows.append(replace(row, title=with_file.papers[index].name, sticky=False))
        rows += lists.outsiders(column, (post.published for post in posts)) if posts else []
        return sorted(rows, key=lambda row: (row.sticky, row.published), reverse=True)

    def _row(self, column: Column, post: Post, url: str) -> lists.Row:
        return lists.Row(
            href=lists.href(column, url),
            title=post.title,
            published=post.published,
            sticky=post.sticky and post.source == column.key,
            doc_number=post.doc_number,
        )


def _asset(kind: str) -> Resource:
    kinds = {"png": ("image/png", PIXEL), "css": ("text/css", b"body{margin:0}"), "js": ("text/javascript", b";")}
    media_type, body = kinds[kind]
    return Resource(body=body, media_type=media_type, zipped="never", modified=moment_of(1))
