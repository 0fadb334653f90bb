"""What orchestrators ask, over real sockets: alive, ready, metrics; bounded, and without hurting the work."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics

from archive.config import Settings
from archive.sections import Store, Watch
from archive.store import Archive
from archive.web import bounded
from scheduler import probes
from scheduler.pulse import SILENT_SECONDS, Pulse
from tests.web_server import Client, Raw, serving


def listening(settings: Settings, port: int = 0, host: str = "127.0.0.1") -> Settings:
    return settings.model_copy(update={"watch": Watch(listen=f"{host}:{port}")})


def document(answer: Raw) -> dict[str, object]:
    assert answer.headers["Content-Type"] == "application/json"
    found: dict[str, object] = json.loads(answer.body)
    return found


def port_of(address: str) -> int:
    return int(address.rpartition(":")[2])


@pytest.fixture
def pulse(now: datetime) -> Pulse:
    return Pulse()


@contextmanager
def asking(settings: Settings, pulse: Pulse) -> Iterator[Client]:
    with probes.answering(listening(settings), pulse, "service") as address:
        yield Client(port_of(address))


@pytest.fixture
def client(archive: Archive, settings: Settings, pulse: Pulse) -> Iterator[Client]:
    assert archive is not None
    with asking(settings, pulse) as found:
        yield found


def test_a_service_that_turns_over_a_good_archive_is_alive_and_ready_and_tells_its_metrics(client: Client) -> None:
    assert document(client.raw("/healthz")) == {"status": "ok"}
    checks = {"database": "ok", "kept bytes": "ok", "role": "ok"}
    assert document(client.raw("/readyz")) == {"status": "ready", "checks": checks}
    told = client.raw("/metrics")
    assert told.status == 200
    assert told.headers["Content-Type"].startswith("text/plain; version=")
    assert b"\nzswatch_up 1.0\n" in told.body


def test_openmetrics_are_given_to_whom_asks_for_them(client: Client) -> None:
    told = client.raw("/metrics", Accept="application/openmetrics-text; version=1.0.0; charset=utf-8")
    assert told.headers["Content-Type"].startswith("application/openmetrics-text")
    assert "zswatch_up" in {family.name for family in openmetrics(told.body.decode())}


def test_only_get_and_head_of_three_places_are_answered(client: Client) -> None:
    for path in ("/", "/metrics/", "/healthz/../readyz", "/%6detricsx", "/" + "x" * 5_000):
        assert client.raw(path).status == 404, path
    for path in ("/healthz", "/readyz", "/metrics"):
        for method in ("POST", "PUT", "DELETE", "OPTIONS"):
            refused = client.raw(path, method)
            assert (refused.status, refused.headers["Allow"]) == (405, "GET, HEAD")
        head, whole = client.raw(path, "HEAD"), client.raw(path)
        assert (head.status, head.body) == (200, b"")
        if path != "/metrics":  # the process's own numbers change meanwhile
            assert head.headers["Content-Length"] == str(len(whole.body))
    answer = client.raw("/healthz")
    assert (answer.headers["Cache-Control"], answer.headers["Server"]) == ("no-store", None)


def test_a_loop_that_does_not_turn_is_not_alive_and_is_told(client: Client, pulse: Pulse, now: datetime) -> None:
    pulse._beaten -= SILENT_SECONDS  # the machine's clock is that of the server too, and is left alone
    stuck = client.raw("/healthz")
    assert (stuck.status, document(stuck)) == (503, {"status": "the loop has not turned for a minute"})
    assert b'\nzswatch_loop_alive{kind="service"} 0.0\n' in client.raw("/metrics").body
    pulse.beat("leads", "")
    assert client.raw("/healthz").status == 200


@pytest.mark.parametrize(
    ("url", "words"),
    [("", "unable to open database file"), ("postgresql://zs:hunter2@127.0.0.1:1/none", "Connection refused")],
)
def test_an_archive_that_is_away_is_not_ready_and_the_process_is_alive(
    url: str, words: str, tmp_path: Path, pulse: Pulse
) -> None:
    settings = Settings(data_dir=tmp_path / "data", database_url=url)
    with asking(settings, pulse) as client:
        answer = client.raw("/readyz")
        assert answer.status == 503
        checks = document(answer)["checks"]
        assert isinstance(checks, dict)
        assert words in checks["database"]
        assert checks["kept bytes"] == "ok"
        assert b"hunter2" not in answer.body
        assert client.raw("/healthz").status == 200
        assert client.raw("/metrics").status == 200


def test_another_schema_is_not_ready(archive: Archive, settings: Settings, pulse: Pulse) -> None:
    from sqlalchemy import text

    with archive.begin() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with asking(settings, pulse) as client:
        answer = client.raw("/readyz")
    assert answer.status == 503
    assert document(answer)["checks"]["database"] == "its schema is not that of this program"  # type: ignore[index]


def test_a_folder_that_can_not_be_written_to_is_not_ready(sqlite_archive: Archive, pulse: Pulse) -> None:
    folder = Path(str(sqlite_archive.engine.url.database)).parent
    (folder / "blobs").write_text("a file stands where the folder should be")
    with asking(Settings(data_dir=folder), pulse) as client:
        answer = client.raw("/readyz")
    assert answer.status == 503
    assert document(answer)["checks"]["kept bytes"].endswith("/blobs: File exists")  # type: ignore[index]


def test_an_object_store_is_asked_and_keeps_nothing_of_it(sqlite_archive: Archive, pulse: Pulse) -> None:
    folder = Path(str(sqlite_archive.engine.url.database)).parent
    away = Store(url="s3://bucket/x", endpoint="http://127.0.0.1:1", timeout_seconds=0.5, retries=0)
    keys = {"AWS_ACCESS_KEY_ID": "id-of-the-test", "AWS_SECRET_ACCESS_KEY": "key-of-the-test"}
    os.environ.update(keys)
    try:
        with asking(Settings(data_dir=folder, blobs=away), pulse) as client:
            answer = client.raw("/readyz")
    finally:
        for name in keys:
            del os.environ[name]
    assert answer.status == 503
    assert "ok" not in str(document(answer)["checks"]["kept bytes"])  # type: ignore[index]


def test_an_address_that_is_taken_is_a_warning_and_none_is_none(
    sqlite_archive: Archive, pulse: Pulse, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings(data_dir=Path(str(sqlite_archive.engine.url.database)).parent)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with probes.answering(listening(settings, port), pulse, "service") as address:
            assert address == ""
    assert f"no probes: 127.0.0.1:{port}: can not be served: Address already in use" in caplog.text
    with probes.answering(listening(settings, 70_000), pulse, "service") as address:
        assert address == ""
    none = settings.model_copy(update={"watch": Watch(listen="")})
    with probes.answering(none, pulse, "service") as address:
        assert address == ""


def test_nothing_is_left_when_it_ends_and_the_address_is_free_again(sqlite_archive: Archive, pulse: Pulse) -> None:
    settings = Settings(data_dir=Path(str(sqlite_archive.engine.url.database)).parent)
    before = set(threading.enumerate())
    for _ in range(2):
        with asking(settings, pulse) as client:
            assert client.raw("/metrics").status == 200
            port = client.port
        with socket.create_server(("127.0.0.1", port)):
            pass
    left = [one for one in set(threading.enumerate()) - before if one.name == "probes"]
    assert left == []


def test_whoever_says_nothing_or_reads_nothing_holds_nobody_up(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """More connections than are served at once: the silent ones are closed, and then others are answered again."""
    monkeypatch.setattr(bounded, "REQUEST_SECONDS", 0.5)
    here, number = ("127.0.0.1", client.port), probes.MOST_CONNECTIONS + 5
    crowd = [socket.create_connection(here, timeout=30) for _ in range(number)]
    for one in crowd:
        one.sendall(b"GET /healthz HTTP/1.1\r\nX: ")
    for one in crowd:
        while one.recv(1000):  # until the other side closes
            pass
        one.close()
    deadline = time.monotonic() + 20
    while client.raw("/healthz").status != 200:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_head_that_does_not_end_and_bytes_that_are_no_http_are_refused(client: Client) -> None:
    for sent in (b"GET /" + b"x" * 70_000, b"\x16\x03\x01\x02\x00\x01", b"GET /healthz\r\n\r\n"):
        with closing(socket.create_connection(("127.0.0.1", client.port), timeout=30)) as one:
            one.sendall(sent)
            answer = one.recv(1000)
            assert not answer or answer.startswith(b"HTTP/1.1 4"), answer
    assert client.raw("/healthz").status == 200


def test_the_reading_room_says_whether_it_is_ready(archive: Archive, settings: Settings) -> None:
    from sqlalchemy import text

    with serving(archive, settings) as client:
        assert client.raw("/readyz").body == b'{"status":"ready"}'
        assert client.raw("/readyz", "HEAD").status == 200
        with archive.begin() as tx:
            tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        old = client.raw("/readyz")
        assert (old.status, old.body) == (503, b'{"status":"another schema"}')


def test_a_service_answers_while_it_works_and_its_commands_know_their_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A whole service: probes on its port, JSON lines of it and of its commands under one run id."""
    from crawler.sources import load as sources

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    stated = {
        "DATA_DIR": str(tmp_path / "data"), "WATCH__LISTEN": f"127.0.0.1:{port}", "LOG__FORMAT": "json",
        "CRAWLER__DISABLED": ",".join(sources()),
    }  # fmt: skip
    environment = os.environ | {f"ZSWATCH_{name}": value for name, value in stated.items()}
    logs = tmp_path / "data" / "logs"
    with subprocess.Popen([sys.executable, "-m", "scheduler", "run"], stderr=subprocess.PIPE, env=environment) as child:
        try:
            client = Client(port)
            _until(lambda: _status(client, "/readyz") == 200)
            _until(lambda: b'role="leads"} 1.0' in client.raw("/metrics").body)
            _until(lambda: (logs / "crawl.log").exists() and b"begins" in (logs / "crawl.log").read_bytes())
            assert client.raw("/healthz").status == 200
        finally:
            child.send_signal(signal.SIGTERM)
            _, said = child.communicate(timeout=60)
    lines = [json.loads(line) for line in said.decode().splitlines()]
    (run,) = {line["run_id"] for line in lines}
    assert {line["command"] for line in lines} == {"run"}
    assert [json.loads(line) for line in (logs / "run.log").read_text().splitlines()] == lines
    crawl = [json.loads(line) for line in (logs / "crawl.log").read_text().splitlines() if line.startswith("{")]
    assert {line["command"] for line in crawl if "run_id" in line} == {"crawl"}
    assert all(line["run_id"].startswith(f"{run}.") for line in crawl if "run_id" in line)
    assert [line["crawl"] for line in crawl if "crawl" in line]


def _status(client: Client, path: str) -> int:
    try:
        return client.raw(path).status
    except (OSError, http.client.HTTPException):
        return 0


def _until(condition) -> None:  # type: ignore[no-untyped-def]
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)
