"""What the readers hand over: rows of a listing, and a page."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A file that a page or row links to, by the name that people see."""

    url: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One row of a listing.

    `id` is `<family>-<post id>`, `url` what to fetch, `alternatives` other addresses of the same post for when `url` is
    gone. A `sticky` row is held on top of its list whatever its age: it says nothing about where the news ends. A row
    with `is_file` links straight to a file: there is no page to read, the row is all that is printed. The remaining
    facts are those of a catalogue's API, None where a list has none.
    """

    id: str
    url: str
    title: str
    published: datetime | None
    post_id: int | None
    alternatives: tuple[str, ...] = ()
    sticky: bool = False
    is_file: bool = False
    issuer: str | None = None
    doc_number: str | None = None
    index_number: str | None = None
    written_on: date | None = None
    validity: str | None = None
    attachments: tuple[Link, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """One page of a list. `foreign` are article-like links to hosts outside the allow-list: shown, never followed.

    Two entries with one id are two titles under one address. `next_url` is None on the last page. `total` is what the
    list says it holds, None when it does not say; it can be wrong, so that nothing may stop at it. `pages` is how many
    pages it says it has, 0 when it does not say; `paged` tells that there is a trace of a pager at all.
    """

    entries: tuple[Entry, ...]
    next_url: str | None
    foreign: tuple[str, ...] = ()
    total: int | None = None
    pages: int = 0
    paged: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """An announcement's page as read.

    `body` has one paragraph a line and a table row as `| a | b |`; it is empty only when the page has nothing but
    pictures or attachments. `reader` names the way it was read: `columns`, `gkmlpt`, `gkmlpt-json`, `zsnews`, `zsplus`,
    `epaper`, `zcjd` or `rescue`, with `+images` when the body is pictures only; `container` the selector that found the
    body, empty when none did. `doubts` are sentences on what the page contradicts itself in. `hidden` counts the
    characters in that container that the page does not show; a page that is not `whole` breaks off before its end.
    """

    title: str
    published: datetime | None
    issuer: str | None
    doc_number: str | None
    index_number: str | None
    written_on: date | None
    validity: str | None
    body: str
    attachments: tuple[Link, ...]
    reader: str
    doubts: tuple[str, ...] = ()
    container: str = ""
    hidden: int = 0
    whole: bool = True
