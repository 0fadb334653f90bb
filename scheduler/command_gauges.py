"""The metrics of planned commands: when they were due, when they ran, how long, how, and with how much memory. Pure."""

from collections.abc import Callable
from itertools import takewhile

from archive.records import Execution
from scheduler.facts import Facts
from scheduler.plan import DELIVER, latest_due
from scheduler.problems import failed
from scheduler.reading_off import Gauge, Values, of_facts, of_state, one
from scheduler.state import State

MEGABYTE = 1 << 20


def _due(facts: Facts) -> Values:
    """When each job with times was due last; deliveries are left out, which run only when there is a mail."""
    for job in facts.plan:
        if job.times and job.name != DELIVER:
            yield (job.name,), latest_due(job.times, facts.at, job.days).timestamp()


def _done(state: State) -> Values:
    for job, ran in state.executions.items():
        if done := [each.due_at for each in ran if each.carried_through]:
            yield (job,), max(done).timestamp()


def _newest(number: Callable[[Execution], float | None]) -> Callable[[State], Values]:
    """Return what reads a number off the newest execution of each job that has ended."""

    def values(state: State) -> Values:
        for job, ran in state.executions.items():
            ended = next((each for each in ran if each.finished_at is not None), None)
            if ended is not None and (found := number(ended)) is not None:
                yield (job,), found

    return values


def _succeeded(state: State) -> Values:
    for job, ran in state.executions.items():
        well = next((each for each in ran if each.exit_code == 0 and each.finished_at is not None), None)
        if well is not None and well.finished_at is not None:
            yield (job,), well.finished_at.timestamp()


def _in_a_row(state: State) -> Values:
    """How often each job failed since it last did not; one that only reports what is wrong did not fail."""
    for job, ran in state.executions.items():
        ended = (each for each in ran if each.carried_through or each.lost)
        yield (job,), sum(1 for _ in takewhile(failed, ended))


def _running(state: State) -> Values:
    for job, ran in state.executions.items():
        yield (job,), sum(1 for each in ran if each.finished_at is None)


def _duration(ran: Execution) -> float | None:
    return None if ran.finished_at is None else (ran.finished_at - ran.started_at).total_seconds()


COMMANDS: tuple[Gauge, ...] = (
    of_facts(
        "zswatch_command_due_timestamp_seconds", "The newest moment that a command was planned for.", _due, "command"
    ),
    of_state(
        "zswatch_command_done_timestamp_seconds",
        "The newest planned moment that it was carried out for.",
        _done,
        "command",
    ),
    of_state("zswatch_command_running", "1 while it runs.", _running, "command"),
    of_state(
        "zswatch_command_last_end_timestamp_seconds",
        "When it last ended, well or not.",
        _newest(lambda ran: None if ran.finished_at is None else ran.finished_at.timestamp()),
        "command",
    ),
    of_state(
        "zswatch_command_last_success_timestamp_seconds", "When it last ended with exit code 0.", _succeeded, "command"
    ),
    of_state(
        "zswatch_command_last_duration_seconds", "How long it took when it last ended.", _newest(_duration), "command"
    ),
    of_state(
        "zswatch_command_last_exit_code",
        "Its exit code then: 1 for incomplete, below 0 for a signal.",
        _newest(lambda ran: ran.exit_code),
        "command",
    ),
    of_state(
        "zswatch_command_last_peak_memory_bytes",
        "The most memory that it and its children had then.",
        _newest(lambda ran: None if ran.peak_mb is None else ran.peak_mb * MEGABYTE),
        "command",
    ),
    of_state("zswatch_command_failures_in_a_row", "How often it failed since it last did not.", _in_a_row, "command"),
    of_facts(
        "zswatch_command_memory_limit_bytes",
        "The memory at which a command is killed (schedule.memory_mb).",
        lambda facts: one(facts.settings.schedule.memory_mb * MEGABYTE or None),
    ),
)
