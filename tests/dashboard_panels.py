"""What the dashboard shows: rows of panels, each with a few queries. `max` takes once what many tell of one archive."""

from typing import NamedTuple

DUE = "max by (command) (zswatch_command_due_timestamp_seconds)"
DONE = "max by (command) (zswatch_command_done_timestamp_seconds)"


class Panel(NamedTuple):
    """A panel: its title, its queries with the words of their legend, the unit, and its kind."""

    title: str
    queries: tuple[tuple[str, str], ...]
    unit: str = "short"
    kind: str = "timeseries"
    says: str = ""
    bad: float | None = None
    """From this value on it is red, where it has steps."""


def _one(title: str, query: str, unit: str = "short", *, bad: float | None = None, says: str = "") -> Panel:
    return Panel(title, ((query, ""),), unit, "stat", says, bad)


ROWS: tuple[tuple[str, tuple[Panel, ...]], ...] = (
    (
        "At a glance",
        (
            _one(
                "Leader",
                'max(zswatch_services{kind="service",role="leads"})',
                bad=0,
                says="0: nothing is crawled or sent.",
            ),
            _one("Archive can be read", "min(zswatch_up)", bad=0),
            _one("Problems", "sum(max by (kind) (zswatch_problems))", bad=1, says="What `zswatch status` tells."),
            _one(
                "Since the last edition's day",
                'time() - max(zswatch_edition_day_timestamp_seconds{kind="daily"})',
                "s",
                bad=122_400,
            ),
            _one(
                "Oldest message in the outbox",
                "time() - max(zswatch_outbox_oldest_queued_timestamp_seconds) or vector(0)",
                "s",
                bad=7_200,
            ),
            _one("Announcements", "max(zswatch_announcements)"),
        ),
    ),
    (
        "Sources",
        (
            Panel("Sources by status", (("max by (status) (zswatch_sources)", "{{status}}"),), kind="bars"),
            Panel(
                "Since the last success, the ten oldest",
                (("topk(10, time() - max by (source) (zswatch_source_last_success_timestamp_seconds))", "{{source}}"),),
                "s",
            ),
            Panel(
                "Since something new, the ten oldest",
                (("topk(10, time() - max by (source) (zswatch_source_last_new_timestamp_seconds))", "{{source}}"),),
                "s",
            ),
            Panel(
                "Unwell sources",
                (('max by (source, status) (zswatch_source_status{status!~"ok|never"})', ""),),
                kind="table",
            ),
            Panel(
                "Unwell for, and allowed",
                (
                    ("time() - max by (source) (zswatch_source_unwell_since_timestamp_seconds)", "{{source}}"),
                    ("max(zswatch_source_unwell_allowed_seconds)", "allowed"),
                ),
                "s",
            ),
            Panel(
                "Well, quiet, and since the last visit",
                (
                    ("sum(max by (source) (zswatch_source_well))", "well"),
                    ("max(zswatch_sources_quiet)", "quiet"),
                    (
                        "(time() - min(max by (source) (zswatch_source_last_visit_timestamp_seconds))) / 3600",
                        "hours since the oldest visit",
                    ),
                ),
            ),
        ),
    ),
    (
        "Announcements and the archive",
        (
            Panel(
                "Announcements",
                (
                    ("max(zswatch_announcements)", "kept"),
                    ("max(zswatch_announcements_relevant)", "relevant"),
                ),
            ),
            Panel(
                "New in a day",
                (
                    ("max(zswatch_announcements) - max(zswatch_announcements offset 1d)", "kept"),
                    ("max(zswatch_announcements_relevant) - max(zswatch_announcements_relevant offset 1d)", "relevant"),
                ),
            ),
            Panel(
                "Waiting for the index, and unread attachments",
                (
                    ("max(zswatch_index_stale_rows)", "rows for the index"),
                    ("max(zswatch_attachments_unread)", "attachments without text"),
                ),
            ),
            Panel("Database", (("max(zswatch_database_size_bytes)", "size"),), "bytes"),
            Panel(
                "Disk",
                (
                    ("zswatch_disk_free_bytes", "free at {{instance}}"),
                    ("zswatch_disk_size_bytes", "size at {{instance}}"),
                ),
                "bytes",
            ),
            Panel(
                "Look at the archive",
                (
                    ("zswatch_look_duration_seconds", "{{instance}}"),
                    ("min by (instance) (zswatch_schema_current)", "schema current at {{instance}}"),
                ),
                "s",
            ),
        ),
    ),
    (
        "Digest and mail",
        (
            Panel("Messages by status", (("max by (status) (zswatch_outbox_messages)", "{{status}}"),)),
            Panel(
                "Oldest queued message",
                (("time() - max(zswatch_outbox_oldest_queued_timestamp_seconds)", "waits"),),
                "s",
            ),
            Panel(
                "Readers who get nothing",
                (
                    ("max(zswatch_outbox_unreached_recipients)", "refused"),
                    ("max(zswatch_subscribers_suspended)", "suspended"),
                ),
            ),
            Panel(
                "Since the newest edition's day",
                (("time() - max by (kind) (zswatch_edition_day_timestamp_seconds)", "{{kind}}"),),
                "s",
            ),
        ),
    ),
    (
        "Commands",
        (
            Panel(
                "Duration of the last run",
                (("max by (command) (zswatch_command_last_duration_seconds)", "{{command}}"),),
                "s",
            ),
            Panel(
                "Peak memory of the last run",
                (
                    ("max by (command) (zswatch_command_last_peak_memory_bytes)", "{{command}}"),
                    ("max(zswatch_command_memory_limit_bytes)", "limit"),
                ),
                "bytes",
            ),
            Panel("Exit code of the last run", (("max by (command) (zswatch_command_last_exit_code)", "{{command}}"),)),
            Panel(
                "Since the last success",
                (("time() - max by (command) (zswatch_command_last_success_timestamp_seconds)", "{{command}}"),),
                "s",
            ),
            Panel(
                "Late by",
                (
                    (
                        f"clamp_min({DUE} - {DONE}, 0)",
                        "{{command}}",
                    ),
                ),
                "s",
            ),
            Panel(
                "Running, and failures in a row",
                (
                    ("max by (command) (zswatch_command_running)", "{{command}} runs"),
                    ("max by (command) (zswatch_command_failures_in_a_row) > 0", "{{command}} failed"),
                ),
            ),
            Panel(
                "Since the last end",
                (("time() - max by (command) (zswatch_command_last_end_timestamp_seconds)", "{{command}}"),),
                "s",
            ),
        ),
    ),
    (
        "Queues and workers",
        (
            Panel(
                "Jobs",
                (
                    ("max by (queue) (zswatch_queue_jobs_waiting)", "{{queue}} waiting"),
                    ("max by (queue) (zswatch_queue_jobs_running)", "{{queue}} running"),
                    ("max by (queue) (zswatch_queue_jobs_failed)", "{{queue}} failed"),
                ),
            ),
            Panel(
                "Oldest job that waits",
                (("time() - min by (queue) (zswatch_queue_oldest_job_timestamp_seconds)", "{{queue}}"),),
                "s",
            ),
            Panel(
                "Processes",
                (
                    ("max by (kind, role) (zswatch_services)", "{{kind}} {{role}}"),
                    ("min(zswatch_queue_up)", "queue up"),
                ),
            ),
        ),
    ),
    (
        "Language model",
        (
            Panel(
                "Questions today",
                (
                    ("max(zswatch_model_questions_today)", "questions"),
                    ("max(zswatch_model_ready)", "ready"),
                ),
            ),
            Panel(
                "Tokens today",
                (
                    ("max(zswatch_model_tokens_today)", "tokens"),
                    ("max(zswatch_model_tokens_per_day_limit)", "limit"),
                ),
            ),
            Panel("Cost today", (("max(zswatch_model_cost_today)", "cost"),)),
        ),
    ),
    (
        "Processes",
        (
            Panel("Memory", (('process_resident_memory_bytes{job="zswatch"}', "{{instance}}"),), "bytes"),
            Panel(
                "Open files",
                (
                    ('process_open_fds{job="zswatch"}', "{{instance}}"),
                    ('process_max_fds{job="zswatch"}', "limit at {{instance}}"),
                ),
            ),
            Panel(
                "Processor", (('rate(process_cpu_seconds_total{job="zswatch"}[5m])', "{{instance}}"),), "percentunit"
            ),
            Panel(
                "Loop",
                (
                    ("zswatch_loop_alive", "{{kind}} at {{instance}} alive"),
                    ("zswatch_loop_commands", "commands at {{instance}}"),
                ),
            ),
            Panel(
                "Roles and versions",
                (("zswatch_loop_role * on (instance) group_left (version, python, database) zswatch_build_info", ""),),
                kind="table",
            ),
            Panel(
                "Clock, and alarms",
                (
                    (
                        "zswatch_clock_timestamp_seconds - zswatch_look_timestamp_seconds",
                        "clock ahead at {{instance}} (s)",
                    ),
                    ("max(zswatch_alarms_open)", "alarms open"),
                ),
            ),
        ),
    ),
)
