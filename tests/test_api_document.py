"""The document of the interface: every curl line in it does what it says, against a real server."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from archive.export.schema import TABLES
from archive.export.writing import FORMATS, to_file
from archive.store import Archive
from tests.exports import material
from tests.interface import speaking
from tests.web_server import Client

DOCUMENT = (Path(__file__).parents[1] / "docs" / "api.md").read_text(encoding="utf-8")
BLOCKS = [block.strip().splitlines() for block in re.findall(r"```sh\n(.*?)```", DOCUMENT, re.DOTALL)]
BASE = "http://127.0.0.1:8321"


@pytest.fixture
def client(sqlite_archive: Archive, now: datetime) -> Iterator[Client]:
    with speaking(sqlite_archive) as running:
        yield running


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")
@pytest.mark.parametrize("lines", BLOCKS, ids=lambda lines: lines[0][9:60])
def test_the_examples_work(client: Client, tmp_path: Path, lines: list[str]) -> None:
    printed = []
    for line in lines:
        assert line.startswith("curl -sf"), line
        here = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
        ran = subprocess.run(
            ["bash", "-c", line.replace(BASE, f"http://127.0.0.1:{client.port}")],
            cwd=tmp_path, env=here, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert ran.returncode == 0, (line, ran.stderr)
        printed.append(ran.stdout)
        if saved := re.search(r" -o (\S+)", line):
            assert (tmp_path / saved[1]).stat().st_size > 0
        else:
            assert ran.stdout, line
    if "--etag-compare" in lines[-1]:
        assert printed[-1] == "304\n"


def test_the_questions_to_a_parquet_file_are_answered(
    sqlite_archive: Archive, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with sqlite_archive.read() as tx:
        to_file(tmp_path / "relevant.parquet", "parquet", material(tx))
    (block,) = re.findall(r"```sql\n-- duckdb\n(.*?)```", DOCUMENT, re.DOTALL)
    with duckdb.connect() as base:
        counted, quoted = (base.execute(one).fetchall() for one in block.strip().split(";\n") if one)
    assert counted == [("中山市工业和信息化局", 3)]
    assert ("zs-1", "application.2", "在中山市登记") in quoted


def test_every_format_and_table_is_told() -> None:
    for name in (*FORMATS, *TABLES):
        assert f"`{name}`" in DOCUMENT
