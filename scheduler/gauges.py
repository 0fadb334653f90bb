"""Every metric of the archive: its name, what it says, its labels, and how it is read off. Pure.

Moments are told as moments (`_timestamp_seconds`), not as ages, as Prometheus advises: they stay right however long an
answer is kept, and `time() - …` is the age. All are gauges, since all is read from a database, where numbers fall too.
Labels have few values: sources and jobs of the settings, and words of the program.
"""

from collections import Counter
from functools import partial

from archive.clock import midnight
from scheduler.command_gauges import COMMANDS
from scheduler.facts import Facts
from scheduler.problems import Problem, problems, silence
from scheduler.reading_off import Gauge, Values, moment, of_facts, of_part, of_state, one
from scheduler.state import State

STATUSES = ("ok", "empty", "partial", "blocked", "drift", "failed", "never")
"""What a source can be; `never` when it has not been crawled yet."""
PROBLEMS = (
    "archive", "disk", "edition", "job", "late", "leader", "model", "queue", "queued", "quiet", "refused", "source",
    "subscriber",
)  # fmt: skip
"""What can be wrong, as `zswatch status` has it."""
ROLES = (("service", "leads"), ("service", "stands by"), ("worker", "works"))


def _by_status(state: State) -> Values:
    counted: Counter[str] = Counter(health.status or "never" for health in state.health.values())
    return (((status,), counted[status]) for status in STATUSES)


def _moments(what: str, state: State) -> Values:
    for source, health in state.health.items():
        if (at := moment(getattr(health, what))) is not None:
            yield (source,), at


def _wrong(facts: Facts) -> list[Problem]:
    return [] if facts.state is None else problems(facts.state, facts.settings, facts.at)


def _allowed(facts: Facts) -> Values:
    """How long each unwell source may be so: by the settings, its declaration, and how often it is visited."""
    for found in _wrong(facts):
        kind, _, source = found.subject.partition(":")
        if kind == "source" and found.since is not None:
            yield (source,), found.envelope.total_seconds()


def _problems(facts: Facts) -> Values:
    counted = Counter(found.subject.partition(":")[0] for found in _wrong(facts))
    if facts.state is not None:
        yield from (((kind,), counted[kind]) for kind in sorted({*PROBLEMS, *counted}))


def _services(facts: Facts) -> Values:
    if facts.state is not None:
        fresh = [one for one in facts.state.services if facts.at - one.seen_at <= silence()]
        counted: Counter[tuple[str, str]] = Counter((one.kind, one.role) for one in fresh)
        yield from (((kind, role), counted[kind, role]) for kind, role in ROLES)


def _editions(state: State) -> Values:
    for kind, day in (("daily", state.last_edition), ("weekly", state.last_weekly)):
        if day is not None:
            yield (kind,), midnight(day).timestamp()


def _depth(what: str, facts: Facts) -> Values:
    for depth in facts.depths or ():
        yield (depth.queue,), getattr(depth, what)


def _oldest_job(facts: Facts) -> Values:
    for depth in facts.depths or ():
        if depth.oldest_seconds is not None:
            yield (depth.queue,), facts.machine_at - depth.oldest_seconds


SOURCES = (
    of_state("zswatch_sources", "Sources by the status of their newest visit.", _by_status, "status"),
    of_state(
        "zswatch_source_well",
        "1 when the newest visit of a source ended ok, else 0.",
        lambda state: (((key,), health.status == "ok") for key, health in state.health.items()),
        "source",
    ),
    of_state(
        "zswatch_source_status",
        "1 for the status of the newest visit of a source.",
        lambda state: (((key, health.status or "never"), 1) for key, health in state.health.items()),
        "source", "status",
    ),
    of_state(
        "zswatch_source_last_visit_timestamp_seconds",
        "When a source was visited last.",
        partial(_moments, "last_run"),
        "source",
    ),
    of_state(
        "zswatch_source_last_success_timestamp_seconds",
        "When a visit of a source last ended ok.",
        partial(_moments, "last_success"),
        "source",
    ),
    of_state(
        "zswatch_source_last_new_timestamp_seconds",
        "When a visit of a source last found something new.",
        partial(_moments, "last_new"),
        "source",
    ),
    of_state(
        "zswatch_source_unwell_since_timestamp_seconds",
        "Since when a source that is not well has not been.",
        lambda state: (((key,), at.timestamp()) for key, at in state.unwell_since.items()),
        "source",
    ),
    of_facts(
        "zswatch_source_unwell_allowed_seconds", "For how long a source that is not well may be so.", _allowed, "source"
    ),
    of_state("zswatch_sources_quiet", "Sources silent for longer than is normal.", lambda state: one(len(state.quiet))),
)  # fmt: skip

