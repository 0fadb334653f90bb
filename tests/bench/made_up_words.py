"""A made-up language for archives of any size: excerpts of the labelled texts, names by Zipf's law, numbers and dates.

Excerpts are a few words long and are joined by chance, so that a text has the words, the pairs of words and, as it
grows, as many new pairs of characters as real text has (`docs/search.md` has the counts). All is decided by the seed.
"""

import itertools
import random
import re
from collections import Counter
from pathlib import Path

import rjieba

from tests.labelled import load

TRAINING = Path(__file__).parents[1] / "fixtures" / "judgement" / "training"
MARKS = {"，": 30, "。": 12, "、": 6, "；": 3, "：": 2, "\n": 6, "": 41}
"""What stands behind an excerpt, and how often."""
NAMES, NUMBERS, RARE = 300_000, 30_000, 20_000
"""How many names and numbers there are, and how many of the names have a rare character."""
WORDS = 2.2
"""Mean of the words of an excerpt, less one."""
A_UNIT = 5.3
"""Mean characters of an excerpt, a name or a number."""
OF_ONE, OF_ALL, OF_NAMES, OF_NUMBERS = 0.55, 0.28, 0.11, 0.06
"""Which part of a text is excerpts of three texts (its subject), of all texts, names, and numbers."""
LATIN = ("AI", "5G", "DeepSeek", "AI+", "GPU", "ISO9001", "LED", "ERP", "AGV", "NB-IoT", "R&D")
_LABEL = re.compile(r"^(?:-|[a-z]+(?:\.\d+)?)(?:, [a-z]+\.\d+)*: ", re.MULTILINE)
_HAN = re.compile("[\u4e00-\u9fff]")


class Language:
    """Writes texts; the same ones for the same seed."""

    def __init__(self, seed: int = 1) -> None:
        chance = random.Random(seed)  # noqa: S311 - not for secrets
        texts = real_texts()
        self._subjects = [pieces for text in texts if len(pieces := _cut(chance, text)) > 30]
        self._all = [piece for pieces in self._subjects for piece in pieces]
        counts = Counter(_HAN.findall("".join(texts)))
        usual = [one for one, count in sorted(counts.items()) for _ in range(max(1, int(count**0.5)))]
        self._names = [_name(chance, usual, number) + _mark(chance) for number in range(NAMES)]
        self._ranks = list(itertools.accumulate(1 / (rank + 20) for rank in range(NAMES)))
        self._numbers = [_number(chance, at % 6) + _mark(chance) for at in range(NUMBERS)]
        self.bodies = [f"中山市{''.join(chance.choices(usual, k=chance.randint(3, 6)))}局" for _ in range(150)]

    def text(self, chance: random.Random, length: int) -> str:
        """Return a text of about so many characters."""
        count = max(8, int(length / A_UNIT))
        subject = [piece for _ in range(3) for piece in chance.choice(self._subjects)]
        units = chance.choices(subject, k=int(count * OF_ONE)) + chance.choices(self._all, k=int(count * OF_ALL))
        units += chance.choices(self._names, cum_weights=self._ranks, k=int(count * OF_NAMES))
        units += chance.choices(self._numbers, k=int(count * OF_NUMBERS))
        chance.shuffle(units)
        return "".join(units).strip()

    def title(self, chance: random.Random) -> str:
        """Return a title of 15 to 40 characters."""
        words = self.text(chance, 60).replace("\n", "").replace("。", "")[: chance.randint(12, 36)]
        return "关于" + words + chance.choice(("的通知", "的公告", "公示", "的通知", "动态"))


def real_texts() -> list[str]:
    """Return the texts that excerpts are taken from: the labelled announcements and those of the training."""
    labelled = [one.announcement for part in ("development", "test") for one in load(part)]
    texts = [f"{one.title}\n{one.body}" for one in labelled if one.body]
    return texts + [_LABEL.sub("", file.read_text("utf-8")) for file in sorted(TRAINING.glob("*.txt"))]


def _cut(chance: random.Random, text: str) -> list[str]:
    """Return a text cut into excerpts, in three ways."""
    words = rjieba.cut(text)
    found = []
    for at in range(3):
        start = at
        while start < len(words):
            size = 1 + int(chance.expovariate(1 / WORDS))
            if piece := "".join(words[start : start + size]).strip():
                found.append(piece + _mark(chance) if _HAN.match(piece[-1]) else piece)
            start += size
    return found


def _name(chance: random.Random, usual: list[str], number: int) -> str:
    size = chance.choices((2, 3, 4), (5, 4, 1))[0]
    characters = chance.choices(usual, k=size)
    if number >= NAMES - RARE:
        characters[0] = chr(chance.randint(0x4E00, 0x9FA5))
    return "".join(characters)


def _number(chance: random.Random, kind: int) -> str:
    return (
        f"{chance.randint(1, 9999)}万元",
        f"{chance.randint(2006, 2026)}年{chance.randint(1, 12)}月{chance.randint(1, 28)}日",
        f"0760-88{chance.randint(100_000, 999_999)}",
        f"{chance.randint(1, 99)}.{chance.randint(0, 9)}%",
        chance.choice(LATIN),
        f"{chance.randint(1, 3000)}{chance.choice('家个台套项名')}",
    )[kind]


def _mark(chance: random.Random) -> str:
    return chance.choices(list(MARKS), list(MARKS.values()))[0]
