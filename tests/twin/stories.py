"""The stories of the twin's newspapers as news.toml states them, and what a faithful reader must find of them."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "news.toml"


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """One story; `place` is where it stands: the medium first, then the parts of its address."""

    place: tuple[str, ...]
    title: str
    published: datetime
    source: str
    paragraphs: tuple[str, ...]
    day: int = 1
    template: str = "new"
    part_name: str = ""
    shoulder: str = ""
    under: str = ""

    @property
    def id(self) -> str:
        """The id under which the archive must keep it."""
        family = {"zsnews": "zsnews", "zsplus": "zsrbapp", "paper": "zsrb"}[self.place[0]]
        return f"{family}-{'-'.join(self.place[1:]) if family == 'zsrb' else self.place[-1]}"

    @property
    def url(self) -> str:
        """Where it stands."""
        kind, *parts = self.place
        if kind == "zsnews":
            return f"http://www.zsnews.cn/{parts[0]}/index/view/cateid/{parts[1]}/id/{parts[2]}.html"
        if kind == "zsplus":
            return f"https://zsrbapp.zsnews.cn/home/content/newsContent/{parts[0]}/{parts[1]}"
        return f"https://epaper.zsnews.cn/epaper/zsrb/paperdate/{parts[0]}/part/{parts[1]}/articleid/{parts[2]}.html"

    @property
    def body(self) -> str:
        """Its text as it must be read: lines above and under a newspaper's title belong to it."""
        return "\n".join(line for line in (self.shoulder, self.under, *self.paragraphs) if line)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """One policy reading of the province's platform; `parts` are markup."""

    id: int
    title: str
    published: datetime
    source: str
    parts: tuple[str, ...]


@cache
def stories() -> tuple[Story, ...]:
    """Return all stories."""
    return tuple(_story(stated) for stated in tomllib.loads(FILE.read_text(encoding="utf-8"))["story"])


@cache
def readings() -> dict[int, Reading]:
    """Return the policy readings by their numbers."""
    stated = tomllib.loads(FILE.read_text(encoding="utf-8"))["reading"]
    return {one["id"]: Reading(**one | {"parts": tuple(one["parts"])}) for one in stated}


def standing(day: int, *place: str) -> list[Story]:
    """Return the stories whose place begins so and that stand on a day, the newest first."""
    found = [one for one in stories() if one.day <= day and one.place[: len(place)] == place]
    return sorted(found, key=lambda one: (one.published, one.place), reverse=True)


def _story(stated: dict[str, object]) -> Story:
    lines = str(stated.pop("body")).split("\n")
    place = tuple(str(stated.pop("at")).split("/"))
    return Story(place=place, paragraphs=tuple(line for line in lines if line), **stated)  # type: ignore[arg-type]
