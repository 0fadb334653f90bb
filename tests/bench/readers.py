"""Body and date scores of the rescue reader on real pages, beside other libraries given the same decoded text.

`python -m tests.bench.readers FOLDER` where FOLDER holds `original/` (bytes), `cleaned/` and `date/` (the truth).
"""

import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from archive.dates import find_moment
from archive.errors import WatchError
from archive.text import decode
from crawler.pages import rescue

GRAM = 4
DISPUTED = {
    "05e98007-d810-4036-b154-2ef2fe68c2af": "printed 7/5/2005 9:23:57 PM over a report of 3 July; the truth is 7 May",
    "35687fb1-3d1f-46ac-a1c1-30ae027b2ae4": "the truth is the clock in the page's head, the post is of September 2005",
    "d5bced5e-4ff7-49a8-8808-4344f0823c51": "the truth is the day of an editors' notice on a page of an encyclopaedia",
}
"""Pages whose stated day of publication the page itself contradicts."""
LOW = 0.5


def main(folder: Path) -> None:
    """Print the table: all pages, and the two halves (tuned on the first, reported on the second)."""
    pages = sorted((folder / "original").iterdir())
    print(f"{len(pages)} pages\n{'reader':<22}{'P':>7}{'R':>7}{'F1':>7}{'<0.5':>6}{'half A':>8}{'half B':>8}{'ms':>7}")
    for name, reader in {"ours": ours, **others()}.items():
        started = time.perf_counter()
        bodies = [reader(page.read_bytes()) for page in pages]
        spent = (time.perf_counter() - started) / len(pages) * 1000
        scores = [score(truth(folder, page), body) for page, body in zip(pages, bodies, strict=True)]
        means = [sum(one[part] for one in scores) / len(scores) for part in range(3)]
        low = sum(one[2] < LOW for one in scores)
        halves = [sum(one[2] for one in scores[start::2]) / len(scores[start::2]) for start in (0, 1)]
        print(f"{name:<22}" + "".join(f"{mean:7.3f}" for mean in means), end="")
        print(f"{low:6d}{halves[0]:8.3f}{halves[1]:8.3f}{spent:7.1f}")
    wrong, of = dates(folder)
    print(f"published day right: {of - len(wrong)} of {of}; without the {len(DISPUTED)} disputed days", end=" ")
    print(f"{of - len(wrong | DISPUTED.keys())} of {of - len(DISPUTED)}")


def ours(raw: bytes) -> str:
    """Return the body by the rescue reader; a page that it refuses counts as empty."""
    try:
        return rescue.page(raw, "").body
    except WatchError:
        return ""


def others() -> dict[str, Callable[[bytes], str]]:
    """Return the other readers that are installed."""
    found: dict[str, Callable[[bytes], str]] = {}
    try:
        import trafilatura

        found["trafilatura"] = lambda raw: trafilatura.extract(decode(raw).text) or ""
    except ImportError:
        print("trafilatura: not installed")
    try:
        import readability
        from lxml import html

        def readable(raw: bytes) -> str:
            return "".join(html.fromstring(readability.Document(decode(raw).text).summary()).itertext())

        found["readability-lxml"] = readable
    except ImportError:
        print("readability-lxml: not installed")
    try:
        from resiliparse.extract.html2text import extract_plain_text

        found["resiliparse"] = lambda raw: extract_plain_text(decode(raw).text, main_content=True)
    except ImportError:
        print("resiliparse: not installed")
    return found


def truth(folder: Path, page: Path) -> str:
    """Return the hand-made body of a page."""
    return decode((folder / "cleaned" / page.with_suffix(".txt").name).read_bytes()).text


def score(wanted: str, got: str) -> tuple[float, float, float]:
    """Return precision, recall and F1 by character 4-grams after NFKC and white-space removal."""
    want, have = grams(wanted), grams(got)
    common = (want & have).total()
    precision = common / have.total() if have else 0.0
    recall = common / want.total() if want else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if common else 0.0


def grams(text: str) -> Counter[str]:
    """Return the character 4-grams of a text."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    return Counter(plain[start : start + GRAM] for start in range(len(plain) - GRAM + 1))


def dates(folder: Path) -> tuple[set[str], int]:
    """Return the pages whose day of publication is not as the truth states it, and how many days the truth states."""
    wrong, of = set(), 0
    for page in sorted((folder / "original").iterdir()):
        stated = find_moment(decode((folder / "date" / page.with_suffix(".txt").name).read_bytes()).text)
        if stated is None:
            continue
        of += 1
        try:
            got = rescue.page(page.read_bytes(), "").published
        except WatchError:
            got = None
        if got is None or got.date() != stated.date():
            wrong.add(page.stem)
    return wrong, of


if __name__ == "__main__":
    main(Path(sys.argv[1]))
