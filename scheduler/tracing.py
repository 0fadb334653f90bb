"""Spans of commands and jobs for an OpenTelemetry collector: off, and not even imported, unless `log.otel_url` is set.

OpenTelemetry's own SDK sends them as OTLP over HTTP, from a thread of its own. A collector that is away costs a span,
never a command: nothing waits for it but the end of the process, and that no longer than LAST_SECONDS.
"""

import logging
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from archive.errors import WrongSettings

if TYPE_CHECKING:
    from archive.records import SourceRun
    from archive.sections import Log

LAST_SECONDS = 0.8
"""How long the end of a process may wait for its spans to be taken."""
SEND_SECONDS = 0.7
"""How long a collector may take for a batch; the exporter would wait longer before a second try, so it makes none."""
TRACES = "/v1/traces"
VARIABLES = {"traceparent": "TRACEPARENT", "tracestate": "TRACESTATE"}


class _Telling:
    """Whom this process tells of its spans; None as long as nobody wants to know."""

    tracer: Any = None


@contextmanager
def command(log: "Log", name: str, run_id: Callable[[], str]) -> Iterator[None]:
    """Have a command be a span, under the one that the process was started in; nothing when no collector is set.

    Raises WrongSettings when one is set and the part `otel` is not installed.
    """
    if not log.otel_url:
        yield
        return
    provider = _provider(log.otel_url, run_id())
    from opentelemetry import context, propagate

    given = {key: os.environ[name] for key, name in VARIABLES.items() if name in os.environ}
    token = context.attach(propagate.extract(given))
    _Telling.tracer = provider.get_tracer("zswatch")
    try:
        with span(f"zswatch {name}", **{"zswatch.command": name, "zswatch.run_id": run_id()}):
            yield
    finally:
        _Telling.tracer = None
        context.detach(token)
        _leave(provider)


@contextmanager
def span(name: str, **attributes: str | float | bool) -> Iterator[None]:
    """Have a block be a span, such as a job of the plan; what leaves it as an error is noted by its kind alone.

    An error's words may hold anything, and are in the logs, where secrets are taken out.
    """
    if _Telling.tracer is None:
        yield
        return
    from opentelemetry.trace import Status, StatusCode

    with _Telling.tracer.start_as_current_span(
        name, attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as running:
        try:
            yield
        except BaseException as error:
            code = getattr(error, "code", getattr(error, "exit_code", 1))
            if not (isinstance(error, SystemExit) and not code):
                running.set_status(Status(StatusCode.ERROR, type(error).__name__))
            raise


def note(**attributes: str | float | bool) -> None:
    """Note something about the span that runs."""
    if _Telling.tracer is not None:
        from opentelemetry import trace

        trace.get_current_span().set_attributes(attributes)


def sources(crawl: str, runs: "Sequence[SourceRun]") -> None:
    """Have each source of a crawl be a span of its own, with how it went."""
    if _Telling.tracer is None:
        return
    about: dict[str, str | int] = {"zswatch.crawl": crawl, "zswatch.sources": len(runs)}
    note(**about)
    from opentelemetry.trace import Status, StatusCode

    for run in runs:
        began, ended = (int(at.timestamp() * 1e9) for at in (run.started_at, run.finished_at))
        attributes = {f"zswatch.{name}": getattr(run, name) for name in ("source", "status", "pages", "new", "changed")}
        visit = _Telling.tracer.start_span(f"visit {run.source}", start_time=began, attributes=attributes)
        if run.status != "ok":
            visit.set_status(Status(StatusCode.ERROR, run.status))
        visit.end(ended)


def carried() -> dict[str, str]:
    """Return the variables that tie a child's span to the one that runs here; empty when there is none."""
    if _Telling.tracer is None:
        return {}
    from opentelemetry import propagate

    given: dict[str, str] = {}
    propagate.inject(given)
    return {VARIABLES[key]: value for key, value in given.items() if key in VARIABLES}


def here() -> Mapping[str, str]:
    """Return the ids of the span that runs, for log lines; empty when there is none."""
    if _Telling.tracer is None:
        return {}
    from opentelemetry import trace

    running = trace.get_current_span().get_span_context()
    return {"trace_id": f"{running.trace_id:032x}", "span_id": f"{running.span_id:016x}"} if running.is_valid else {}


def _provider(url: str, run_id: str) -> Any:
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ModuleNotFoundError:
        raise WrongSettings(
            "log.otel_url: OpenTelemetry is not installed; install zhongshan-watch with its extra `otel`"
        ) from None
    from importlib.metadata import version

    logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)  # it would tell of each batch nobody took
    stated = {
        "service.name": "zswatch",
        "service.version": version("zhongshan-watch"),
        "service.instance.id": run_id,
    }
    provider = TracerProvider(resource=Resource(stated), shutdown_on_exit=False)
    endpoint = url if url.endswith(TRACES) else url.rstrip("/") + TRACES
    exporter = OTLPSpanExporter(endpoint=endpoint, timeout=SEND_SECONDS)
    provider.add_span_processor(BatchSpanProcessor(exporter, max_queue_size=2_048, schedule_delay_millis=2_000))
    return provider


def _leave(provider: Any) -> None:
    """Send what is left, for no longer than LAST_SECONDS: what has not been taken by then is lost."""

    def send() -> None:
        with suppress(Exception):  # whatever becomes of the spans, the command has ended as it has
            provider.force_flush(int(LAST_SECONDS * 1000))
            provider.shutdown()

    sending = threading.Thread(target=send, name="last spans", daemon=True)
    sending.start()
    sending.join(LAST_SECONDS)
