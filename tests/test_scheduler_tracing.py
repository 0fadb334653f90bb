"""Spans: told to a real collector over HTTP that decodes them; off unless asked for; a collector away harms nothing."""

import http.server
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from archive.errors import WrongSettings, WrongUse
from archive.records import SourceRun
from archive.sections import Log
from scheduler import logs, process, tracing

ERROR = 2


class Collector:
    """A collector on loopback: it keeps what it decodes; told to hold, it takes requests and answers none."""

    def __init__(self, status: int = 200, *, holds: bool = False) -> None:
        self.requests: list[ExportTraceServiceRequest] = []
        self.paths: list[str] = []
        self.let_go, self.asked = threading.Event(), threading.Event()
        collector = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                collector.asked.set()
                if holds:
                    collector.let_go.wait(60)
                body = self.rfile.read(int(self.headers["Content-Length"]))
                collector.paths.append(f"{self.path} {self.headers['Content-Type']}")
                collector.requests.append(ExportTraceServiceRequest.FromString(body))
                answer = ExportTraceServiceResponse().SerializeToString()
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                with suppress(ConnectionError):  # who was kept waiting has gone
                    self.end_headers()
                    self.wfile.write(answer)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = False  # closing waits for every answer: none is given into the next test

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def spans(self) -> dict[str, Any]:
        return {
            span.name: span
            for request in self.requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        }

    def resource(self) -> dict[str, str]:
        stated = self.requests[0].resource_spans[0].resource.attributes
        return {one.key: one.value.string_value for one in stated}


