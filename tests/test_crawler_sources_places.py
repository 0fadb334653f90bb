"""Where a person has to change a declaration: file and line."""

from pathlib import Path

import pytest

from crawler.sources import load
from crawler.sources.places import Declared, place

FILE = """# Of a town.
publisher = "示范镇人民政府"
platform = "columns"
hosts = ["*.example.cn"]

[[columns]]
key = "a"
name = "甲"
url = "http://www.example.cn/a/"

[[columns]]
key = "b"
name = "乙"
url = "http://www.example.cn/b/"
sid = 7

[selectors]
body = ["div.text"]
"""


@pytest.mark.parametrize(
    ("source", "key", "line"),
    [
        ("a", "url", 9),
        ("b", "url", 14),
        ("b", "sid", 15),
        ("a", "sid", 7),
        ("a", "hosts", 4),
        ("b", "hosts", 4),
        ("a", "link_pattern", 7),
        ("b", "paused_because", 12),
        ("b", "body", 18),
        ("a", "title", 18),
    ],
)
def test_a_key_is_where_it_stands_or_where_it_would(tmp_path: Path, source: str, key: Declared, line: int) -> None:
    (tmp_path / "demo.toml").write_text(FILE, encoding="utf-8")
    assert place(load(tmp_path)[f"demo-{source}"], key) == f"{tmp_path / 'demo.toml'}:{line}"


def test_shipped_files_are_named_from_the_programs_folder() -> None:
    assert place(load()["zs_gxj-tzgg"], "url") == "crawler/sources/zs_gxj.toml:8"
    home = Path(__file__).parents[1]
    for source in load().values():
        file, _, line = place(source, "url").partition(":")
        text = (home / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
        assert text == f'url = "{source.start_url}"'
