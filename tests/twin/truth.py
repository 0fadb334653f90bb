"""What a faithful reader must have found on a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tests.twin.announcements import Post
from tests.twin.columns import CATALOGUES, Column, article_url, catalogue_url, catalogues, identity, paper_url


@dataclass(frozen=True, kw_only=True, slots=True)
class ExpectedAttachment:
    """A file; `text` is None when no words can be got out of it. In a PDF only the words count, not their lines."""

    url: str
    name: str
    text: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Expected:
    """An announcement as it stands on a day. `body` has one paragraph a line.

    `printed` tells how finely its page states the time (`minute` or `day`), `addresses` where it may be read,
    `sources` which lists name it.
    """

    id: str
    post_id: int
    title: str
    published: datetime
    printed: str
    issuer: str
    doc_number: str | None
    index_number: str | None
    written_on: date | None
    validity: str | None
    body: str
    attachments: tuple[ExpectedAttachment, ...]
    sources: tuple[str, ...]
    addresses: tuple[str, ...]


def expected(posts: Iterable[Post], columns: Mapping[str, Column], day: int) -> dict[str, Expected]:
    """Return every announcement that is on line on a day by its id."""
    return {identity(post): _expected(post.on(day), dict(columns)) for post in posts if post.stands(day)}


def _expected(post: Post, columns: dict[str, Column]) -> Expected:
    sources = tuple(dict.fromkeys((post.source, *post.also)))
    return Expected(
        id=identity(post),
        post_id=post.post_id,
        title=post.title,
        published=post.published,
        printed=_printed(post, columns),
        issuer=post.issuer,
        doc_number=post.doc_number,
        index_number=post.index_number,
        written_on=post.written_on,
        validity=post.validity,
        body="\n".join(post.paragraphs),
        attachments=tuple(
            ExpectedAttachment(url=paper_url(post, index, columns), name=paper.name, text=paper.text)
            for index, paper in enumerate(post.papers)
        ),
        sources=sources,
        addresses=_addresses(post, columns),
    )


def _printed(post: Post, columns: dict[str, Column]) -> str:
    """Pages without meta tags tell only the day; so do the catalogue's pages, but its interface tells the second."""
    coarse = post.source not in CATALOGUES and columns[post.source].style in {"town", "newtown", "psc"}
    return "day" if coarse else "minute"


def _addresses(post: Post, columns: dict[str, Column]) -> tuple[str, ...]:
    addresses = [article_url(post, columns)]
    if post.source not in CATALOGUES:
        addresses.append(article_url(post, columns, prefix="mpost_"))
    addresses += [catalogue_url(post.post_id, one) for one in catalogues(post) if one.key != post.source]
    return tuple(addresses)
