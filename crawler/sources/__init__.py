"""The sources: one TOML file a publisher, each of its columns one source, with what a healthy visit looks like."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from archive.config import first_fault, nearest, read_toml
from archive.errors import WrongSettings, WrongUse
from crawler.sources.declaration import OWNERS, Column, Owners, PublisherFile, Source, owner_among, refuse_unknown_keys

FOLDER = Path(__file__).parent
SHARED = "_owners.toml"
"""Files that begin with an underscore are no publishers; this one says whose each path of the city's hosts is."""
STEM = re.compile(r"^[a-z0-9]+(?:_[a-z0-9]+)*$")


def load(extra: Path | None = None) -> dict[str, Source]:
    """Read all shipped sources and those of one more folder, keyed `<file stem>-<column key>`, in a stable order.

    Raises WrongSettings that names the file, the key and the nearest known key.
    """
    owners = _owners()
    sources: dict[str, Source] = {}
    for folder in [FOLDER, *([extra] if extra else [])]:
        if not folder.is_dir():
            raise WrongSettings(f"{folder}: no such folder of sources")
        for file in sorted(folder.glob("*.toml")):
            if file.name.startswith("_"):
                continue
            for source in read(file, owners):
                if source.key in sources:
                    raise WrongSettings(f"{file}: source {source.key} is declared twice")
                sources[source.key] = source
    return sources


def read(file: Path, owners: Mapping[str, str] | None = None) -> list[Source]:
    """Read one publisher's file; `owners` are the shared ones, which the file's own go before."""
    if not STEM.match(file.stem):
        raise WrongSettings(f"{file}: the name of a source file is small letters, digits and _, such as zs_gxj.toml")
    declared = _validated(read_toml(file), file)
    shared = _owners() if owners is None else owners
    return [_source(file, declared, column, shared) for column in declared.columns]


def choose(sources: Mapping[str, Source], names: Sequence[str]) -> list[Source]:
    """Return the named sources (by key or file stem), or all enabled ones when none is named, each once.

    Raises WrongUse for a name that is neither, with the nearest one that is. A named source is returned even when it
    is paused; a stem stands for its enabled sources.
    """
    if not names:
        return [source for source in sources.values() if source.enabled]
    chosen: dict[str, Source] = {}
    for name in names:
        if name in sources:
            chosen[name] = sources[name]
            continue
        of_stem = {key: source for key, source in sources.items() if source.stem == name}
        if not of_stem:
            raise WrongUse(f"unknown source {name}{nearest(name, _names(sources.values()))}")
        chosen |= {key: source for key, source in of_stem.items() if source.enabled}
    return list(chosen.values())


def _names(sources: Iterable[Source]) -> list[str]:
    return sorted({name for source in sources for name in (source.key, source.stem)})


def owner_of(url: str) -> str | None:
    """Return the body whose part of a known site an address is in, None on any other site."""
    return owner_among(_owners(), url)


@cache
def _owners() -> dict[str, str]:
    file = FOLDER / SHARED
    return Owners.model_validate(read_toml(file)).owners


def _validated(stated: dict[str, Any], file: Path) -> PublisherFile:
    refuse_unknown_keys(stated, where=str(file))
    try:
        declared = PublisherFile.model_validate(stated)
    except ValidationError as error:
        raise WrongSettings(f"{file}: {first_fault(error)}") from None
    if fault := declared.fault():
        raise WrongSettings(f"{file}: {fault}")
    return declared


def _source(file: Path, declared: PublisherFile, column: Column, shared: Mapping[str, str]) -> Source:
    expect = declared.expect.model_copy(update=column.expect.model_dump(exclude_unset=True))
    selectors = declared.selectors.model_copy(update=column.selectors.model_dump(exclude_unset=True))
    return Source(
        key=f"{file.stem}-{column.key}",
        stem=file.stem,
        publisher=declared.publisher,
        column=column.name,
        platform=column.platform or declared.platform,
        start_url=column.url,
        hosts=declared.hosts,
        owners={**shared, **declared.owners},
        selectors=selectors,
        expect=expect,
        enabled=not (column.paused_because or declared.paused_because),
        paused_because=column.paused_because or declared.paused_because,
        sid=column.sid,
        catalogue_column=column.catalogue_column,
        link_pattern=column.link_pattern or declared.link_pattern,
        family=declared.family,
        file=file,
    )


__all__ = ["OWNERS", "Source", "choose", "load", "owner_of", "read"]
