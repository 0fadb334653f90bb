"""Sections of the settings: when the service works."""

import re
from typing import Literal, Self

from pydantic import Field, model_validator

from archive.sections.section import Section

ClockTime = str
"""HH:MM in Asia/Shanghai."""
CLOCK_TIME = r"^([01]\d|2[0-3]):[0-5]\d$"


class Schedule(Section):
    """When the service works, in Asia/Shanghai."""

    crawl: tuple[ClockTime, ...] = Field(
        default=("06:30",), min_length=1, description="times of day at which all sources without a plan are crawled"
    )
    digest: ClockTime = Field(default="08:00", pattern=CLOCK_TIME, description="time of day of the digest")
    weekly: ClockTime = Field(
        default="08:10", pattern=CLOCK_TIME, description="time of day of the weekly edition, on Mondays"
    )
    missed_editions: Literal["each", "combined"] = Field(
        default="each",
        description="after an outage: one dated edition for each missed day, or one with the news of all of them",
    )
    maintenance: ClockTime = Field(
        default="03:30", pattern=CLOCK_TIME, description="time of day at which the archive is looked after"
    )
    crawl_limit_minutes: float = Field(default=120.0, gt=0, description="a crawl that runs longer is killed")
    digest_limit_minutes: float = Field(default=20.0, gt=0, description="a digest that runs longer is killed")
    maintenance_limit_minutes: float = Field(default=60.0, gt=0, description="maintenance that runs longer is killed")
    memory_mb: int = Field(
        default=1500, ge=0, description="a command that takes more, its children counted, is killed; 0: no limit"
    )

    @model_validator(mode="after")
    def _times_are_times(self) -> Self:
        _check("crawl", self.crawl)
        return self


class Crawls(Section):
    """Sources that are crawled by a plan of their own, such as fast columns; one table each, as many as there are."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$", description="what reports call this plan")
    sources: tuple[str, ...] = Field(min_length=1, description="sources, or publishers for all of their sources")
    times: tuple[ClockTime, ...] = Field(default=(), description="times of day of a crawl")
    every_minutes: int | None = Field(default=None, ge=5, le=1440, description="or so often, from midnight on")
    between: tuple[ClockTime, ClockTime] = Field(
        default=("00:00", "23:59"), description="first and last time of day for every_minutes"
    )

    @model_validator(mode="after")
    def _has_times(self) -> Self:
        if bool(self.times) == (self.every_minutes is not None):
            raise ValueError("times: either times or every_minutes says when")
        _check("times", self.times)
        _check("between", self.between)
        if self.between[0] > self.between[1]:
            raise ValueError("between: the first time comes after the last")
        if self.every_minutes is not None and not self._falls_between(self.every_minutes):
            raise ValueError("between: no multiple of every_minutes, counted from midnight, falls between these times")
        return self

    def _falls_between(self, minutes: int) -> bool:
        first, last = (60 * int(stated[:2]) + int(stated[3:]) for stated in self.between)
        return any(first <= at <= last for at in range(0, 24 * 60, minutes))


def _check(key: str, stated: tuple[ClockTime, ...]) -> None:
    for one in stated:
        if not re.match(CLOCK_TIME, one):
            raise ValueError(f"{key}: {one!r} is not a time HH:MM")
