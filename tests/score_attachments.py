"""Score the words read from attachments: `python -m tests.score_attachments`.

Every text of the announcements is made into a file of each format and read again; recall is of the character 4-grams
of what was written. Files of other makers lie in tests/fixtures/attachments. Recognition stands apart.
"""

import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from crawler.attachments import Reading, opening, read, recognition
from tests.twin.announcements import FOLDER, Paper
from tests.twin.papers import BUILDERS, WORDLESS, made

FIXTURES = Path(__file__).parent / "fixtures" / "attachments"
FLOOR, RECOGNISED_FLOOR = 0.98, 0.93
OTHERS = ("guide.doc", "guide.docx", "guide.xls", "guide.xlsx", "guide.pptx", "guide.rtf", "guide.pdf")
SCANS = ("scan.png", "scan.tif")
GRAM = 4


@dataclass(slots=True)
class Recall:
    """4-grams written and found again, and how many files gave exactly what was written."""

    files: int = 0
    exact: int = 0
    written: int = 0
    found: int = 0

    @property
    def value(self) -> float:
        return self.found / self.written if self.written else 0.0

    def add(self, truth: str, got: str) -> None:
        wanted, there = grams(truth), grams(got)
        self.files += 1
        self.exact += got == truth
        self.written += wanted.total()
        self.found += (wanted & there).total()


def grams(text: str) -> Counter[str]:
    """Count the 4-grams of a text without its blanks and the borders of cells."""
    plain = "".join(text.replace("|", "").split())
    return Counter(plain[at : at + GRAM] for at in range(max(1, len(plain) - GRAM + 1)))


def texts() -> Iterator[str]:
    """Give every text that an announcement's attachment has."""
    for file in sorted(FOLDER.parent.glob("*/*.toml")):
        for paper in tomllib.loads(file.read_text(encoding="utf-8")).get("attachments", []):
            lines = [line.strip() for line in paper.get("text", "").splitlines() if line.strip()]
            if lines and not paper["name"].endswith(".zip"):
                yield "\n".join(lines)


def score() -> dict[str, Recall]:
    """Return the recall of each format, all but recognition."""
    every = list(texts())
    scores = {extension: _of(extension, every) for extension in sorted(BUILDERS.keys() - WORDLESS)}
    truth = (FIXTURES / "guide.txt").read_text(encoding="utf-8").strip()
    for name in OTHERS:
        scores[name] = Recall()
        scores[name].add(truth, opening.read((FIXTURES / name).read_bytes(), name).text or "")
    return scores


def _of(extension: str, every: Iterable[str]) -> Recall:
    recall = Recall()
    for text in every:
        truth = f"正文.docx\n{text}\n说明.txt\n请解压。" if extension == "zip" else text
        raw = made(Paper(name=f"附件.{extension}", text=truth))
        recall.add(truth, opening.read(raw, f"附件.{extension}").text or "")
    return recall


def recognised() -> dict[str, tuple[Recall, Reading]]:
    """Return the recall of recognition on scans; empty where the part `ocr` is not installed."""
    truth = (FIXTURES / "guide.txt").read_text(encoding="utf-8").strip()
    scores = {}
    for name in SCANS if recognition.installed() else ():
        recall, reading = Recall(), read((FIXTURES / name).read_bytes(), name)
        recall.add(truth, reading.text or "")
        scores[name] = recall, reading
    return scores


def total(scores: Mapping[str, Recall]) -> float:
    """Return the recall over all formats together."""
    return sum(one.found for one in scores.values()) / sum(one.written for one in scores.values())


def main() -> int:
    """Print the table; return 1 when a floor is not reached."""
    scores, seen = score(), recognised()
    print(f"{'attachments':14}{'files':>7}{'exact':>7}{'4-grams':>9}{'recall':>9}")
    for name, one in scores.items():
        print(f"{name:14}{one.files:7}{one.exact:7}{one.written:9}{one.value:9.4f}")
    print(f"{'all':14}{'':23}{total(scores):9.4f}   (floor {FLOOR})")
    for name, (one, reading) in seen.items():
        print(f"{name:14}{one.files:7}{one.exact:7}{one.written:9}{one.value:9.4f}   status {reading.status}")
    low = [name for name, one in scores.items() if one.value < FLOOR]
    low += [name for name, (one, _) in seen.items() if one.value < RECOGNISED_FLOOR]
    if low:
        print(f"below its floor: {', '.join(low)}", file=sys.stderr)
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