@contextmanager
def collecting(status: int = 200, *, holds: bool = False) -> Iterator[Collector]:
    collector = Collector(status, holds=holds)
    thread = threading.Thread(target=collector.server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield collector
    finally:
        collector.let_go.set()
        collector.server.shutdown()
        thread.join()
        collector.server.server_close()


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as running:
        yield running


def attributes(span: Any) -> dict[str, Any]:
    return {one.key: getattr(one.value, str(one.value.WhichOneof("value"))) for one in span.attributes}


def test_a_command_is_a_span_with_its_sources_below_it(collector: Collector, now: datetime) -> None:
    def visit(source: str, status: Any, minutes: int) -> SourceRun:
        end = now + timedelta(minutes=minutes)
        return SourceRun(run_id="r", source=source, started_at=now, finished_at=end, status=status, pages=3, new=1)

    with tracing.command(Log(otel_url=collector.url), "crawl", lambda: "run-1"):
        tracing.sources("crawl-1", [visit("zs_gxj", "ok", 1), visit("zs_kj", "blocked", 2)])
    spans = collector.spans()
    assert collector.paths == ["/v1/traces application/x-protobuf"]
    assert collector.resource()["service.name"] == "zswatch"
    assert collector.resource()["service.instance.id"] == "run-1"
    whole = spans["zswatch crawl"]
    assert attributes(whole) == {
        "zswatch.command": "crawl", "zswatch.run_id": "run-1", "zswatch.crawl": "crawl-1", "zswatch.sources": 2,
    }  # fmt: skip
    assert (whole.parent_span_id, whole.status.code) == (b"", 0)
    well, blocked = spans["visit zs_gxj"], spans["visit zs_kj"]
    assert {well.parent_span_id, blocked.parent_span_id} == {whole.span_id}
    assert attributes(well) == {
        "zswatch.source": "zs_gxj", "zswatch.status": "ok", "zswatch.pages": 3, "zswatch.new": 1, "zswatch.changed": 0,
    }  # fmt: skip
    assert well.end_time_unix_nano - well.start_time_unix_nano == 60 * 10**9
    assert (well.status.code, blocked.status.code, blocked.status.message) == (0, ERROR, "blocked")


def test_a_child_process_hangs_on_the_job_that_started_it_and_both_are_told(
    collector: Collector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZSWATCH_LOG__OTEL_URL", f"{collector.url}/v1/traces")
    monkeypatch.setenv("ZSWATCH_DATA_DIR", str(tmp_path / "data"))
    with (
        tracing.command(Log(otel_url=collector.url), "run", lambda: "run-1"),
        tracing.span("job sources", **{"zswatch.job": "sources"}),
    ):
        carried = logs.child_environment()
        process.run(["sources", "--json"], limit=timedelta(seconds=100), log=tmp_path / "said.log")
    spans = collector.spans()
    run, job, child = spans["zswatch run"], spans["job sources"], spans["zswatch sources"]
    assert (job.parent_span_id, child.parent_span_id) == (run.span_id, job.span_id)
    assert run.trace_id == job.trace_id == child.trace_id
    assert re.fullmatch(rf"00-{run.trace_id.hex()}-{job.span_id.hex()}-0[13]", carried["TRACEPARENT"])
    assert attributes(child)["zswatch.exit_code"] == 0
    assert attributes(child)["zswatch.run_id"].startswith(f"{logs.run_id()}.")


def test_the_parent_may_be_somebody_else(collector: Collector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACEPARENT", f"00-{'ab' * 16}-{'cd' * 8}-01")
    with tracing.command(Log(otel_url=collector.url), "status", lambda: "r"):
        assert tracing.here()["trace_id"] == "ab" * 16
    monkeypatch.setenv("TRACEPARENT", "no such thing\n")
    with tracing.command(Log(otel_url=collector.url), "search", lambda: "r"):
        pass
    spans = collector.spans()
    assert spans["zswatch status"].parent_span_id.hex() == "cd" * 8
    assert spans["zswatch search"].parent_span_id == b""


def test_what_failed_says_its_kind_and_not_its_words(collector: Collector) -> None:
    log = Log(otel_url=collector.url)
    with pytest.raises(WrongUse), tracing.command(log, "crawl", lambda: "r"):
        raise WrongUse("the password is hunter2")
    with pytest.raises(SystemExit), tracing.command(log, "status", lambda: "r"):
        raise SystemExit(0)
    spans = collector.spans()
    assert (spans["zswatch crawl"].status.code, spans["zswatch crawl"].status.message) == (ERROR, "WrongUse")
    assert spans["zswatch status"].status.code == 0
    assert b"hunter2" not in b"".join(one.SerializeToString() for one in collector.requests)


def test_lines_have_the_ids_of_the_span(collector: Collector) -> None:
    with tracing.command(Log(otel_url=collector.url), "crawl", lambda: "r"):
        told = logs.about()
    span = collector.spans()["zswatch crawl"]
    assert (told["trace_id"], told["span_id"]) == (span.trace_id.hex(), span.span_id.hex())
    assert logs.about().keys() == {"command", "run_id"}


@pytest.mark.parametrize("status", [400, 429, 500, 503])
def test_a_collector_that_says_no_costs_spans_and_nothing_else(
    status: int, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with collecting(status) as collector:
        with tracing.command(Log(otel_url=collector.url), "crawl", lambda: "r"):
            pass
        assert len(collector.requests) == 1  # nothing is tried again
    assert caplog.text == ""
    assert capfd.readouterr() == ("", "")


def test_a_collector_that_is_not_there_costs_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with tracing.command(Log(otel_url="http://127.0.0.1:1"), "crawl", lambda: "r"):
        assert tracing.carried()
    assert tracing.carried() == {}
    assert capfd.readouterr() == ("", "")


def test_a_collector_that_never_answers_is_not_waited_for() -> None:
    with collecting(holds=True) as collector:
        with tracing.command(Log(otel_url=collector.url), "crawl", lambda: "r"):
            pass
        assert collector.asked.wait(30)
        assert collector.requests == []  # it still holds the request, and the command has ended


PROBE = """
import sys
from scheduler.cli import main
try: main(sys.argv[1:])
except SystemExit as end: code = end.code
print(sorted({name.partition(".")[0] for name in sys.modules} & {"opentelemetry", "requests"}), file=sys.stderr)
"""


def test_without_a_collector_nothing_of_it_is_imported(tmp_path: Path) -> None:
    environment = os.environ | {"ZSWATCH_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-c", PROBE, "search", "x", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert done.stderr.splitlines()[-1] == "[]"


def test_a_collector_without_the_part_that_tells_it_is_a_wrong_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with (
        pytest.raises(WrongSettings, match="install zhongshan-watch with its extra `otel`"),
        tracing.command(Log(otel_url="http://127.0.0.1:4318"), "crawl", lambda: "r"),
    ):
        pytest.fail("it must not begin")