CONTENT = (
    of_state(
        "zswatch_announcements",
        "Announcements that are kept.",
        lambda state: one(state.announcements if state.sizes else None),
    ),
    of_state(
        "zswatch_announcements_relevant",
        "Announcements that were judged relevant.",
        lambda state: one(state.relevant if state.sizes else None),
    ),
    of_part(
        "zswatch_attachments_unread", "Attachments whose text is not known, for whatever reason.", "sizes", "unread"
    ),
    of_state(
        "zswatch_attachments_waiting",
        "Attachments that are kept and wait to be read.",
        lambda state: one(state.backlog.files if state.backlog else None),
    ),
    of_part("zswatch_index_stale_rows", "Rows that wait for the search index.", "sizes", "unindexed"),
    of_part("zswatch_database_size_bytes", "Bytes that the database takes.", "sizes", "database"),
    of_part("zswatch_disk_free_bytes", "Bytes free where DATA_DIR lies.", "disk", "free"),
    of_part("zswatch_disk_size_bytes", "Bytes of the disk where DATA_DIR lies.", "disk", "total"),
)

MAILS = (
    of_state(
        "zswatch_outbox_messages",
        "Messages by what became of them.",
        lambda state: (((status,), count) for status, count in state.mails.items()),
        "status",
    ),
    of_state(
        "zswatch_outbox_oldest_queued_timestamp_seconds",
        "Since when the message waits that has waited for longest.",
        lambda state: one(moment(state.waiting.queued_at if state.waiting else None)),
    ),
    of_state(
        "zswatch_outbox_unreached_recipients",
        "Recipients whose newest message was refused for good.",
        lambda state: one(len(state.unreached)),
    ),
    of_state(
        "zswatch_subscribers_suspended",
        "Subscribers who get nothing, since their mail came back.",
        lambda state: one(len(state.suspended)),
    ),
    of_state(
        "zswatch_edition_day_timestamp_seconds",
        "Midnight of the day that the newest edition is of.",
        _editions,
        "kind",
    ),
)

MODEL = (
    of_state("zswatch_model_ready", "1 when the language model can be asked.", lambda state: one(
        None if state.model is None else not state.model.unready)),
    of_part("zswatch_model_questions_today", "Questions to the language model since midnight.", "model", "calls"),
    of_part("zswatch_model_tokens_today", "Tokens that it read and wrote since midnight.", "model", "tokens"),
    of_part("zswatch_model_cost_today", "What that cost, in the currency of the settings.", "model", "cost"),
    of_facts("zswatch_model_tokens_per_day_limit", "Tokens that a day may have (model.most_tokens_per_day).",
             lambda facts: one(facts.settings.model.most_tokens_per_day if facts.settings.model.url else None)),
)  # fmt: skip

SERVICE = (
    of_facts("zswatch_services", "Processes heard of in the last two minutes.", _services, "kind", "role"),
    of_facts("zswatch_problems", "What `zswatch status` tells, by kind.", _problems, "kind"),
    of_state("zswatch_alarms_open", "Alarms that last.", lambda state: one(len(state.alarms))),
    of_facts(
        "zswatch_queue_up",
        "1 when the queue could be asked, where one is used.",
        lambda facts: one(None if facts.settings.engine.kind != "queue" else facts.depths is not None),
    ),
    of_facts("zswatch_queue_jobs_waiting", "Jobs that wait for a worker.", partial(_depth, "waiting"), "queue"),
    of_facts("zswatch_queue_jobs_running", "Jobs that a worker is at.", partial(_depth, "running"), "queue"),
    of_facts(
        "zswatch_queue_jobs_failed", "Jobs that failed for good in the last day.", partial(_depth, "failed"), "queue"
    ),
    of_facts(
        "zswatch_queue_oldest_job_timestamp_seconds", "Since when the job waits that has waited longest.", _oldest_job,
        "queue",
    ),
)  # fmt: skip

LOOK = (
    of_facts(
        "zswatch_schema_current",
        "1 when the database has this program's schema.",
        lambda facts: one(facts.state is not None),
    ),
    of_facts("zswatch_clock_timestamp_seconds", "The clock of the program.", lambda facts: one(facts.at.timestamp())),
    of_facts("zswatch_look_timestamp_seconds", "When these were read.", lambda facts: one(facts.machine_at)),
    of_facts("zswatch_look_duration_seconds", "How long that took.", lambda facts: one(facts.took)),
)

GAUGES: tuple[Gauge, ...] = (*SOURCES, *CONTENT, *MAILS, *MODEL, *COMMANDS, *SERVICE, *LOOK)
