"""What a command does not need it does not import: most of a short command's time is imports."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from archive.config import Settings
from archive.store import open_archive

ROOT = Path(__file__).parents[1]
CHILD = """
import json, sys
from scheduler.cli import main
try:
    main(sys.argv[1:])
except SystemExit as ended:
    print(json.dumps({"code": ended.code, "modules": sorted(sys.modules)}), file=sys.stderr)
"""
OTHERS = {
    "alembic", "apscheduler", "asyncpg", "css_inline", "dkim", "fastapi", "fsspec", "httpx2", "icalendar", "jinja2",
    "opentelemetry", "PIL", "procrastinate", "prometheus_client", "psutil", "psycopg", "rapidocr", "resvg_py",
    "rjieba", "scrapy", "starlette", "structlog", "twisted", "uvicorn", "smtplib", "imaplib",
}  # fmt: skip
"""What neither a search nor a look at the health needs."""
HEAVY = OTHERS | {"sqlalchemy", "pydantic", "rich", "lxml", "pypinyin", "opencc", "crawler", "digest"}


def imported(folder: Path, *arguments: str) -> set[str]:
    """Run a command in a process of its own and return the names of all modules that it has imported."""
    stated = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    variables = stated | {"PYTHONPATH": str(ROOT), "ZSWATCH_DATA_DIR": str(folder / "data")}
    done = subprocess.run(
        [sys.executable, "-c", CHILD, *arguments], env=variables, cwd=folder, capture_output=True, text=True, check=True
    )
    told = json.loads(done.stderr.splitlines()[-1])
    assert told["code"] in {0, 1}, done.stderr
    return set(told["modules"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("startup")
    with open_archive(Settings(data_dir=folder / "data")):
        pass
    return folder


@pytest.mark.parametrize("command", [["--help"], ["search", "--help"], ["digest", "send", "--help"]], ids=" ".join)
def test_help_imports_nothing_but_the_command_line(folder: Path, command: list[str]) -> None:
    found = imported(folder, *command)
    assert "click" in found
    assert not found & HEAVY
    assert not {"archive.config", "archive.store", "archive.tables"} & found


@pytest.mark.parametrize("command", [["search", "机器人"], ["status"], ["show", "zs-1"]], ids=" ".join)
def test_a_question_imports_what_it_needs_and_no_more(folder: Path, command: list[str]) -> None:
    found = imported(folder, *command)
    assert "archive.store.opening" in found
    assert not found & OTHERS


def test_a_search_needs_neither_of_the_other_rooms(folder: Path) -> None:
    found = imported(folder, "search", "机器人")
    assert not found & {"crawler", "digest", "lxml", "rich", "archive.figures", "archive.files.remote"}


def test_opening_an_archive_that_is_up_to_date_loads_no_migrations(folder: Path) -> None:
    assert not {one for one in imported(folder, "digest", "list") if one.startswith(("alembic", "archive.migrations."))}


def test_settings_are_read_without_looking_for_plugins_of_the_library(folder: Path) -> None:
    """With none looked for, no list of what is installed is read: it grows with the machine, not with us."""
    variables = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    said = "import archive.config as c, pydantic.plugin._loader as l; c.load(); print(l._plugins)"
    done = subprocess.run(
        [sys.executable, "-c", said], env=variables, cwd=folder, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "None", done.stderr
