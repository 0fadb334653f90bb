"""Redesigns that hurt are flagged at the first visit: what `make drift` tries, in every setting that has floors."""

import re

import pytest

from tests.drift.__main__ import ALARMS, COUNT, FILE, FOUND, SETTINGS, figures
from tests.drift.saved import saved
from tests.drift.trial import Figures
from tests.drift.visit import Past, history, newest, visit

HELD = [key for key, setting in SETTINGS.items() if setting.floor]


@pytest.fixture(scope="module", params=HELD)
def tried(request: pytest.FixtureRequest) -> Figures:
    return figures(request.param, COUNT)


def test_three_settings_have_floors() -> None:
    assert HELD == ["long", "short", "new"]


def test_what_hurts_is_flagged_at_the_first_visit(tried: Figures) -> None:
    assert len(tried.hurt) > 100
    assert tried.found >= FOUND, [(one.source, one.kind, one.seen.hurt) for one in tried.missed]


def test_what_does_not_hurt_raises_no_alarm(tried: Figures) -> None:
    assert len(tried.trials) - len(tried.hurt) > 100
    assert tried.alarms < ALARMS, [(one.source, one.kind, one.seen.why, one.seen.told) for one in tried.false]


def test_most_kinds_of_changes_can_hurt(tried: Figures) -> None:
    assert sum(hurt > 0 for _, hurt, _, _ in tried.kinds().values()) > 20


@pytest.mark.parametrize("setting", HELD)
def test_the_kept_figures_are_of_the_whole_trial_and_above_the_floors(setting: str) -> None:
    line = rf"^\| {re.escape(SETTINGS[setting].name)} \| (\d+) \| \d+ \| \d+ \(([\d.]+)%\) \| .* \(([\d.]+)%\) \|$"
    ((visits, found, alarms),) = re.findall(line, FILE.read_text(), re.MULTILINE)
    assert int(visits) > COUNT
    assert float(found) >= 100 * FOUND
    assert float(alarms) < 100 * ALARMS


def test_without_a_change_nothing_is_unusual() -> None:
    one = saved("zs_gxj-tzgg")
    unchanged = {"of_list": lambda raw: raw, "of_page": lambda raw: raw}
    past = Past(new=newest(one), envelope=history(one, newest(one)))
    seen = visit(one, past=past, **unchanged)
    assert (seen.status, seen.told, seen.hurt) == ("ok", [], {})
