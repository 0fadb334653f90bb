"""Announcements as their TOML files state them, and what they say on each of the twin's days.

The format is described in tests/fixtures/announcements/twin/README.md.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from archive.clock import SHANGHAI

FOLDER = Path(__file__).parent.parent / "fixtures" / "announcements" / "twin"
FIRST_DAY = date(2026, 11, 18)
DAYS = (1, 2, 3)


def moment_of(day: int) -> datetime:
    """Return when the sites' staff had finished the work of a day: 17:00 in Shanghai."""
    return datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, 17, tzinfo=SHANGHAI) + timedelta(days=day - 1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """An attachment: `text` is None when a reader can get no words out of it."""

    name: str
    text: str | None = None

    @property
    def extension(self) -> str:
        """The name's ending without the dot."""
        return self.name.rpartition(".")[2].lower()


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A quiet edit on a day: words replaced in one part (`title`, `body` or `attachment:<index>`)."""

    day: int
    part: str
    replace: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Post:
    """One announcement. `day` is the first day it is listed, `vanishes` the first day it is gone."""

    post_id: int
    source: str
    title: str
    published: datetime
    issuer: str
    body: str
    issuer_printed: str = "本网"
    also: tuple[str, ...] = ()
    mpost: bool = False
    doc_number: str | None = None
    index_number: str | None = None
    written_on: date | None = None
    validity: str | None = None
    papers: tuple[Paper, ...] = ()
    day: int = 1
    sticky: bool = False
    changes: tuple[Change, ...] = ()
    vanishes: int | None = None
    labels: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def paragraphs(self) -> list[str]:
        """The lines of the body that are not empty, stripped."""
        return [line.strip() for line in self.body.splitlines() if line.strip()]

    def stands(self, day: int) -> bool:
        """Tell whether the announcement is on line on a day."""
        return self.day <= day and (self.vanishes is None or day < self.vanishes)

    def on(self, day: int) -> "Post":
        """Return the announcement with the words of a day."""
        return _on(self, day) if any(change.day <= day for change in self.changes) else self

    def __hash__(self) -> int:
        return hash((self.post_id, self.source))


@lru_cache(maxsize=1024)
def _on(post: Post, day: int) -> Post:
    for change in post.changes:
        if change.day <= day:
            post = _changed(post, change)
    return post


def _changed(post: Post, change: Change) -> Post:
    if change.part == "title":
        return replace(post, title=_edited(post.title, change, post))
    if change.part == "body":
        return replace(post, body=_edited(post.body, change, post))
    papers = list(post.papers)
    which = int(change.part.removeprefix("attachment:"))
    papers[which] = replace(papers[which], text=_edited(papers[which].text or "", change, post))
    return replace(post, papers=tuple(papers))


def _edited(text: str, change: Change, post: Post) -> str:
    for old, new in change.replace:
        if old not in text:
            raise ValueError(f"{post.post_id}: the {change.part} of day {change.day} has no {old!r} to replace")
        text = text.replace(old, new)
    return text


def load(folder: Path = FOLDER) -> list[Post]:
    """Read every announcement of a folder; raises ValueError that names the file and what is wrong with it."""
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise ValueError(f"{folder}: no announcement in it")
    return [read(file) for file in files]


def read(file: Path) -> Post:
    """Read one announcement file."""
    try:
        post = _post(tomllib.loads(file.read_text(encoding="utf-8")))
        for day in DAYS:
            post.on(day)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise ValueError(f"{file.name}: {type(error).__name__}: {error}") from error
    if file.stem != str(post.post_id):
        raise ValueError(f"{file.name}: the file's name is not its post_id {post.post_id}")
    return post


def _post(stated: dict[str, Any]) -> Post:
    twin = stated.pop("twin", {})
    changes = [_change(change) for change in twin.pop("changes", [])]
    vanishes = twin.pop("vanish", {}).get("day")
    day, sticky = twin.pop("day", 1), twin.pop("position", "") == "sticky"
    if twin:
        raise ValueError(f"unknown keys in [twin]: {', '.join(twin)}")
    papers = [Paper(name=paper["name"], text=_text(paper.get("text"))) for paper in stated.pop("attachments", [])]
    stated["published"] = stated["published"].astimezone(SHANGHAI)
    stated["body"] = _text(stated["body"])
    stated["also"] = tuple(stated.pop("also", ()))
    return Post(
        **stated,
        papers=tuple(papers),
        day=day,
        sticky=sticky,
        changes=tuple(sorted(changes, key=lambda change: change.day)),
        vanishes=vanishes,
    )


def _change(stated: dict[str, Any]) -> Change:
    pairs = tuple((old, new) for old, new in stated["replace"])
    return Change(day=stated["day"], part=stated.get("part", "body"), replace=pairs)


def _text(stated: str | None) -> str | None:
    if stated is None or not stated.strip():
        return None
    return "\n".join(line.strip() for line in stated.splitlines() if line.strip())


def newest_first(posts: Iterable[Post]) -> list[Post]:
    """Sort as the sites do: what is stuck to the top, then by day and time of publication."""
    return sorted(posts, key=lambda post: (post.sticky, post.published, post.post_id), reverse=True)
