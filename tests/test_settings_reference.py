"""docs/settings.md: nothing is missing, and every example in it works."""

import re
from pathlib import Path

import pytest

from archive.config import Settings, known_variables, load, model_of
from tests import documents, settings_reference

WORDS = settings_reference.document()
BLOCKS = re.findall(r"```toml\n(.*?)```", WORDS, re.DOTALL)


def test_every_variable_stands_there_once() -> None:
    named = re.findall(r"`(ZSWATCH_[A-Z0-9_]+)`", WORDS)
    assert sorted(named) == sorted(known_variables())


def test_every_setting_has_a_meaning() -> None:
    for key, field in Settings.model_fields.items():
        model, _ = model_of(field.annotation)
        assert field.description or (model is not None and model.__doc__), key
        for part, inner in (model.model_fields if model is not None else {}).items():
            assert inner.description, f"{key}.{part}"
            assert f"| `{part}` | " in WORDS


@pytest.mark.parametrize("block", BLOCKS, ids=[one.partition("\n")[0] for one in BLOCKS])
def test_every_example_can_be_loaded_and_changes_something(tmp_path: Path, block: str) -> None:
    file = tmp_path / "zswatch.toml"
    file.write_text(block, encoding="utf-8")
    assert load(file, environ={}) != load(None, environ={})


def test_every_section_has_an_example_and_they_go_together(tmp_path: Path) -> None:
    sections = {key for key, field in Settings.model_fields.items() if model_of(field.annotation)[0] is not None}
    assert settings_reference.EXAMPLES.keys() == {"", *sections}
    (tmp_path / "all.toml").write_text("\n".join(BLOCKS), encoding="utf-8")
    assert load(tmp_path / "all.toml", environ={}).engine.kind == "queue"


def test_tables_by_their_variables_are_as_it_says() -> None:
    for name, stated in re.findall(r"`(ZSWATCH_[A-Z]+)` replaces all of them .*?, such as `(.*)`\.\n", WORDS):
        assert load(None, environ={name: stated}) != load(None, environ={})


def test_types_and_bounds_are_in_words() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*?) \| ", WORDS, re.MULTILINE))
    assert rows["retries"] == "whole number, at least 0, at most 10"
    assert rows["addressing"] == "`auto` or `path` or `virtual`"
    assert rows["between"] == "list of 2 texts"
    assert rows["obey_robots"] == "`true` or `false`"
    assert rows["times"] == "list of texts"
    assert rows["every_minutes"] == "whole number, at least 5, at most 1440"


def test_each_row_has_as_many_cells_as_its_head() -> None:
    for table in re.findall(r"(?:^\|.*\n)+", WORDS, re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}) == 1, table


def test_it_is_made_with_the_other_documents() -> None:
    assert documents.MADE[documents.ROOT / "docs" / "settings.md"] is settings_reference.document
