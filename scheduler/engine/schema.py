"""The queue's tables, made and brought up to date by whoever comes first, in a schema of their own."""

from pathlib import Path
from typing import Any

from procrastinate import SyncPsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.schema import SchemaManager

from scheduler.engine.place import SCHEMA

LOCK = 0x7A737162
"""The number under which processes queue on PostgreSQL to make the schema."""
_KNOWN = f"""SELECT to_regclass('{SCHEMA}.procrastinate_jobs') IS NOT NULL AS made,
  obj_description(to_regnamespace('{SCHEMA}'), 'pg_namespace') AS step"""


def bring_up(connector: SyncPsycopgConnector) -> None:
    """Make the schema, or apply the steps that have come since it was made; one process does, the others wait."""
    if _is_current(connector):
        return
    statements = [f"SELECT pg_advisory_xact_lock({LOCK})", f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"]
    try:
        _apply(connector, [*statements, *_missing(connector), f"COMMENT ON SCHEMA {SCHEMA} IS '{_steps()[-1].name}'"])
    except ConnectorException:
        if not _is_current(connector):  # else another process was faster, and ours has changed nothing
            raise


def _is_current(connector: SyncPsycopgConnector) -> bool:
    known = _state(connector)
    return bool(known["made"]) and known["step"] == _steps()[-1].name


def _missing(connector: SyncPsycopgConnector) -> list[str]:
    """Return the statements that are to be applied: the whole schema, or the steps after the last known one."""
    known = _state(connector)
    if not known["made"]:
        return [SchemaManager.get_schema()]
    return [step.read_text(encoding="utf-8") for step in _steps() if step.name > (known["step"] or "")]


def _steps() -> list[Path]:
    return sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))


def _state(connector: SyncPsycopgConnector) -> dict[str, Any]:
    return connector.execute_query_one(_KNOWN)


def _apply(connector: SyncPsycopgConnector, statements: list[str]) -> None:
    """Run statements in one transaction."""
    whole: Any = ";\n".join(statements).replace("%", "%%")
    connector.execute_query(whole)
