"""Train the heads that the program ships: `python -m tests.train [--try]`; with --try nothing is written.

Two multinomial logistic regressions: what a sentence does (`acts`), and whether an announcement is relevant. Every
figure printed is of announcements that the head had not seen: a sixth at a time is left out.
What the relevance head sees of the sentences comes from such heads too. The test part is not read here.
"""

import sys
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from digest import acts as acting
from digest import relevance as relevant
from digest.features import Features, Seen, of_paper, of_sentences
from digest.heads import written as head_file
from digest.reading import Reading, read
from tests import training
from tests.training import Taught
from tests.training_report import report

FOLDER = Path(__file__).parent.parent / "digest" / "weights"
PARTS = 6
"""How many parts are left out in turn."""
SEEN_TWICE = 2
"""A feature of fewer sentences teaches nothing."""
STRENGTH = {"acts": 3.0, "about": 1.0, "relevance": 1.0}
"""The inverse of the penalty."""
WHOLE_PAPERS = 3.0
LEAST = 0.003
"""A feature whose weights are all below this share of the largest is left out of the file."""


@dataclass(frozen=True, slots=True)
class Studied:
    """An announcement as the heads see it; `acts` holds for every sentence what it was labelled with."""

    taught: Taught
    reading: Reading
    seen: tuple[Seen, ...]
    acts: tuple[frozenset[str], ...]
    fold: int

    @property
    def weight(self) -> float:
        """What it counts in training: the development part is more like what is judged than what was written for it."""
        return WHOLE_PAPERS if self.taught.writer in (*training.DEVELOPMENT, "papers") else 1.0


def study(taught: Sequence[Taught]) -> list[Studied]:
    """Read announcements and deal them into parts."""
    act_of = training.act_of()
    found = []
    for number, one in enumerate(taught):
        reading = read(one.announcement)
        seen = of_sentences(reading)
        labels = tuple(frozenset(act_of[d] for d in _directives(one, each)) for each in seen)
        found.append(Studied(one, reading, seen, labels, number % PARTS))
    return found


def _directives(one: Taught, seen: Seen) -> set[str]:
    at = seen.sentence
    return {d for part, start, end, d in one.spans if part == at.part and start < at.end and at.start < end}


@dataclass(frozen=True, slots=True)
class Fitted:
    """A regression with the names of its features."""

    names: dict[str, int]
    model: LogisticRegression
    classes: list[str]

    def chances(self, features: Sequence[Features]) -> np.ndarray[Any, Any]:
        """Return the chance of each class for each row."""
        if not features:
            return np.zeros((0, len(self.classes)))
        found = np.zeros((len(features), len(self.classes)))
        found[:, self.model.classes_] = self.model.predict_proba(matrix(features, self.names))
        return found


def fit(
    features: Sequence[Features],
    labels: Sequence[frozenset[str]],
    weights: Sequence[float],
    classes: list[str],
    strength: float,
) -> Fitted:
    """Fit; a row with several labels counts as a part of each."""
    counts: dict[str, int] = {}
    for one in features:
        for name in one:
            counts[name] = counts.get(name, 0) + 1
    names = {name: at for at, name in enumerate(sorted(name for name, count in counts.items() if count >= SEEN_TWICE))}
    rows = [
        (at, classes.index(label), weights[at] / len(some)) for at, some in enumerate(labels) for label in sorted(some)
    ]
    model = LogisticRegression(C=strength, max_iter=120, tol=1e-3)
    where = [at for at, _, _ in rows]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it need not converge to the last digit
        model.fit(matrix(features, names)[where], [y for _, y, _ in rows], sample_weight=[w for _, _, w in rows])
    return Fitted(names, model, classes)


def matrix(features: Sequence[Features], names: dict[str, int]) -> csr_matrix:
    """Return the rows as a sparse matrix; features without a name are left out."""
    values, columns, ends = [], [], [0]
    for one in features:
        kept = [(names[name], value) for name, value in one.items() if name in names]
        columns += [at for at, _ in kept]
        values += [value for _, value in kept]
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(features), len(names)), dtype=np.float64)


def fit_acts(some: Sequence[Studied]) -> Fitted:
    """Fit the head of the sentences."""
    classes = [acting.NOTHING, *training.act_of().values()]
    some = [one for one in some if one.taught.sentences]
    features = [each.features for one in some for each in one.seen]
    labels = [acts or frozenset({acting.NOTHING}) for one in some for acts in one.acts]
    weights = [one.weight for one in some for _ in one.acts]
    return fit(features, labels, weights, classes, STRENGTH["acts"])


def fit_about(some: Sequence[Studied]) -> Fitted:
    """Fit the head of the sentences with words of the field: whether such a one belongs to a relevant announcement."""
    scored = [one for one in some if one.taught.relevance != "borderline"]
    rows = [(each, one) for one in scored for each in named(one)]
    labels = [frozenset({one.taught.relevance}) for _, one in rows]
    weights = [one.weight for _, one in rows]
    return fit([each.features for each, _ in rows], labels, weights, [relevant.YES, relevant.NO], STRENGTH["about"])


