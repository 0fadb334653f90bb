"""What commands say of their work: who may say what, in which form, and what never gets out."""

import json
import logging
import os
import re
import subprocess
import sys
import threading
import warnings
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.clock import SHANGHAI, parse_moment
from archive.secrets import MARK
from archive.sections import Log
from scheduler import logs
from scheduler.log_lines import MOST_LINE
from scheduler.redaction import REDACTOR
from tests.logged import documents, put_back

JSON = Log(format="json")


def said(capsys: pytest.CaptureFixture[str]) -> str:
    out, err = capsys.readouterr()
    assert out == ""
    return err


def test_a_json_line_has_time_with_zone_level_logger_event_command_and_run_id(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.begin(JSON, "digest send")
    logging.getLogger("crawler.spiders").warning(
        "%s is %s", "zs_gxj", "slow", extra={"source": "zs_gxj-tzgg", "seconds": 1.5}
    )
    (line,) = documents(said(capsys))
    moment = parse_moment(line.pop("timestamp"), what="timestamp")
    assert moment.tzinfo is SHANGHAI
    assert line == {
        "level": "warning", "logger": "crawler.spiders", "event": "zs_gxj is slow", "command": "digest send",
        "run_id": logs.run_id(), "source": "zs_gxj-tzgg", "seconds": 1.5,
    }  # fmt: skip
    assert re.fullmatch(r"\d{8}T\d{6}-[0-9a-f]{6}", logs.run_id())


@pytest.mark.usefixtures("now")
def test_where_the_clock_is_set_lines_have_its_time(capsys: pytest.CaptureFixture[str]) -> None:
    logs.begin(JSON, "run")
    logging.getLogger("zswatch").info("x")
    assert documents(said(capsys))[0]["timestamp"] == "2026-11-20T08:00:00+08:00"


def test_a_clock_that_is_set_wrongly_does_not_keep_a_line_away(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    logs.begin(JSON, "run")
    logs.run_id()
    monkeypatch.setenv("ZSWATCH_NOW", "yesterday")
    logging.getLogger("zswatch").error("x")
    assert parse_moment(documents(said(capsys))[0]["timestamp"], what="timestamp").tzinfo is SHANGHAI


def test_an_exception_is_one_field_and_a_line_for_people_is_followed_by_indented_ones_only(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail() -> None:
        try:
            int("no\n2026-11-20T08:00:00.000+08:00 [info] all is well [zswatch]")
        except ValueError as error:
            raise RuntimeError("broke") from error

    for form in ("json", "human"):
        logs.begin(Log(format=form), "run")
        try:
            fail()
        except RuntimeError:
            logging.getLogger("scheduler.service").exception("failed")
        if form == "json":
            (line,) = documents(said(capsys))
            assert line["event"] == "failed"
            assert "ValueError: invalid literal" in line["exception"]
            assert line["exception"].endswith("RuntimeError: broke")
        else:
            first, *rest = said(capsys).splitlines()
            assert first.endswith(" [error] failed [scheduler.service]")
            assert "    RuntimeError: broke" in rest
            assert all(one.startswith("    ") for one in rest)


@given(st.text(max_size=200), st.dictionaries(st.text(min_size=1, max_size=10), st.text(max_size=50), max_size=3))
def test_nothing_that_is_logged_begins_a_line_or_moves_a_cursor(event: str, fields: dict[str, str]) -> None:
    from scheduler.log_lines import formatter

    record = logging.makeLogRecord({"name": "x", "msg": event, "levelno": 30, "levelname": "WARNING"})
    record.__dict__.update({f"x{key}": value for key, value in fields.items()})
    for form in ("json", "human"):
        line = formatter(form, logs.about, colours=False).format(record)
        assert len(line.splitlines()) == 1
        assert line.isprintable() or set(line) - {"\u3000"} <= {
            one for one in line if one.isprintable() or one == "\u3000"
        }
        assert json.loads(line)["level"] == "warning" if form == "json" else " [warning] " in line


@pytest.mark.parametrize("form", ["json", "human"])
def test_a_line_is_bounded_whatever_is_logged(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.begin(Log(format=form), "run")  # type: ignore[arg-type]
    REDACTOR.add("a-secret-at-the-cut")
    wide = '\\"\x00' * 500_000
    fields = {f"f{number}": {f"k{inner}": [wide] * 100 for inner in range(100)} for number in range(200)}
    logging.getLogger("zswatch").error("%s", wide, extra=fields)
    logging.getLogger("zswatch").error("%sa-secret-at-the-cut", "x" * 3_990)
    logging.getLogger("zswatch").error("中" * 50_000, extra={"big": 10**5_000, "odd": float("nan")})
    lines = said(capsys).splitlines()
    assert len(lines) == 3
    assert all(len(one.encode()) <= 4 * MOST_LINE for one in lines)
    assert all(len(one) <= MOST_LINE + 10 for one in lines)
    assert "a-secret" not in lines[1]
    if form == "json":
        assert documents("\n".join(lines))[0]["event"].startswith('\\"')


def test_what_an_object_does_when_it_is_asked_for_its_words_costs_nothing_but_its_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    class Broken:
        def __repr__(self) -> str:
            raise MemoryError("secret-in-here")

    logs.begin(JSON, "run")
    logging.getLogger("zswatch").info("x", extra={"one": Broken(), "two": [Broken()]})
    record = logging.makeLogRecord({"name": "zswatch", "msg": "%d", "args": ("no number",)})
    (ours,) = [one for one in logging.getLogger().handlers if isinstance(one, logs.StandardError)]
    ours.handle(record)  # by itself: the handler of the tests would fail of it
    logging.getLogger("zswatch").info("y")
    first, second, third = said(capsys).splitlines()
    assert json.loads(first)["one"] == "<Broken that raises MemoryError>"
    assert second == "zswatch: a line of 'zswatch' could not be written: TypeError"
    assert json.loads(third)["event"] == "y"


def test_a_field_can_not_be_stated_in_the_place_of_ours(capsys: pytest.CaptureFixture[str]) -> None:
    logs.begin(JSON, "run")
    forged = {"timestamp": "1970", "level": "info", "logger": "y", "run_id": "z", "command": "c", "event": "e"}
    logging.getLogger("zswatch").error("x", extra=forged)
    (line,) = documents(said(capsys))
    assert (line["level"], line["logger"], line["event"], line["command"]) == ("error", "zswatch", "x", "run")
    assert line["timestamp"] != "1970"
    assert line["run_id"] == logs.run_id()


@pytest.mark.parametrize(
    ("log", "command", "run", "heard"),
    [
        (Log(), "crawl", None, ["error", "warning"]),  # a person typed it
        (Log(), "run", None, ["error", "info", "warning"]),
        (Log(), "crawl", "20261120T080000-abcdef.1", ["error", "info", "warning"]),  # a service started it
        (JSON, "crawl", None, ["error", "info", "warning"]),
        (Log(level="debug"), "run", None, ["debug", "error", "foreign info", "info", "warning"]),
        (Log(level="debug"), "crawl", None, ["error", "warning"]),
        (Log(level="error"), "run", None, ["error"]),
    ],
)
def test_who_hears_what(
    log: Log, command: str, run: str | None, heard: list[str], capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    if run:
        monkeypatch.setenv("ZSWATCH_RUN", run)
    logs.begin(log, command)
    for level in ("debug", "info", "warning", "error"):
        getattr(logging.getLogger("digest.outbox"), level)(level)
    logging.getLogger("httpx2").info("foreign info")
    logging.getLogger("httpx2").debug("foreign debug")
    lines = said(capsys).splitlines()
    words = [json.loads(one)["event"] for one in lines] if log.format == "json" else lines
    assert sorted(re.sub(r"^\S+ \[\w+\] (.*) \[[\w.]+\]$", r"\1", one) for one in words) == heard


def test_a_child_s_run_id_is_its_own_and_begins_with_its_parent_s(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = logs.run_id()
    first, second = logs.child_environment(), logs.child_environment()
    assert first.keys() == {"ZSWATCH_RUN"}
    assert re.fullmatch(rf"{mine}\.[0-9a-f]{{6}}", first["ZSWATCH_RUN"])
    assert first != second
    with put_back():
        monkeypatch.setenv("ZSWATCH_RUN", first["ZSWATCH_RUN"])
        assert logs.run_id() == first["ZSWATCH_RUN"]
    for bad in ("", "x" * 121, "a b", "a\nb", "中"):
        with put_back():
            monkeypatch.setenv("ZSWATCH_RUN", bad)
            assert re.fullmatch(r"\d{8}T\d{6}-[0-9a-f]{6}", logs.run_id())
    with put_back():
        monkeypatch.setenv("ZSWATCH_RUN", "x" * 120)
        assert logs.child_environment() == {"ZSWATCH_RUN": "x" * 120}


def test_a_file_is_kept_within_its_megabytes_and_one_that_can_not_be_written_stops_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.begin(Log(format="json", keep_mb=1), "run", tmp_path / "logs")
    for number in range(400):
        logging.getLogger("zswatch").info("%s %s", number, "x" * 3_800)
    files = sorted(path.name for path in (tmp_path / "logs").iterdir())
    assert files == ["run.log", "run.log.1"]
    assert sum(path.stat().st_size for path in (tmp_path / "logs").iterdir()) <= 1_000_000
    assert documents((tmp_path / "logs" / "run.log").read_text())[-1]["event"].startswith("399 ")
    assert len(said(capsys).splitlines()) == 400
    (tmp_path / "taken").write_text("no folder")
    logs.begin(JSON, "run", tmp_path / "taken")
    logging.getLogger("zswatch").info("goes on")
    lines = said(capsys).splitlines()
    assert json.loads(lines[0])["event"] == "goes on"
    assert lines[1:] == ["zswatch: a line of 'zswatch' could not be written: FileExistsError"]


def test_warnings_and_what_nobody_expected_in_a_thread_become_lines(capsys: pytest.CaptureFixture[str]) -> None:
    logs.begin(JSON, "run")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("is old", DeprecationWarning, stacklevel=1)
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    first, second = documents(said(capsys))
    assert (first["logger"], first["level"]) == ("py.warnings", "warning")
    assert "DeprecationWarning: is old" in first["event"]
    assert (second["level"], second["event"]) == ("critical", "an unexpected ZeroDivisionError")
    assert "division by zero" in second["exception"]


PROBE = """
import sys
from scheduler import logs
from archive.sections import Log
logs.begin(Log(format=sys.argv[1]), "crawl", secrets=lambda: ["hunter2-hunter2"])
assert "structlog" not in sys.modules
raise RuntimeError("the password is hunter2-hunter2\\n2026-11-20 [info] forged")
"""


@pytest.mark.parametrize("form", ["json", "human"])
def test_a_process_that_breaks_says_so_in_its_form_without_secrets_and_structlog_comes_with_the_first_line(
    form: str,
) -> None:
    done = subprocess.run([sys.executable, "-c", PROBE, form], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "hunter2" not in done.stderr
    if form == "json":
        (line,) = documents(done.stderr)
        assert line["level"] == "critical"
        assert f"RuntimeError: the password is {MARK}" in line["exception"]
    else:
        assert [one for one in done.stderr.splitlines() if not one.startswith("    ")] == [done.stderr.splitlines()[0]]
        assert "forged" in done.stderr


def test_a_command_s_error_names_no_secret_of_the_settings(tmp_path: Path) -> None:
    """The database's password stands in the variable; the message of the driver is passed on."""
    environment = os.environ | {
        "ZSWATCH_DATA_DIR": str(tmp_path), "ZSWATCH_DATABASE_URL": "postgresql://zs:hunter2-hunter2@127.0.0.1:1/hunter2-hunter2",
        "ZSWATCH_LOG__FORMAT": "json",
    }  # fmt: skip
    command = [sys.executable, "-m", "scheduler", "search", "x"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 1
    assert done.stderr.startswith("zswatch: postgresql://zs:***@127.0.0.1:1/***: ")
    assert "hunter2" not in done.stdout + done.stderr
