"""The documents that are made from the code: `python -m tests.documents` writes them, a test compares them."""

import json
from pathlib import Path

import click
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from archive.config import PREFIX, Settings, model_of
from crawler.sources import load
from digest.meetings import shipped
from scheduler import metrics
from scheduler.cli import zswatch
from tests import settings_reference
from tests.dashboard import dashboard
from tests.fault_table import CASES
from tests.machine_table import FAULTS as MACHINE_FAULTS

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "deploy" / "zswatch.example.toml"
SOURCES = ROOT / "docs" / "sources.md"
COMMANDS = ROOT / "docs" / "commands.md"
README = ROOT / "README.md"
BEGIN, END = "<!-- sources: made by `make documents` -->\n", "<!-- end of sources -->\n"
FAULTS = ROOT / "docs" / "faults.md"
TELEMETRY = ROOT / "docs" / "telemetry.md"
METRICS_BEGIN, METRICS_END = "<!-- metrics: made by `make documents` -->\n", "<!-- end of metrics -->\n"
DASHBOARD = ROOT / "deploy" / "grafana" / "zswatch.json"
SETTINGS = ROOT / "docs" / "settings.md"


def example_settings() -> str:
    """Return a settings file in which every setting stands with its default, its meaning and its variable."""
    lines = [
        "# Every setting of Zhongshan Watch with its default. Copy the lines you change into zswatch.toml.",
        "# A variable overrides the file: ZSWATCH_<SECTION>__<KEY>, for example ZSWATCH_CRAWLER__DELAY_SECONDS.",
        "",
    ]
    sections = []
    for key, field in Settings.model_fields.items():
        model, tables = model_of(field.annotation)
        if model is not None and tables:
            sections += _tables(key, model)
        elif model is not None:
            sections += ["", f"[{key}]", *(f"# {line}" for line in (model.__doc__ or "").splitlines()[:1])]
            for part, inner in model.model_fields.items():
                sections += _setting(part, inner)
        else:
            lines += _setting(key, field)
    return "\n".join([*lines, *sections]) + "\n"


def _tables(key: str, model: type[BaseModel]) -> list[str]:
    """A list of tables stands as comments: its default is that there are none."""
    variable = f"{PREFIX}{key}".upper()
    lines = ["", *(f"# {line}" for line in (model.__doc__ or "").splitlines()[:1])]
    lines += [f"# The variable {variable} replaces all of them by a JSON list of objects.", f"# [[{key}]]"]
    for part, field in model.model_fields.items():
        meaning, *example = _setting(part, field)
        lines += [meaning.replace("# ", "#   ", 1), *(one if one.startswith("#") else f"# {one}" for one in example)]
    return lines


def _setting(key: str, field: FieldInfo) -> list[str]:
    default = "" if field.is_required() else field.default
    shown = list(default) if isinstance(default, tuple) else str(default) if isinstance(default, Path) else default
    stated = f"{key} = {json.dumps(shown, ensure_ascii=False)}"
    # TOML has no null: a setting without a default stands as a comment.
    return [f"# {field.description}", stated if default is not None else f'# {key} = ""']


def sources_table() -> str:
    """Return the table of sources and meetings."""
    lines = ["# Sources", "", "| source | publisher | column | platform | start | state |", "|---|---|---|---|---|---|"]
    for key, one in load().items():
        state = "crawled" if one.enabled else f"paused: {one.paused_because}"
        lines.append(f"| `{key}` | {one.publisher} | {one.column} | {one.platform} | {one.start_url} | {state} |")
    lines += ["", "# Meetings", "", "| meeting | date | title | directives |", "|---|---|---|---|"]
    lines += [f"| `{one.id}` | {one.date} | {one.title} | {len(one.directives)} |" for one in shipped().values()]
    return "\n".join(lines) + "\n"


def readme() -> str:
    """Return the README with its block of sources made anew, and all else as it stands."""
    before, begin, rest = README.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{README}: the marks of its block of sources are gone")
    return f"{before}{BEGIN}{publishers_table()}{END}{after}"


