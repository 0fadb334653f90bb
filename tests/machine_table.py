"""The table of faults of the machine: what happens, what is said of it, what to do, and the test that shows it."""

from typing import NamedTuple

ROOM = "Make room, or a larger disk. What was queued is sent, what was due is done, at the next turn."
READ = "Look why the system made it so (`dmesg`): a failing disk is made read-only. Mend it, mount it writable again."
WAIT_DATABASE = "Start the database again. The service goes on by itself; by hand, give the same command again."
AGAIN = "Nothing: give the same command again, or wait for the service to do so."
BYTES = "`zswatch crawl SOURCE --full` fetches it again; or take it from a backup."


class Fault(NamedTuple):
    """One fault of the machine; `says` is the line, or what stands for it, and `test` is `file::function`."""

    name: str
    says: str
    do: str
    test: str


FAULTS: tuple[Fault, ...] = (
    Fault("the disk of the database is full", "FILE: disk I/O error (the disk is full)", ROOM,
          "test_machine_disk.py::test_a_database_on_such_a_disk_is_told_in_one_line"),
    Fault("the database may not grow", "FILE: database or disk is full", ROOM,
          "test_machine_disk.py::test_a_database_that_may_not_grow_loses_nothing"),
    Fault("the disk of the kept bytes is full", "blob HASH: can not be written to FOLDER: No space left on device",
          ROOM, "test_machine_disk.py::test_bytes_that_can_not_be_kept_are_told_with_the_place"),
    Fault("the disk of a backup or an export is full", "FILE: can not be written: No space left on device",
          "Make room there; an earlier file of that name is untouched, and half of one is never left.",
          "test_machine_disk.py::test_a_file_that_can_not_be_written_is_named"),
    Fault("the disk of the mail folder is full", "FILE: No space left on device", ROOM,
          "test_machine_disk.py::test_mails_wait_until_there_is_room"),
    Fault("output or log can not be written", "the output can not be written: No space left on device",
          "Make room for the logs. The work itself was done or not as its end in `zswatch status` says.",
          "test_machine_disk.py::test_output_that_can_not_be_written_is_told_where_that_is_possible"),
    Fault("the disk is read-only", "FILE: unable to open database file (the disk is read-only)", READ,
          "test_machine_disk.py::test_a_database_on_such_a_disk_is_told_in_one_line"),
    Fault("PostgreSQL's disk or memory is at its end", "postgresql://…: could not extend file: No space left on device",
          ROOM, "test_machine_disk.py::test_what_a_server_says_of_its_machine_is_one_line"),
    Fault("PostgreSQL only reads (a stand-by)", "postgresql://…: cannot execute INSERT in a read-only transaction",
          "Point `database_url` at the primary.", "test_machine_disk.py::test_a_server_that_only_reads_is_told"),
    Fault("the database goes away during a crawl", "postgresql://…: (what the driver says)", WAIT_DATABASE,
          "test_machine_database.py::test_a_crawl_whose_database_goes_away_is_told_and_the_next_one_finishes_it"),
    Fault("the database goes away during a delivery", "postgresql://…: (what the driver says)",
          WAIT_DATABASE + " The one mail under way may come twice, with one Message-ID.",
          "test_machine_database.py::"
          "test_a_delivery_whose_database_goes_away_loses_no_mail_and_repeats_at_most_the_one_under_way"),
    Fault("the database is away for minutes from a service that runs", "postgresql://…: (what the driver says)",
          WAIT_DATABASE, "test_machine_database.py::"
          "test_a_service_whose_database_is_gone_for_ten_minutes_goes_on_and_does_what_was_due"),
    Fault("the database is away from a worker and its service", "the queue is away, trying again: (why)",
          "Start the database again. What was under way is begun anew, by this worker or another one.",
          "test_machine_database.py::"
          "test_a_job_whose_database_goes_away_is_done_by_the_same_worker_when_it_is_back"),
    Fault("another writer holds the database for long",
          "FILE: database is locked; postgresql://…: canceling statement due to lock timeout",
          "Find who holds it (an open shell, a backup program), end that. After 30 seconds nobody waits any longer.",
          "test_machine_database.py::test_a_database_that_another_writer_holds_for_long_is_told"),
    Fault("the clock jumps and comes back", "(nothing)",
          "Mend the clock (NTP). Links of mails that last some time are refused while it is wrong.",
          "test_machine_clock.py::test_a_jump_and_back_loses_nothing_and_tells_nothing_twice"),
    Fault("a crawl at a wrong time", "(nothing, or `drift`)", "Mend the clock; nothing is taken for withdrawn.",
          "test_machine_clock.py::test_a_crawl_at_a_wrong_time_takes_nothing_for_gone"),
    Fault("a command takes too much memory, its children counted",
          "killed, for it took N MB of memory, more than schedule.memory_mb = M",
          "Nothing is lost; it is run again as planned. Raise the setting where the machine has more.",
          "test_scheduler_process.py::test_a_command_that_takes_too_much_memory_is_killed_its_children_counted"),
    Fault("the reader of attachments runs out of memory, or is killed", "NAME: unreadable",
          "Nothing: the others go on. Open the file by hand.",
          "test_crawler_attachments_isolation.py::test_a_file_that_breaks_its_process_does_not_break_the_next"),
    Fault("the process that reads pages is killed", "(nothing)", "Nothing: it is started again, and asked again.",
          "test_crawler_spiders_recorder.py::test_a_child_that_was_killed_from_outside_costs_nothing"),
    Fault("one page kills whoever reads it", "the visit failed: … (`reader_failed`)",
          "Nothing is lost but that page. Keep its bytes and tell the maintainers.",
          "test_crawler_spiders_recorder.py::test_only_the_request_that_breaks_two_children_is_lost"),
    Fault("a command is ended (SIGTERM) or killed (SIGKILL)", "(exit code of the signal)", AGAIN,
          "test_machine_signals.py::test_every_long_command_can_be_ended_at_any_time"),
    Fault("a day is killed at any of its writes, commits and mails", "(nothing)", AGAIN,
          "test_exactly_once.py::test_a_day_on_sqlite"),
    Fault("kept bytes are damaged, cut short, empty or gone", "blob HASH: (what is wrong); `archive check` names each",
          BYTES, "test_machine_bytes.py::test_spoilt_bytes_are_found_named_and_fetched_again"),
    Fault("only half of a backup is there", "FILE: (what is missing)", "Take another one; nothing of it was restored.",
          "test_machine_bytes.py::test_half_a_backup_is_never_taken_for_a_whole_one"),
    Fault("a writer was killed in the midst of a file", "(nothing)", "Nothing: nobody looks at what is not whole.",
          "test_machine_bytes.py::test_what_a_killed_writer_left_aside_is_not_looked_at"),
    Fault("only half of the settings file is there", "FILE: (line and column)", "Mend it; until then nothing runs.",
          "test_machine_bytes.py::test_half_a_settings_file_is_told_in_one_line"),
)  # fmt: skip
