"""Trained linear heads: features in, chances out, and which features spoke for it. To use one needs no library.

A head is a file under `digest/weights/`: a line of JSON (classes, bias, scale of each class, what it was trained on), a
line for each feature, an empty line, then a signed byte for each feature and class; all of it gzipped. It is
multinomial logistic regression; `python -m tests.train` writes it and says how.
"""

import gzip
import hashlib
import json
import math
from array import array
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from digest.features import Features

FOLDER, HEADS = "weights", ("acts", "about", "relevance")


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """The weights of one head: `rows` says where a feature's weights begin in `weights`; times `scale`, by class."""

    classes: tuple[str, ...]
    bias: tuple[float, ...]
    scale: tuple[float, ...]
    rows: dict[str, int]
    weights: "array[int]"
    stated: dict[str, Any]

    def chances(self, features: Features) -> dict[str, float]:
        """Return the chance of each class, 0..1; together they are 1."""
        wide = len(self.classes)
        sums, rows, weights = [0.0] * wide, self.rows, self.weights
        for name, value in features.items():
            at = rows.get(name)
            if at is not None:
                sums = [total + value * weight for total, weight in zip(sums, weights[at : at + wide], strict=True)]
        scores = [bias + scale * total for bias, scale, total in zip(self.bias, self.scale, sums, strict=True)]
        top = max(scores)
        powers = [math.exp(score - top) for score in scores]
        whole = sum(powers)
        return {name: power / whole for name, power in zip(self.classes, powers, strict=True)}

    def spoken(self, features: Features, chosen: str, other: str) -> dict[str, float]:
        """Return by how much each feature speaks for a class rather than for another, in units of log odds."""
        one, two = self.classes.index(chosen), self.classes.index(other)
        found = {}
        for name, value in features.items():
            at = self.rows.get(name)
            if at is not None:
                found[name] = value * (
                    self.scale[one] * self.weights[at + one] - self.scale[two] * self.weights[at + two]
                )
        return found


@cache
def head(name: str) -> Head:
    """Return a head that comes with the program."""
    return parsed(_file(name))


def parsed(file: bytes) -> Head:
    """Return the head that a file holds."""
    content = gzip.decompress(file)
    text, _, numbers = content.partition(b"\n\n")
    first, *names = text.decode("utf-8").split("\n")
    stated = json.loads(first)
    wide = len(stated["classes"])
    return Head(
        classes=tuple(stated["classes"]),
        bias=tuple(stated["bias"]),
        scale=tuple(stated["scale"]),
        rows={one: at * wide for at, one in enumerate(names)},
        weights=array("b", numbers),
        stated={key: value for key, value in stated.items() if key not in {"classes", "bias", "scale"}},
    )


def _file(name: str) -> bytes:
    return (resources.files("digest") / FOLDER / f"{name}.head").read_bytes()


def mark() -> str:
    """Return a short hash of all heads, so that a changed weight is a changed method."""
    return hashlib.sha256(b"".join(_file(name) for name in HEADS)).hexdigest()[:8]


def written(
    names: list[str], weights: list[list[float]], classes: list[str], bias: list[float], stated: dict[str, Any]
) -> bytes:
    """Return the file of a head; `weights` has a row for each feature. The same input gives the same bytes."""
    scale = [max((abs(row[at]) for row in weights), default=0.0) / 127 or 1.0 for at in range(len(classes))]
    header = json.dumps({"classes": classes, "bias": bias, "scale": scale, **stated}, ensure_ascii=False)
    numbers = array("b", (round(value / scale[at]) for row in weights for at, value in enumerate(row)))
    text = "\n".join([header, *names]).encode()
    return gzip.compress(text + b"\n\n" + numbers.tobytes(), compresslevel=9, mtime=0)
