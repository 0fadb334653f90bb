"""What a source file may declare, and the source that comes of it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from cssselect import SelectorError
from lxml.cssselect import CSSSelector
from pydantic import BaseModel, ConfigDict, Field, field_validator

from archive.config import refuse_unknown
from crawler.identity import ALIASES, READINGS, Identity, declared, identify

PlatformName = Literal["columns", "gkmlpt", "zsnews", "zsplus", "epaper", "feed"]
FillKey = Literal["published", "issuer", "body", "doc_number", "index_number"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Expect(_Part):
    """What a healthy visit looks like; what falls short is reported as drift, never as "no news"."""

    entries_min: int = Field(default=1, ge=0, description="rows that the first page of the list has at least")
    quiet_days: int = Field(default=60, ge=1, description="days without a new post after which the source looks wrong")
    unwell_hours: float | None = Field(
        default=None,
        gt=0,
        description="how long it may be unwell before that is an alert, where watch.unwell_hours is less",
    )
    learn_from: date | None = Field(
        default=None, description="day of a change that was looked at and is right: only runs since then count as usual"
    )
    fill: dict[FillKey, float] = Field(
        default={"published": 0.95, "body": 0.6},
        description="share of pages read that carry the fact at least",
    )


class Selectors(_Part):
    """CSS candidates, tried in order before the built-in ones; none of them is ever the only way."""

    title: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    header: tuple[str, ...] = ()

    @field_validator("*")
    @classmethod
    def _are_css(cls, candidates: tuple[str, ...]) -> tuple[str, ...]:
        for candidate in candidates:
            try:
                CSSSelector(candidate, translator="html")
            except SelectorError as error:
                raise ValueError(f"{candidate!r} is no CSS selector: {error}") from None
        return candidates


class Column(_Part):
    """One list of a publisher: its key, its name on the site and its first page."""

    key: str = Field(pattern=r"^[a-z0-9]+$")
    name: str = Field(min_length=1)
    url: str = Field(pattern=r"^https?://[^/\s]+/\S*$")
    platform: PlatformName | None = None
    sid: int | None = Field(
        default=None, ge=1, description="site id of the catalogue; asked from its shell when absent"
    )
    catalogue_column: int = Field(default=0, ge=0, description="column id in the catalogue; 0 is all of them")
    link_pattern: str | None = None
    paused_because: str = ""
    expect: Expect = Expect()
    selectors: Selectors = Selectors()

    @field_validator("link_pattern")
    @classmethod
    def _is_a_pattern(cls, pattern: str | None) -> str | None:
        return _checked(pattern)


class PublisherFile(_Part):
    """One TOML file: a publisher and its columns."""

    publisher: str = Field(min_length=1)
    platform: PlatformName
    hosts: tuple[str, ...] = Field(min_length=1, description="hosts that may be visited: www.zs.gov.cn or *.zs.gov.cn")
    columns: tuple[Column, ...] = Field(min_length=1)
    owners: dict[str, str] = Field(default={}, description="host/path prefix → the body that 本网 means there")
    selectors: Selectors = Selectors()
    expect: Expect = Expect()
    paused_because: str = ""
    family: str | None = Field(default=None, pattern=r"^[a-z0-9]+$", description="prefix of ids, with link_pattern")
    link_pattern: str | None = Field(
        default=None, description="regular expression of article addresses on another platform"
    )

    @field_validator("link_pattern")
    @classmethod
    def _is_a_pattern(cls, pattern: str | None) -> str | None:
        return _checked(pattern)

    @field_validator("hosts")
    @classmethod
    def _are_hosts(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        for host in hosts:
            if not re.fullmatch(r"(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d+)?", host):
                raise ValueError(f"{host!r} is no host such as www.zs.gov.cn or *.zs.gov.cn")
        return hosts

    def fault(self) -> str | None:
        """Return what does not fit together in this file, as one line; None when all does."""
        for key in (keys := [column.key for column in self.columns]):
            if keys.count(key) > 1:
                return f"column {key} is declared twice"
        for column in self.columns:
            if not host_allowed(column.url, self.hosts):
                return f"columns.{column.key}.url: {column.url} is not on one of the hosts {', '.join(self.hosts)}"
            if (column.link_pattern or self.link_pattern) and self.family is None:
                return "link_pattern needs family, the prefix of the ids"
        return None


class Owners(_Part):
    """The shared file of owners."""

    owners: dict[str, str]


OWNERS = frozenset({"本网", "本站", "本网站", "本局", "本单位", "本网讯"})
"""What an issuer is called on its own site."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """One list to watch, as `file` declares it. `owners` maps `host/path` to bodies; `hosts` may be visited."""

    key: str
    stem: str
    publisher: str
    column: str
    platform: PlatformName
    start_url: str
    hosts: tuple[str, ...]
    owners: Mapping[str, str]
    selectors: Selectors
    expect: Expect
    enabled: bool
    paused_because: str
    sid: int | None
    catalogue_column: int
    link_pattern: str | None
    family: str | None
    file: Path

    @cached_property
    def _identify(self) -> Callable[[str], Identity | None]:
        if self.link_pattern is None or self.family is None:
            return identify
        return declared(re.compile(self.link_pattern), self.family)

    def allows(self, url: str) -> bool:
        """Say whether the address is on a host that this source may visit.

        A government's site may have its policy readings shown from the province's platform: that is allowed with it.
        """
        shared = (READINGS,) if any(host.endswith(".gov.cn") for host in self.hosts) else ()
        return host_allowed(url, (*self.hosts, *shared))

    def identify(self, url: str) -> Identity | None:
        """Return whose announcement an address is, by the source's own pattern when it declares one."""
        return self._identify(url)

    def owner_of(self, url: str) -> str:
        """Return the body whose part of the site an address is in: the longest prefix wins, else the publisher."""
        return owner_among(self.owners, url) or self.publisher


def owner_among(owners: Mapping[str, str], url: str) -> str | None:
    """Return the body with the longest `host/path` prefix of an address, None when none fits."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    place = f"{ALIASES.get(host, host)}{parts.path}"
    fitting = [prefix for prefix in owners if place.startswith(prefix)]
    return owners[max(fitting, key=len)] if fitting else None


def host_allowed(url: str, hosts: tuple[str, ...]) -> bool:
    """Say whether an address is http(s) on one of the hosts; `*.x` stands for x and everything under it."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or parts.username is not None:
        return False
    for pattern in hosts:
        name, _, wanted = pattern.partition(":")
        same = host == name or (name.startswith("*.") and (host == name[2:] or host.endswith(name[1:])))
        if same and (port in {None, 80, 443} if not wanted else str(port) == wanted):
            return True
    return False


def refuse_unknown_keys(stated: Mapping[str, Any], *, where: str) -> None:
    """Raise WrongSettings for the first key that no source file has, naming the nearest one that it may have."""
    refuse_unknown(stated, PublisherFile, where=where)


def _checked(pattern: str | None) -> str | None:
    try:
        re.compile(pattern or "")
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regular expression: {error}") from None
    return pattern
