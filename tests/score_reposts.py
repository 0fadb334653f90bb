"""How well copies of one text are told from texts that are alike: `python -m tests.score_reposts` prints it."""

import random
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

from archive.clock import SHANGHAI
from archive.config import Settings
from archive.records import Found
from archive.store import Archive, announcements, open_archive
from tests.found import NOON, found

FOLDER = Path(__file__).parent / "fixtures" / "reposts"
FACTS = ("issuer", "published", "title", "doc_number", "body")


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """Pairs of announcements: copies found, taken for copies wrongly, and missed."""

    right: int
    false: tuple[str, ...]
    missed: tuple[str, ...]

    @property
    def precision(self) -> float:
        return self.right / (self.right + len(self.false))

    @property
    def recall(self) -> float:
        return self.right / (self.right + len(self.missed))


def labelled(name: str = "*") -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the announcements of one file, or of all, each with the id of the text that it prints."""
    for file in sorted(FOLDER.glob(f"{name}.toml")):
        for base in tomllib.loads(file.read_text("utf-8"))["text"]:
            yield base["id"], base
            for same in ("copy", "other"):
                for variant in base.get(same, ()):
                    yield (base["id"] if same == "copy" else variant["id"]), _variant(base, variant)


def _variant(base: dict[str, Any], variant: dict[str, Any]) -> dict[str, Any]:
    body = variant.get("body", base["body"]).strip("\n")
    if "lines" in variant:
        body = "\n".join(body.split("\n")[: variant["lines"]])
    for old, new in variant.get("replace", ()):
        assert old in body, (variant["id"], old)
        body = body.replace(old, new)
    body = "\n".join(part.strip("\n") for part in (variant.get("before"), body, variant.get("after")) if part)
    return {**{name: base.get(name) for name in FACTS}, **variant, "body": body}


def reading(one: dict[str, Any]) -> Found:
    family, _, number = one["id"].partition("-")
    stated = {name: one.get(name) or None for name in FACTS}
    day = datetime.combine(one["published"], time(9, 30), SHANGHAI)
    post_id = int(number) if number.isdigit() else None
    more = {"id": one["id"], "source": f"{family}-all", "url": f"http://{family}.example/{number}", "published": day}
    return replace(found(**{**stated, **more, "body": one["body"].strip("\n")}), post_id=post_id)


def clusters(archive: Archive, readings: list[Found]) -> dict[str, str]:
    """Keep all in the order of their publication, as crawls meet them; return the first publisher's id of each."""
    for one in sorted(readings, key=lambda one: one.published or NOON):
        with archive.begin() as tx:
            announcements.keep(tx, one, (one.published or NOON) + timedelta(hours=10))
    with archive.read() as tx:
        return {one.id: announcements.get(tx, one.id).canonical_id for one in readings}


def score(archive: Archive, name: str = "*", *, seed: int = 0) -> Score:
    texts = list(labelled(name))
    readings = [reading(one) for _, one in texts]
    random.Random(seed).shuffle(readings)  # noqa: S311 - only an order
    first = clusters(archive, readings)
    of = {one["id"]: text for text, one in texts}
    right, false, missed = 0, [], []
    for one, other in combinations(sorted(of), 2):
        same, told = of[one] == of[other], first[one] == first[other]
        right += same and told
        if same != told:
            (missed if same else false).append(f"{one} {other}")
    return Score(right=right, false=tuple(false), missed=tuple(missed))


def main() -> None:
    for name in sorted(file.stem for file in FOLDER.glob("*.toml")):
        with tempfile.TemporaryDirectory() as folder, open_archive(Settings(data_dir=Path(folder))) as archive:
            told = score(archive, name)
        kept = len(list(labelled(name)))
        print(f"reposts, {name}: {kept} announcements, {told.right + len(told.missed)} pairs of copies")
        print(f"  precision {told.precision:.3f}, recall {told.recall:.3f}")
        for word, pairs in (("false", told.false), ("missed", told.missed)):
            for pair in pairs:
                print(f"  {word}: {pair}")


if __name__ == "__main__":
    main()
