"""The words agree with the code: what is made from it is up to date, and what exists is documented."""

import re
import tomllib
from pathlib import Path

import pytest

from archive.config import load
from crawler.sources import load as sources
from tests import documents

README = (documents.ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("file", documents.MADE, ids=lambda file: file.name)
def test_a_document_made_from_the_code_is_up_to_date(file: Path) -> None:
    assert file.read_text(encoding="utf-8") == documents.MADE[file](), "run `make documents`"


def test_the_example_settings_are_the_defaults(tmp_path: Path) -> None:
    file = tmp_path / "zswatch.toml"
    file.write_bytes(documents.EXAMPLE.read_bytes())
    assert load(file, environ={}) == load(None, environ={})


def test_every_dependency_has_its_reason_in_the_readme() -> None:
    project = tomllib.loads((documents.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {name: stated for name, stated in project["optional-dependencies"].items() if name != "all"}
    assert project["optional-dependencies"]["all"] == [f"zhongshan-watch[{','.join(sorted(extras))}]"]
    stated = [*project["dependencies"], *(one for extra in extras.values() for one in extra)]
    table = README.partition("## Dependencies")[2]
    for one in stated:
        name = re.split(r"[\[<>=~]", one)[0]
        assert re.search(rf"\b{re.escape(name)}\b", table), name


def test_every_file_that_the_readme_links_to_exists() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert len(links) >= 6
    for link in links:
        assert (documents.ROOT / link).exists(), link


def test_every_make_target_that_the_readme_names_exists() -> None:
    makefile = (documents.ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"\bmake ([a-z]+)\b", README)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_readme_names_every_publisher_and_its_block_can_be_made_again() -> None:
    block = README.partition(documents.BEGIN)[2].partition(documents.END)[0]
    for key, source in sources().items():
        assert f"{source.publisher} `{source.stem if source.enabled else key}`" in block, key
        assert source.column in block or not source.enabled, key
    assert documents.readme() == README
