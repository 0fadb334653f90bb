"""The reading of figures stays above its floors, and the score counts what the rules say."""

import tomllib
from dataclasses import replace

import pytest

from digest.stated import stated
from tests import score_figures
from tests.papers import paper
from tests.score_figures import LABELS, Label, Paper, load, score

FLOORS = tomllib.loads((LABELS / "floors.toml").read_text(encoding="utf-8"))


def test_figures_are_above_their_floors() -> None:
    found = score(load("development"))
    assert found.papers >= 44
    short = {name: (value, FLOORS["development"][name]) for name, value in found.figures().items()}
    assert {name: pair for name, pair in short.items() if pair[0] < pair[1]} == {}


def test_a_figure_is_right_when_part_kind_value_and_place_agree() -> None:
    one = paper("资助最高1000万元，名额30名。")
    label = Label("body", "amount", "10000000", "max", ((2, 10),), ((0, 2),))
    assert score([Paper("x", one, (label,))]).total.right == 1
    for wrong in (replace(label, value="1000"), replace(label, kind="count"), replace(label, places=((11, 14),))):
        total = score([Paper("x", one, (wrong,))]).total
        assert (total.right, total.wrong, total.missed) == (0, 2, 1)


def test_a_label_is_answered_once() -> None:
    one = paper("给予30名。")
    label = Label("body", "count", "30", "exact", ((2, 5),), ((0, 2),))
    total = score([Paper("x", one, (label, label))]).total
    assert (total.right, total.missed) == (1, 1)
    assert len(stated(one)) == 1


def test_a_part_without_labels_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(score_figures.PARTS, "test", ("nobody",))
    monkeypatch.setattr("sys.argv", ["score_figures", "--test"])
    assert score_figures.main() == 0
    assert "no labels" in capsys.readouterr().out


def test_of_the_test_part_only_totals_are_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(score_figures.PARTS, "test", ("more",))
    monkeypatch.setattr("sys.argv", ["score_figures"])
    score_figures.main()
    development, test = capsys.readouterr().out.split("test part")
    assert "deadline" in development
    assert "deadline" not in test
    assert "all (micro)" in test
