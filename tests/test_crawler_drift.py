"""Redesigns that hurt are flagged at the first visit: a part of what `make drift` tries."""

import re

import pytest

from tests.drift.__main__ import ALARMS, COUNT, FILE, FOUND, figures
from tests.drift.saved import saved
from tests.drift.trial import Figures
from tests.drift.visit import history, visit


@pytest.fixture(scope="module")
def tried() -> Figures:
    return figures(150)


def test_what_hurts_is_flagged_at_the_first_visit(tried: Figures) -> None:
    assert len(tried.hurt) > 50
    assert tried.found >= FOUND, [(one.source, one.kind, one.seen.hurt) for one in tried.missed]


def test_what_does_not_hurt_raises_no_alarm(tried: Figures) -> None:
    assert len(tried.trials) - len(tried.hurt) > 100
    assert tried.alarms < ALARMS, [(one.source, one.kind, one.seen.why, one.seen.told) for one in tried.false]


def test_most_kinds_of_changes_can_hurt(tried: Figures) -> None:
    assert sum(hurt > 0 for _, hurt, _, _ in tried.kinds().values()) > 20


def test_the_kept_figures_are_of_the_whole_trial_and_above_the_floors() -> None:
    rows = re.findall(
        r"^\| all young .* \| (\d+) \| \d+ \| \d+ \(([\d.]+)%\) \| .* \(([\d.]+)%\) \|$", FILE.read_text(), re.M
    )
    ((visits, found, alarms),) = rows
    assert int(visits) > COUNT
    assert float(found) >= 100 * FOUND
    assert float(alarms) < 100 * ALARMS


def test_without_experience_nothing_is_unusual() -> None:
    one = saved("zs_gxj-tzgg")
    unchanged = {"of_list": lambda raw: raw, "of_page": lambda raw: raw}
    seen = visit(one, envelope=history(one), **unchanged)
    assert (seen.status, seen.told, seen.hurt) == ("ok", [], {})
