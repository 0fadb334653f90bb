"""What heads say of announcements that they have not seen: printed by `python -m tests.train`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from digest.alignment import OF_THEME
from digest.alignment import THRESHOLD as THRESHOLD_OF_ACT
from digest.relevance import THRESHOLD
from tests import training
from tests.scoring import Count

if TYPE_CHECKING:
    from tests.train import Studied, Unread

THRESHOLDS = ((0.3, 0.0), (0.4, 0.0), (0.5, 0.0), (THRESHOLD_OF_ACT, OF_THEME), (0.5, 0.7))
"""How likely an act must be, and its theme."""
Array = np.ndarray[Any, Any]


def report(some: "Sequence[Studied]", unread: "Sequence[Unread]", relevances: Sequence[float]) -> None:
    """Print the figures of the development part, its folders and each writer of training material."""
    for name in ("development", *sorted({one.taught.writer for one in some})):
        chosen = [at for at, one in enumerate(some) if _belongs(one, name) and one.taught.relevance != "borderline"]
        relevance = Count()
        for at in chosen:
            relevance.add(
                ["yes"] if relevances[at] >= THRESHOLD else [], ["yes"] if some[at].taught.relevance == "yes" else []
            )
        print(f"{name}: {len(chosen)} scored, relevance {_told(relevance)}")
        for threshold in THRESHOLDS if any(some[at].taught.writer in training.DEVELOPMENT for at in chosen) else ():
            print(f"  {threshold} {_at(threshold, chosen, some, unread, relevances)}")


def _belongs(one: "Studied", name: str) -> bool:
    return one.taught.writer == name or (name == "development" and one.taught.writer in training.DEVELOPMENT)


def _at(
    threshold: tuple[float, float],
    chosen: Sequence[int],
    some: "Sequence[Studied]",
    unread: "Sequence[Unread]",
    relevances: Sequence[float],
) -> str:
    directives, themes, evidence = Count(), Count(), Count()
    for at in chosen:
        given = _given(threshold, unread[at].acts) if relevances[at] >= THRESHOLD else {}
        true = some[at].taught.directives
        directives.add(given, true)
        themes.add(_themes(given), _themes(true))
        for act, best in given.values():
            right = any(_theme(label) == _theme(act) for label in some[at].acts[best])
            evidence.add(["x"], ["x"] if right else [])
    return f"directives {_told(directives)}  themes {_told(themes)}  evidence {evidence.precision:.3f}"


def _given(threshold: tuple[float, float], chances: Array) -> dict[str, tuple[str, int]]:
    """The directives that are given, with the act and the sentence that has it most."""
    acts = training.act_of()
    found = {}
    for column, (directive, act) in enumerate(acts.items(), 1):
        same = [at for at, other in enumerate(acts.values(), 1) if _theme(other) == _theme(act)]
        if not len(chances):
            continue
        best = int(chances[:, column].argmax())
        if chances[best, column] >= threshold[0] and chances[best, same].sum() >= threshold[1]:
            found[directive] = (act, best)
    return found


def _themes(some: "dict[str, Any] | set[str]") -> set[str]:
    return {_theme(one) for one in some} - {"general"}


def _theme(name: str) -> str:
    return name.partition(".")[0]


def _told(count: Count) -> str:
    return f"P {count.precision:.3f} R {count.recall:.3f} F1 {count.f1:.3f}"