def publishers_table() -> str:
    """Return the sources in short: publishers whose lists have the same names share a row, the paused stand below."""
    lists: dict[str, list[str]] = {}
    publishers: dict[str, str] = {}
    paused: dict[str, str] = {}
    for one in load().values():
        publishers[one.stem] = one.publisher
        if one.enabled:
            lists.setdefault(one.stem, []).append(one.column)
        else:
            paused[one.key] = one.publisher
    rows: dict[tuple[str, ...], list[str]] = {}
    for stem, columns in lists.items():
        rows.setdefault(tuple(columns), []).append(f"{publishers[stem]} `{stem}`")
    lines = ["| publisher | lists that are watched |", "|---|---|"]
    lines += [f"| {'、'.join(who)} | {'、'.join(columns)} |" for columns, who in rows.items()]
    told = "、".join(f"{publisher} `{key}`" for key, publisher in paused.items())
    lines += ["", f"{sum(map(len, lists.values()))} lists. Declared and paused, each with its reason: {told}."]
    return "\n".join(lines) + "\n"


def commands_reference() -> str:
    """Return every command with what it does, its arguments and options, from what they declare."""
    lines = [
        "# Commands",
        "",
        "Exit codes: 0 done; 1 the work failed or is incomplete; 2 wrong use or configuration.",
        "",
    ]
    for path, command in sorted(_walk(zswatch, ("zswatch",))):
        arguments = [_argument(one) for one in command.params if isinstance(one, click.Argument)]
        lines += [f"## {' '.join([*path, *arguments])}", "", " ".join((command.help or "").split()), ""]
        options = [one for one in command.params if isinstance(one, click.Option) and one.name != "version"]
        lines += [_option(one) for one in options] + [""] * bool(options)
    return "\n".join(lines)


def _argument(one: click.Argument) -> str:
    return one.metavar or f"{(one.name or '').upper()}{'...' if one.nargs < 0 else ''}"


def _option(one: click.Option) -> str:
    names = ", ".join(f"`{name}`" for name in (*one.opts, *one.secondary_opts))
    return f"- {names}: {one.help}"


def _walk(command: click.Command, path: tuple[str, ...]) -> list[tuple[tuple[str, ...], click.Command]]:
    found = [(path, command)]
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            found += _walk(inner, (*path, name))
    return found


def faults_table() -> str:
    """Return the table of faults."""
    lines = [
        "# Faults",
        "",
        "What a site can do to a crawl, and what comes of it. Each line is a test: beside its verdict, that nothing",
        "kept is withdrawn or overwritten, that the other sources go on, and that memory and time stay bounded.",
        "`status` is the source's in `zswatch crawl` and `zswatch sources`, `reason` that of the error in",
        "`zswatch crawl --json`; a status without a reason is a verdict on the counts of the whole visit. `ok` with",
        "`doubt` is told and no fault of the source.",
        "",
        "| what happens | status | reason | what to do |",
        "|---|---|---|---|",
    ]
    for case in CASES:
        reason = f"`{case.reason}`" if case.reason else "–"
        lines.append(f"| {case.name} | `{case.status}` | {reason} | {case.do} |")
    return "\n".join([*lines, *_machine_table()]) + "\n"


def _machine_table() -> list[str]:
    return [
        "",
        "## Faults of the machine",
        "",
        "What the machine can do to any command. Each line is a test (the file is named): beside what is said of it,",
        "in one line and with exit code 1, that nothing is lost or told twice, and that nothing half-written is ever",
        "taken for whole. In capitals stands what is named.",
        "",
        "| what happens | what is said | what to do | test |",
        "|---|---|---|---|",
        *(f"| {one.name} | {one.says} | {one.do} | `{one.test.partition('::')[0]}` |" for one in MACHINE_FAULTS),
    ]


def telemetry() -> str:
    """Return the page on logs, metrics and traces with its table of metrics made anew, and all else as it stands."""
    before, begin, rest = TELEMETRY.read_text(encoding="utf-8").partition(METRICS_BEGIN)
    _, end, after = rest.partition(METRICS_END)
    if not (begin and end):
        raise ValueError(f"{TELEMETRY}: the marks of its table of metrics are gone")
    return f"{before}{METRICS_BEGIN}{metrics.table()}{METRICS_END}{after}"


MADE = {
    EXAMPLE: example_settings,
    SOURCES: sources_table,
    COMMANDS: commands_reference,
    FAULTS: faults_table,
    SETTINGS: settings_reference.document,
    README: readme,
    TELEMETRY: telemetry,
    DASHBOARD: dashboard,
}


def variables() -> list[str]:
    """Return the variable of every top-level setting."""
    return [f"{PREFIX}{key}".upper() for key in Settings.model_fields]


if __name__ == "__main__":
    for file, make in MADE.items():
        file.write_text(make(), encoding="utf-8")
        print(file.relative_to(ROOT))