def named(one: Studied) -> list[Seen]:
    """Return the sentences with words of the field."""
    hits = {hit.sentence for hit in one.reading.hits}
    return [each for each in one.seen if each.index in hits]


@dataclass(frozen=True, slots=True)
class Unread:
    """What heads that have not seen an announcement's part say of its sentences."""

    acts: np.ndarray[Any, Any]
    about: np.ndarray[Any, Any]


def of_papers(some: Sequence[Studied], unread: Sequence[Unread]) -> list[Features]:
    """Return the features of whole announcements."""
    return [
        of_paper(one.reading, relevant.force(one.reading), _something(one, its), its.about[:, 0].tolist())
        for one, its in zip(some, unread, strict=True)
    ]


def _something(one: Studied, its: Unread) -> dict[int, float]:
    return {each.index: 1 - float(row[0]) for each, row in zip(one.seen, its.acts, strict=True)}


def fit_relevance(some: Sequence[Studied], features: Sequence[Features]) -> Fitted:
    """Fit the head of the announcements; borderline ones teach nothing, nor do those without a word of the field."""
    pairs = zip(some, features, strict=True)
    scored = [(one, feature) for one, feature in pairs if one.reading.hits and one.taught.relevance != "borderline"]
    labels = [frozenset({one.taught.relevance}) for one, _ in scored]
    weights = [one.weight for one, _ in scored]
    classes = [relevant.YES, relevant.NO]
    return fit([feature for _, feature in scored], labels, weights, classes, STRENGTH["relevance"])


def unseen(some: Sequence[Studied]) -> list[Unread]:
    """Return what is said of every announcement by heads that have not seen its part."""
    key = [one.fold for one in some]
    found: dict[int, Unread] = {}
    for left in sorted(set(key)):
        kept = [one for one, its in zip(some, key, strict=True) if its != left]
        acts, about = fit_acts(kept), fit_about(kept)
        for at, one in enumerate(some):
            if key[at] == left:
                rows = [[each.features for each in seen] for seen in (one.seen, named(one))]
                found[at] = Unread(acts.chances(rows[0]), about.chances(rows[1]))
    return [found[at] for at in range(len(some))]


def unseen_relevance(some: Sequence[Studied], features: Sequence[Features]) -> list[float]:
    """Return the chance of relevance of every announcement by a head that has not seen its part."""
    key = [one.fold for one in some]
    found = [0.0] * len(some)
    for left in sorted(set(key)):
        kept = [at for at in range(len(some)) if key[at] != left]
        fitted = fit_relevance([some[at] for at in kept], [features[at] for at in kept])
        out = [at for at in range(len(some)) if key[at] == left]
        for at, row in zip(out, fitted.chances([features[at] for at in out]), strict=True):
            found[at] = float(row[0]) if some[at].reading.hits else min(float(row[0]), relevant.WORDLESS)
    return found


def main() -> int:
    """Train, print what was measured, and write the heads."""
    some = study([*training.development(), *training.written(), *training.small(), *training.plain()])
    unread = unseen(some)
    features = of_papers(some, unread)
    relevances = unseen_relevance(some, features)
    report(some, unread, relevances)
    if "--try" not in sys.argv:
        FOLDER.mkdir(exist_ok=True)
        stated = {"inputs": training.inputs(), "announcements": len(some)}
        fits = {"acts": fit_acts(some), "about": fit_about(some), "relevance": fit_relevance(some, features)}
        for name, fitted in fits.items():
            (FOLDER / f"{name}.head").write_bytes(head_of(fitted, stated))
            print(f"{name}: {(FOLDER / f'{name}.head').stat().st_size} bytes")
    return 0


def head_of(fitted: Fitted, stated: dict[str, Any]) -> bytes:
    """Return the file of a fitted head, without features that hardly weigh."""
    weights = np.zeros((len(fitted.names), len(fitted.classes)))
    coefficients = fitted.model.coef_
    bias = np.full(len(fitted.classes), -30.0)
    if len(coefficients) == 1:  # of two classes it has one row, for the second
        weights[:, fitted.model.classes_[1]], bias[fitted.model.classes_] = (
            coefficients[0],
            [0, fitted.model.intercept_[0]],
        )
    else:
        weights[:, fitted.model.classes_], bias[fitted.model.classes_] = coefficients.T, fitted.model.intercept_
    kept = np.abs(weights).max(1) >= LEAST * np.abs(weights).max()
    names = [name for name, at in fitted.names.items() if kept[at]]
    return head_file(names, weights[kept].tolist(), fitted.classes, [round(float(one), 4) for one in bias], stated)


if __name__ == "__main__":
    sys.exit(main())
