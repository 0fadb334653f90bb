"""The filters as options: what the document says of them, and what they make of a query."""

import re
import shlex
from collections.abc import Callable
from datetime import date
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from archive.asked import MOST_HITS, NAMES, ORDERS, TRAITS
from archive.config import Settings
from archive.facets import NAMES as FACETS
from archive.records import Query
from archive.store import Archive
from scheduler.cli import zswatch
from scheduler.commands.filters import TOPICS, filters
from tests.filtered import fill

DOCUMENT = (Path(__file__).parents[1] / "docs" / "filters.md").read_text(encoding="utf-8")


@pytest.fixture
def query_of() -> Callable[..., Query]:
    """A function that gives the query that options state."""

    def stated(*options: str) -> Query:
        asked: list[Query] = []

        @click.command()
        @filters
        def command(query: Query) -> None:
            asked.append(query)

        done = CliRunner().invoke(command, list(options), catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return asked[0]

    return stated


def test_options_state_a_query(query_of: Callable[..., Query]) -> None:
    assert query_of() == Query(limit=None)
    everything = (
        "--from 2025-02-21 --to 2026-01-01 --source portal --issuer 局 --body 市工信局 --town 小榄 --theme study "
        "--directive study.1 --topic ai --has deadline --has money --number 中府〔2025〕1号 --relevant --sort oldest "
        f"--limit {MOST_HITS + 1} --after x-1"
    )
    assert query_of(*everything.split()) == Query(
        since=date(2025, 2, 21),
        until=date(2026, 1, 1),
        source="portal",
        issuer="局",
        body="市工信局",
        town="小榄",
        theme="study",
        directive="study.1",
        topic="ai",
        has=("deadline", "money"),
        doc_number="中府〔2025〕1号",
        relevant=True,
        sort="oldest",
        limit=MOST_HITS + 1,
        after="x-1",
    )


@pytest.mark.parametrize("name", ["search", "export"])
def test_every_field_of_a_query_can_be_asked_for(name: str) -> None:
    parameters = {one.name for one in zswatch.commands[name].params}
    assert set(NAMES.values()) <= parameters


def test_the_document_names_every_option_address_value_and_facet() -> None:
    options = {option for one in zswatch.commands["search"].params for option in one.opts if option.startswith("--")}
    for option in options - {"--json", "--config", "--all"}:
        assert f"`{option}`" in DOCUMENT or f" {option}" in DOCUMENT, option
    table = DOCUMENT.partition("|---|---|---|\n")[2].partition("\n\n")[0]
    assert set(re.findall(r"`([a-z]+)`(?=,| \|)", table)) >= set(NAMES) - {"q", "sort", "limit", "after"}
    for value in (*TRAITS, *ORDERS, *TOPICS, *FACETS):
        assert f"`{value}`" in DOCUMENT, value


def test_the_examples_of_the_document_run(
    archive: Archive, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fill(archive)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZSWATCH_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("ZSWATCH_DATABASE_URL", settings.database_url)
    lines = DOCUMENT.partition("```sh\n")[2].partition("```")[0].splitlines()
    assert len(lines) >= 3
    for line in lines:
        name, *arguments = shlex.split(line, comments=True)
        assert name == "zswatch"
        done = CliRunner().invoke(zswatch, arguments, catch_exceptions=False)
        assert done.exit_code == 0, done.output
    assert (tmp_path / "robots.csv").exists()
