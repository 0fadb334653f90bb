"""How well edits are told apart: `python -m tests.score_revisions` prints it."""

import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from archive.amendments import gravest
from archive.clock import SHANGHAI
from archive.records import Revision
from digest.changes import between

FOLDER = Path(__file__).parent / "fixtures" / "revisions"


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """Of so many edits how many have their kind, and how many are shown in the words that a person marks."""

    edits: int
    kinds: int
    words: int
    wrong: tuple[str, ...]


def labelled(name: str = "*") -> list[dict[str, Any]]:
    files = sorted(FOLDER.glob(f"{name}.toml"))
    return [edit for file in files for edit in tomllib.loads(file.read_text("utf-8"))["edit"]]


def revision(body: str, number: int = 1, **changed: Any) -> Revision:
    stated: dict[str, Any] = {
        "announcement_id": "zs-1",
        "revision": number,
        "seen_at": datetime(2026, 11, 18, tzinfo=SHANGHAI),
        "title": "关于组织申报示范项目的通知",
        "published": datetime(2026, 11, 18, tzinfo=SHANGHAI),
        "issuer": "中山市工业和信息化局",
        "doc_number": None,
        "body": body,
        "raw_sha256": "",
    }
    return Revision(**stated | changed)


def told(edit: dict[str, Any]) -> tuple[str | None, list[list[str]]]:
    """Return the kind of the gravest change and the words that are shown as changed."""
    edits = between(revision(edit["old"]), revision(edit["new"], 2))
    words = [[side[one.before : len(side) - one.after] for side in (one.old, one.new)] for one in edits]
    return gravest(one.kind for one in edits), words


def score(name: str = "*") -> Score:
    """Score the edits of one file of labels, or of all."""
    edits, kinds, words, wrong = labelled(name), 0, 0, []
    for edit in edits:
        kind, shown = told(edit)
        kinds += kind == edit["kind"]
        words += shown == edit["words"]
        if kind != edit["kind"]:
            wrong.append(f"{edit['kind']} taken for {kind}: {edit['old']} → {edit['new']}")
    return Score(edits=len(edits), kinds=kinds, words=words, wrong=tuple(wrong))


def main() -> None:
    for name in ("body", "unseen"):
        found = score(name)
        per_kind = Counter(edit["kind"] for edit in labelled(name))
        print(f"revisions, {name}: {found.edits} edits ({', '.join(f'{n} {kind}' for kind, n in per_kind.items())})")
        print(f"  kind right {found.kinds / found.edits:.3f}, words as marked {found.words / found.edits:.3f}")
        for line in found.wrong:
            print(f"  {line}")


if __name__ == "__main__":
    main()
