"""What Prometheus reads: the archive's metrics at most some seconds old, and those of the process that answers.

The archive is looked at when somebody asks, in a thread of its own: one that is away, or slow, gives `zswatch_up 0`
within ANSWER_SECONDS, and the metrics of the process stay.
"""

import platform
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib.metadata import version
from typing import Protocol

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from archive.config import Settings
from scheduler.facts import Depth, Facts, read, with_queues
from scheduler.gauges import GAUGES
from scheduler.looked import Looked

KEEP_SECONDS = 10.0
ANSWER_SECONDS = 4.0
"""Less than the ten seconds in which Prometheus expects an answer."""
MOST_SAMPLES = 2_000
"""Samples of one metric: however many sources are declared, an answer has its bounds."""


class Living(Protocol):
    """What is looked at of the process's loop: the Pulse of a service or worker."""

    @property
    def role(self) -> str:
        """What the process is: leads, stands by, works."""

    @property
    def running(self) -> str:
        """The commands at work, with commas between them."""

    def alive(self, now_monotonic: float) -> bool:
        """Whether the loop turns."""


PROCESS = {
    "zswatch_up": "1 when the archive could be read, else 0; then the metrics of the archive are missing.",
    "zswatch_loop_alive": "1 when the loop of the process turned in the last minute.",
    "zswatch_loop_role": "1 for what the process is: leads, stands by, works.",
    "zswatch_loop_commands": "Commands that the process has at work.",
}
BUILD = ("zswatch_build", "The program: its version, that of Python, and the database it uses.")


class Telling(Collector):
    """Gives the metrics of one process and of the archive that it works on."""

    def __init__(
        self, settings: Settings, pulse: Living, kind: str, depths: Callable[[], Sequence[Depth]] | None
    ) -> None:
        self._settings, self._pulse, self._kind = settings, pulse, kind
        self._facts: Looked[Facts] = Looked(
            partial(read, settings), keep_seconds=KEEP_SECONDS, wait_seconds=ANSWER_SECONDS
        )
        self._queues: Looked[Sequence[Depth]] | None = None
        if depths is not None:
            self._queues = Looked(depths, keep_seconds=KEEP_SECONDS, wait_seconds=ANSWER_SECONDS)

    def collect(self) -> Iterator[Metric]:
        """Give every metric; raises nothing, whatever the archive does."""
        yield self._build()
        yield self._loop("zswatch_loop_alive", self._pulse.alive(time.monotonic()))
        yield self._loop("zswatch_loop_role", 1, role=self._pulse.role)
        yield self._loop("zswatch_loop_commands", len([one for one in self._pulse.running.split(", ") if one]))
        if self._queues is not None:
            self._queues.begin()
        facts = self._facts.newest()
        if facts is not None and self._queues is not None:
            facts = with_queues(facts, self._queues.newest())
        up = GaugeMetricFamily("zswatch_up", PROCESS["zswatch_up"])
        up.add_metric([], facts is not None)
        yield up
        if facts is not None:
            yield from of_archive(facts)

    def _loop(self, name: str, value: float, **labels: str) -> Metric:
        told = GaugeMetricFamily(name, PROCESS[name], labels=["kind", *labels])
        told.add_metric([self._kind, *labels.values()], value)
        return told

    def _build(self) -> Metric:
        told = InfoMetricFamily(*BUILD)
        database = "sqlite" if self._settings.sqlite_file else "postgresql"
        stated = {"version": version("zhongshan-watch"), "python": platform.python_version(), "database": database}
        told.add_metric([], stated)
        return told


def of_archive(facts: Facts) -> Iterator[Metric]:
    """Give the metrics that one look at the archive found; one without values is left out."""
    for gauge in GAUGES:
        told = GaugeMetricFamily(gauge.name, gauge.says, labels=gauge.labels)
        for labels, value in list(gauge.values(facts))[:MOST_SAMPLES]:
            told.add_metric(list(labels), float(value))
        if told.samples:
            yield told


def registry(
    settings: Settings, pulse: Living, kind: str, depths: Callable[[], Sequence[Depth]] | None = None
) -> CollectorRegistry:
    """Return what is told of a process: the archive, the process's loop, and its memory, time and open files."""
    made = CollectorRegistry()
    made.register(Telling(settings, pulse, kind, depths))
    ProcessCollector(registry=made)
    return made


def table() -> str:
    """Return the table of metrics, as docs/telemetry.md has it."""
    lines = ["| metric | labels | meaning |", "|---|---|---|"]
    lines.append(f"| `{BUILD[0]}_info` | version, python, database | {BUILD[1]} |")
    for name, says in PROCESS.items():
        labels = {"zswatch_up": "–", "zswatch_loop_role": "kind, role"}.get(name, "kind")
        lines.append(f"| `{name}` | {labels} | {says} |")
    lines += [f"| `{one.name}` | {', '.join(one.labels) or '–'} | {one.says} |" for one in GAUGES]
    return "\n".join(lines) + "\n"
