"""What the doctor's tests share: an installation to look at, and findings as short lines."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from archive.config import Settings
from crawler.sources import Source
from scheduler.doctor.finding import Finding, Installation


def installation(
    settings: Settings | None = None,
    *,
    file: Path | None = None,
    environ: Mapping[str, str] | None = None,
    sources: Sequence[Source] = (),
    **stated: Any,
) -> Installation:
    """Return what is to be looked at; `stated` are settings."""
    return Installation(
        settings=settings or Settings.model_validate(stated), file=file, environ=environ or {}, sources=sources
    )


def lines(found: Iterable[Finding]) -> list[tuple[str, str]]:
    """Return mark and words of each finding; what is not well says what to do."""
    every = list(found)
    assert all(bool(one.do) == (one.mark != "ok") for one in every)
    return [(one.mark, one.found) for one in every]


def only(look: Callable[[Installation], Iterable[Finding]], it: Installation) -> tuple[str, str]:
    """Return the one finding of a check."""
    (one,) = lines(look(it))
    return one
